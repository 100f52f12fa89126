"""What came of checking files, and of running examples → JUnit XML. Needs the package junitparser, an extra.

>>> from zlpg.diagnostics import Message, Place
>>> from zlpg.show.words import words_of
>>> place = Place("2020.yaml", 312, 21, 312, 24, excerpt="  - {count: briefs, ovr: 2}")
>>> found = Diagnostic("unknown-key", Message("unknown key “{key}”", key="ovr"), place=place)
>>> files = Checked("2020.yaml", (found,)), Checked("2021.yaml", ())
>>> from xml.etree.ElementTree import fromstring
>>> for case in fromstring(checked_text(files, words_of("en"), strict=False)).iter("testcase"):
...     print(case.get("name"), [(failure.get("type"), failure.get("message")) for failure in case])
2020.yaml [('unknown-key', 'errors: 1, warnings: 0')]
2021.yaml []
"""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from zlpg.diagnostics import Diagnostic
from zlpg.show.drawing import drawn
from zlpg.show.findings import Checked, in_short, lines_of
from zlpg.show.formats import encodable
from zlpg.show.trials import Tested, counts, parts_of, unnoticed
from zlpg.show.words import Words, visible, visible_block

if TYPE_CHECKING:
    from junitparser import TestCase, TestSuite


def checked_text(files: Iterable[Checked], words: Words, *, strict: bool, ascii_only: bool = False) -> str:
    """JUnit XML with a test case for each file. Needs the package junitparser.

    A file with errors failed; with warnings only where `strict`, else they are the case's output. One that could not be read, or
    not be held against a rule file, is an error.
    """
    from junitparser import TestSuite  # noqa: PLC0415

    suite = TestSuite("zlpg validate")
    suite.add_testcases([_case(file, words, strict=strict) for file in files])
    return _document((suite,), ascii_only=ascii_only)


def _case(file: Checked, words: Words, *, strict: bool) -> "TestCase":
    from junitparser import Error, Failure, TestCase  # noqa: PLC0415

    case = TestCase(encodable(visible(file.file)), "zlpg")
    against = [finding for finding in file.findings if strict or finding.severity == "error"]
    if against or file.unchecked:
        kind = Error if file.unchecked else Failure
        result = kind(in_short(file, words), ", ".join(dict.fromkeys(finding.code for finding in against)))
        result.text = _lines(against, words)
        case.result = [result]
    if not strict and (noted := [finding for finding in file.findings if finding.severity == "warning"]):
        case.system_out = _lines(noted, words)
    return case


def _lines(findings: Iterable[Diagnostic], words: Words) -> str:
    return encodable(visible_block("\n".join(line.text for each in findings for line in lines_of(each, words))))


def tested_text(files: Iterable[Tested | Checked], words: Words, *, ascii_only: bool) -> str:
    """JUnit XML: a suite for each examples file, with a test case for each case, and one each for coverage and mutants."""
    suites = (_suite(each, words) if isinstance(each, Tested) else _broken(each, words) for each in files)
    return _document(suites, ascii_only=ascii_only)


def _broken(file: Checked, words: Words) -> "TestSuite":
    from junitparser import TestSuite  # noqa: PLC0415

    suite = TestSuite(encodable(visible(file.file)))
    suite.add_testcase(_case(file, words, strict=False))
    return suite


def _suite(tested: Tested, words: Words) -> "TestSuite":
    from junitparser import Skipped, TestSuite  # noqa: PLC0415

    suite = TestSuite(encodable(visible(tested.file)))
    for outcome, place in tested.outcomes:
        alone = Tested(tested.file, tested.trial, ((outcome, place),))
        said = None if outcome.passed else drawn(parts_of(alone, words), width=None, colour=False)
        suite.add_testcase(_test_case(outcome.case.name, tested.file, said))
    lines = [*counts(tested, words)]
    if tested.coverage is not None or tested.proof is not None or tested.untried:
        survivors = tested.proof.survivors if tested.proof is not None else ()
        failure = "\n".join(unnoticed(mutant, place, words) for mutant, place in survivors)
        case = _test_case("zlpg test --coverage --mutate", "zlpg", failure or None)
        case.system_out = encodable("\n".join(lines))
        if tested.untried:
            case.result = [Skipped(lines[-1].strip())]
        suite.add_testcase(case)
    return suite


def _test_case(name: str, file: str, failure: str | None) -> "TestCase":
    from junitparser import Failure, TestCase  # noqa: PLC0415

    case = TestCase(encodable(visible(name)), encodable(visible(file)))
    if failure is not None:
        result = Failure(encodable(failure.splitlines()[0]))
        result.text = encodable(failure)
        case.result = [result]
    return case


def _document(suites: "Iterable[TestSuite]", *, ascii_only: bool) -> str:
    from junitparser import JUnitXml  # noqa: PLC0415

    document = JUnitXml()
    for suite in suites:
        document.add_testsuite(suite)
    buffer = BytesIO()
    document.write(buffer, pretty=True)
    text = buffer.getvalue().decode("utf-8").rstrip() + "\n"
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii") if ascii_only else text
