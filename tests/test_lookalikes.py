"""Names are compared by what a reader sees, and what can't be seen is shown."""

import doctest
import json
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zlpg
from conftest import RULES, Ran
from zlpg import lookalikes
from zlpg.lookalikes import UNSEEN, seen, told_apart

Run = Callable[..., Ran]

INVISIBLE = [
    *(
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u034f",
        "\u061c",
        "\u200e",
        "\u202a",
        "\u202e",
        "\u2066",
    ),
    *(
        "\ufe00",
        "\ufe0f",
        "\U000e0100",
        "\U000e0041",
        "\u115f",
        "\u1160",
        "\u3164",
        "\uffa0",
        "\u180e",
        "\u2800",
        "\ufff9",
    ),
]
SPACES = [" ", "  ", "\t", "\u00a0", "\u1680", "\u2002", "\u2009", "\u202f", "\u205f", "\u3000"]

ALIKE = [
    *((f"甲{each}公司", "甲公司") for each in (*INVISIBLE, *SPACES)),
    ("ＡＢＣ公司", "ABC公司"),
    ("ｶﾌﾞ", "カブ"),
    ("caf\u00e9", "cafe\u0301"),
    ("e\u200b\u0301", "é"),
    ("㈱甲", "(株)甲"),
    ("甲（上海）公司", "甲(上海)公司"),
    ("⼀⼆⼭", "一二山"),
    ("⻓江⻋⻔⻢⻛⺠", "长江车门马风民"),
    ("\uf9dd", "\u5229"),
    ("АВС", "ABC"),
    ("ΑΒΕ", "ABE"),
    ("сор\u0451", "cop\u00eb"),
    ("二○二○", "二〇二〇"),
    ("第ー公司", "第一公司"),
    ("买买提•艾力", "买买提·艾力"),
    ("买买提・艾力", "买买提·艾力"),
    ("A–B", "A-B"),
    ("A\u2011B", "A-B"),
    ("O’Neil", "O'Neil"),
    ("“甲”", '"甲"'),
]
DIFFERENT = [
    ("ABC公司", "abc公司"),
    ("甲公司", "乙公司"),
    ("甲公司一分厂", "甲公司二分厂"),
    ("上海", "上海市"),
    ("A1", "Al"),
    ("大", "太"),
    ("日", "曰"),
    ("未", "末"),
    ("土", "士"),
    ("己", "已"),
]


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(lookalikes).failed == 0


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_nobody_can_tell_apart_is_seen_alike(one: str, other: str) -> None:
    assert seen(one) == seen(other)
    assert told_apart(one, other) or told_apart(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_a_reader_tells_apart_is_not(one: str, other: str) -> None:
    assert seen(one) != seen(other)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def with_radicals(text: str) -> str:
    return text.translate(str.maketrans("一山车长门AaOo-·", "⼀⼭⻋⻓⻔АаОο–•"))


NAMES = st.text(st.sampled_from("甲乙公司一山车长门éAaBbOo1-·（）()ガ각 "), min_size=1, max_size=12).filter(seen)


WAYS: tuple[Callable[[str], str], ...] = (
    *(full_width, with_radicals, partial(unicodedata.normalize, "NFC"), partial(unicodedata.normalize, "NFD")),
)


@st.composite
def disguised(draw: st.DrawFn, name: str) -> str:
    """The name, written in a way that nobody can tell from it."""
    for way in draw(st.lists(st.sampled_from(WAYS), max_size=3)):
        name = way(name)
    for hidden in draw(st.lists(st.sampled_from([*INVISIBLE, *SPACES]), max_size=3)):
        place = draw(st.integers(0, len(name)))
        name = name[:place] + hidden + name[place:]
    return name


@given(data=st.data(), name=NAMES)
def test_no_way_of_writing_a_name_makes_two_applicants_of_one(
    scheme: zlpg.Scheme, data: st.DataObject, name: str
) -> None:
    other = data.draw(disguised(name))
    assert seen(other) == seen(name) == seen(seen(name))
    applicants = [{"name": each, "level": "applied"} for each in (name, other)]
    with pytest.raises(zlpg.InvalidInput) as refused:
        zlpg.facts_from({"award_results": applicants}, scheme)
    assert [each.code for each in refused.value.diagnostics] == ["duplicate-applicant"]


@pytest.mark.parametrize(
    ("name", "shown", "characters"),
    [
        ("甲公司\u200b", "甲公司\\u200b", "U+200B"),
        ("甲公司 ", "甲公司 ", "U+0020"),
        ("甲公\u00a0司", "甲公\\xa0司", "U+00A0"),
        ("甲公ㄙ\ufe0f司", None, None),
        ("甲\u3000公司", "甲\u3000公司", "U+3000"),
    ],
)
def test_the_characters_that_two_names_differ_in_are_told(
    run: Run, tmp_path: Path, name: str, shown: str | None, characters: str | None
) -> None:
    file = tmp_path / "facts.yaml"
    lines = "".join(f'    - {{name: "{each}", level: applied}}\n' for each in ("甲公司", name))
    file.write_text(f"year: 2020\nfacts:\n  award_results:\n{lines}", encoding="utf-8")
    done = run("score", file)
    if shown is None:
        assert (done.code, done.err) == (0, "")
        return
    said = f"“{shown}”, applicant 2, reads the same as “甲公司”, applicant 1"
    assert f"facts.yaml:5:14: error: {said} [duplicate-applicant]" in done.err
    assert f"they differ only in {characters}" in done.err
    assert done.code == 1


HIDES = re.compile(rf"(?![\t\r\n])[{UNSEEN}]")
HIDDEN = "甲\u200b公\u00a0司\U000e0100\u3164"
SHOWN = "甲\\u200b公\\xa0司\\U000e0100\\u3164"


@pytest.fixture
def hiding(tmp_path: Path) -> Path:
    """Facts whose unit, note and applicant hold what can't be seen, under rules whose texts do."""
    rules = RULES.read_text(encoding="utf-8")
    for text in ("工作信息", "title: 质量信息报送", "name: 经发办"):
        assert text in rules
        rules = rules.replace(text, text + HIDDEN)
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    file = tmp_path / "facts.yaml"
    text = f"unit: {HIDDEN}\nrules: rules.yaml\nfacts:\n  leading_group: {{value: 1, note: {HIDDEN}}}\n"
    file.write_text(f"{text}  award_results: [{{name: {HIDDEN}, level: applied}}]\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "command",
    [
        *(("score", "--format", form) for form in ("text", "csv", "markdown", "json", "jsonl")),
        ("explain",),
        ("score", "--complete"),
    ],
)
def test_what_can_not_be_seen_is_shown_in_every_format(run: Run, hiding: Path, command: tuple[str, ...]) -> None:
    done = run(command[0], hiding, *command[1:])
    assert not HIDES.search(done.out + done.err)
    if "json" in command:
        assert json.loads(done.out)["unit"] == HIDDEN
    elif command[0] == "score" and "jsonl" not in command:
        assert SHOWN.replace("\\", "\\\\" if "markdown" in command else "\\") in done.out


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_what_can_not_be_seen_is_shown_in_every_format_of_findings(run: Run, hiding: Path, form: str) -> None:
    pytest.importorskip("junitparser")
    hiding.write_text(f"year: 2020\nfacts:\n  {HIDDEN}: 1\n  award_results:\n    {HIDDEN}: 1\n", encoding="utf-8")
    done = run("validate", hiding, "--format", form)
    assert done.code == 1
    assert not HIDES.search(done.out + done.err)
    assert "\\u200b" in done.out + done.err


def test_names_that_look_alike_are_one_wherever_they_are_compared(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(
        "yеar: 2020\nfacts:\n  work\u200b_reports: 1\n  work_plan: 不适用\u200b\n"
        "  award_results: [{name: '\u200b ', level: applied}, {name: 甲, level: ａpplied}]\n",
        encoding="utf-8",
    )
    done = run("score", file)
    for hint in (
        "did you mean “year”? It looks alike, but is written with е (U+0435)",
        "did you mean “work_reports”? It looks alike, but is written with U+200B",
        "did you mean “applied”? It looks alike, but is written with ａ (U+FF41)",
    ):
        assert f"    = {hint}\n" in done.err
    assert "facts.yaml:5:26: error: expected text" in done.err
    assert "[not-applicable]" in done.err


def test_cases_whose_names_look_alike_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "2020.yaml").write_bytes(RULES.read_bytes())
    examples = tmp_path / "2020.examples.yaml"
    cases = "".join(
        f'  - {{name: "{name}", facts: {{}}, points: {{leading_group: [0, 2]}}}}\n' for name in ("甲", "甲\u200b")
    )
    examples.write_text(f"cases:\n{cases}", encoding="utf-8")
    assert "[duplicate-case]" in run("validate", examples).err
