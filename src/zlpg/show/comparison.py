"""A comparison of scores in words → a table with the reasons below it, CSV, Markdown: the same lines, numbers and reasons in each.

Item 17 of 2020, of a unit that had sent 11 reports, and sent 13:

>>> import zlpg
>>> from zlpg.show.words import words_of
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> reported = ({"work_reports": reports, "briefs": 0, "media_posts": 0} for reports in (11, 13))
>>> comparison = zlpg.compare(*(zlpg.score(scheme, zlpg.facts_from(facts, scheme)) for facts in reported))
>>> said = ComparisonWords(comparison, ("then", "now"), words_of("en"))
>>> said.headings()
('No.', 'Item', 'then', 'now', 'Change', 'Rules', 'Performance')
>>> line = next(line for line in comparison.lines if any(line.lines) and id_of(line) == "reporting")
>>> said.cells(line)
('17', '质量信息报送', '0.1', '0.3', '+0.2', '0', '+0.2')
>>> list(said.why(line))
['工作信息: 11 → 13 篇', 'then: (11 − 10) × 0.1 = 0.1', 'now: (13 − 10) × 0.1 = 0.3']
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath

from zlpg.diff.effects import Effect
from zlpg.diff.scores import Comparison, LineChange
from zlpg.diff.why import FactChange
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.readers.bounds import Working
from zlpg.engine.readers.results import Result, ScoreLine, Standing
from zlpg.engine.table import TOTAL
from zlpg.lookalikes import seen
from zlpg.model.declarations import ChoiceFact, ResultsFact, YesNoFact
from zlpg.model.table import Section, Total
from zlpg.model.walks import only_adds
from zlpg.numbers import ZERO, Interval
from zlpg.show.drawing import Line, Part, Row, Table, Tree
from zlpg.show.formats import Cell, csv_rows, escaped, markdown_table
from zlpg.show.rule_changes import ChangeWords
from zlpg.show.score import made_under, or_no_result, outcome_of, total_or_none
from zlpg.show.words import Words, numbered, outlined, visible
from zlpg.show.workings import Writer

NOT_THERE = "—"


class ComparisonWords:
    """Says a comparison in one language; `labels` tell its scores apart. All texts are safe to show."""

    def __init__(self, comparison: Comparison, labels: Sequence[str], words: Words) -> None:
        self.comparison, self.labels, self.words = comparison, tuple(labels), words
        ends = [result.breakdown for result in (comparison.results[0], comparison.results[-1])]
        self._workings = [_workings(end) if end else {} for end in ends]
        self._writers = [Writer(end.scheme, words) if end else None for end in ends]
        schemes = [end.scheme for end in ends if end]
        self._changes = ChangeWords(schemes[0], schemes[-1], words) if len(schemes) == len(ends) else None
        self._standings = tuple(result.standing for result in comparison.results)
        self.graded = any(each.graded for each in self._standings)

    def headings(self) -> tuple[str, ...]:
        """The names of the columns."""
        _ = self.words.gettext
        effects = (_("Rules"), _("Performance")) if self.comparison.attributed else ()
        return (_("No."), _("Item"), *self.labels, _("Change"), *effects)

    def heading(self) -> tuple[str, ...]:
        """Whose scores these are, and under what."""
        ends = self.comparison.results[0], self.comparison.results[-1]
        units = dict.fromkeys(each.unit or self.words.gettext("(unit not named)") for each in ends)
        years = dict.fromkeys(str(each.year) for each in ends)
        titles = dict.fromkeys(filter(None, (each.title for each in ends))) or dict.fromkeys(
            each.scheme for each in ends
        )
        return visible(f"{' → '.join(units)} {' → '.join(years)}"), visible(" → ".join(titles))

    def cells(self, line: LineChange) -> tuple[str, ...]:
        """A row of the table."""
        effects = (line.effects.rules, line.effects.performance) if line.effects else ()
        blank = ("",) * (2 * self.comparison.attributed - len(effects))
        change = "" if line.change is None else self.change(line.change)
        return (self.number(line), self.title(line), *self._points(line), change, *map(self.effect, effects), *blank)

    def _points(self, line: LineChange) -> Iterator[str]:
        for points, result in zip(line.points, self.comparison.results, strict=True):
            amount = NOT_THERE if points is None else self.words.interval(points)
            yield total_or_none(amount, result.standing, self.words) if line.kind == "total" else amount

    def summary(self, line: LineChange) -> str:
        """A line by itself: what it is, and what changed."""
        number, title, *points = self.cells(line)
        ends = f"{points[0]} → {points[len(self.labels) - 1]}"
        change = "" if line.change is None else self.change(line.change)
        if change and not change.startswith(("[", "(")):
            change = f"({change})"
        return self.words.named(f"{number} {title}".lstrip(), f"{ends} {change}".rstrip())

    def number(self, line: LineChange) -> str:
        """The number in the document, or both where it was renumbered."""
        if line.kind in {"cap", "moved", "total"}:
            return ""
        ends = [each for each in (line.lines[0], line.lines[-1]) if each is not None] or [_some(line)]
        return "→".join(dict.fromkeys(numbered(each.number) for each in ends if each.number is not None))

    def title(self, line: LineChange) -> str:
        """What the line is about, and whether it is new or gone."""
        _ = self.words.gettext
        if line.kind == "total":
            return _("Total")
        title = visible(_some(line).title) if any(line.lines) else _("Total")
        match line.kind, line.status:
            case "cap", _ if line.adjusted_by == ("cap",):
                return _("Cap of {section}").format(section=title)
            case "cap", _:
                return self._adjusted(line, title)
            case "moved", _:
                return _("Moved in or out")
            case _, "added":
                return _("{title} (new)").format(title=title)
            case _, "removed":
                return _("{title} (removed)").format(title=title)
            case _:
                return title

    def _adjusted(self, line: LineChange, title: str) -> str:
        """What a section makes of its parts beyond adding them, and by what."""
        _ = self.words.gettext
        names = {
            "not_applicable": _("scaling up"),
            "weight": _("weights"),
            "combine": _("what is made of its parts"),
            "round": _("rounding"),
            "floor": _("floor"),
            "cap": _("cap"),
            "requires": _("condition"),
            "vetoes": _("vetoes"),
        }
        by = self.words.listed(tuple(names[key] for key in line.adjusted_by))
        return _("{section}, by {adjustments}").format(section=title, adjustments=by)

    def change(self, change: Interval) -> str:
        """A change with its sign, or every change that is possible."""
        if change.known is None:
            return self.words.interval(change)
        return f"{'+' if change.known > 0 else ''}{self.words.number(change.known)}"

    def effect(self, effect: Effect) -> str:
        """An effect, and what it is in each order where that isn't the same."""
        points, range = self.change(effect.points), effect.range
        if effect.points.known is None or not effect.depends_on_order:
            return points
        lowest, highest = (self.change(Interval.exactly(end)) for end in (range.lowest, range.highest))
        template = self.words.gettext("{points} ({lowest} … {highest})")
        return template.format(points=points, lowest=lowest, highest=highest)

    def why(self, line: LineChange) -> Iterator[str]:
        """The reasons for a change, one a line: facts, parameters, arithmetic, and what depends on the order."""
        yield from map(self._fact, line.facts)
        if self._changes is not None:
            for each in line.parameters:
                said = self._changes.line(each)
                if each.thing in {"veto", "grade"}:
                    said = self.words.named(self._changes.subject(each), said)
                yield self._unless_it_mattered(said, mattered=each.mattered)
        if line.differs and line.kind in {"item", "section", "total"}:
            yield from self._arithmetic(line)
        yield from self.order(line)

    def order(self, line: LineChange) -> Iterator[str]:
        """That the sign of an effect depends on the order in which rules and facts change."""
        if line.effects is None:
            return
        for effect, template in (
            (
                line.effects.rules,
                self.words.gettext(
                    "whether the rules bring a gain or a loss depends on the order: {one} with the old facts, {other} with the new"
                ),
            ),
            (
                line.effects.performance,
                self.words.gettext(
                    "whether the unit's performance brings a gain or a loss depends on the order: {one} by the new rules, {other} by the old"
                ),
            ),
        ):
            if effect.sign_depends_on_order:
                one, other = self.change(effect.rules_first), self.change(effect.facts_first)
                yield template.format(one=one, other=other)

    def _fact(self, change: FactChange) -> str:
        old, new = (self._value(change, which) for which in (0, 1))
        number, _, unit = old.partition(" ")
        if unit and new.endswith(f" {unit}"):  # said once where it is the same
            old = number
        text = self.words.named(fact_label(change), f"{old} → {new}")
        return self._unless_it_mattered(text, mattered=change.mattered)

    def _value(self, change: FactChange, which: int) -> str:
        _ = self.words.gettext
        value, declared = (change.old, change.new)[which], change.declared[which]
        if declared is None:
            return _("not asked for")
        if change.applies[which] is False:
            return _("not applicable")
        if value is None:
            return _("open")
        if isinstance(declared, YesNoFact):
            return _("yes") if value else _("no")
        if isinstance(value, str) or isinstance(declared, ChoiceFact):
            return visible(
                declared.names.get(str(value), str(value)) if isinstance(declared, ChoiceFact) else str(value)
            )
        return self.words.amount(value, declared.unit)

    def _unless_it_mattered(self, text: str, *, mattered: bool | None) -> str:
        if mattered is not False:
            return text
        return self.words.gettext("{change} (made no difference)").format(change=text)

    def _arithmetic(self, line: LineChange) -> Iterator[str]:
        """What an item came to in both years, or a section that does more than add its parts up under a cap."""
        ends = (line.lines[0], line.lines[-1]) if line.kind != "total" else (None, None)
        labels = (self.labels[0], self.labels[-1])
        for each, label, workings, writer in zip(ends, labels, self._workings, self._writers, strict=False):
            working = workings.get(each.id if each is not None else TOTAL if line.kind == "total" else "")
            if working is not None and writer is not None and (text := writer.arithmetic(working)):
                yield self.words.named(label, text)

    @property
    def has_standings(self) -> bool:
        """Whether there is anything to say of what the totals mean: a grade, or that there is or may be no result."""
        return self.graded or any(each.no_result is not False for each in self._standings)

    @property
    def standings_differ(self) -> bool:
        """Whether the first and the last have other grades, or only one of them has a result."""
        return self._standings[0].decides != self._standings[-1].decides

    def standings_title(self) -> str:
        """What is told of each total besides points."""
        return self.words.gettext("Grade") if self.graded else self.words.gettext("Result")

    def standings(self) -> tuple[str, ...]:
        """The grade of each score, or those that are still possible."""
        return tuple(map(self._grade, self._standings))

    def _grade(self, standing: Standing) -> str:
        if not standing.grades and standing.no_result is not True:
            return NOT_THERE
        titles = tuple(visible(title) for _, title in standing.grades)
        return or_no_result(self.words.listed(titles), standing, self.words)

    def standings_cells(self) -> tuple[str, ...]:
        """The row of the table that says what the totals mean."""
        return ("", self.standings_title(), *self.standings(), "", *("",) * (2 * self.comparison.attributed))

    def why_standings(self) -> Iterator[str]:
        """The vetoes that hold or still may, and why there is no result, in the first and the last score."""
        ends = zip(
            (self.comparison.results[0], self.comparison.results[-1]), (self.labels[0], self.labels[-1]), strict=True
        )
        for result, label in ends:
            for told in outcome_of(result.breakdown, self.words) if result.breakdown is not None else ():
                if told.kind in {"veto", "no_result"} and told.line:
                    yield self.words.gettext("{key}: {part}").format(key=label, part=told.line)

    def reasons(self, lines: Sequence[LineChange]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each line of which there is anything to say why it changed, in short, with what there is to say; grades last."""
        for line in lines:
            if why := tuple(self.why(line)):
                yield self.summary(line), why
        if self.has_standings and (why := tuple(self.why_standings())):
            grades = self.standings()
            yield self.words.named(self.standings_title(), f"{grades[0]} → {grades[-1]}"), why

    def footers(self) -> Iterator[str]:
        """What the numbers alone don't say."""
        _ = self.words.gettext
        total = self.comparison.total
        if total.effects is not None and total.change is not None:
            template = _("Change of the total: {change}; the rules {rules}, the unit's performance {performance}.")
            effects = total.effects.rules, total.effects.performance
            rules, performance = map(self.effect, effects)
            yield template.format(change=self.change(total.change), rules=rules, performance=performance)
        if any(result.lower_is_better for result in self.comparison.results):
            yield self._which_is_better()
        split = [line.effects for line in self.comparison.lines if line.effects is not None]
        effects_shown = [effect for each in split for effect in (each.rules, each.performance)]
        if any(effect.depends_on_order and effect.points.known is not None for effect in effects_shown):
            yield _(
                "An effect is the mean of two orders, rules first or facts first; in brackets is what it is in each."
            )
        amounts = [*(effect.points for effect in effects_shown), *(line.change for line in self.comparison.lines)]
        if any(amount is not None and amount.known is None for amount in amounts):
            yield _("What is open, or not asked for by the other year's rules, leaves an interval of what is possible.")
        if not self.comparison.differs:
            yield _("No difference.")
        yield from made_under([result.rule_file for result in self.comparison.results], self.words)

    def _which_is_better(self) -> str:
        """That fewer points are better, and by whose rules where that changed."""
        by = [label for label, each in zip(self.labels, self.comparison.results, strict=True) if each.lower_is_better]
        if len(by) == len(self.labels):
            return self.words.gettext("Fewer points are better.")
        return self.words.gettext("Fewer points are better by the rules of: {scores}").format(
            scores=self.words.listed(tuple(by))
        )


def _workings(breakdown: Breakdown) -> dict[str, Working]:
    """The workings of every item, and of sections and the total where they do more than add up what is under them, under a cap."""
    items = {each.item.id: each.working for each in breakdown.items}
    nodes: list[tuple[str, Section | Total, Working]] = [(TOTAL, breakdown.scheme.total, breakdown.working)]
    nodes += [(each.section.id, each.section, each.working) for each in breakdown.sections]
    return items | {id: working for id, node, working in nodes if not only_adds(node)}


def fact_label(change: FactChange) -> str:
    """What a changed fact is called: its label, and for results the name of the level."""
    level = change.id.which
    if isinstance(change.fact, ResultsFact) and level:
        return f"{visible(change.fact.label)} · {visible(change.fact.levels.get(level, level))}"
    return visible(change.fact.label)


def _some(line: LineChange) -> ScoreLine:
    """The line as the last score has it that does."""
    return next(each for each in reversed(line.lines) if each is not None)


def id_of(line: LineChange) -> str:
    """The id of a section or of an item, as the last score has it that does; of the total, `total`."""
    return _some(line).id if any(line.lines) else "total"


def labels(results: Sequence[Result], files: Sequence[str]) -> tuple[str, ...]:
    """What tells the scores apart: their years, units, both, the years of their rules; else the names of their files."""
    stems = [PurePath(file).stem for file in files]
    for candidate in (
        [str(each.year) for each in results],
        [each.unit or "" for each in results],
        [f"{each.unit or ''} {each.year}".strip() for each in results],
        [str(each.rules_year) for each in results],
        stems,
        list(files),
    ):
        if len(set(map(seen, candidate))) == len(results) and all(candidate):
            return tuple(map(visible, candidate))
    return tuple(f"{visible(stem)} ({position})" for position, stem in enumerate(stems, start=1))


def shown(comparison: Comparison, *, only_changed: bool, by_change: bool) -> tuple[LineChange, ...]:
    """The lines to show, the total last: those that differ or all, the greatest change first or in the document's order."""
    *lines, total = (line for line in comparison.lines if line.differs or line.kind == "total" or not only_changed)
    if by_change:
        lines = sorted((replace(line, depth=0) for line in lines), key=_size, reverse=True)
    return (*lines, total)


def without_sections(lines: Sequence[LineChange]) -> tuple[LineChange, ...]:
    """The lines that add up to the total by themselves, for an order that tears sections apart."""
    return tuple(line for line in lines if line.kind not in {"section", "moved"})


def _size(line: LineChange) -> tuple[Decimal, Decimal, bool]:
    """How much changed; of as much, how much the rules and the unit did that made up for each other."""
    effects = (line.effects.rules, line.effects.performance) if line.effects else ()
    at_most = [
        max(abs(each.lowest), abs(each.highest)) for each in (line.change, *(each.points for each in effects)) if each
    ]
    return at_most[0] if line.change else ZERO, max(at_most, default=ZERO), line.differs


def table(said: ComparisonWords, lines: Sequence[LineChange]) -> list[Part]:
    """The lines as a table, and below it each line that changed, and why, to be drawn."""
    headings, (whose, under_what) = said.headings(), said.heading()
    rows = [_row(said, line) for line in lines]
    if said.has_standings:
        rows.append(Row(said.standings_cells(), "bold"))
    grid = Table(headings, tuple(rows), amounts=frozenset(range(2, len(headings))), names=2)
    parts: list[Part] = [Line(whose, "bold"), Line(under_what), Line(), grid, Line()]
    tree = Tree(Line(said.words.gettext("Why"), "bold"))
    for summary, why in said.reasons(lines):
        branch = tree.add(Line(summary, "bold"))
        for reason in why:
            branch.add(Line(reason))
    if tree.branches:
        parts += [tree, Line()]
    footers = tuple(map(Line, said.footers()))
    return [*parts, *footers] if footers else parts[:-1]


def _row(said: ComparisonWords, line: LineChange) -> Row:
    number, *others = said.cells(line)
    cells = (outlined(number, line.depth), *others)
    return Row(cells, "bold" if line.kind in {"section", "total"} else "", apart=line.kind == "total")


def csv_table(said: ComparisonWords, lines: Sequence[LineChange]) -> str:
    """One row a line, with what is least and most where a number is open or depends on the order, and the reasons in one cell."""
    _ = said.words.gettext
    names = [*said.labels, _("Change")]
    if said.comparison.attributed:
        names += [_("Rules"), _("Performance")]
    template = _("{column}, {end}")
    spread = [template.format(column=name, end=end) for name in names for end in (_("lowest"), _("highest"))]
    rows: list[tuple[Cell, ...]] = [
        (_("Kind"), _("Id"), _("No."), _("Title"), _("Status"), *names, *spread, _("Why")),
    ]
    kinds = {"section": _("section"), "item": _("item"), "cap": _("cap"), "moved": _("moved"), "total": _("total")}
    statuses = {
        "added": _("added"),
        "removed": _("removed"),
        "changed": _("changed"),
        "open": _("open"),
        "unchanged": _("unchanged"),
        "between": _("in between"),
    }
    for line in lines:
        amounts = [*line.points, line.change]
        ranges = list(amounts)
        if line.effects is not None:
            amounts += [line.effects.rules.points, line.effects.performance.points]
            ranges += [line.effects.rules.range, line.effects.performance.range]
        why = _("; ").join(said.why(line))
        kind = kinds[line.kind] if line.kind != "cap" or line.adjusted_by == ("cap",) else _("adjustment")
        rows.append(
            (
                kind,
                id_of(line),
                said.number(line),
                said.title(line),
                statuses[line.status],
                *(each.known if each else None for each in amounts),
                *(end for each in ranges for end in _bounds(each)),
                why,
            )
        )
    if said.has_standings:
        kind = _("grade") if said.graded else _("result")
        status = statuses["changed" if said.standings_differ else "unchanged"]
        blank = (None,) * (len(names) - len(said.labels) + len(spread))
        why = _("; ").join(said.why_standings())
        rows.append((kind, None, None, said.standings_title(), status, *said.standings(), *blank, why))
    return csv_rows(rows)


def _bounds(amount: Interval | None) -> tuple[Decimal | None, Decimal | None]:
    return (None, None) if amount is None else (amount.lowest, amount.highest)


def markdown(said: ComparisonWords, lines: Sequence[LineChange]) -> str:
    """Headings, the table, and the reasons as a list."""
    headings, (whose, under_what) = said.headings(), said.heading()
    out = [f"## {escaped(whose)}", "", escaped(under_what), ""]
    rows = [(said.cells(line), line.kind in {"section", "total"}) for line in lines]
    if said.has_standings:
        rows.append((said.standings_cells(), True))
    out += (*markdown_table(headings, rows, range(2, len(headings))), "")
    for summary, why in said.reasons(lines):
        out.append(f"- {escaped(summary)}")
        out += [f"  - {escaped(reason)}" for reason in why]
    for each in said.footers():
        out += ["", escaped(each)]
    return "\n".join(each.rstrip() for each in out).rstrip() + "\n"
