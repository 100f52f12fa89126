"""Bytes → text: what encoding it is, what is damaged, what is no text at all."""

import codecs
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

from conftest import ROOT, RULES, Ran, run_really
from zlpg.diagnostics import Loaded
from zlpg.load.files import Text, read_text

Run = Callable[..., Ran]

FACTS = "year: 2020\nunit: 浦江镇\nfacts: {briefs: 3}\n"

GB2312 = [bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xF7 + 1) for low in range(0xA1, 0xFE + 1 - 5)]
COMMON, RARE = GB2312[: 40 * 89], GB2312[40 * 89 :]
"""The hanzi in everyday use, and those of names and of literature."""

AROUND = st.sampled_from(
    [("unit: ", "\n"), ('unit: "', '"\n'), ("{unit: ", "}"), ("a: [x, ", " y]\n"), ("unit: ", "a\n")]
)


def read(content: bytes, folder: Path) -> Loaded[Text]:
    file = folder / "facts.yaml"
    file.write_bytes(content)
    return read_text(file)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


def codes(loaded: Loaded[Text]) -> list[str]:
    return [finding.code for finding in loaded.diagnostics]


def hanzi(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(COMMON), min_size=least, max_size=most)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "unit: 联通\n",
            "unit: 甲\n",
            "unit: 小石\n",
            "unit: 陶喆\n",
            "unit: 朱镕基\n",
            "name: 唐委\n",
            "unit: 臺灣\n",
        ),
        *(
            "unit: 𠮷野\n",
            "unit: 㐂乐\n",
            "unit: 浦江镇\n",
            "a: “引号”——（一）１２％…·①\n",
            "a: 鑫\nb: 淼\n",
        ),
        *("unit: 沪淞\n", "unit: 沮洳\n", "note: 2020年度质量工作考核，得分92.5分。\n"),
    ],
)
def test_gb18030_is_read_as_it_was_written_with_a_warning(folder: Path, text: str) -> None:
    loaded = read(text.encode("gb18030"), folder)
    assert loaded.value is not None
    assert (loaded.value.text, codes(loaded)) == (text, ["not-utf-8"])


@given(st.lists(hanzi(2, 8), min_size=1, max_size=4), AROUND)
@example(["小石"], ("unit: ", "\n"))
def test_everyday_hanzi_in_gb18030_are_always_read_as_they_were_written(
    folder: Path, words: list[str], around: tuple[str, str]
) -> None:
    text = "".join(word.join(around) for word in words)
    loaded = read(text.encode("gb18030"), folder)
    assert loaded.value is not None
    assert (loaded.value.text, codes(loaded)) == (text, ["not-utf-8"])


@given(st.lists(st.sampled_from(COMMON + RARE), min_size=6, max_size=60), AROUND)
def test_also_rare_hanzi_are_where_there_are_a_few_of_them(
    folder: Path, words: list[str], around: tuple[str, str]
) -> None:
    text = "".join(words).join(around)
    loaded = read(text.encode("gb18030"), folder)
    assert loaded.value is None or loaded.value.text == text


@pytest.mark.parametrize(
    "file", [RULES, ROOT / "examples" / "pujiang-2020.yaml", *sorted(ROOT.glob("examples/schemes/*/*.yaml"))]
)
@pytest.mark.parametrize(
    "encoding", ["gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig"]
)
def test_real_files_are_read_in_any_encoding(folder: Path, file: Path, encoding: str) -> None:
    text = file.read_text(encoding="utf-8")
    loaded = read(text.encode(encoding), folder)
    assert loaded.value is not None
    assert loaded.value.text == text
    assert codes(loaded) == (
        [] if encoding == "utf-8-sig" or (text.isascii() and encoding == "gb18030") else ["not-utf-8"]
    )


@pytest.mark.parametrize(
    "text", ["a: é\n", "a: 3 × 4 ± 1 · x\n", "α: β\n", "名: 甲\n", "a: 𠮷\n", "a: привет\n", "a: “x”\n"]
)
def test_utf_8_is_read_without_a_warning(folder: Path, text: str) -> None:
    loaded = read(text.encode(), folder)
    assert loaded.value is not None
    assert (loaded.value.text, codes(loaded)) == (text, [])


def test_a_byte_order_mark_settles_that_it_is_utf_8(folder: Path) -> None:
    for text in ("a: да\n", "unit: ͨС\n"):
        loaded = read(text.encode("utf-8-sig"), folder)
        assert loaded.value is not None
        assert (loaded.value.text, codes(loaded)) == (text, [])


