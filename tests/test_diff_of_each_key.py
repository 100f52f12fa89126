"""Comparisons over the whole language: what holds for all of them, and what is said of each key."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

import language
import zlpg
import zlpg.model.rules as r
from conftest import examples
from facade import may_not_apply
from language import Meaning, Report, at_most, facts_from, fraction
from test_diff_laws import directly_under, key, numbers, numbers_the_other_way_round
from zlpg.diff.effects import Effect
from zlpg.diff.scores import LineChange
from zlpg.model.references import references_in
from zlpg.model.table import Item, Scheme, Section
from zlpg.model.trees import field_of
from zlpg.model.walks import facts_of, walk_items
from zlpg.numbers import Interval, plain

NOTHING = Interval.exactly(Decimal(0))
OPEN = "open"
WAYS = 6
"""How many ways to complete open facts are tried for each pair of scores."""


@st.composite
def years(draw: st.DrawFn) -> tuple[Scheme, Scheme]:
    """Two schemes over the same facts: the second has some of its items, and maybe its sections, from the first, or other numbers."""
    old = draw(language.schemes())
    if draw(st.booleans()):
        random = Random(draw(st.integers(0, 2**32)))  # noqa: S311  # nothing secret
        sections = tuple(
            replace(each, items=tuple(replace(item, rule=nudged(item.rule, random)) for item in each.items))
            for each in old.total.sections
        )
        return old, replace(old, year=2021, total=replace(old.total, sections=sections))
    other = draw(language.schemes())
    items = {item.id: item for _, _, item in walk_items(other)}
    kept = draw(st.sets(st.sampled_from(sorted(items))))
    items |= {item.id: item for _, _, item in walk_items(old) if item.id in kept}
    around = draw(st.sampled_from((old, other)))

    def with_items(section: Section) -> Section:
        held = tuple(_fitting(items[item.id], item) for item in section.items)
        return replace(section, items=held, sections=tuple(map(with_items, section.sections)))

    total = replace(around.total, sections=tuple(map(with_items, around.total.sections)))
    new = replace(other, year=2021, total=total)
    assume(language.reads_no_percentage_of_nothing(new) and language.says_what_shares_of_nothing_are(new))
    return old, new


AMOUNTS = {"points", "rate", "cap", "floor", "sum", "otherwise", "under", *r.SIDES}


def nudged(value: Any, random: Random, key: str = "") -> Any:
    """A rule with some of its numbers others."""
    match value:
        case Decimal() if key in AMOUNTS and random.random() < 1 / 4:
            return value + random.choice((Decimal("0.5"), Decimal(1)))
        case tuple():
            return tuple(nudged(each, random, key) for each in value)
        case dict():
            return {name: nudged(each, random, key) for name, each in value.items()}
        case r.TableRule() | r.EachRule():
            by = random.choice((Decimal(0), Decimal(0), Decimal(1)))
            rows: dict[str, Any] = {}
            for word in r.words_of(value):
                held = getattr(value, field_of(value, word))
                moved = {key: key if key[0].isalpha() else plain(Decimal(key) + by) for key in held}
                rows[field_of(value, word)] = {moved[key]: nudged(row, random, "points") for key, row in held.items()}
            otherwise = nudged(value.otherwise, random, "points")
            return replace(value, **rows, otherwise=otherwise)
        case _ if is_dataclass(value) and not isinstance(value, r.ProportionalRule | r.Rounding):
            of = {field.name: nudged(getattr(value, field.name), random, field.name) for field in fields(value)}
            return replace(value, **of)  # type: ignore[type-var]
        case _:
            return value


def _fitting(item: Item, instead_of: Item) -> Item:
    """An item with what has to fit the sections around it."""
    return replace(item, not_applicable=instead_of.not_applicable)


class Scored(NamedTuple):
    """Two scores with what was reported; `open` are the facts that weren't."""

    schemes: tuple[Scheme, Scheme]
    reports: tuple[Report, Report]
    open: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    units: tuple[str, str] = ("甲", "甲")

    def scores(self) -> tuple[zlpg.Breakdown, zlpg.Breakdown]:
        one, other = (
            zlpg.score(scheme, replace(facts_from(scheme, told(report, without)), unit=unit))
            for scheme, report, without, unit in zip(self.schemes, self.reports, self.open, self.units, strict=True)
        )
        return one, other

    def compare(self) -> zlpg.Comparison:
        return zlpg.compare(*self.scores())

    def turned(self) -> "Scored":
        (one, other), (report, another), (open, left), (here, there) = self
        return Scored((other, one), (another, report), (left, open), (there, here))


