"""Two years, each year's rules with each year's facts: the four scores by which a change is split.

|                 | old facts             | new facts             |
|-----------------|-----------------------|-----------------------|
| **old rules**   | `old_score`           | `old_rules_new_facts` |
| **new rules**   | `new_rules_old_facts` | `new_score`           |

Reports over 10 at 0.1, 13 of them; a year later at 0.2, and 18 of them:

>>> from zlpg.engine.score import score
>>> from zlpg.model.declarations import CountFact
>>> from zlpg.model.facts import Facts
>>> from zlpg.model.rules import CountedRule
>>> from zlpg.model.table import Item, Scheme, Section, Total
>>> def scored(number, rate, reports):
...     reporting = Item("reporting", "信息报送", "", CountedRule("reports", Decimal(rate), over=Decimal(10)), cap=Decimal(2))
...     total = Total((Section("bonuses", "加分", items=(reporting,)),))
...     scheme = Scheme("town", number, "考核表", total, {"reports": CountFact("count", "工作信息")})
...     return score(scheme, Facts(values={Scalar("reports"): Decimal(reports)}))
>>> four = FourScores(scored(2020, "0.1", 13), scored(2021, "0.2", 18))
>>> [str(amount.known) for amount in four.amounts(lambda score: score.at("reporting", None))]  # old, new, and the crossed ones
['0.3', '1.6', '0.8', '0.6']

Two of them were given, the others neither year had: the old rules from the new facts, as far as those tell what the old rules ask for,
and the other way round. What a line brings by each of the four are its `Amounts`, of which `effects.py` makes what the rules did and
what the unit did.

While facts are open, each of the four is an interval, and an interval less another is wider than what can be: the same unknown may
stand in both. So whatever means the same by both rules is told (`same_rules`), and whatever was reported alike of one unit
(`has_same_facts`); of the rest, differences are taken piece by piece (`between`).
"""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, NamedTuple

import zlpg.engine.expression as e
from zlpg.diff.align import Aligned, Names, aligned
from zlpg.diff.carried import is_applicable, is_carried_whole, known_under
from zlpg.diff.effects import Amounts, Effect
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.lowering import Surroundings
from zlpg.engine.program import TABLE, Key, Program, Step, program_of
from zlpg.engine.readers.adjustments import beyond_parts, possible_by
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.readers.differences import Known, Pair, difference_between
from zlpg.engine.readers.program_boxes import box_around
from zlpg.engine.table import lower_section, surroundings_of
from zlpg.model.declarations import FactDeclaration, NumbersFact
from zlpg.model.facts import Facts
from zlpg.model.references import references_in
from zlpg.model.scalars import APPLIES, SURE, Scalar
from zlpg.model.table import Item, Scheme, Total
from zlpg.model.walks import Table, adjustments, facts_of, facts_read, facts_that_apply_together, walk_items
from zlpg.numbers import EVERYTHING, NOTHING, Interval, added
from zlpg.records import record


class ReadItem(NamedTuple):
    """An item as one of two years has it, with what it means and what it reads."""

    item: Item
    expression: e.Expression
    facts: tuple[str, ...]
    scalars: tuple[Scalar, ...]


