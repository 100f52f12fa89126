"""Every word is there in Chinese, click's too."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from packaging.version import Version

import zlpg
from conftest import ROOT
from test_constraints import PINS
from zlpg.show.words import words_of

KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "Message": (1,),
}
CATALOGUE = ROOT / "src" / "zlpg" / "locale" / "zh" / "LC_MESSAGES" / "zlpg.po"


def said_in(folder: Path) -> Iterator[str]:
    """Every text in the sources of a folder that is looked up in a catalogue."""
    for _file, _line, message, _comments, _context in extract_from_dir(str(folder), keywords=KEYWORDS):
        yield message[0] if isinstance(message, tuple) else message


@cache
def entries() -> dict[str, Entry]:
    """The Chinese catalogue by its English texts."""
    with CATALOGUE.open("rb") as file:
        return {
            str(entry.id if isinstance(entry.id, str) else entry.id[0]): entry for entry in read_po(file) if entry.id
        }


OURS, CLICKS = set(said_in(ROOT / "src" / "zlpg")), set(said_in(Path(click.__file__).parent))


of_a_click_that_is_known = pytest.mark.skipif(
    Version(version("click")) > Version(PINS["click"]), reason="a click newer than constraints.txt may say other things"
)


def untranslated(texts: set[str]) -> set[str]:
    return texts - {id for id, entry in entries().items() if entry.string and "fuzzy" not in entry.flags}


def test_every_text_is_translated() -> None:
    assert not untranslated(OURS)


@of_a_click_that_is_known
def test_every_text_of_click_is_translated() -> None:
    assert not untranslated(CLICKS)


@pytest.mark.skipif(
    any(version(each) != PINS[each] for each in ("click", "babel")),
    reason="constraints.txt names the click whose texts are translated, and the babel that finds them",
)
def test_nothing_is_translated_that_is_not_said() -> None:
    assert not entries().keys() - OURS - CLICKS


def test_the_texts_found_are_those_that_the_program_says() -> None:
    assert {"there is no such file", "Score units and show the breakdown.", "Lost to cap", ", "} <= OURS


@of_a_click_that_is_known
def test_the_texts_of_click_that_are_found_are_those_that_it_says() -> None:
    assert {"Usage:", "No such option {name!r}."} <= CLICKS


def test_a_translation_has_the_fields_of_its_text_and_none_of_its_english() -> None:
    assert not [id for id in OURS if not is_translation(entries()[id])]


def is_translation(entry: Entry) -> bool:
    """Whether a text and what it is translated to can be one text in two languages."""
    id = str(entry.id[0] if isinstance(entry.id, tuple) else entry.id)
    said = str(entry.string[0] if isinstance(entry.string, tuple) else entry.string)
    fields = r"\{(\w*)[^}]*\}"
    return set(re.findall(fields, said)) == set(re.findall(fields, id)) and (
        re.search("[\u4e00-\u9fff、]", said) is not None
        or not re.search("[a-z]{4,}", re.sub(fields, "", id))
        or re.fullmatch(r"“\{\w+\}”", said) is not None
    )


def test_the_catalogue_that_is_used_is_the_one_that_is_written() -> None:
    used = words_of("zh")
    for id in OURS:
        string = entries()[id].string
        assert used.gettext(id) == (string[0] if isinstance(string, tuple) else string), "build again: pip install -e ."


def test_english_is_what_stands_in_the_source() -> None:
    assert all(words_of("en").gettext(id) == id for id in OURS)


def test_the_package_says_which_version_it_is() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", zlpg.__version__)
