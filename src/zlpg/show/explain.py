"""A score explained: an item down to the clause, the facts and the arithmetic, a section or the total by what is under it.

Item 17 of 2020, of a unit that sent 13 reports and nothing else:

>>> import zlpg
>>> from zlpg.show.words import words_of
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> facts = zlpg.facts_from({"work_reports": 13, "briefs": 0, "media_posts": 0}, scheme)
>>> score = zlpg.score(scheme, facts)
>>> reporting = next(each for each in score.items if each.item.id == "reporting")
>>> tree = explanation(score, reporting, words_of("en"))
>>> tree.label.text
'17 质量信息报送 (reporting): 0.3 of 2'
>>> for branch in tree.branches[-2:]:
...     print(branch.label.text, *(each.label.text for each in branch.branches), sep="; ")
Arithmetic; 工作信息: (13 − 10) × 0.1 = 0.3; 工作简报: max(0 − 2, 0) × 0.5 = 0; 新媒体信息: 0 × 0.2 = 0; (13 − 10) × 0.1 = 0.3
Cap: 2, not reached: 1.7 below it

An explanation is a tree of lines, to be drawn (`show.drawing`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import dropwhile, takewhile
from typing import assert_never

from zlpg.engine.breakdown import Breakdown, ItemResult, SectionResult
from zlpg.engine.readers.bounds import Working
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import ChoiceFact, CountFact, NumberFact, NumbersFact, ResultsFact, YesNoFact
from zlpg.model.facts import Applicant, Report
from zlpg.model.references import references_in
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.model.table import Section, Veto
from zlpg.model.walks import offices_of, policies, references_behind
from zlpg.numbers import ONE, ZERO, Interval
from zlpg.records import record
from zlpg.show.drawing import Line, Tree
from zlpg.show.findings import warning
from zlpg.show.score import (
    Row,
    drops_out,
    due_of_item,
    effect_of,
    heading,
    lost_to_caps,
    offices_of_item,
    outcome_of,
    rows_of,
    rule_file_named,
    total_or_none,
)
from zlpg.show.words import Words, filled, identified, labelled, titled, visible, visible_block
from zlpg.show.workings import Writer, conditions_in, is_compound


def explanation(breakdown: Breakdown, part: ItemResult | SectionResult | None, words: Words) -> Tree:
    """How an item, a section, or without either the total came to its points.

    Of an item: clause, reading, facts, arithmetic, roundings, floors, caps, what is open. Of a section: what is under it, and how
    that adds up. Of the total that, too, what it means, and who owes what is open.
    """
    explainer = _Explainer(breakdown, Writer(breakdown.scheme, words, breakdown.facts.values))
    match part:
        case ItemResult():
            return explainer.item(part)
        case SectionResult():
            return explainer.section(part)
        case None:
            return explainer.total()
        case _:
            assert_never(part)


@record(frozen=True, slots=True)
class _Explainer:
    """Explains one score in the language of its writer."""

    breakdown: Breakdown
    writer: Writer

    @property
    def words(self) -> Words:
        return self.writer.words

    def item(self, result: ItemResult) -> Tree:
        _, item, scheme = self.words.gettext, result.item, self.breakdown.scheme
        left_out = drops_out(result, policies(scheme)[item.id])
        worth = result.max
        points = _("not applicable") if left_out else self._summary(result.working, worth)
        tree = self._begun(titled(item.number, identified(item.title, item.id)), points, item.text)
        if item.requirement is not None:
            self._add(tree, _("Requirement"), item.requirement.text)
            self._add(tree, _("Evidence"), self.words.listed(item.requirement.evidence))
        self._add(tree, _("Reading"), item.note)
        self._add(tree, _("Offices"), self.words.listed(offices_of_item(scheme, item)))
        self._add(tree, _("Lead office"), "" if item.lead is None else scheme.offices[item.lead].name)
        self._add(tree, _("Due"), due_of_item(scheme, item, self.words))
        self._add_facts(tree.add(_bold(_("Facts"))), result)
        if not left_out:
            self._add_arithmetic(tree, result)
        for minimum in self._minimums(result):
            self._add(tree, _("Minimum"), minimum)
        self._add(tree, _("Still open"), self.words.listed(tuple(scheme.asked[fact].label for fact in result.open)))
        return tree

    def section(self, result: SectionResult) -> Tree:
        section, working = result.section, result.working
        own, *below = self._rows_of_section(result)
        name = titled(section.number, identified(own.weighted_title(self.words), section.id))
        tree = self._begun(name, self._summary(working, result.max), section.text)
        self._add(tree, self.words.gettext("Reading"), section.note)
        for condition in conditions_in(working):
            self._add_condition(tree, condition)
        arithmetic = tree.add(_bold(self.words.gettext("Arithmetic")))
        self._add_rows(arithmetic, below, around=own.depth)
        arithmetic.add(_bold(self.writer.line(working)))
        self._add_together(tree, working)
        self._add_limits(tree, working)
        within = replace(self, breakdown=_only(self.breakdown, section))
        within.add_rest(tree, tuple(within.lost()))
        return tree

    def total(self) -> Tree:
        _, breakdown, total = self.words.gettext, self.breakdown, self.breakdown.scheme.total
        tree = self._begun(_("Total"), self._points_of_total(), total.text)
        self._add(tree, _("Reading"), total.note)
        self._add(tree, _("Period"), " – ".join(breakdown.scheme.period or ()))
        self._add(tree, _("Due"), breakdown.scheme.due or "")
        arithmetic = tree.add(_bold(_("Arithmetic")))
        self._add_rows(arithmetic, rows_of(breakdown, self.words))
        if not breakdown.outcome.no_total:
            arithmetic.add(_bold(self.writer.line(breakdown.working)))
            self._add_together(tree, breakdown.working)
        self._add_outcome(tree)
        self.add_rest(tree, (*self.lost(), *self._lost_line(_("Total"), breakdown.working.taken)))
        return tree

    def _begun(self, name: str, points: str, clause: str) -> Tree:
        """What it is and what it comes to; below, whose score it is part of, and the clause."""
        tree = Tree(_bold(self.words.named(name, points)))
        self._add(tree, self.words.gettext("Unit"), heading(self.breakdown, self.words))
        rule_file = rule_file_named(self.breakdown.rule_file, self.words)
        self._add(tree, self.words.gettext("Rule file"), rule_file)
        self._add(tree, self.words.gettext("Clause"), clause)
        return tree

    def _add(self, tree: Tree, name: str, text: str) -> None:
        """A line that names what it says; none where there is nothing to say."""
        if text:
            tree.add(Line(self.words.named(name, visible_block(text)), "bold", len(self.words.named(name, ""))))

    def _summary(self, working: Working, worth: Decimal | None) -> str:
        """What something comes to, and of how much."""
        points = self.words.interval(working.points)
        if worth is None:
            return points
        return self.words.gettext("{points} of {max}").format(points=points, max=self.words.number(worth))

    def _points_of_total(self) -> str:
        return total_or_none(self._summary(self.breakdown.working, None), self.breakdown.outcome, self.words)

    def _add_arithmetic(self, tree: Tree, result: ItemResult) -> None:
        for condition in () if result.applies is False else dict.fromkeys(conditions_in(result.working)):
            if is_compound(condition.expression):
                self._add_condition(tree, condition)
        arithmetic = tree.add(_bold(self.words.gettext("Arithmetic")))
        terms = tuple(self.writer.terms(result.working))
        for line in terms if len(terms) > 1 else ():
            arithmetic.add(Line(line))
        arithmetic.add(_bold(self.writer.line(result.working)))
        self._add_together(tree, result.working)
        if result.applies is not False:
            self._add_limits(tree, result.working)

    def _add_condition(self, tree: Tree, condition: Working) -> None:
        """A condition with whether it holds, and below it each of its parts where it has several."""
        lead = self.words.named(self.words.gettext("Condition"), "")
        whole, *parts = self.writer.names.states(condition)
        below = tree.add(Line(f"{lead}{whole}", "bold", len(lead)))
        for part in parts:
            below.add(Line(part))

    def _add_together(self, tree: Tree, working: Working) -> None:
        self._add(tree, self.words.gettext("Narrower because"), self.writer.shared(working))

    def _add_limits(self, tree: Tree, working: Working) -> None:
        for kind, said in self.writer.limits(working):
            self._add(tree, kind, said)

    def _add_facts(self, tree: Tree, result: ItemResult) -> None:
        """What the rule reads, in its order: facts, measures below the facts that they are from, other parts of the table."""
        breakdown, words = self.breakdown, self.words
        parts = {each.item.id: each.working for each in breakdown.items}
        parts |= {each.section.id: each.working for each in breakdown.sections} | {TOTAL: breakdown.working}
        shown: set[str] = set()
        shown_parts: set[str] = set()
        for reference in references_in((), result.item.amount):
            id = reference.id
            if reference.wanted == "part":
                within = breakdown.program.around.within
                for part in within[id] if reference.of_part.startswith("each.") else (id,):
                    if part not in shown_parts:
                        shown_parts.add(part)
                        named = f"{part} {self.writer.names.part(part)}"
                        tree.add(Line(words.named(named, words.interval(parts[part].points))))
                continue
            behind = tuple(each.id for each in references_behind(breakdown.scheme, (reference,)))
            for fact in dict.fromkeys(id for id in behind if id not in breakdown.scheme.measures):
                if fact not in shown:
                    self._add_fact(tree, fact)
            for measure in dict.fromkeys(id for id in reversed(behind) if id in breakdown.scheme.measures):
                if measure not in shown:
                    self._add_measure(tree, measure)
            shown.update(behind)
        requirement = result.item.requirement
        for fact in requirement.at_least if requirement else ():
            if fact not in shown:
                self._add_fact(tree, fact)

    def _add_measure(self, tree: Tree, id: str) -> None:
        """A measure with what it comes to, and how."""
        breakdown, measure = self.breakdown, self.breakdown.scheme.measures[id]
        applies = id not in breakdown.inapplicable
        line = self.writer.measure(id, breakdown.measures[id], applies=applies, with_unit=True)
        tree.add(Line(self.words.named(labelled(id, measure.label), line)))

    def _add_fact(self, tree: Tree, id: str) -> None:
        """A fact with its value, and below it what was reported with that."""
        declared = self.breakdown.scheme.asked[id]
        report = self.breakdown.facts.reports.get(id, Report())
        below = tree.add(Line(self.words.named(labelled(id, declared.label), self._value(id))))
        for applicant in report.applicants:
            level = visible(declared.levels[applicant.level]) if isinstance(declared, ResultsFact) else ""
            self._add_sources(below.add(Line(self.words.named(visible(applicant.name), level))), applicant)
        self._add_sources(below, report)

    def _add_sources(self, tree: Tree, reported: Report | Applicant) -> None:
        """What whoever reported something says of it."""
        self._add(tree, self.words.gettext("Note"), reported.note)
        self._add(tree, self.words.gettext("Evidence"), self.words.listed(reported.evidence))

    def _value(self, id: str) -> str:
        """What is reported of a fact."""
        _, declared, values = self.words.gettext, self.breakdown.scheme.asked[id], self.breakdown.facts.values
        if values.get(Scalar(id, APPLIES)) == ZERO:
            return _("not applicable")
        value = values.get(Scalar(id))
        match declared:
            case NumberFact(unit=unit) | CountFact(unit=unit):
                return _("open") if value is None else self.words.amount(value, unit)
            case YesNoFact():
                return _("open") if value is None else _("yes") if value else _("no")
            case ChoiceFact(names=options):
                chosen = (name for option, name in options.items() if values.get(Scalar(id, option)))
                return visible(next(chosen, _("open")))
            case NumbersFact():
                return self._listed(declared, value, self.breakdown.facts.reports.get(id, Report()).numbers)
            case ResultsFact(levels=levels):
                counts = {name: values.get(Scalar(id, level)) for level, name in levels.items()}
                if all(count is None for count in counts.values()):
                    return _("open")
                named = (
                    f"{name} {_('open') if count is None else self.words.number(count)}"
                    for name, count in counts.items()
                    if count != 0
                )
                return self.words.listed(tuple(named)) or _("none")
            case _:
                assert_never(declared)

    def _listed(self, declared: NumbersFact, number_read: Decimal | None, numbers: tuple[Decimal, ...]) -> str:
        """What a list is read as, the list, and what of it was left out."""
        _, number = self.words.gettext, self.words.number
        listed = self.words.listed(tuple(map(number, numbers)))
        if number_read is None:
            return _("open, of {numbers}").format(numbers=listed) if numbers else _("open")
        said = self.words.amount(number_read, declared.unit)
        if len(numbers) <= 1:
            return said
        template = {
            "mean": _("{number}, the mean of {numbers}"),
            "sum": _("{number}, the sum of {numbers}"),
            "lowest": _("{number}, the lowest of {numbers}"),
            "highest": _("{number}, the highest of {numbers}"),
        }[declared.as_]
        if declared.trimmed_over is not None and len(numbers) > declared.trimmed_over:
            template = _(
                "{number}, the mean of {numbers}, with one highest, {highest}, and one lowest, {lowest}, left out"
            )
        highest, lowest = number(max(numbers)), number(min(numbers))
        return template.format(number=said, numbers=listed, highest=highest, lowest=lowest)

    def _minimums(self, result: ItemResult) -> Iterator[str]:
        _, requirement = self.words.gettext, result.item.requirement
        for fact, least in requirement.at_least.items() if requirement else ():
            reported = self.breakdown.facts.values.get(Scalar(fact))
            if reported is None:
                template = _("{fact}: at least {least}, open")
            elif reported < least:
                template = _("{fact}: at least {least}, not met by {reported}")
            else:
                template = _("{fact}: at least {least}, met by {reported}")
            label, unit = visible(self.breakdown.label(fact)), self.breakdown.unit(fact)
            asked, found = (self.words.amount(each, unit) for each in (least, reported or ZERO))
            yield filled(template, fact=label, least=asked, reported=found)

    def _rows_of_section(self, result: SectionResult) -> Iterator[Row]:
        """The row of a section, and those of what is under it."""
        rows = rows_of(self.breakdown, self.words)
        from_it = dropwhile(lambda row: (row.kind, row.id) != ("section", result.section.id), rows)
        yield next(from_it)
        yield from takewhile(lambda row: row.kind != "total" and row.depth > result.depth, from_it)

    def _add_rows(self, tree: Tree, rows: Iterable[Row], *, around: int = -1) -> None:
        """Sections with their items below them; `around` is how deep what they stand in is."""
        branches = {around: tree}
        for row in rows:
            if row.kind == "section":
                said = row.workings or self._summary(row.working, row.max)
                branches[row.depth] = branches[row.depth - 1].add(_bold(self._row_line(row, said)))
                self._add_together(branches[row.depth], row.working)
            elif row.kind == "item":
                branches[row.depth - 1].add(Line(self._row_line(row, row.workings)))

    def _row_line(self, row: Row, said: str) -> str:
        return self.words.named(f"{row.number} {row.weighted_title(self.words)}".lstrip(), said)

    def _add_outcome(self, tree: Tree) -> None:
        """What settles the result, with the clauses and what has to be so; also vetoes that don't hold."""
        outcome, template = self.breakdown.outcome, self.words.gettext("Not vetoed: {veto} → {effect}")
        for said in outcome_of(self.breakdown, self.words):
            if not said.line:
                continue
            below = tree.add(_bold(said.line))
            if said.kind == "grade":
                self._add_grades(below)
            if said.veto is not None:
                self._add_veto(below, said.veto)
        for veto in self.breakdown.scheme.total.vetoes:
            if veto not in (*outcome.holding, *outcome.possible):
                effect = effect_of(self.breakdown, veto, self.words)
                self._add_veto(tree.add(Line(template.format(veto=visible(veto.title), effect=effect))), veto)

    def _add_grades(self, tree: Tree) -> None:
        """Each grade with what it takes and, down to the first that the result has, whether that holds, and what of it does."""
        is_settled = False
        for grade, takes in zip(self.breakdown.scheme.total.grades, self.breakdown.outcome.takes, strict=True):
            title, taken = visible(grade.title), self.writer.names.condition(takes.expression)
            parts: list[str] = []
            if taken and not is_settled:  # by one before, whatever this one takes
                taken, *parts = self.writer.names.states(takes)
            below = tree.add(Line(self.words.named(title, taken) if taken else title))
            for part in parts:
                below.add(Line(part))
            is_settled = is_settled or takes.points.known == ONE
            self._add(below, self.words.gettext("Clause"), grade.text)
            self._add(below, self.words.gettext("Reading"), grade.note)

    def _add_veto(self, tree: Tree, veto: Veto) -> None:
        self._add(tree, self.words.gettext("Clause"), veto.text)
        self._add(tree, self.words.gettext("Reading"), veto.note)
        vetoes = self.breakdown.scheme.total.vetoes
        self._add_condition(tree, self.breakdown.outcome.conditions[vetoes.index(veto)])

    def lost(self) -> Iterator[str]:
        """Each item whose caps took something, and each section whose own cap did."""
        for result in self.breakdown.items:
            yield from self._lost_line(titled(result.item.number, result.item.title), result.working.lost)
        for each in self.breakdown.sections:
            yield from self._lost_line(titled(each.section.number, each.section.title), each.working.taken)

    def _lost_line(self, name: str, lost: Interval) -> Iterator[str]:
        if said := lost_to_caps(lost, self.words):
            yield self.words.named(name, said)

    def add_rest(self, tree: Tree, lost: Sequence[str]) -> None:
        """What caps took, what is open and who owes it, and what the score carries with it."""
        if lost:
            taken = tree.add(_bold(self.words.gettext("Lost to caps")))
            for line in lost:
                taken.add(Line(line))
        self._add_open(tree)
        for shortfall in self.breakdown.warnings:
            said = self.words.say(warning(self.breakdown, shortfall).message)
            self._add(tree, self.words.gettext("Warning"), said)

    def _add_open(self, tree: Tree) -> None:
        """What is open, by the offices that owe it."""
        scheme, owed = self.breakdown.scheme, dict[str, dict[str, None]]()
        nobody = self.words.gettext("(no office named)")
        for result in self.breakdown.items:
            offices = [visible(scheme.offices[office].name) for office in offices_of(scheme, result.item)]
            for office in (offices or [nobody]) if result.open else ():
                owed.setdefault(office, {}).update(dict.fromkeys(result.open))
        if self.breakdown.open_beside:
            owed.setdefault(nobody, {}).update(dict.fromkeys(fact for fact, _ in self.breakdown.open_beside))
        if not owed:
            return
        under = tree.add(_bold(self.words.gettext("Still open, by office")))
        for office, facts in owed.items():
            below = under.add(Line(office))
            for fact in facts:
                below.add(Line(labelled(fact, scheme.asked[fact].label)))


def _bold(text: str) -> Line:
    """Text that stands out."""
    return Line(text, "bold")


def _only(breakdown: Breakdown, section: Section) -> Breakdown:
    """The breakdown as far as it is about what is under a section."""
    within = {each.id: each.title for each in _with_those_inside(section)}
    items = tuple(each for each in breakdown.items if each.section.id in within)
    ids = {each.item.id for each in items}
    return replace(
        breakdown,
        items=items,
        sections=tuple(each for each in breakdown.sections if each.section.id in within),
        warnings=tuple(each for each in breakdown.warnings if each.item.id in ids),
        open_beside=tuple((fact, title) for fact, title in breakdown.open_beside if title in within.values()),
    )


def _with_those_inside(section: Section) -> Iterator[Section]:
    yield section
    for below in section.sections:
        yield from _with_those_inside(below)