@dataclass(frozen=True)
class Year:
    """One of two scores that are compared: a year's rules with its facts, in the ids of the later year.

    `points` are those of its table as it was scored. `possible` is what its facts say by its own rules, and what they say by the
    other's rules is `possible_by_others`. Each is what the facts leave possible of every scalar that the rules ask for; where nothing
    is said, that is all that it can be.
    """

    program: Program
    facts: Facts
    points: Mapping[str, Interval]
    possible_by_others: Mapping[Key, Interval]
    other: Scheme

    @property
    def declared(self) -> Mapping[str, FactDeclaration]:
        """Its facts, as its rules declare them."""
        return self.program.scheme.asked

    @cached_property
    def table(self) -> Table:
        """Its table."""
        return Table(self.program.scheme)

    @cached_property
    def scalars(self) -> Mapping[str, tuple[Scalar, ...]]:
        """The scalars of each fact."""
        found: dict[str, tuple[Scalar, ...]] = dict.fromkeys(self.declared, ())
        for scalar in self.program.domain:
            found[scalar.fact] += (scalar,)
        return found

    @cached_property
    def possible(self) -> Mapping[Key, Interval]:
        """What its own facts leave possible of every scalar and part of its own."""
        return possible_by(self.program, self.facts)

    @cached_property
    def known(self) -> dict[Key, Interval]:
        """The same, and of what only the other asks for; what neither says of a fact's being applicable is that it is."""
        facts = (
            *self.declared,
            *self.program.scheme.measures,
            *(key.fact for key in self.possible_by_others if isinstance(key, Scalar)),
        )
        applies: dict[Key, Interval] = {Scalar(name, APPLIES): SURE for name in facts}
        return {**applies, **self.possible_by_others, **self.possible}

    def whole(self, expression: e.Expression) -> e.Expression:
        """An expression with what a measure is worked out from instead of the measure, which may be another one in the other year."""
        return e.substituted(expression, self._measure) if self.program.scheme.measures else expression

    def _measure(self, node: e.Expression) -> e.Expression | None:
        is_measure = isinstance(node, e.Fact) and node.scalar in self.program.by_key
        return self.whole(self.program.expression(node.scalar)) if isinstance(node, e.Fact) and is_measure else None

    @cached_property
    def around(self) -> Surroundings:
        """What its rules and conditions, and those of the other year, read of its table, without measures."""
        around = surroundings_of(self.program.scheme, self.other)
        return replace(around, applies={key: self.whole(each) for key, each in around.applies.items()})

    @cached_property
    def items(self) -> Mapping[str, ReadItem]:
        """Its items with what they read."""
        return {item.id: self._read(item) for _, _, item in walk_items(self.program.scheme)}

    def _read(self, item: Item) -> ReadItem:
        expression, facts = self.whole(self.program.expression(item.id)), facts_of(self.program.scheme, item)
        asks_what_applies = (item.not_applicable or self.table.policy_around(item.id)) is not None
        own = (each for fact in facts for each in self.scalars[fact] if asks_what_applies or each.which != APPLIES)
        in_conditions = (scalar for scalar in e.scalars_in(expression) if scalar.which == APPLIES)
        return ReadItem(item, expression, facts, tuple(dict.fromkeys((*own, *in_conditions))))

    def made_up(self, name: str) -> tuple[type, e.Expression]:
        """What a section, or the total, makes of its parts, in whatever order these stand."""
        node = self.table.parts[name].node
        return type(node), self.whole(lower_section(_in_order_of_ids(node), self.program.around))


def _in_order_of_ids(node: Any) -> Any:
    """A section, or the total, with all that is under it in the order of ids."""
    sections = tuple(sorted(map(_in_order_of_ids, node.sections), key=lambda section: section.id))
    if isinstance(node, Total):
        return replace(node, sections=sections)
    return replace(node, sections=sections, items=tuple(sorted(node.items, key=lambda item: item.id)))


@record(frozen=True, slots=True)
class Score:
    """One year's rules with one year's facts: what these come to, of scalars and of parts of the table."""

    rules: Year
    facts: Year
    values: Mapping[Key, Interval]

    @property
    def known(self) -> Mapping[Key, Interval]:
        """The same, with what is known besides of what only the other rules ask for."""
        return self.rules.known if self.rules is self.facts else self.values

    def adjusted(self, name: str) -> Interval:
        """What a section is beyond its parts added up."""
        table = self.rules.table
        if name not in table.below:
            return NOTHING
        by = adjustments(table.parts[name].node)  # type: ignore[arg-type]  # nothing is below an item
        parts = {each: self.values[each] for each in table.below[name]}
        expression, facts = self.rules.program.expression(name), self.rules.declared
        return beyond_parts(by, self.values[name], parts, expression, lambda read: box_around(read, self.values, facts))

    def moved(self, name: str, shown: tuple[str, ...]) -> Interval:
        """What the parts of a section are beyond the lines that are shown there."""
        return moved(self.rules.table.below, self.values, name, shown)

    def at(self, name: str, within: str | None) -> Interval:
        """What a line brings to a section, or to none in particular; nothing where it isn't there."""
        there = name in self.values and (within is None or name in self.rules.table.below.get(within, ()))
        return self.values[name] if there else NOTHING


