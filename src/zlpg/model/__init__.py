"""The rule file, the facts, and what stands where.

Frozen dataclasses that pydantic validates a document into (`load.rules`). A field's docstring is its description in the JSON
Schema that editors show.
"""
