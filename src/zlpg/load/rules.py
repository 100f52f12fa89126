"""A rule file → scheme and diagnostics."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from zlpg.diagnostics import Diagnostic, Loaded, Message, has_errors
from zlpg.load.cache import keep, kept
from zlpg.load.files import Text, read_text
from zlpg.model.levels import with_levels
from zlpg.model.table import Scheme
from zlpg.source import Source, all_found, empty, placed, read_yaml


def load_rules(path: str | Path) -> Loaded[Scheme]:
    """Load and check a rule file. The scheme is there unless an error was found."""
    text = read_text(path)
    if text.value is None:
        return Loaded(None, text.diagnostics)
    loaded = rules_in(text.value)
    return Loaded(loaded.value, text.diagnostics + loaded.diagnostics)


def rules_in(text: Text, source: Source | None = None) -> Loaded[Scheme]:
    """The scheme of a rule file that was read, and parsed where that was done already."""
    name = Path(text.file).name  # what is found depends on it, as `wrong-year` does
    if (scheme := kept(text.sha256, name)) is not None:
        return Loaded(scheme)
    checked = rules_from(source or read_yaml(text.file, text.text), text.sha256)
    if checked.value is not None and not checked.diagnostics:
        keep(checked.value, name)
    return checked


def rules_from(source: Source, sha256: str, before: Scheme | None = None) -> Loaded[Scheme]:
    """Check a rule file: its shape, then the whole, also against the scheme of the year before where that is given.

    Where a part is wrong in itself, the rest is looked at all the same.
    """
    # Needed only for a rule file not seen before.
    from zlpg.checks import CODES, YEAR_CODES, check  # noqa: PLC0415
    from zlpg.load.salvage import not_due_to, without_what_is_wrong  # noqa: PLC0415
    from zlpg.load.shape import validated  # noqa: PLC0415
    from zlpg.load.waivers import without_waived  # noqa: PLC0415

    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    shaped = validated(source.data, Scheme)
    if source.is_doubtful:  # everything else may refer to what could not be read
        values = [each for each in shaped.diagnostics if _is_of_value(each, source)]
        return Loaded(None, without_waived(source, all_found(source, values), CODES.keys()))
    found = all_found(source, shaped.diagnostics)
    shaped, right, lost = without_what_is_wrong(source, shaped)
    found += placed(right, year_of_its_name(right))
    if shaped.value is not None:
        scheme = with_levels(shaped.value)
        shaped = replace(shaped, value=scheme)
        whole = check(scheme, before)
        found += placed(right, whole if lost is None else not_due_to(lost, whole))
    in_part = shaped.value is None or lost is not None
    unchecked = CODES.keys() if in_part else () if before else YEAR_CODES
    diagnostics = without_waived(source, found, unchecked)
    if shaped.value is None or has_errors(diagnostics):
        return Loaded(None, diagnostics)
    return Loaded(shaped.value.read_from(sha256), diagnostics)


def _is_of_value(finding: Diagnostic, source: Source) -> bool:
    """Whether a finding is about a number or a text as it is written, which no other line has to do with."""
    is_written = isinstance(source.value(finding.at), Decimal | str | bool)
    return is_written and finding.code not in {"unknown-key", "unknown-kind"}


def year_of_its_name(source: Source) -> Iterator[Diagnostic]:
    """A rule file named by a year is that year's: facts files of the year are scored under it."""
    stem = Path(source.file).stem
    year = source.data.get("year") if isinstance(source.data, dict) else None
    if re.fullmatch("[0-9]{4}", stem) and isinstance(year, Decimal) and year != int(stem):
        message = Message("the file is named {name}, and its year is {year}", name=stem, year=year)
        yield Diagnostic("wrong-year", message, at=("year",))