def moved(
    below: Mapping[str, tuple[str, ...]], points: Mapping[Any, Interval], name: str, shown: tuple[str, ...]
) -> Interval:
    """What the parts of a section are beyond the lines that are shown there, by the points of those that there are."""
    own, here = set(below.get(name, ())), {each for each in shown if each in points}
    return added(points[each] for each in own - here) - added(points[each] for each in here - own)


class FourScores:
    """Two scores, and both years' rules with the other year's facts.

    `one_unit` says that both are of one unit and year: what is open in both is the same unknown then, as far as a fact is reported
    alike; `reported_otherwise` are the facts that aren't. `alike` are the scalars that can be the same by both rules.
    """

    def __init__(self, old: Breakdown, new: Breakdown, parts: Names | None = None) -> None:
        self.aligned: Aligned = aligned(old.scheme, new.scheme, parts)
        self.old, self.new = _years(old, new, self.aligned)
        self.one_unit = (old.facts.unit, old.facts.year) == (new.facts.unit, new.facts.year)
        self.reported_otherwise = frozenset(_reported_otherwise(self.old, self.new) if self.one_unit else ())
        self.alike = frozenset(_alike(self.old, self.new))
        self.same_rules: set[str] = set()
        for step in self.new.program.of_kind(TABLE):
            if self._means_the_same(step):
                self.same_rules.add(step.name)
        self.same: set[str] = {name for name in self.same_rules if self.has_same_facts(name)}
        self.old_score, self.new_score = (
            Score(self.old, self.old, self.old.possible),
            Score(self.new, self.new, self.new.possible),
        )
        self.old_rules_new_facts = self._crossed(self.old, self.new)
        self.new_rules_old_facts = self._crossed(self.new, self.old)

    def amounts(self, what: Callable[[Score], Interval]) -> Amounts:
        """Something that all four come to."""
        scores = self.old_score, self.new_score, self.old_rules_new_facts, self.new_rules_old_facts
        return Amounts(*map(what, scores))

    def has_both(self, name: str) -> bool:
        """Whether both years have an item."""
        return name in self.old.items and name in self.new.items

    def is_same(self, scalar: Scalar) -> bool:
        """Whether a scalar is the same thing in both, known or not."""
        return self.one_unit and scalar in self.alike and scalar.fact not in self.reported_otherwise

    def has_same_facts(self, name: str) -> bool:
        """Whether all that a line is worked out from was reported alike of one unit in one year, as far as it was reported."""
        return self.one_unit and name not in self._worked_out_from_others

    @cached_property
    def _worked_out_from_others(self) -> frozenset[Key]:
        """All that is worked out in either year from a fact that isn't reported alike, and so may be another in the other."""
        years = self.old, self.new
        found: set[Key] = {
            each for year in years for fact in self.reported_otherwise for each in year.scalars.get(fact, ())
        }
        known = 0
        while len(found) > known:
            known = len(found)
            found.update(*(year.program.reached(found) for year in years))
        return frozenset(found)

    def _means_the_same(self, step: Step) -> bool:
        """Whether a part of the table means the same by both years' rules, for every value that its facts can have by either."""
        name, old, new = step.name, self.old, self.new
        if self.has_both(name):
            was, now = old.items[name], new.items[name]
            is_like, read = was.expression == now.expression, now.expression
            scalars = {*was.scalars, *now.scalars}
        elif name in old.table.below and name in new.table.below:
            is_like = self.same_rules.issuperset(new.table.below[name]) and old.made_up(name) == new.made_up(name)
            read = new.whole(step.expression)
            scalars = set(e.scalars_in(read))
        else:
            return False
        return is_like and self.alike.issuperset(scalars) and self.same_rules.issuperset(e.parts_in(read))

    def _crossed(self, rules: Year, facts: Year) -> Score:
        """The points of every line by one year's rules from the other's facts.

        An item that only these rules have keeps its own year's points, so that all of them fall to the rules.
        """
        alone = rules.items.keys() - facts.items.keys()
        items: dict[Key, Interval] = {
            name: (facts if name in self.same_rules else rules).points[name]
            for name in rules.items
            if name in self.same_rules or name in alone
        }
        steps = (step for step in rules.program.of_kind(TABLE) if step.key not in items)
        known = {**facts.possible_by_others, **_applying_alone(rules, alone), **items}
        return Score(rules, facts, rules.program.run(points_of, known, steps))

    def by_rules(self, name: str) -> Effect:
        """What an item's new rules give more than its old ones, with the old facts and with the new."""
        return Effect(
            self.more(name, self.old_score, self.new_rules_old_facts),
            self.more(name, self.old_rules_new_facts, self.new_score),
        )

    def by_facts(self, name: str) -> Effect:
        """What the new facts give an item more than the old ones by the new rules and by the old, of one unit and year."""
        return Effect(
            self.more(name, self.new_rules_old_facts, self.new_score),
            self.more(name, self.old_score, self.old_rules_new_facts),
        )

    def more(self, name: str, one: "Score", other: "Score") -> Interval:
        """What an item can be more in one of the four scores than in another, as far as what is open is the same in both."""
        rules = one.rules.items[name].expression, other.rules.items[name].expression
        is_same = partial(self._is_same_by_both, one.facts) if one.facts is other.facts else self._is_same_in_both
        return self.between(rules, (one.known, other.known), is_same)

    def _is_same_in_both(self, key: Key) -> bool:
        return key in self.same if isinstance(key, str) else self.is_same(key)

    def _is_same_by_both(self, facts: Year, key: Key) -> bool:
        if isinstance(key, str):
            return key in self.same_rules
        other = self.old if facts is self.new else self.new
        return is_carried_whole(other.declared.get(key.fact), facts.declared.get(key.fact))

    def between(self, rules: Pair[e.Expression], known: Pair[Known], is_same: Callable[[Key], bool]) -> Interval:
        """What the second of two expressions can be more than the first, each given what is known of what it reads."""
        return difference_between(rules, known, is_same, self.old.declared, self.new.declared)

    def adjusted(self, name: str, changes: Mapping[str, Interval | None]) -> Interval | None:
        """By how much it can change what a section is beyond its parts, given the changes of these; `None` where nothing is known.

        A part is what it was and its change, so that a cap takes no more of it than there is more.
        """
        years = self.old, self.new
        if not self.one_unit or not all(name in year.table.below for year in years):
            return None
        beyond = tuple(_beyond_parts(year, name) for year in years)
        entries = self.old.table.parts
        changed = {each: change for each, change in changes.items() if change is not None and each in entries}
        changed = {each: change for each, change in changed.items() if each in self.new.table.parts}

        def plus_change(node: e.Expression) -> e.Expression | None:
            if isinstance(node, e.Part) and node.name in changed:
                return e.Sum((node, e.Part(own_change(node.name))))
            return None

        def from_one(at: int) -> Interval:
            """What it is more in the other score than in one, of which the parts are known."""
            here, there = years[at].known, years[1 - at].known
            by: dict[Key, Interval] = {own_change(part): -change if at else change for part, change in changed.items()}
            was: dict[Key, Interval] = {part: here[part] for part in changed}
            rules = beyond[at], e.substituted(beyond[1 - at], plus_change)
            known = {**here, **by}, {**there, **was, **by}
            return self.between(rules, known, lambda key: key in by or key in was or self._is_same_in_both(key))

        return from_one(0) & -from_one(1)


