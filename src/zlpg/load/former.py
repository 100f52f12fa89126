"""How what rule files said in the first edition of their language is said now; to be deleted before 1.0.

>>> print(FORMER_KEYS[CountFact, "at_most"])
“at_most” of a count is “range” now: range: [0, 5]
"""

from collections.abc import Mapping

from zlpg.diagnostics import Message
from zlpg.model.declarations import CountFact
from zlpg.model.measures import ShareMeasure
from zlpg.model.rules import Criteria, TableRule
from zlpg.model.table import Item, Section, Total, Veto

_BRACKETS = Message("“brackets” is “table” now: {form}", form="{table: fact, at_least: {5: 1, 10: 2}}")

FORMER_KEYS: Mapping[tuple[type, str], Message] = {
    (TableRule, "brackets"): _BRACKETS,
    (CountFact, "at_most"): Message("“at_most” of a count is “range” now: {form}", form="range: [0, 5]"),
    (ShareMeasure, "without"): Message(
        "“without” is “difference” now: {form}", form="of: {difference: [{sum: [a, b]}, c]}"
    ),
    (Criteria, "chosen"): Message("“chosen” is “is” now: {form}", form="is: {fact: option}"),
    (Criteria, "reaches"): Message("“reaches” is “at_least” of points now: {form}", form="at_least: {part.points: 60}"),
    (Veto, "no_result"): Message("“no_result” is “points” now: {form}", form="points: none"),
    (Item, "direction"): Message(
        "“direction” is a kind of rule now: {form}", form="rule: {deduct: {count: fact, rate: 1}}"
    ),
    **dict.fromkeys(
        ((Section, "average"), (Total, "average")),
        Message("“average” is “combine” now: {form}", form="combine: average"),
    ),
}
"""What to write for a key that a part had."""

FORMER_KINDS: Mapping[str, Message] = {
    "brackets": _BRACKETS,
    "choice": Message("“choice” is “table” now: {form}", form="{table: fact, is: {option: 5}}"),
    "levels": Message("“levels” is “each” now: {form}", form="{each: fact, is: {level: 1}}"),
    "judged": Message("“judged” is a fact by itself now, or the whole rule of an item: {form}", form="rule: judged"),
    "start": Message("“start” is a number by itself now: {form}", form="sum: [110, …]"),
}
"""What to write for a kind of rule, or of condition, that there was."""

FORMER_LISTS: Mapping[str | int, Message] = {
    "of": Message("what is added up is a sum now, and one alone no list: {form}", form="of: {sum: [a, b]}"),
}
"""What to write for a list that stood under a key."""

FORMER_TYPES: Mapping[str, Message] = {
    "ratings": Message("“ratings” are “numbers” now: {form}", form="type: numbers, as: mean"),
}
"""What to write for a type that a fact had."""
