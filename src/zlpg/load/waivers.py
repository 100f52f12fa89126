r"""Findings waived in place: `# zlpg: allow[code] reason`, at the end of the line that a finding is in or in a line above it.

>>> from zlpg.source import read_yaml
>>> source = read_yaml("rules.yaml", "briefs: {type: count}  # zlpg: allow[unused-fact] 区里要求一并填报\n")
>>> unused = Diagnostic("unused-fact", Message("no rule reads this fact"), place=source.place(("briefs",)))
>>> without_waived(source, [unused])
()
>>> [str(each.message) for each in without_waived(source, [])]
['there is no “unused-fact” in line 1 to allow']

Of a text of several lines all findings are of its first, where a comment can stand:

>>> source = read_yaml("rules.yaml", "# zlpg: allow[unused-number: 2] 另一条已计\ntext: >-\n  每篇1分，\n  每次2分。\n")
>>> place = Place("rules.yaml", 4, 5, 4, 7, "  每次2分。")
>>> without_waived(source, [Diagnostic("unused-number", Message("{number}", number="2分"), place=place)])
()

One about a number is waived of that number, and once: `# zlpg: allow[unused-number: 45岁] reason`. So the next slip of the line is
told, also one in the same number; where two are right, it is named twice.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from zlpg.codes import GENERAL, Code
from zlpg.diagnostics import Diagnostic, Message, Place, did_you_mean, limited
from zlpg.records import record
from zlpg.source import Node, Source, in_order

_COMMENT = re.compile(r"(?:^|\s)(?P<comment>#\s*zlpg\s*[:：](?P<said>.*))$", re.IGNORECASE)
_ALLOW = re.compile(r"\s*allow\s*\[(?P<codes>[^\]]*)\](?P<reason>.*)")


@record(frozen=True, slots=True)
class Waiver:
    """A comment that waives findings of some codes in one line."""

    place: Place
    codes: tuple[tuple[str, str], ...]
    """Each with the number that it is about, which is empty where it is about none."""
    reason: str
    line: int
    """The line, from 1, whose findings are waived."""


_Findings: TypeAlias = Mapping[tuple[int, str], Sequence[Diagnostic]]
"""Findings by the line, from 1, whose waivers are about them, and by their code. Of one in a text, that is where the text begins."""


def without_waived(
    source: Source, diagnostics: Collection[Diagnostic], unchecked: Collection[str] = ()
) -> tuple[Diagnostic, ...]:
    """The findings less those that the file waives, and what is wrong with its waivers, in the order of the file.

    `unchecked` are the codes of findings that weren't looked for, so that nobody can say that they aren't there.
    """
    if not any(map(_may_hold_one, source.lines)):
        return in_order(diagnostics)
    texts = sorted(_texts(source, source.root)) if source.root else []
    begins = {line: text.begins for text in texts for line in text.lines if len(text.lines) > 1}
    left: dict[tuple[int, str], list[Diagnostic]] = {}
    for each in diagnostics:
        line = each.place.line if each.place else 0
        left.setdefault((begins.get(line, line), each.code), []).append(each)
    valid, wrong = [], []
    for waiver in _waivers(source, texts, left):
        if isinstance(waiver, Diagnostic):
            wrong.append(waiver)
        else:
            valid.append(waiver)
    for waiver in valid:
        for code, number in waiver.codes:
            there = left.get((waiver.line, code), [])
            meant = next((each for each in there if _is_about(each, number)), None) if number else None
            rest = [each for each in there if number and each is not meant]
            left[waiver.line, code] = rest
            if len(rest) == len(there) and code not in unchecked:
                said = f"{code}: {number}" if number else code
                message = Message("there is no “{code}” in line {line} to allow", code=said, line=waiver.line)
                hint = Message("remove this comment, or move it to the line of the finding")
                wrong.append(Diagnostic("unused-waiver", message, hint, severity="warning", place=waiver.place))
    kept = {id(each) for findings in left.values() for each in findings}
    return in_order((*(each for each in diagnostics if id(each) in kept), *limited(wrong)))


def _may_hold_one(line: str) -> bool:
    return "#" in line and "zlpg" in line.lower()


def _number_of(finding: Diagnostic) -> str:
    """The number that a finding is about, as it is told; empty where it is about none."""
    return str(finding.message.values.get("number", ""))


def _is_about(finding: Diagnostic, number: str) -> bool:
    """Whether a finding is about a number, with its unit or without it."""
    said, number = _plain(_number_of(finding)), _plain(number)
    return said.startswith(number) and not re.match(r"[\d.]", said[len(number) :])


def _plain(number: str) -> str:
    """A number without what only groups its digits: `5,000` and `5 000` are `5000`."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", number.replace(" ", ""))


