"""A score as a table: sections, their items and the total, what the total means, and what the numbers alone don't say.

Item 17 of 2020, of a unit that sent 13 reports; briefs and posts are open:

>>> import zlpg
>>> from zlpg.show.words import words_of
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> score, words = zlpg.score(scheme, zlpg.facts_from({"work_reports": 13}, scheme)), words_of("en")
>>> row = next(row for row in rows_of(score, words) if row.id == "reporting")
>>> str(row.points.lowest), str(row.points.highest), row.title
('0.3', '2', '质量信息报送')
>>> row.texts(words)[:5]
('17', '质量信息报送', '2', '[0.3, 2]', '')

`rows_of` has the amounts, as CSV takes them, `Row.texts` the cells for people, alike in a terminal and in Markdown;
`outcome_of` and `remarks` say what stands beneath. Texts from files are safe to show. What is drawn is data (`show.drawing`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from zlpg.engine.breakdown import SHIPPED, Breakdown, ItemResult, Outcome, SectionResult
from zlpg.engine.readers.bounds import Working
from zlpg.engine.score import prepare
from zlpg.model.table import Item, NotApplicable, Scheme, Section, Total, Veto
from zlpg.model.walks import adjustments, due_of, offices_of, policies, read_beside_items, walk_sections
from zlpg.numbers import ONE, Interval
from zlpg.records import record
from zlpg.show import drawing
from zlpg.show.findings import Checked, as_list, in_short, lines_of, warning
from zlpg.show.formats import Cell, csv_rows, encodable, encoded, escaped, markdown_table
from zlpg.show.lines import broken
from zlpg.show.words import Words, numbered, outlined, visible
from zlpg.show.workings import Writer

if TYPE_CHECKING:
    from zlpg.engine.readers.results import Standing

NONE = "–"
"""The points of what counts for nothing, which is not the same as 0 points."""

UNSCORED = "zlpg.unscored/1"
"""The name of the form in which a file that can't be scored stands among the results of others as JSON."""

AMOUNTS = frozenset({2, 3, 4})
"""Which of the cells of a row are amounts."""


@record(frozen=True, slots=True)
class Row:
    """One line of the table. `depth` is how many sections it is in; texts from files are safe to show.

    `without` is what is said of a total that there isn't. What `drops_out` isn't applicable, and counts for nothing.
    """

    kind: Literal["section", "item", "total"]
    depth: int
    id: str
    number: str
    title: str
    max: Decimal | None
    working: Working
    lost: Interval | None
    workings: str = ""
    offices: tuple[str, ...] = ()
    weight: Decimal = ONE
    without: str = ""
    drops_out: bool = False

    @property
    def points(self) -> Interval | None:
        """What it comes to; `None` for a total that there isn't."""
        return None if self.without else self.working.points

    def weighted_title(self, words: Words) -> str:
        """The title, with what the points are multiplied by where they enter what is around them."""
        return self.title if self.weight == ONE else f"{self.title} × {words.number(self.weight)}"

    def texts(self, words: Words) -> tuple[str, ...]:
        """Its cells, below `headings`."""
        points = NONE if self.drops_out else words.interval(self.working.points)
        return (
            self.number,
            self.weighted_title(words),
            "" if self.max is None else words.number(self.max),
            self.without or points,
            lost_to_caps(self.lost, words),
            self.workings,
            words.listed(self.offices),
        )


def headings(words: Words) -> tuple[str, ...]:
    """The names of the columns."""
    _ = words.gettext
    return (_("No."), _("Item"), _("Max"), _("Points"), _("Lost to cap"), _("Workings"), _("Offices"))


