"""Lines end where a reader expects it, numbers stay whole, and Chinese output is Chinese throughout."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import ROOT, Ran
from zlpg.show.drawing import Line, Row, Table, Tree, drawn
from zlpg.show.lines import CLOSING, OPENING, broken

Run = Callable[..., Ran]

FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"
OLD, NEW = "examples/years/2020.yaml", "examples/years/2021.yaml"
SCHEMES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples" / "schemes").glob("*/facts.yaml"))
SHOWN: list[tuple[str, ...]] = [
    *(("score", file) for file in (FULL, HALF, *SCHEMES)),
    *(("explain", file) for file in (FULL, HALF, *SCHEMES)),
    *(("explain", FULL, str(number)) for number in (9, 14, 15, 16, 17)),
    ("explain", HALF, "reporting"),
    *(("explain", file, section) for file in (FULL, HALF) for section in ("work", "六")),
    ("score", FULL, "nowhere.yaml", HALF),
    ("diff", OLD, NEW),
    ("diff", HALF, NEW),
    ("diff", OLD, HALF, NEW),
    ("diff", FULL, HALF, "--only", "changed", "--sort", "change"),
    ("diff", "rules/2020.yaml", "examples/years/rules/2021.yaml"),
]
WIDTHS = [(40, 80), pytest.param((60, 100, 120, 160), marks=pytest.mark.slow)]
EVERYTHING = 2_000
NUMBERS = re.compile(r"\[−?[\d.]+, (?:−?[\d.]+\]|∞\))|−?[\d.]+(?:～−?[\d.]+| 起\b|… \(\d+/\d+\))|[−+]?\d+(?:\.\d+)?")
BEGINNING = re.compile(r"(?:^|  |── |│ )\s*([，。；：！？、）】》”])")
ENDING = re.compile(r"[（【《“](?:  |$)")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes, counted apart from the code that is tested."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def numbers(text: str) -> Counter[str]:
    """How often each number stands in a text; where there is little room, places in files are told without the files."""
    return Counter(NUMBERS.findall(re.sub(r"\S*\.yaml\b:?", "", text)))


@pytest.mark.parametrize("widths", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", SHOWN, ids=" ".join)
def test_whatever_the_width_no_number_is_broken_and_no_line_begins_with_what_closes(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], lang: str, widths: tuple[int, ...]
) -> None:
    monkeypatch.setenv("ZLPG_LANG", lang)
    monkeypatch.setenv("COLUMNS", str(EVERYTHING))
    whole = numbers(run(*command).out)
    for width in widths:
        monkeypatch.setenv("COLUMNS", str(width))
        lines = run(*command).out.splitlines()
        assert not whole - numbers("\n".join(lines)), width
        assert not [line for line in lines if columns(line) > width]
        assert not [line for line in lines if BEGINNING.search(line) or ENDING.search(line)]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["", "score", "explain", "diff", "validate", "explain-code", "test", "init", "schema"])
def test_help_fits_a_terminal_of_80_columns(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run(*filter(None, (name,)), "--help", "--lang", lang).out.splitlines()
    assert max(map(columns, lines)) <= 80
    assert not [line for line in lines if re.match(rf"\s*[{re.escape(CLOSING)}]", line)]


def test_the_table_of_a_case_that_fails_keeps_to_its_width(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "2020.yaml"
    rules.write_bytes((ROOT / "rules" / "2020.yaml").read_bytes())
    examples = (ROOT / "rules" / "2020.examples.yaml").read_text(encoding="utf-8")
    wrong = re.sub(r"total: \d+", "total: 1.25", examples)
    (tmp_path / "2020.examples.yaml").write_text(wrong, encoding="utf-8")
    text = run("test", rules, "--width", "60", "--lang", "zh").out
    table = [line for line in text.splitlines() if not line.startswith(("未通过", str(tmp_path)))]
    assert "1.25" in text
    assert max(map(columns, table)) <= 60


@given(st.text(st.sampled_from("考核，。）（“”1230.−[]～… /ab_é\u0301"), max_size=60), st.integers(1, 30))
def test_any_text_is_broken_into_lines_that_hold_all_of_it(text: str, width: int) -> None:
    lines = broken(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for at, line in enumerate(lines):
        assert columns(line.replace("\u0301", "")) <= width or len(broken(line, 1)) == 1
        assert not (at and line and line[0] in CLOSING)
        assert not (at < len(lines) - 1 and line and line[-1] in OPENING)
        assert not (
            at < len(lines) - 1 and re.search(r"\d$", line) and re.match(r"\d", lines[at + 1]) and width < columns(text)
        )


PIECES = [*"考核，。）（“”1230.−[]～… /ab_é\u0301\n❤\ufe0f\u200d👩\U0001fae8", "[red]", "[/]", ":smile:"]
SAID = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def seen(text: str) -> Counter[str]:
    """How often each character that can be seen stands in a text, apart from what tables and trees are drawn with."""
    return Counter("".join(text.translate(dict.fromkeys(map(ord, "─│├└"))).split()))


@example(held=[("一。。。。。。。。。。。。", "", "❤\ufe0f" * 9)], width=20, colour=False)
@given(
    held=st.lists(st.tuples(SAID, SAID, SAID) | SAID, max_size=4),
    width=st.integers(1, 40) | st.none(),
    colour=st.booleans(),
)
def test_a_table_holds_all_of_its_cells_whatever_its_width(
    held: list[tuple[str, ...] | str], width: int | None, *, colour: bool
) -> None:
    rows = tuple(Line(each, "bold") if isinstance(each, str) else Row(each, "red", apart=True) for each in held)
    text = drawn([Table(("a", "金额", "b"), rows, frozenset({1}), names=1)], width=width, colour=colour)
    cells = [each for each in held if isinstance(each, tuple)]
    shown_names = [name for at, name in enumerate(("a", "金额", "b")) if not at or any(row[at] for row in cells)]
    shown, whole = seen(re.sub("\x1b\\[[0-9;]*m", "", text)), seen("".join((*shown_names, *map("".join, held))))
    assert not whole - shown  # what stands between rows stands in each of several tables
    assert shown.keys() == whole.keys()


@given(st.lists(SAID, min_size=1, max_size=6), st.integers(1, 40) | st.none())
def test_a_tree_holds_all_that_stands_on_it_whatever_its_width(held: list[str], width: int | None) -> None:
    tree = Tree(Line(held[0]))
    branch = tree
    for each in held[1:]:
        tree.add(Line(each))
        branch = branch.add(Line(each, "bold", 3))
    assert seen(drawn([tree], width=width, colour=False)) == seen(held[0] + 2 * "".join(held[1:]))


def test_what_looks_like_markup_is_text() -> None:
    assert drawn([Line("[bold]x[/bold] :smile: 12", "bold")], width=None, colour=True) == (
        "\x1b[1m[bold]x[/bold] :smile: 12\x1b[0m\n"
    )