def told(report: Report, without: frozenset[str]) -> Report:
    return {id: value for id, value in report.items() if id not in without}


def all_applicable(draw: st.DrawFn, scheme: Scheme) -> Report:
    return {fact: draw(st.sampled_from(language.values_of(fact))) for fact in scheme.asked}


@st.composite
def known(draw: st.DrawFn) -> Scored:
    """Two complete scores; everything is applicable."""
    old, new = draw(years())
    assume(old.asked.keys() == new.asked.keys())  # what only one asks for isn't known by the other's report
    return Scored((old, new), (all_applicable(draw, old), all_applicable(draw, new)))


@st.composite
def half_open(draw: st.DrawFn) -> Scored:
    """Two scores with facts that are open or not applicable."""
    schemes = draw(years())
    reports, open = [], []
    for scheme in schemes:
        reports.append(draw(language.reports(scheme)))
        open.append(draw(st.frozensets(st.sampled_from(sorted(scheme.asked)), max_size=5)))
        if any(reports[-1][id] is None for id in open[-1]):  # of one item, all are or none
            reports[-1] |= {id: language.values_of(id)[0] for id, value in reports[-1].items() if value is None}
    return Scored(
        schemes, (reports[0], reports[1]), (open[0], open[1]), draw(st.sampled_from((("甲", "甲"), ("甲", "乙"))))
    )


