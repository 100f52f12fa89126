"""The findings of a run over files → one document for a program: JSON, GitHub's workflow commands, SARIF."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from zlpg.diagnostics import COULD_NOT_RUN, Diagnostic, Place
from zlpg.records import dataclass
from zlpg.show.formats import encodable, without_commands
from zlpg.show.words import Words, visible

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_GITHUB_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_GITHUB_PROPERTY = {**_GITHUB_DATA, ":": "%3A", ",": "%2C"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with what was found in it. `held` is whether a facts file could be held against a rule file at all.

    `untried` is set for a rule file that no examples stand beside: nobody has said what it should come to.
    """

    file: str
    findings: tuple[Diagnostic, ...] = ()
    held: bool = True
    untried: bool = False

    @property
    def unchecked(self) -> bool:
        """Whether the file, or what it is held against, could not be read."""
        return not self.held or any(finding.code in COULD_NOT_RUN for finding in self.findings)


def whole(files: Iterable[Checked], told: Iterable[Diagnostic]) -> tuple[Checked, ...]:
    """The files with, before them, those that nobody named but that findings are about: rule files of facts files.

    A file and a finding that came up more than once are there once.
    """
    named = dict.fromkeys(files)
    known = {finding for file in named for finding in file.findings}
    others: dict[str, list[Diagnostic]] = {}
    for finding in dict.fromkeys(told):
        if finding not in known:
            others.setdefault(finding.place.file if finding.place else "zlpg", []).append(finding)
    return (*(Checked(file, tuple(found)) for file, found in others.items()), *named)


def verdict(file: Checked, words: Words) -> str:
    """One line on how a file came out."""
    return f"{visible(file.file)}: {in_short(file, words)}\n"


def in_short(file: Checked, words: Words) -> str:
    """How a file came out."""
    if not file.held:
        return words.gettext("not checked: its rule file can't be used")
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
