"""Findings as people and programs read them: lines with the place and a remedy, JSON, GitHub's annotations, SARIF.

>>> from zlpg.diagnostics import Message
>>> from zlpg.show.words import words_of
>>> place = Place("2020.yaml", 312, 21, 312, 24, excerpt="  - {count: briefs, ovr: 2}")
>>> found = Diagnostic("unknown-key", Message("unknown key “{key}”", key="ovr"), Message("did you mean “over”?"), place=place)
>>> for line in lines_of(found, words_of("en")):
...     print(line.text)
2020.yaml:312:21: error: unknown key “ovr” [unknown-key]
      - {count: briefs, ovr: 2}
                        ^^^
    = did you mean “over”?
>>> in_short(Checked("2020.yaml", (found,)), words_of("en"))
'errors: 1, warnings: 0'
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from zlpg.codes import COULD_NOT_RUN
from zlpg.diagnostics import Diagnostic, Message, Place, Value
from zlpg.records import record
from zlpg.show.formats import encodable, without_commands
from zlpg.show.lines import cells
from zlpg.show.words import Words, titled, visible

if TYPE_CHECKING:
    from zlpg.engine.breakdown import Breakdown, UnmetMinimum

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

MARGIN = "    "
WIDTH = 76
"""How many columns of a line are shown: with the margin as many as the narrowest terminal has, or the caret would mislead."""
BEFORE, CUTS = 36, 4
"""How many of them before the place at most, and what the marks take where the line is cut."""

_GITHUB_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_GITHUB_PROPERTY = {**_GITHUB_DATA, ":": "%3A", ",": "%2C"}


@record(frozen=True, slots=True)
class Styled:
    """A line with the role that decides its colour, so that colour stays a matter of the terminal."""

    text: str
    role: str = ""


def lines_of(diagnostic: Diagnostic, words: Words) -> list[Styled]:
    """`file:line:column: severity: message [code]`, the source line with a caret below the place, and the hint."""
    place = diagnostic.place or Place("")
    severity = words.gettext("error") if diagnostic.severity == "error" else words.gettext("warning")
    where = f"{visible(place.file)}:{place.line}:{place.column}: " if place.file else ""
    lines = [
        Styled(
            f"{where}{words.named(severity, words.say(diagnostic.message))} [{diagnostic.code}]", diagnostic.severity
        )
    ]
    if place.excerpt.strip():
        lines += map(Styled, _pointed_at(place))
    if diagnostic.hint is not None:
        lines.append(Styled(f"{MARGIN}= {words.say(diagnostic.hint)}", "hint"))
    return lines


def _pointed_at(place: Place) -> tuple[str, str]:
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line and place.end_column > place.column else start + 1
    before, after = (
        _plain(each) for each in (place.excerpt[max(start - WIDTH, 0) : start], place.excerpt[start : start + WIDTH])
    )
    if len(place.excerpt) > WIDTH or cells(visible(before + after)) > WIDTH:
        before = before[len(before) - _fitting(reversed(before), BEFORE) :]
        after = after[: _fitting(iter(after), WIDTH - cells(visible(before)) - CUTS)]
    lead, cut = "…" if start > len(before) else "", "…" if start + len(after) < len(place.excerpt) else ""
    lead_in, marked = lead + visible(before), visible(after[: end - start])
    return (
        f"{MARGIN}{lead_in}{marked}{visible(after[end - start :])}{cut}",
        f"{MARGIN}{' ' * cells(lead_in)}{'^' * max(cells(marked), 1)}",
    )


def _plain(text: str) -> str:
    return text.replace("\t", " ")


def _fitting(chars: Iterator[str], room: int) -> int:
    """How many of the characters fit into as many columns."""
    fitting = 0
    for char in chars:
        room -= cells(visible(char))
        if room < 0:
            break
        fitting += 1
    return fitting


def warning(breakdown: "Breakdown", shortfall: "UnmetMinimum") -> Diagnostic:
    """Full marks below a minimum, or without its count, as a warning that names both in the words of the scheme."""
    at, unit = ("facts", shortfall.fact), breakdown.unit(shortfall.fact)
    named: dict[str, Value] = {
        "title": shortfall.item.title,
        "item": shortfall.item.id,
        "label": breakdown.label(shortfall.fact),
        "fact": shortfall.fact,
        "least": _counted(shortfall.least, unit),
    }
    if shortfall.reported is None:
        message = Message(
            "“{title}” ({item}) has full marks, yet “{label}” ({fact}) is open; the requirement says at least {least}",
            **named,
        )
        return Diagnostic("open-fact", message, severity="warning", at=at, on_key=True)
    message = Message(
        "“{title}” ({item}) has full marks, yet “{label}” ({fact}) is {reported}; the requirement says at least {least}",
        reported=_counted(shortfall.reported, unit),
        **named,
    )
    return Diagnostic("minimum-not-met", message, severity="warning", at=at)


def _counted(number: Decimal, unit: str) -> Value:
    """A number with what it is counted in, where that has a name."""
    return Message("{number} {unit}", number=number, unit=unit) if unit else number


def score_findings(breakdown: "Breakdown", *, complete: bool = False) -> Iterator[Diagnostic]:
    """The warnings that a score carries, and, where it has to be complete, the facts that are open."""
    open = tuple(_open_facts(breakdown)) if complete else ()
    open_at = {finding.at for finding in open}
    for shortfall in breakdown.warnings:
        found = warning(breakdown, shortfall)
        if complete and shortfall.reported is None:
            found = replace(found, severity="error")
        if found.at not in open_at or shortfall.reported is not None:
            yield found
    yield from open


def _open_facts(breakdown: "Breakdown") -> Iterator[Diagnostic]:
    bears_on = [(fact, titled(each.item.number, each.item.title)) for each in breakdown.items for fact in each.open]
    for fact, title in (*bears_on, *breakdown.open_beside):
        message = Message(
            "“{label}” ({fact}) is open; it bears on “{item}”", label=breakdown.label(fact), fact=fact, item=title
        )
        yield Diagnostic("open-fact", message, at=("facts", fact), on_key=True)


RULES_UNUSABLE = Message("not checked: its rule file can't be used")
NO_YEAR = Message(
    "not checked: no year can be read in it to find a rule file by; write it as “year: 2020”, or name a rule file with --rules"
)
FACTS_UNREADABLE = Message("not checked: the line with “facts:”, below which its values stand, can't be read")


@record(frozen=True, slots=True)
class Checked:
    """A file with what was found in it. `unheld` says why it could not be held against a rule file.

    `untried` is set for a rule file that no examples stand beside: nobody has said what it should come to.
    """

    file: str
    findings: tuple[Diagnostic, ...] = ()
    unheld: Message | None = None
    untried: bool = False

    @property
    def unchecked(self) -> bool:
        """Whether the file, or what it is held against, could not be read."""
        return self.unheld is not None or any(finding.code in COULD_NOT_RUN for finding in self.findings)


def with_unnamed(files: Iterable[Checked], findings: Iterable[Diagnostic]) -> tuple[Checked, ...]:
    """The files with, before them, those that nobody named but that findings are about: rule files of facts files.

    A file and a finding that came up more than once are there once.
    """
    named = dict.fromkeys(files)
    known = {finding for file in named for finding in file.findings}
    others: dict[str, list[Diagnostic]] = {}
    for finding in dict.fromkeys(findings):
        if finding not in known:
            others.setdefault(finding.place.file if finding.place else "zlpg", []).append(finding)
    return (*(Checked(file, tuple(found)) for file, found in others.items()), *named)


def verdict(file: Checked, words: Words) -> str:
    """One line on how a file came out."""
    return f"{visible(file.file)}: {in_short(file, words)}\n"


def in_short(file: Checked, words: Words) -> str:
    """How a file came out."""
    if file.unheld is not None:
        return words.say(file.unheld)
    errors = sum(finding.severity == "error" for finding in file.findings)
    template = (
        words.gettext("errors: {errors}, warnings: {warnings}") if file.findings else words.gettext("nothing found")
    )
    said = template.format(errors=errors, warnings=len(file.findings) - errors)
    if file.untried and not errors:  # which come first
        return words.gettext("{verdict}; no examples beside it").format(verdict=said)
    return said


def closing(files: int, findings: Iterable[Diagnostic], words: Words, *, scored: int | None = None) -> str:
    """The line after many files: how many there were, how many of them could be scored, and what was found in all."""
    found = tuple(findings)
    errors = sum(finding.severity == "error" for finding in found)
    template = words.gettext("files: {files}, errors: {errors}, warnings: {warnings}")
    if scored is not None:
        template = words.gettext("files: {files}, scored: {scored}, errors: {errors}, warnings: {warnings}")
    return template.format(files=files, scored=scored, errors=errors, warnings=len(found) - errors)


def as_list(files: Iterable[Checked], words: Words) -> list[dict[str, Any]]:
    """All findings as plain data, for JSON.

    Lines and columns count from 1, columns in characters, the end excluded. `hint` is null where there is none; `file` and
    the numbers are null for a finding that is about no file.
    """
    return [_as_mapping(finding, words) for file in files for finding in file.findings]


def _as_mapping(finding: Diagnostic, words: Words) -> dict[str, Any]:
    place = finding.place
    return {
        "file": encodable(place.file) if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_line": place.end_line if place else None,
        "end_column": place.end_column if place else None,
        "severity": finding.severity,
        "code": finding.code,
        "message": encodable(words.say(finding.message)),
        "hint": encodable(words.say(finding.hint)) if finding.hint else None,
    }


def github_text(files: Iterable[Checked], words: Words) -> str:
    """Workflow commands that GitHub shows as annotations, each file's before the line on how it came out."""
    return "".join(f"{line}\n" for file in files for line in _github_lines(file, words))