DAMAGE = st.sampled_from(("remove", "replace", "insert"))


def damaged(content: bytes, at: int, how: str, byte: int) -> bytes:
    return content[:at] + (b"" if how == "remove" else bytes([byte])) + content[at + (how != "insert") :]


@given(hanzi(3, 60), AROUND, DAMAGE, st.data())
@example("浦江镇", ("rules: r.yaml\nunit: ", "\nfacts: {work: 1}\n"), "remove", None)
def test_one_damaged_byte_of_utf_8_is_an_error_at_its_character(
    folder: Path, text: str, around: tuple[str, str], how: str, data: st.DataObject | None
) -> None:
    before, within = around[0], text.encode()
    at = data.draw(st.integers(0, len(within) - 1)) if data else len(within) - 1
    byte = data.draw(st.integers(0x80, 0xFF)) if data else 0
    made = damaged(within, at, how, byte)
    try:
        made.decode()
    except UnicodeDecodeError as error:
        whole = made[: error.start].decode()
    else:
        reject()
    loaded = read(before.encode() + made + around[1].encode(), folder)
    assert (loaded.value, codes(loaded)) == (None, ["not-text"])
    place = loaded.diagnostics[0].place
    assert place is not None
    assert place.line == before.count("\n") + 1
    assert place.column == len((before + whole).rpartition("\n")[2]) + 1
    assert place.excerpt.startswith((before + whole).rpartition("\n")[2] + "\\x")


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        ("unit: 浦江镇".encode()[:-1], (1, 9), "E9 95 is no character of UTF-8"),
        ("a: 浦江镇\nb: 镇".encode()[:-2] + b"\nc: 1\n", (2, 4), "E9 is no character of UTF-8"),
        ("a: 浦江镇\nb: caf".encode() + b"\xe9\n", (2, 7), "E9 is no character of UTF-8"),
        (b"name: caf\xe9\n", (1, 10), "E9 is no character of UTF-8"),
        (b"name: M\xfcller\n", (1, 8), "FC is no character of UTF-8"),
        ("a: 浦江镇的中文\n".encode() + "b: 镇里的一行\n".encode("gb18030"), (2, 4), "is no character of UTF-8"),
        (codecs.BOM_UTF8 + "a: 镇".encode()[:-1], (1, 4), "E9 95 is no character of UTF-8"),
        ("a: x\nb: 镇".encode("utf-16")[:-1], (2, 4), "47 is no character of UTF-16"),
        (codecs.BOM_UTF16_LE + "a: x".encode("utf-16-le") + b"\x00\xd8\n\0", (1, 5), "00 D8 is no character of UTF-16"),
        ("a: xyz\n".encode("utf-16-be")[:-1], (1, 7), "00 is no character of UTF-16"),
        (codecs.BOM_UTF32_LE + b"a\0\0\0\xff\xff\xff\xff", (1, 2), "FF FF FF FF is no character of UTF-32"),
        ("a: 甲乙丙丁\n".encode("gb18030") + b"b: \xff\xff\n", (2, 4), "neither UTF-8 nor GB18030"),
        (bytes(range(0x80, 0x100)), (1, 1), "neither UTF-8 nor GB18030"),
    ],
)
def test_damage_is_told_at_its_place(folder: Path, content: bytes, place: tuple[int, int], said: str) -> None:
    loaded = read(content, folder)
    (finding,) = loaded.diagnostics
    assert loaded.value is None
    assert finding.place is not None
    assert (finding.code, finding.place.line, finding.place.column) == ("not-text", *place)
    assert said in str(finding.message)


