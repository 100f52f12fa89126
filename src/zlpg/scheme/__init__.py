"""The rule file's model.

Frozen dataclasses that pydantic validates a document into (`load.rules`). A field's docstring is its description in the JSON
Schema that editors show.
"""

from zlpg.scheme.declarations import CountFact, FactDeclaration, NumberFact, Office, ResultsFact, YesNoFact
from zlpg.scheme.marks import kind_of
from zlpg.scheme.rules import (
    Bracket,
    BracketsRule,
    CountedRule,
    HighestRule,
    JudgedRule,
    LevelsRule,
    OnceRule,
    ProportionalRule,
    Rule,
    SumRule,
    cap_of,
    fact_of,
    facts_in,
    walk_rule,
)
from zlpg.scheme.table import (
    Item,
    Requirement,
    Scheme,
    Section,
    Total,
    facts_of,
    offices_of,
    parts_of,
    walk_items,
    walk_sections,
    worth,
    worth_of_parts,
)

__all__ = [
    "Bracket",
    "BracketsRule",
    "CountFact",
    "CountedRule",
    "FactDeclaration",
    "HighestRule",
    "Item",
    "JudgedRule",
    "LevelsRule",
    "NumberFact",
    "Office",
    "OnceRule",
    "ProportionalRule",
    "Requirement",
    "ResultsFact",
    "Rule",
    "Scheme",
    "Section",
    "SumRule",
    "Total",
    "YesNoFact",
    "cap_of",
    "fact_of",
    "facts_in",
    "facts_of",
    "kind_of",
    "offices_of",
    "parts_of",
    "walk_items",
    "walk_rule",
    "walk_sections",
    "worth",
    "worth_of_parts",
]