@st.composite
def little_apart(draw: st.DrawFn) -> Scored:
    """Two scores of one unit, half of it open, that tell a fact or two apart; by one year's rules, or by those of two."""
    old, new = draw(years())
    if draw(st.booleans()):
        new = old
    report = draw(language.reports(old))
    report |= {id: language.values_of(id)[0] for id in new.asked if id not in report}
    if new is not old:  # what may be left out by the one may have to be reported by the other
        report = {id: language.values_of(id)[0] if value is None else value for id, value in report.items()}
    told = sorted(id for id, value in report.items() if value is not None)
    open = draw(st.frozensets(st.sampled_from(told), min_size=len(told) // 3)) if told else frozenset()
    apart = draw(st.sets(st.sampled_from(told), min_size=1, max_size=2)) if told else set()
    other = {id: draw(st.sampled_from(language.values_of(id))) if id in apart else each for id, each in report.items()}
    return Scored((old, new), (report, other), (open, open - apart))


def lines_of(comparison: zlpg.Comparison) -> Iterator[tuple[str, LineChange]]:
    """The lines that show the points of a part, with its id."""
    for line in comparison.lines:
        if line.kind in {"item", "section"} and line.lines[0] and line.lines[-1]:
            yield line.lines[-1].id, line
    yield "total", comparison.total


def effects(line: LineChange) -> tuple[Effect, Effect]:
    assert line.effects
    return line.effects.rules, line.effects.performance


def has_results(scores: tuple[zlpg.Breakdown, ...]) -> bool:
    return all(score.outcome.no_total is not True for score in scores)


@examples(3)
@given(known())
def test_the_effects_on_every_part_are_those_of_the_formula(pair: Scored) -> None:
    (old, new), (was, now) = pair.schemes, pair.reports
    meanings = [Meaning(scheme, report) for scheme in (old, new) for report in (was, now)]
    if any(each.no_result for each in meanings):  # by the other's rules, too
        return
    by_both = [each.parts for each in meanings]
    for id, line in lines_of(pair.compare()):
        old_old, old_new, new_old, new_new = (points[id] for points in by_both)
        expected = (
            (new_old - old_old, new_new - old_new),  # the rules, first and last
            (new_new - new_old, old_new - old_old),
        )
        for effect, (rules_first, facts_first) in zip(effects(line), expected, strict=True):
            found = effect.rules_first.known, effect.facts_first.known
            assert None not in found, id
            assert tuple(map(fraction, found)) == (rules_first, facts_first), id  # type: ignore[arg-type]
            assert effect.points.known is not None
            assert fraction(effect.points.known) == (rules_first + facts_first) / 2
        assert line.change is not None
        assert line.change.known is not None
        assert fraction(line.change.known) == new_new - old_old


@examples(3)
@given(known())
def test_every_column_adds_up(pair: Scored) -> None:
    if not has_results(pair.scores()):
        return
    for section, below in directly_under(pair.compare()):
        for column in (0, -1):
            points = [line.points[column] or NOTHING for line in below]
            assert sum(points, NOTHING) == (section.points[column] or NOTHING), key(section)
        assert sum((line.change or NOTHING for line in below), NOTHING) == section.change
        for which in (0, 1):
            assert sum((effects(line)[which].points for line in below), NOTHING) == effects(section)[which].points


@examples(3)
@given(half_open())
def test_a_score_does_not_differ_from_itself(pair: Scored) -> None:
    for each in pair.scores():
        comparison = zlpg.compare(each, each)
        assert not comparison.differs
        for line in comparison.lines:
            assert line.status == "unchanged"
            assert not line.facts
            assert not line.parameters
            assert line.effects is None or set(numbers(line)) == {NOTHING}, key(line)


@examples(3)
@given(half_open() | little_apart())
def test_the_other_way_round_every_number_is_negative(pair: Scored) -> None:
    forth, back = pair.compare(), pair.turned().compare()
    if any(line.kind == "moved" for line in (*forth.lines, *back.lines)) or not has_results(pair.scores()):
        return
    there = {(kind, *reversed(ids)): line for (kind, *ids), line in ((key(line), line) for line in back.lines)}
    assert {key(line) for line in forth.lines} == there.keys()
    for line in forth.lines:
        other = there[key(line)]
        assert numbers_the_other_way_round(line) == numbers(other), key(line)
        assert line.points == other.points[::-1]
        assert line.differs == other.differs


@examples(3)
@given(half_open(), st.data())
def test_under_the_same_rules_everything_is_performance(pair: Scored, data: st.DataObject) -> None:
    scheme = pair.schemes[0]
    other = data.draw(language.reports(scheme))
    same = Scored((scheme, scheme), (pair.reports[0], other), (pair.open[0], frozenset()))
    if not has_results(same.scores()):
        return
    for line in same.compare().lines:
        assert {effects(line)[0].rules_first, effects(line)[0].facts_first} == {NOTHING}, key(line)
        assert not line.parameters


@examples(3)
@given(half_open())
def test_with_the_same_facts_everything_is_the_rules(pair: Scored) -> None:
    scheme = pair.schemes[0]
    asked = {**pair.schemes[1].asked, **scheme.asked}
    report = {id: language.values_of(id)[0] if pair.reports[0].get(id) is None else pair.reports[0][id] for id in asked}
    same = Scored(pair.schemes, (report, report), (pair.open[0], pair.open[0]))
    if not has_results(same.scores()):
        return
    for line in same.compare().lines:
        assert {effects(line)[1].rules_first, effects(line)[1].facts_first} == {NOTHING}, key(line)


class Ways:
    """Ways to complete what is open, in both scores, by their own rules and by the other's."""

    def __init__(self, pair: Scored, seed: int) -> None:
        self.pair, self.random = pair, Random(seed)  # noqa: S311  # nothing secret

    def one(self) -> Sequence[Mapping[str, Fraction]]:
        """The points of every part by both rules with both facts: old by old, by new; new by old, by new."""
        completed = [self._at_home(at) for at in (0, 1)]
        if self.pair.units[0] == self.pair.units[1]:
            carried = self._held_against(self.pair.schemes[1], completed[0], self.pair.schemes[0])
            completed[1] |= {id: carried[id] for id in self._reported_alike()}
        found: list[Mapping[str, Fraction]] = []
        for scheme in self.pair.schemes:
            for at in (0, 1):
                report = completed[at] if scheme is self.pair.schemes[at] else self._other(at, completed[at])
                found.append(Meaning(scheme, report).parts)
        return found

    def _reported_alike(self) -> set[str]:
        """The facts of which both say the same, or nothing: what is open in both is one unknown then."""
        open = self._open(0), self._open(1)
        one, other = self.pair.reports
        return {
            id
            for id in one.keys() & other.keys()
            if (id in open[0]) is (id in open[1]) and (id in open[0] or one[id] == other[id])
        }

    def _open(self, at: int) -> set[str]:
        """What isn't reported, and what is said not to be applicable where the rules ask nothing of the kind."""
        report, optional = self.pair.reports[at], may_not_apply(self.pair.schemes[at])
        return {*self.pair.open[at], *(id for id, value in report.items() if value is None and id not in optional)}

    def _at_home(self, at: int) -> Report:
        return self._valid(self.pair.reports[at], self._open(at))

    def _valid(self, report: Report, open: Collection[str]) -> Report:
        """A report with something for what is open, such as a facts file may say."""
        return {id: self._any(id) if id in open else value for id, value in report.items()}

    def _any(self, id: str) -> Any:
        return self.random.choice(language.values_of(id))

    def _other(self, at: int, report: Report) -> Report:
        return self._held_against(self.pair.schemes[1 - at], report, self.pair.schemes[at])

    def _held_against(self, scheme: Scheme, report: Report, home: Scheme) -> Report:
        """A report by other rules: what isn't applicable there can be anything where it has to be.

        Each item is a matter of its own: that one has to be guessed tells nothing of another that both may leave out.
        """
        without = {id for id, value in report.items() if value is None}
        optional = may_not_apply(scheme)
        said = without & may_not_apply(home) & optional  # of what both may leave out, it is known
        guessed = set(without)
        for _, _, item in walk_items(scheme):
            own = set(language.facts_applying_together(scheme, item))
            if own <= without & optional and (own & said or self.random.random() < 1 / 2):
                guessed -= own
        unasked = scheme.asked.keys() - report.keys()
        return self._valid({**report, **dict.fromkeys(unasked)}, guessed | unasked)


@examples(3)
@given(half_open() | little_apart(), st.integers(0, 2**32))
def test_whatever_is_open_turns_out_to_be_it_lies_inside_what_is_shown(pair: Scored, seed: int) -> None:
    comparison, ways = pair.compare(), Ways(pair, seed)
    for _ in range(WAYS):
        by_both = ways.one()
        for id, line in lines_of(comparison):
            old_old, old_new, new_old, new_new = (points[id] for points in by_both)
            if line.effects is None:
                continue
            rules, performance = effects(line)
            shown = {
                "change": (line.change, new_new - old_old),
                "rules first": (rules.rules_first, new_old - old_old),
                "rules last": (rules.facts_first, new_new - old_new),
                "performance last": (performance.rules_first, new_new - new_old),
                "performance first": (performance.facts_first, old_new - old_old),
                "rules": (rules.points, (new_old - old_old + new_new - old_new) / 2),
                "performance": (performance.points, (new_new - new_old + old_new - old_old) / 2),
            }
            for name, (interval, number) in shown.items():
                assert interval is not None
                assert interval.lowest <= interval.highest, (id, name, interval)
                assert at_most(interval.lowest, number), (id, name, interval, number)
                assert at_most(number, interval.highest), (id, name, interval, number)


@examples(3)
@given(little_apart())
def test_what_reads_nothing_that_is_told_apart_is_no_change_under_the_same_rules(pair: Scored) -> None:
    scheme = pair.schemes[0]
    same = pair._replace(schemes=(scheme, scheme))
    one, other = (told(*each) for each in zip(same.reports, same.open, strict=True))
    apart = {id for id in scheme.asked if one.get(id, OPEN) != other.get(id, OPEN)}
    items = [item for _, _, item in walk_items(scheme)]
    optional = may_not_apply(scheme)
    for _ in items:  # whether a fact is applicable is said by others of its item, too
        for item in items:
            together = optional.intersection(language.facts_applying_together(scheme, item))
            apart |= together if apart & together else set()
    touched = {item.id for item in items if apart.intersection(facts_of(scheme, item))}
    touched |= {item.id for item in items if any(each.wanted == "part" for each in references_in((), item.rule))}
    for id, line in lines_of(same.compare()):
        if line.kind == "item" and id not in touched:
            assert set(numbers(line)) == {NOTHING}, id


@examples(3)
@given(little_apart())
def test_a_section_changes_no_more_than_all_that_is_in_it(pair: Scored) -> None:
    if not has_results(pair.scores()):
        return
    for section, below in directly_under(pair.compare()):
        changes = sum((line.change or NOTHING for line in below), NOTHING)
        assert section.change is not None
        assert changes.lowest <= section.change.lowest <= section.change.highest <= changes.highest, key(section)


@examples(3)
@given(half_open())
def test_each_own_line_and_each_part_together_leave_room_for_the_section(pair: Scored) -> None:
    for section, below in directly_under(pair.compare()):
        if section.effects is None:
            continue
        for column in (0, -1):
            points = sum((line.points[column] or NOTHING for line in below), NOTHING)
            whole = section.points[column] or NOTHING
            assert points.lowest <= whole.lowest <= whole.highest <= points.highest, key(section)


@examples(3)
@given(years())
def test_the_changes_of_two_rule_files_are_those_of_the_other_way_round_turned(pair: tuple[Scheme, Scheme]) -> None:
    old, new = pair
    turned = [
        replace(each, old=each.new, new=each.old, at_old=each.at_new, at_new=each.at_old)
        for each in zlpg.compare(new, old)
    ]
    assert sorted(map(repr, zlpg.compare(old, new))) == sorted(map(repr, turned))
    assert not zlpg.compare(old, old)