def zipped(*names: str) -> bytes:
    """An archive of files, the same whenever it is made: tests are called by it, and each worker makes its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "mimetype" if name == "mimetype" else "<x/>" * 99)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a presentation"),
        (zipped("facts.yaml"), "an archive"),
        (OLE + "Workbook".encode("utf-16-le"), "an Excel workbook"),
        (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
        (OLE, "a file of an office program"),
        (b"{\\rtf1\\ansi hello}", "a Word document"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture"),
        (b"\x1f\x8b\x08\0", "an archive"),
        (b"<HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>", "a web page or an XML file"),
        (zipped("xl/workbook.xml") + bytes(9 * 1024 * 1024), "an Excel workbook"),
    ],
)
@pytest.mark.parametrize("command", [("score",), ("validate",), ("diff", "examples/pujiang-2020.yaml")])
def test_a_file_of_another_kind_is_called_by_its_name(
    run: Run, tmp_path: Path, content: bytes, kind: str, command: tuple[str, ...]
) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes(content)
    done = run(*command, file)
    assert done.code == 1
    assert f"facts.yaml:1:1: error: this is {kind}, not a text file [not-text]" in done.err
    assert "zlpg init makes one to fill in" in done.err


def test_a_workbook_given_as_a_rule_file_is_called_by_its_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "2020.xlsx"
    file.write_bytes(zipped("xl/workbook.xml"))
    done = run("score", "examples/pujiang-2020.yaml", "--rules", file, "--lang", "zh")
    assert done.code == 1
    assert "不是文本文件（Excel 工作簿） [not-text]" in done.err


LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r"
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OTHERS = "\0\x01\x07\x08\x0e\x1b\x1f\x7f\x80\x9f\ufeff\uffff"


@pytest.mark.parametrize("char", LINE_ENDS + TURNS + OTHERS)
@pytest.mark.parametrize("line", ["  # a comment{}  work: 95", '  work: "a{}b"', "  work: a{}b", "  wo{}rk: a", "{}"])
def test_characters_that_mislead_are_refused_by_name_wherever_they_stand(folder: Path, char: str, line: str) -> None:
    loaded = read(
        f"unit: 甲\r\nfacts:\n{line.format(char)}\n  more: 1\n".replace("\r\n  more", "\n  more").encode(), folder
    )
    if char == "\r" and line == "{}":
        assert loaded.value is not None  # together with the line feed behind it, as Windows ends lines
        return
    (finding,) = loaded.diagnostics
    assert (loaded.value, finding.code) == (None, "not-text")
    assert finding.place is not None
    assert (finding.place.line, finding.place.column) == (3, line.index("{") + 1)
    assert f"U+{ord(char):04X}" in str(finding.message)
    assert ("ends a line" in str(finding.message)) == (char in LINE_ENDS)
    assert ("direction" in str(finding.message)) == (char in TURNS)
    assert finding.hint is not None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("other", ["\n", "\r\n"])
def test_lines_may_end_in_either_way(run: Run, tmp_path: Path, end: str, other: str) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes(f"year: 2020{end}unit: 甲{other}facts: {{briefs: 3, work_reports: x}}{end}".encode())
    done = run("score", file)
    assert "facts.yaml:3:34: error: " in done.err


@pytest.mark.parametrize(
    "escape", ["\\u2028", "\\u2029", "\\x85", "\\r", "\\N", "\\L", "\\P", "\\ufeff", "\\u202e", "\\0"]
)
def test_as_escapes_they_are_data_and_shown_as_escapes(run: Run, tmp_path: Path, escape: str) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(f'year: 2020\nunit: "甲{escape}乙"\nfacts: {{briefs: x}}\n', encoding="utf-8")
    assert "facts.yaml:3:17: error: " in run("score", file).err
    file.write_text(f'year: 2020\nunit: "甲{escape}乙"\nfacts: {{briefs: 1}}\n', encoding="utf-8")
    done = run("score", file)
    assert done.code == 0
    assert "甲\\" in done.out
    saved = tmp_path / "saved.json"
    assert run("score", file, "--format", "json", "-o", saved).code == 0
    assert run("diff", saved, saved).code == 0


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("2020.yaml", ("validate",)),
        ("2020.yaml", ("score", "examples/pujiang-2020.yaml", "--rules")),
        ("facts.yaml", ("score",)),
        ("rules.examples.yaml", ("test",)),
        ("rules.examples.yaml", ("validate",)),
        ("saved.json", ("diff", "examples/pujiang-2020.yaml")),
    ],
)
def test_every_way_in_goes_through_the_same_reader(
    run: Run, tmp_path: Path, name: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "rules.yaml").write_bytes(RULES.read_bytes())
    (tmp_path / name).write_text("year: 2020 # \u2028\n", encoding="utf-8")
    done = run(*command, tmp_path / name)
    assert done.code == 1
    assert f"{name}:1:14: error: the character U+2028 ends a line" in done.err


def test_so_does_standard_input() -> None:
    code, _, err = run_really("score", "-", stdin=b"year: 2020 # \xe2\x80\xa8\n")
    assert (code, err.startswith(b"-:1:14: error: the character U+2028 ends a line")) == (1, True)


def test_utf_16_is_scored_with_a_warning(run: Run, tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        file = tmp_path / "facts.yaml"
        file.write_bytes(FACTS.encode(encoding))
        done = run("score", file, "--format", "json")
        assert done.code == 0
        assert '"unit": "浦江镇"' in done.out
        assert f": warning: read as {encoding[:6].upper()} [not-utf-8]" in done.err