def _github_lines(file: Checked, words: Words) -> Iterator[str]:
    for finding in file.findings:
        properties = {**_annotated(finding.place), "title": finding.code}
        written = ",".join(f"{key}={_escaped(str(value), _GITHUB_PROPERTY)}" for key, value in properties.items())
        yield f"::{finding.severity} {written}::{_escaped(_with_hint(finding, words), _GITHUB_DATA)}"
    yield without_commands(encodable(verdict(file, words).rstrip("\n")))


def _annotated(place: Place | None) -> dict[str, str | int]:
    """Where an annotation goes. Its end is included, and only told in the line where it begins.

    GitHub takes no columns across lines, and a mapping of several lines ends where the next thing begins.
    """
    if place is None:
        return {}
    start: dict[str, str | int] = {"file": place.file, "line": place.line, "col": place.column}
    if place.end_line > place.line or place.end_column <= place.column:
        return start
    return {**start, "endLine": place.line, "endColumn": place.end_column - 1}


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return encodable(visible("".join(escapes.get(char, char) for char in text)))


def as_sarif(  # noqa: PLR0913  # one for each thing that only the caller knows
    files: Sequence[Checked],
    words: Words,
    *,
    language: str,
    version: str,
    folder: PurePath,
    manual: Mapping[str, tuple[str, str]],
) -> dict[str, Any]:
    """A SARIF 2.1.0 log as plain data. `folder` is where the files' paths, and the log's relative ones, go from.

    `manual` holds what each code means, in a sentence and in Markdown.
    """
    findings = [finding for file in files for finding in file.findings]
    rules = {finding.code: _rule(finding, manual) for finding in findings}
    positions = {code: position for position, code in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "zlpg", "version": version, "rules": list(rules.values())}},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not any(finding.code in COULD_NOT_RUN for finding in findings)}],
        "results": [
            {
                "ruleId": finding.code,
                "ruleIndex": positions[finding.code],
                "level": finding.severity,
                "message": {"text": encodable(_with_hint(finding, words))},
                **({"locations": [{"physicalLocation": _located(finding.place, folder)}]} if finding.place else {}),
            }
            for finding in findings
        ],
    }
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(finding: Diagnostic, manual: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": finding.code, "defaultConfiguration": {"level": finding.severity}}
    if finding.code in manual:
        sentence, markdown = manual[finding.code]
        rule["shortDescription"] = {"text": sentence}
        rule["help"] = {"text": markdown, "markdown": markdown}
    return rule


def _located(place: Place, folder: PurePath) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    location = {"artifactLocation": {"uri": _uri(place.file, folder)}, "region": region}
    marked = place.excerpt[place.column - 1 : place.end_column - 1]
    if place.end_line == place.line and marked:  # of more lines, the text isn't known
        region["snippet"] = {"text": encodable(marked)}
        location["contextRegion"] = {"startLine": place.line, "snippet": {"text": encodable(place.excerpt)}}
    return location


def _uri(file: str, folder: PurePath) -> str:
    path = PurePath(os.path.normpath(folder / file))
    if path.is_relative_to(folder):
        from urllib.parse import quote_from_bytes  # noqa: PLC0415  # only SARIF needs it

        return quote_from_bytes(os.fsencode(path.relative_to(folder).as_posix()))
    return path.as_uri()


def _with_hint(finding: Diagnostic, words: Words) -> str:
    return "\n".join(words.say(each) for each in (finding.message, finding.hint) if each)
