"""Which format a result is written in: by the ending of its file, by `--format`, and both have to agree."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from conftest import Ran

FULL = "examples/pujiang-2020.yaml"
Run = Callable[..., Ran]

BEGINNINGS = {
    "text": "浦江镇 2020 · ",
    "markdown": "## 浦江镇 2020 · ",
    "csv": "\ufeffUnit,Year,",
    "json": '{\n  "schema": "zlpg.breakdown/',
    "jsonl": '{"schema": "zlpg.breakdown/',
}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("明细.txt", "text"),
        ("明细.md", "markdown"),
        ("明细.csv", "csv"),
        ("明细.CSV", "csv"),
        ("2020.06.Json", "json"),
        ("towns.jsonl", "jsonl"),
    ],
)
def test_the_ending_of_the_output_file_decides_in_any_case_of_letters(
    run: Run, tmp_path: Path, name: str, form: str
) -> None:
    for asked in ((), ("--format", form)):
        done = run("score", FULL, "-o", tmp_path / name, *asked)
        assert (done.code, done.out, done.err) == (0, "", "")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(BEGINNINGS[form])


WRONG = (
    (("score", FULL), "明细.xlsx", "“.xlsx” stands for a workbook, which this command doesn't write"),
    (("score", FULL, "--format", "csv"), "明细.xlsx", "“.xlsx” stands for a workbook"),
    (("score", FULL), "a.HTML", "“.html” stands for a web page"),
    (("score", FULL), "a.sarif", "“.sarif” stands for SARIF, which this command doesn't write"),
    (("score", FULL), "a.2020", "“.2020” stands for no format"),
    (("score", FULL, "--format", "json"), "a.bak", "“.bak” stands for no format"),
    (("score", FULL, "--format", "json"), "a.csv", "“.csv” stands for CSV, and --format says json"),
    (("score", FULL, "--format", "json"), "a.jsonl", "“.jsonl” stands for JSONL, and --format says json"),
    (("score", FULL), "a", "a” has no ending"),
    (("score", FULL), ".csv", ".csv” has no ending"),
    (("score", FULL), "a.csv ", "“.csv ” stands for no format"),
    (("explain", FULL), "a.md", "“.md” stands for Markdown"),
    (("explain-code",), "a.md", "“.md” stands for Markdown"),
    (("explain-code", "tag"), "a.html", "“.html” stands for a web page"),
    (("diff", FULL, FULL), "a.docx", "“.docx” stands for a Word document"),
    (("diff", FULL, FULL), "a.jsonl", "“.jsonl” stands for JSONL"),
    (("diff", "rules/2020.yaml", "rules/2020.yaml"), "a.parquet", "“.parquet” stands for Parquet"),
    (("validate", FULL), "a.csv", "“.csv” stands for CSV"),
    (("validate", FULL, "--format", "github"), "a.json", "“.json” stands for JSON, and --format says github"),
    (("test", "rules"), "a.sarif", "“.sarif” stands for SARIF"),
    (("init",), "y.xlsx", "“.xlsx” stands for a workbook"),
    (("init",), "y.json", "“.json” stands for JSON"),
    (("schema", "rules"), "x.yaml", "“.yaml” stands for YAML"),
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("command", "name", "said"), WRONG)
def test_an_ending_that_the_command_does_not_write_is_wrong_usage(
    run: Run, tmp_path: Path, command: tuple[str, ...], name: str, said: str, lang: str
) -> None:
    done = run(*command, "-o", tmp_path / name, "--lang", lang)
    assert (done.code, done.out) == (2, "")
    assert not list(tmp_path.iterdir())
    if lang == "en":
        assert said in done.err
        assert "the ending can be: ." in done.err
    else:
        assert "可用的扩展名：." in done.err


RIGHT = (
    (("score", FULL, "--format", "csv"), "明细"),
    (("explain", FULL), "why"),
    (("explain", FULL), "why.TXT"),
    (("explain-code", "tag"), "tag.md"),
    (("explain-code", "tag"), "tag.txt"),
    (("diff", FULL, FULL), "a.md"),
    (("validate", FULL), "a.sarif"),
    (("validate", FULL), "a.xml"),
    (("validate", FULL, "--format", "github"), "a.txt"),
    (("test", "rules"), "a.xml"),
    (("init",), "a.yml"),
    (("schema", "facts"), "facts.schema.json"),
)


@pytest.mark.parametrize(("command", "name"), RIGHT)
def test_a_name_that_leaves_no_doubt_is_written(run: Run, tmp_path: Path, command: tuple[str, ...], name: str) -> None:
    assert run(*command, "-o", tmp_path / name).code == 0
    assert (tmp_path / name).stat().st_size


def test_devices_and_pipes_need_no_ending(run: Run, tmp_path: Path) -> None:
    for arguments, beginning in (((), BEGINNINGS["text"]), (("--format", "jsonl"), BEGINNINGS["jsonl"])):
        pipe = tmp_path / f"pipe{len(arguments)}"
        os.mkfifo(pipe)
        read: list[str] = []
        reader = Thread(target=lambda pipe=pipe, read=read: read.append(pipe.read_text(encoding="utf-8")))
        reader.start()
        assert run("score", FULL, "-o", pipe, *arguments).code == 0
        reader.join()
        assert read[0].startswith(beginning)
    assert run("score", FULL, "-o", "/dev/null").code == 0
    assert run("score", FULL, "-o", "-", "--format", "csv").out.startswith("Unit,Year,")
