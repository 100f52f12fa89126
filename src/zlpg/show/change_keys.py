"""What the keys of rule files are called where two files differ."""

from collections.abc import Mapping

import zlpg.model.rules as r
from zlpg.diff.scheme_changes import RuleChange
from zlpg.show.words import Words

PARTS = frozenset({"sum", "product", "highest", "lowest", "average"})
"""The keys that hold the parts of a rule."""

_SIGNS = {"at_least": "≥", "over": ">", "at_most": "≤", "below": "<", "reaches": "≥", "chosen": "="}
_CONDITIONS = frozenset({"once", "requires", "veto"})


def sign_of(key: str) -> str:
    """The sign of a kind of threshold; nothing for another key."""
    return _SIGNS.get(key, "")


def in_condition(change: RuleChange) -> bool:
    """Whether what differs is part of a condition."""
    return not _CONDITIONS.isdisjoint((change.at_new or change.at_old)[:-1])


def name_of_key(change: RuleChange, names: Mapping[str, str], words: Words) -> str:
    """What the key is called that differs."""
    if change.key in r.Bracket.__match_args__[1:] and _of_row(change):
        return words.gettext("bracket threshold")
    if in_condition(change):
        return words.gettext("condition")
    match change.thing, change.key:
        case "grade", "at_least" | "over":
            return words.gettext("threshold")
        case "item", "average":
            return words.gettext("part")
        case "scheme", "note":
            return words.gettext("note")
        case _:
            return names[change.key]


def _of_row(change: RuleChange) -> bool:
    """Whether the key is one of a row of a bracket table."""
    match change.at_new:
        case (*_, "table", int(), _):
            return True
        case _:
            return False


def key_names(words: Words) -> Mapping[str, str]:
    """What every key that can differ is called."""
    _ = words.gettext
    return {
        "scheme": _("assessment"),
        "year": _("year"),
        "title": _("title"),
        "note": _("reading"),
        "name": _("name"),
        "stands_for_all": _("stands for all offices"),
        "id": _("id"),
        "type": _("type"),
        "label": _("label"),
        "unit": _("unit of measure"),
        "range": _("range"),
        "at_most": _("highest count"),
        "levels": _("level"),
        "options": _("option"),
        "trimmed_over": _("ratings beyond which the ends are left out"),
        "share": _("what is divided"),
        "of": _("divided by"),
        "without": _("taken from what it is divided by"),
        "times": _("multiplied by"),
        "if_none": _("with nothing to divide by"),
        "within": _("moved"),
        "order": _("order"),
        "number": _("number"),
        "text": _("clause"),
        "max": _("maximum"),
        "cap": _("cap"),
        "floor": _("floor"),
        "round": _("rounding"),
        "average": _("averaged"),
        "weight": _("weight"),
        "requires": _("condition"),
        "not_applicable": _("if not applicable"),
        "direction": _("direction"),
        "responsible": _("offices"),
        "requirement": _("requirement"),
        "at_least": _("minimum"),
        "rule": _("rule"),
        "full": _("full result"),
        "points": _("points"),
        "rate": _("rate"),
        "over": _("threshold"),
        "under": _("threshold that is fallen short of"),
        "below": _("threshold"),
        "reaches": _("condition"),
        "chosen": _("condition"),
        "per": _("step"),
        "steps": _("part of a step"),
        "start": _("start"),
        "best": _("how many count"),
        "otherwise": _("points otherwise"),
        "once": _("condition"),
        "all": _("condition"),
        "any": _("condition"),
        "none": _("condition"),
        "veto": _("condition"),
        "grade": _("grade"),
        "grade_at_most": _("best grade possible"),
        "no_result": _("no result"),
        "vetoes": _("order of vetoes"),
        "grades": _("order of grades"),
        "table": _("bracket"),
        **dict.fromkeys(PARTS - {"average"}, _("part")),
    }