def own_change(part: str) -> str:
    """What the change of a part goes by, beside what the part was."""
    return f"{part} change"


def _beyond_parts(year: Year, name: str) -> e.Expression:
    parts = tuple(map(e.Part, year.table.below[name]))
    return year.whole(e.Sum((year.program.expression(name), e.Negative(e.Sum(parts)))))


def _years(old: Breakdown, new: Breakdown, aligned_old: Aligned) -> tuple[Year, Year]:
    """Both scores in the ids of the later, with what is known of each one's facts by the other's rules."""
    programs = (program_of(aligned_old.scheme) if aligned_old.is_renamed else old.program), new.program
    facts = aligned_old.facts_in(old.facts), new.facts
    points = {aligned_old.parts[id]: each for id, each in old.points.items()}, new.points

    def by_others(at: int) -> dict[Key, Interval]:
        """What the facts of one say by the rules of the other; of what its table comes to, nothing."""
        other = programs[1 - at]
        parts: dict[Key, Interval] = {step.name: EVERYTHING for step in other.of_kind(TABLE)}
        return {**known_under(other, facts[at], programs[at].scheme), **parts}

    earlier, later = (
        Year(programs[at], facts[at], points[at], by_others(at), programs[1 - at].scheme) for at in (0, 1)
    )
    return earlier, later


