"""A facts file that could not be scored → what stands in its place among those that could."""

from zlpg.show.diagnostics import lines_of
from zlpg.show.formats import csv_rows, encodable, encoded, escaped
from zlpg.show.lines import broken
from zlpg.show.reports import Checked, as_list, in_short
from zlpg.show.tabular import columns
from zlpg.show.words import Words, visible

SCHEMA = "zlpg.unscored/1"
"""The name of the form in which such a file stands among the results of others as JSON."""


def in_its_place(file: Checked, form: str, words: Words, *, width: int, ascii_only: bool) -> str:
    """A line, a row of CSV or an object of JSON that says why there is no score."""
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
            value = {"schema": SCHEMA, "file": encodable(file.file), "error": encodable(reason), "findings": findings}
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
