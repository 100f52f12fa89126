"""The rule file, the facts, and what stands where.

Frozen dataclasses that pydantic's core validates a document into (`load.shape`). A field's docstring is its description in the JSON
Schema that editors show.
"""