def _applying_alone(rules: Year, alone: Container[str]) -> dict[Key, Interval]:
    """Whether facts are applicable that nothing reads but items that only these rules have: those keep their own year's facts."""
    read = {fact for name, each in rules.items.items() if name not in alone for fact in each.facts}
    facts = {fact for name, each in rules.items.items() if name in alone for fact in each.facts if fact not in read}
    measures = {
        id
        for id, measure in rules.program.scheme.measures.items()
        if not facts.isdisjoint(facts_read(rules.program.scheme, references_in((), measure)))
    }
    scalars = (Scalar(id, APPLIES) for id in facts | measures)
    return {scalar: rules.possible[scalar] for scalar in scalars if scalar in rules.possible}


def _alike(old: Year, new: Year) -> Iterator[Scalar]:
    """The scalars that can be the same by both rules."""
    for name, fact in new.declared.items():
        if name in old.declared and _is_read_alike(old.declared[name], fact):
            for scalar in new.scalars[name]:
                if old.program.domain.get(scalar) == new.program.domain[scalar]:
                    yield scalar


def _is_read_alike(old: FactDeclaration, new: FactDeclaration) -> bool:
    """Whether a fact is read alike by both declarations, as far as scalars don't tell."""
    return is_carried_whole(old, new) and is_carried_whole(new, old)


def _reported_otherwise(old: Year, new: Year) -> set[str]:
    """The facts that both ask for and that aren't reported alike, as far as they are reported at all.

    Of facts that apply together, that one is applicable is said of all of them.
    """
    both_ask = old.declared.keys() & new.declared.keys()
    found = {name for name in both_ask if _is_reported_otherwise(name, old, new)}
    optional = [name for name in both_ask if any(Scalar(name, APPLIES) in year.program.domain for year in (old, new))]
    waiting = [name for name in optional if applies_in(old, name) != applies_in(new, name)]
    found.update(waiting)
    together = [
        set(facts_that_apply_together(year.program.scheme, item))
        for year in (old, new)
        if waiting
        for _, _, item in walk_items(year.program.scheme)
    ]
    while waiting:
        name = waiting.pop()
        reached = set().union(*(facts for facts in together if name in facts)) - found
        found |= reached
        waiting += reached
    return found


def _is_reported_otherwise(name: str, old: Year, new: Year) -> bool:
    was, now = old.declared[name], new.declared[name]
    if isinstance(was, NumbersFact) and isinstance(now, NumbersFact) and not _is_read_alike(was, now):
        return listed_in(old, name) != listed_in(new, name)  # the same list is read as another number by both rules
    return any(
        old.facts.values.get(scalar) != new.facts.values.get(scalar)
        for scalar in old.scalars[name]
        if scalar.which != APPLIES and scalar in new.program.domain
    )


def listed_in(year: Year, name: str) -> tuple[Decimal, ...] | None:
    """The numbers that were listed, `None` where none were."""
    report = year.facts.reports.get(name)
    return report.numbers if report is not None and Scalar(name) in year.facts.values else None


def applies_in(year: Year, name: str) -> bool | None:
    """Whether a fact is reported to be applicable; `None` where it is open, or isn't asked for."""
    fact = year.declared.get(name)
    return None if fact is None else is_applicable(name, fact, year.facts)
