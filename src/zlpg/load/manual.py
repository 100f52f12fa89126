"""docs/diagnostics.md, which comes with the program, as its sections: one for each code of a finding."""

import re
from pathlib import Path

from zlpg.diagnostics import Loaded
from zlpg.load.files import read_text
from zlpg.load.find import shipped

_SECTION = re.compile(r"^## `(.+)`\n", re.MULTILINE)
_SENTENCE = re.compile(r".*?\.(?=\s|$)", re.DOTALL)


def manual() -> Path:
    """The file."""
    return shipped("docs") / "diagnostics.md"


def read_sections() -> Loaded[dict[str, str]]:
    """The sections of the file that comes with the program."""
    text = read_text(manual())
    return Loaded(None if text.value is None else sections_of(text.value.text), text.diagnostics)


def sections_of(text: str) -> dict[str, str]:
    """Each section with its heading, by its code, in the order of the text."""
    starts = [*_SECTION.finditer(text)]
    ends = [*(start.start() for start in starts[1:]), len(text)]
    return {start[1]: text[start.start() : end].rstrip() + "\n" for start, end in zip(starts, ends, strict=True)}


def summary(section: str) -> str:
    """What the code of a section means, in the section's first sentence."""
    found = _SENTENCE.match(_SECTION.sub("", section).lstrip())
    return found.group() if found else ""