def rows_of(breakdown: Breakdown, words: Words) -> Iterator[Row]:
    """Every section with its items below it, in the document's order, then the total."""
    writer = Writer(breakdown.scheme, words, breakdown.facts.values)
    around = policies(breakdown.scheme)
    items = {section: tuple(below) for section, below in groupby(breakdown.items, key=lambda item: item.section.id)}
    for section in breakdown.sections:
        yield _section_row(section, writer)
        for item in items.get(section.section.id, ()):
            yield _item_row(breakdown.scheme, item, section.depth + 1, writer, around[item.item.id])
    total, outcome = breakdown.scheme.total, breakdown.outcome
    without = total_or_none("", outcome, words) if outcome.no_total else ""
    yield Row(
        "total",
        0,
        "total",
        "",
        words.gettext("Total"),
        total.max,
        breakdown.working,
        None if without else breakdown.lost,
        # without a total, a veto in them would be told as if it had counted
        workings="" if without else _workings_of(total, breakdown.working, writer),
        without=without,
    )


def _section_row(result: SectionResult, writer: Writer) -> Row:
    section = result.section
    return Row(
        "section",
        result.depth,
        section.id,
        numbered(section.number),
        visible(section.title),
        result.max,
        result.working,
        result.lost,
        workings=_workings_of(section, result.working, writer),
        weight=section.weight,
    )


def _item_row(scheme: Scheme, result: ItemResult, depth: int, writer: Writer, around: NotApplicable | None) -> Row:
    item = result.item
    left_out = drops_out(result, around)
    return Row(
        "item",
        depth,
        item.id,
        numbered(item.number),
        visible(item.title),
        result.max,
        result.working,
        result.working.lost,
        workings=writer.words.gettext("not applicable") if left_out else writer.line(result.working),
        offices=offices_of_item(scheme, item),
        weight=item.weight,
        drops_out=left_out,
    )


def _workings_of(node: Section | Total, working: Working, writer: Writer) -> str:
    """The workings of a section or the total, where it is not only what is under it, added."""
    return writer.line(working) if adjustments(node) else ""


def total_or_none(said: str, outcome: "Outcome | Standing", words: Words) -> str:
    """What is said of a total, with whether there is one at all."""
    if outcome.no_total and not outcome.no_result:
        return words.gettext("no total")
    if outcome.no_total is None and outcome.no_result is False:
        return words.gettext("{points} or no total").format(points=said)
    return or_no_result(said, outcome, words)


def or_no_result(said: str, outcome: "Outcome | Standing", words: Words) -> str:
    """What is said of a total, or of what it means, with whether there is a result at all."""
    if outcome.no_result:
        return words.gettext("no result")
    return words.gettext("{points} or no result").format(points=said) if outcome.no_result is None else said


def lost_to_caps(lost: Interval | None, words: Words) -> str:
    """What caps certainly took, and while facts are open, what they may; nothing where they may have taken nothing."""
    return words.interval(lost) if lost is not None and lost.lowest > 0 else ""


def drops_out(result: ItemResult, around: NotApplicable | None) -> bool:
    """Whether an item is left out because it is not applicable; `around` is what its sections say of that."""
    item = result.item
    return result.applies is False and (item.not_applicable or around) == "renormalise" and not item.only_deducts