def _waivers(source: Source, texts: "Sequence[_Text]", findings: _Findings) -> "Iterator[Waiver | Diagnostic]":
    """Each comment meant for us, or what is wrong with it."""
    for number, line in enumerate(source.lines):
        found = _COMMENT.search(line) if _may_hold_one(line) else None
        if found is None:
            continue
        column = found.start("comment")
        place = Place(source.file, number + 1, column + 1, number + 1, len(line) + 1, line)
        around = bisect_right(texts, (number, column), key=lambda text: text.start) - 1
        if around < 0 or (number, column) >= texts[around].end:
            line_meant = _line_meant(source.lines, number, own=not line[:column].strip())
            yield _waiver(place, found["said"], line_meant, findings)
        elif len(texts[around].lines) > 1:
            hint = Message("write it above the line in which the text begins")
            yield _invalid(Message("this is no comment: it stands inside a text"), hint, place)


def _line_meant(lines: tuple[str, ...], number: int, *, own: bool) -> int:
    """The line, from 1, that a comment is about: its own, or the next one that says something."""
    if own:
        rest = range(number + 1, len(lines))
        number = next((each for each in rest if lines[each].strip() and lines[each].strip()[0] != "#"), number)
    return number + 1


class _Text(NamedTuple):
    """From where to where a text of the document goes, so that what it quotes is no comment, by lines and columns from 0."""

    start: tuple[int, int]
    end: tuple[int, int]
    begins: int
    """The line, from 1, in which it begins; that of a block, `|` or `>`, with its heading, which may have a comment behind it."""

    @property
    def lines(self) -> range:
        """The lines, from 1, that it goes over."""
        return range(self.begins, self.end[0] + (1 if self.end[1] else 0) + 1)


def _texts(source: Source, node: Node) -> Iterator[_Text]:
    for key in node.keys.values():
        yield _Text((key.start.line, key.start.column), (key.end.line, key.end.column), key.start.line + 1)
    for below in (*node.values.values(), *node.items):
        if isinstance(below.data, dict | tuple):
            yield from _texts(source, below)
        else:
            start, end = below.start, below.end
            block = end.line > start.line and source.lines[start.line][start.column : start.column + 1] in ("|", ">")
            begins = (start.line + block, 0 if block else start.column)
            yield _Text(begins, (end.line, end.column), start.line + 1)


def _waiver(place: Place, said: str, line: int, findings: _Findings) -> Waiver | Diagnostic:
    found = _ALLOW.fullmatch(said)
    if found is None:
        hint = Message("write: {form}", form="# zlpg: allow[code] reason")
        return _invalid(Message("this comment says nothing that is understood"), hint, place)
    codes = tuple(_code_and_number(each) for each in re.split(r",(?!\d)", found["codes"]))
    for code, number in codes:
        if (known := _code(code)) is None:
            hint_for_code = did_you_mean(code, _waivable())
            return _invalid(Message("there is no code “{code}”", code=code), hint_for_code, place)
        if not known.waivable:
            return _invalid(
                Message("“{code}” can't be waived: nothing could be scored with it", code=code), None, place
            )
        if bool(number) != known.about_a_number:
            reason = found["reason"].strip() or "reason"
            first = next(map(_number_of, findings.get((line, code), ())), "")
            return _invalid(*_with_number(known, first, reason), place)
    if not any(map(str.isalnum, found["reason"])):
        hint = Message("say after the bracket why it is right as it is")
        return _invalid(Message("a finding is waived without a reason"), hint, place)
    return Waiver(place, codes, found["reason"].strip(), line)


def _code_and_number(said: str) -> tuple[str, str]:
    code, _, number = said.replace("：", ":").partition(":")
    return code.strip(), number.replace(" ", "")


def _code(id: str) -> Code | None:
    """The record of a code. A facts file, which has findings of none, need not wait until all checks are loaded."""
    if id in GENERAL:
        return GENERAL[id]
    from zlpg.checks import CODES  # noqa: PLC0415

    return CODES.get(id)


def _waivable() -> list[str]:
    from zlpg.checks import CODES  # noqa: PLC0415

    return sorted(code.id for code in CODES.values() if code.waivable)


def _with_number(code: Code, number: str, reason: str) -> tuple[Message, Message]:
    """What is wrong where a number is missing behind a code, or is there, and what to write instead."""
    if code.about_a_number:
        message = Message("“{code}” is waived of one number, which is named behind it", code=code.id)
        return message, Message("write: {form}", form=f"# zlpg: allow[{code.id}: {number or 5}] {reason}")
    message = Message("“{code}” is not about a number", code=code.id)
    return message, Message("write: {form}", form=f"# zlpg: allow[{code.id}] {reason}")


def _invalid(message: Message, hint: Message | None, place: Place) -> Diagnostic:
    return Diagnostic("invalid-waiver", message, hint, place=place)
