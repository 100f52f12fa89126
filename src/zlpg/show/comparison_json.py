"""Comparison → JSON that scripts rely on: exact decimals as numbers, null where a number isn't known.

>>> import zlpg
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> reported = ({"work_reports": reports, "briefs": 0, "media_posts": 0} for reports in (11, 13))
>>> comparison = zlpg.compare(*(zlpg.score(scheme, zlpg.facts_from(facts, scheme)) for facts in reported))
>>> item = next(each for each in as_mapping(comparison, comparison.lines)["items"] if each["id"] == "reporting")
>>> {key: str(item[key]) for key in ("old", "new", "change", "rules_effect", "performance_effect")}
{'old': '0.1', 'new': '0.3', 'change': '0.2', 'rules_effect': '0', 'performance_effect': '0.2'}
"""

from collections.abc import Sequence
from typing import Any

from zlpg.diff.scheme_changes import RuleChange
from zlpg.diff.scores import Comparison, LineChange
from zlpg.diff.why import FactChange
from zlpg.engine.readers.results import Result, ScoreLine
from zlpg.engine.table import TOTAL
from zlpg.numbers import Interval
from zlpg.show.comparison import id_of
from zlpg.show.formats import bounds, exactly, finite
from zlpg.show.rule_changes import own_id, plain_data

SCHEMA = "zlpg.diff/1"


def as_mapping(comparison: Comparison, lines: Sequence[LineChange]) -> dict[str, Any]:
    """A comparison as plain data, with the lines that are asked for."""
    return {
        "schema": SCHEMA,
        "old": _whose(comparison.results[0]),
        "new": _whose(comparison.results[-1]),
        "between": [_whose(result) for result in comparison.results[1:-1]],
        "attributed": comparison.attributed,
        "differs": comparison.differs,
        "total": {
            "status": comparison.total.status,
            **_total(comparison),
            **_facts(comparison.total),
            **_parameters(comparison.total),
        },
        "items": [
            _line(line) | {"facts": list(map(_fact, line.facts))} | _parameters(line)
            for line in lines
            if line.kind == "item"
        ],
        "sections": [_line(line) | _facts(line) | _parameters(line) for line in lines if line.kind == "section"],
        "adjustments": [
            {
                "kind": line.kind,
                "section": id_of(line) if any(line.lines) else None,
                **_adjusted_by(line),
                **_amounts(line),
            }
            for line in lines
            if line.kind in {"cap", "moved"}
        ],
    }


def _whose(result: Result) -> dict[str, Any]:
    """Whose score it is, and what it means."""
    standing = result.standing
    return {
        "unit": result.unit,
        "year": result.year,
        "rules": {
            "scheme": result.scheme,
            "title": result.title,
            "year": result.rules_year,
            "sha256": result.sha256,
            "file": result.rule_file or None,
        },
        "result": None if standing.no_result is None else not standing.no_result,
        "has_total": None if standing.no_total is None else not standing.no_total,
        "lower_is_better": result.lower_is_better,
        "grade": standing.grade,
        "grades": [id for id, _ in standing.grades],
    }


def _total(comparison: Comparison) -> dict[str, Any]:
    """The amounts of the total; what it is isn't known where there may be none."""
    amounts = _amounts(comparison.total)
    ends = {"old": comparison.results[0].standing.no_total, "new": comparison.results[-1].standing.no_total}
    unsure = [name for name, no_total in ends.items() if no_total is not False]
    return {**amounts, **dict.fromkeys([*unsure, *(["change"] if unsure else [])])}


def _facts(line: LineChange) -> dict[str, Any]:
    """The facts that conditions of a section or the total read and that differ, where there are any."""
    return {"facts": list(map(_fact, line.facts))} if line.facts else {}


def _adjusted_by(line: LineChange) -> dict[str, Any]:
    """By what a section does more than add up its parts, where that isn't a cap alone."""
    return {} if line.kind != "cap" or line.adjusted_by == ("cap",) else {"by": list(line.adjusted_by)}


def _line(line: LineChange) -> dict[str, Any]:
    old, new = line.lines[0], line.lines[-1]
    return {
        "id": id_of(line),
        "status": line.status,
        "old_id": old.id if old else None,
        "number": new.number if new else None,
        "old_number": old.number if old else None,
        "title": new.title if new else old.title if old else None,
        "section": _around(new),
        "old_section": _around(old),
        **_amounts(line),
    }


def _around(line: ScoreLine | None) -> str | None:
    return None if line is None or line.within == TOTAL else line.within


def _amounts(line: LineChange) -> dict[str, Any]:
    rules, performance = (line.effects.rules, line.effects.performance) if line.effects else (None, None)
    effects = {"rules_effect": rules, "performance_effect": performance}
    amounts: dict[str, Interval | None] = {"old": line.points[0], "new": line.points[-1], "change": line.change}
    amounts |= {name: effect.points if effect else None for name, effect in effects.items()}
    return {
        **{name: amount and amount.known for name, amount in amounts.items()},
        "between": [amount and amount.known for amount in line.points[1:-1]],
        "range": {name: effect and bounds(effect.range) for name, effect in effects.items()},
        "lowest": {name: amount and finite(amount.lowest) for name, amount in amounts.items()},
        "highest": {name: amount and finite(amount.highest) for name, amount in amounts.items()},
        **exactly({name: amount.known for name, amount in amounts.items() if amount is not None}),
    }


def _parameters(line: LineChange) -> dict[str, Any]:
    return {"parameters": list(map(_parameter, line.parameters))}


def _fact(change: FactChange) -> dict[str, Any]:
    return {
        "id": own_id(change.id.fact),
        "level": change.id.which or None,
        "label": change.fact.label,
        "old": change.old,
        "new": change.new,
        "asked": dict(zip(("old", "new"), change.asked, strict=True)),
        "mattered": change.mattered,
        **(
            {}
            if change.applies == (True, True)
            else {"applies": dict(zip(("old", "new"), change.applies, strict=True))}
        ),
    }


def _parameter(change: RuleChange) -> dict[str, Any]:
    return {
        "thing": change.thing,
        "key": change.key,
        "about": own_id(str(change.about)) or None,
        "old": plain_data(change.old),
        "new": plain_data(change.new),
        "mattered": change.mattered,
    }