def offices_of_item(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """The names of the offices that answer for an item, as the document gives them; the one that leads is the first."""
    named = () if item.lead is None else (item.lead,)
    return tuple(visible(scheme.offices[id].name) for id in dict.fromkeys((*named, *item.responsible)))


def due_of_item(scheme: Scheme, item: Item, words: Words) -> str:
    """The day by which the facts of an item are reported; with the offices, where not all have the same."""
    days, offices = due_of(scheme, item), offices_of(scheme, item)
    if len(set(days.values())) == 1 and len(days) == max(len(offices), 1):
        return next(iter(days.values()))
    return words.listed(tuple(f"{scheme.offices[id].name} {day}" for id, day in days.items()))


@record(frozen=True, slots=True)
class Said:
    """One thing to be said of a result. `state` is what is to be said of what `title` names; texts are safe to show.

    `line` says it as a whole; it is empty for grades beside the first, which names them all.
    """

    kind: Literal["grade", "veto", "no_result", "otherwise"]
    id: str
    title: str
    state: str
    line: str
    veto: Veto | None = None


def outcome_of(breakdown: Breakdown, words: Words) -> Iterator[Said]:
    """What a total means: the grade, the vetoes that hold or still may, that there is no result; most important first."""
    outcome = breakdown.outcome
    if outcome.no_result:
        yield from _no_result(breakdown, words)
    elif breakdown.scheme.total.grades:
        yield from _grades(breakdown, words)
    for veto in outcome.settling:
        if not veto.no_result:  # which was said as the reason
            yield _veto(breakdown, veto, words, words.gettext("Vetoed: {veto} → {effect}"), "")
    for veto in outcome.may_settle:
        template = words.gettext("May still be vetoed: {veto} → {effect}")
        yield _veto(breakdown, veto, words, template, words.gettext("may still hold"))
    if outcome.may_settle:
        said = _otherwise(breakdown, words)
        line = words.gettext("Otherwise: {outcome}").format(outcome=said)
        yield Said("otherwise", "", said, "", line)
    template = words.gettext("May still have no result: {reason}")
    for reason in () if outcome.no_result else _without_anything(breakdown, outcome.maybe_empty, words):
        yield Said("no_result", "", reason, words.gettext("may still hold"), template.format(reason=reason))


def effect_of(breakdown: Breakdown, veto: Veto, words: Words) -> str:
    """What a veto fixes."""
    titles = {grade.id: visible(grade.title) for grade in breakdown.scheme.total.grades}
    if veto.no_result:
        return words.gettext("no result")
    effects = []
    if veto.grade is not None:
        effects.append(titles[veto.grade])
    if veto.grade_at_most is not None:
        effects.append(words.gettext("{grade} at best").format(grade=titles[veto.grade_at_most]))
    if veto.fixed_points is not None:
        effects.append(words.gettext("a total of {points}").format(points=words.number(veto.fixed_points)))
    if veto.no_total:
        effects.append(words.gettext("no total"))
    return words.listed(tuple(effects))


def _no_result(breakdown: Breakdown, words: Words) -> Iterator[Said]:
    template = words.gettext("No result: {reason}")
    vetoes = breakdown.outcome.settling
    for veto in vetoes:
        title = visible(veto.title)
        yield Said("no_result", "", title, "", template.format(reason=title), veto)
    for reason in () if vetoes else _without_anything(breakdown, breakdown.outcome.empty, words):
        yield Said("no_result", "", reason, "", template.format(reason=reason))


def _without_anything(breakdown: Breakdown, empty: tuple[str, ...], words: Words) -> Iterator[str]:
    """Where nothing is applicable: sections, or all of the table."""
    titles = {section.id: section.title for _, section in walk_sections(breakdown.scheme)}
    template = words.gettext("nothing under “{section}” is applicable")
    for id in empty:
        title = titles.get(id)
        yield words.gettext("nothing is applicable") if title is None else template.format(section=visible(title))


def _grades(breakdown: Breakdown, words: Words) -> Iterator[Said]:
    outcome = breakdown.outcome
    titles = tuple(visible(grade.title) for grade in outcome.grades)
    is_settled = outcome.grade is not None
    template = words.gettext("Grade: {grade}") if is_settled else words.gettext("Grades still possible: {grades}")
    line = template.format(grade=titles[0], grades=words.listed(titles))
    for at, (grade, title) in enumerate(zip(outcome.grades, titles, strict=True)):
        state = "" if is_settled else words.gettext("still possible")
        yield Said("grade", grade.id, title, state, "" if at else line)


def _veto(breakdown: Breakdown, veto: Veto, words: Words, template: str, state: str) -> Said:
    title, effect = visible(veto.title), effect_of(breakdown, veto, words)
    return Said("veto", "", title, f"{state} → {effect}".lstrip(), template.format(veto=title, effect=effect), veto)


def _otherwise(breakdown: Breakdown, words: Words) -> str:
    """What the result is if none of the vetoes holds that still may: the total, where one would change it, and the grades."""
    vetoes = breakdown.outcome.possible
    scheme = breakdown.scheme
    total = replace(scheme.total, vetoes=tuple(veto for veto in scheme.total.vetoes if veto not in vetoes))
    unless = prepare(replace(scheme, total=total)).score(breakdown.facts)
    said = [visible(grade.title) for grade in unless.outcome.grades]
    changes_total = any(veto.points is not None and not veto.no_result for veto in vetoes)
    if not said or (changes_total and not unless.outcome.no_total):
        said.insert(0, words.interval(unless.working.points))
    return words.listed(tuple(said))


def heading(breakdown: Breakdown, words: Words) -> str:
    """Whose score this is, under what."""
    unit = breakdown.facts.unit or words.gettext("(unit not named)")
    return visible(f"{unit} {breakdown.year} · {breakdown.scheme.title}")


def remarks(breakdown: Breakdown, words: Words) -> Iterator[str]:
    """What the numbers alone don't say: full marks that rest on what isn't reported, and how much is open."""
    missing = dict.fromkeys(each.fact for each in breakdown.warnings if each.reported is None)
    if missing:
        labels = words.listed(tuple(breakdown.label(fact) for fact in missing))
        yield words.named(words.gettext("Not reported, though full marks rest on it"), labels)
    asked = {fact for result in breakdown.items for fact in result.facts}
    asked.update(fact for fact, _ in read_beside_items(breakdown.scheme))
    still_open = {fact for result in breakdown.items for fact in result.open}
    still_open.update(fact for fact, _ in breakdown.open_beside)
    if not still_open:
        every = words.gettext("Every fact that bears on points is reported.")
        reported = {scalar.fact for scalar in breakdown.facts.values}
        yield every if asked <= reported else words.gettext("Nothing that is still open can change the result.")
        return
    if breakdown.outcome.no_total:
        template = words.gettext("Still open: {open} of {all} facts that bear on points.")
    elif breakdown.outcome.no_total is None:
        template = words.gettext(
            "Still open: {open} of {all} facts that bear on points. The total, if there is one, lies in {interval}."
        )
    elif breakdown.total is not None:
        template = words.gettext("Still open: {open} of {all} facts that bear on points. They can't change this total.")
    else:
        template = words.gettext("Still open: {open} of {all} facts that bear on points. The total lies in {interval}.")
    yield template.format(open=len(still_open), all=len(asked), interval=words.interval(breakdown.working.points))


def rule_file_named(rule_file: str, words: Words) -> str:
    """What results call a rule file, for people."""
    template = words.gettext("{file} (comes with the program)") if rule_file.startswith(SHIPPED) else "{file}"
    return template.format(file=visible(rule_file))


def made_under(rule_files: Sequence[str], words: Words) -> Iterator[str]:
    """A line on the rule files of scores, the oldest score first; none where no rule file is known."""
    different = tuple(dict.fromkeys(rule_files))
    if not any(different):
        return
    if len(different) == 1:
        yield words.named(words.gettext("Rule file"), rule_file_named(different[0], words))
    else:
        files = " → ".join(rule_file_named(each, words) or "—" for each in rule_files)
        yield words.named(words.gettext("Rule files"), files)


def table(breakdown: Breakdown, words: Words) -> tuple[drawing.Part, ...]:
    """A heading, the table, what the total means, and what the numbers alone don't say, to be drawn."""
    meaning = [said.line for said in outcome_of(breakdown, words) if said.line]
    below = [*meaning, ""] if meaning else []
    below += (*remarks(breakdown, words), *made_under((breakdown.rule_file,), words))
    rows = tuple(_drawn_row(row, words) for row in rows_of(breakdown, words))
    return (
        drawing.Line(heading(breakdown, words), "bold"),
        drawing.Line(),
        drawing.Table(headings(words), rows, amounts=AMOUNTS, names=2),
        drawing.Line(),
        *map(drawing.Line, below),
    )


def _drawn_row(row: Row, words: Words) -> drawing.Row:
    _, *texts, _ = row.texts(words)
    cells = (outlined(row.number, row.depth), *texts, " ".join(row.offices))
    return drawing.Row(cells, style="" if row.kind == "item" else "bold", apart=row.kind == "total")


def markdown(breakdown: Breakdown, words: Words) -> str:
    """A heading, the table, and what the numbers alone don't say, warnings included."""
    rows = ((row.texts(words), row.kind != "item") for row in rows_of(breakdown, words))
    lines = [f"## {escaped(heading(breakdown, words))}", "", *markdown_table(headings(words), rows, AMOUNTS)]
    meaning = [f"- {escaped(said.line)}" for said in outcome_of(breakdown, words) if said.line]
    warnings = [f"- {escaped(words.say(warning(breakdown, each).message))}" for each in breakdown.warnings]
    under = [*map(escaped, made_under((breakdown.rule_file,), words))]
    for several in (meaning, [*map(escaped, remarks(breakdown, words))], warnings, under):
        lines += ["", *several] if several else ()
    return "\n".join(lines) + "\n"


def columns(words: Words) -> tuple[str, ...]:
    """The names of the columns of `csv_table`."""
    _ = words.gettext
    return (
        _("Unit"),
        _("Year"),
        _("Kind"),
        _("Id"),
        _("No."),
        _("Title"),
        _("Max"),
        _("Points"),
        _("Lowest"),
        _("Highest"),
        _("Without caps"),
        _("Lost to cap"),
        _("Workings"),
        _("Offices"),
        _("Rule file"),
    )


def csv_table(breakdown: Breakdown, words: Words, *, with_headings: bool = True) -> str:
    """One row for each section, each item and the total, below the headings unless these stand above others already."""
    _ = words.gettext
    kinds = {
        "section": _("section"),
        "item": _("item"),
        "total": _("total"),
        "grade": _("grade"),
        "veto": _("veto"),
        "no_result": _("no result"),
    }
    whose, under = (breakdown.facts.unit, breakdown.year), breakdown.rule_file
    rows: list[tuple[Cell, ...]] = [columns(words)] if with_headings else []
    for row in rows_of(breakdown, words):
        named, offices = (kinds[row.kind], row.id, row.number, row.title), words.listed(row.offices)
        lost = None if row.lost is None else row.lost.known
        rows.append((*whose, *named, row.max, *_amounts(row), lost, row.workings, offices, under))
    for said in outcome_of(breakdown, words):
        if said.kind != "otherwise":
            blank = (None,) * 6
            rows.append((*whose, kinds[said.kind], said.id, None, said.title, *blank, said.state, None, under))
    return csv_rows(rows)


def _amounts(row: Row) -> tuple[Decimal | None, ...]:
    points = row.points
    if points is None:
        return (None,) * 4
    return points.known, points.lowest, points.highest, row.working.uncapped.known


def in_its_place(file: Checked, form: str, words: Words, *, width: int, ascii_only: bool) -> str:
    """A line, a row of CSV or an object of JSON that says why a file has no score, among those that have one."""
    reason = _reason(file, words)
    said = words.gettext("not scored: {reason}").format(reason=reason)
    match form:
        case "csv":
            _ = words.gettext
            found = file.findings[0].code if file.findings else None
            row = {_("Kind"): _("error"), _("Id"): found, _("Title"): file.file, _("Workings"): said}
            return csv_rows([[row.get(name) for name in columns(words)]])
        case "jsonl":
            findings = as_list([file], words)
            value = {"schema": UNSCORED, "file": encodable(file.file), "error": encodable(reason), "findings": findings}
            return encoded(value, indent=None, ascii_only=ascii_only) + "\n"
        case "markdown":
            return escaped(said) + "\n"
        case "json":  # which is of one file: there are no others among which it could stand
            return ""
        case _:
            return "".join(f"{line}\n" for line in broken(said, width))


def _reason(file: Checked, words: Words) -> str:
    """The first error, and how many there are besides; what they are in full was reported."""
    errors = [finding for finding in file.findings if finding.severity == "error"]
    if not errors:
        return f"{visible(file.file)}: {in_short(file, words)}"
    first = lines_of(errors[0], words)[0].text
    place = errors[0].place
    if place is None or place.file != file.file:  # that of its rule file
        first = f"{visible(file.file)}: {first}"
    if len(errors) == 1:
        return first
    return words.gettext("{finding} and {more} more").format(finding=first, more=len(errors) - 1)
