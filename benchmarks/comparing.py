"""Comparing two years of thousands of items, as whole processes: the time it takes, and that of only parsing the files.

Rules and facts are made up. A rate is another one in the second year, so that every seventh item has other rules, and nearly every
fact differs. The rule files are remembered from an earlier run and the modules compiled, as they are in use; that the effects add
up is checked first.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import zlpg as product
from validating import rule_file, zlpg
from zlpg.model.declarations import CountFact, FactDeclaration, NumberFact, YesNoFact, ends_of

SIZES = (100, 1_000, 5_000)
TARGET_SECONDS = 3.0
"""For two facts files of 5,000 items each."""


def value(fact: FactDeclaration, pick: random.Random) -> str:
    """A value of a fact as a facts file has it."""
    match fact:
        case NumberFact():
            ends = ends_of(fact)
            return str(pick.randint(int(ends.lowest), int(ends.highest)))
        case CountFact():
            return str(pick.randint(0, 30))
        case YesNoFact():
            return pick.choice(("true", "false"))
        case _:
            return f"{{applied: {pick.randint(0, 3)}, city: {pick.randint(0, 2)}}}"


def written(folder: Path, items: int) -> tuple[str, str]:
    """Two facts files with their rule files."""
    first = rule_file(items)
    second = first.replace("year: 2020", "year: 2021").replace("rate: 0.2", "rate: 0.3").replace("加0.2分", "加0.3分")
    files = []
    for year, text in ((2020, first), (2021, second)):
        rules, facts = folder / f"rules-{items}-{year}.yaml", folder / f"facts-{items}-{year}.yaml"
        rules.write_text(text, encoding="utf-8")
        pick = random.Random(year)  # noqa: S311  # made up, and the same each time
        reported = (f"  {id}: {value(fact, pick)}" for id, fact in product.load_scheme(rules).asked.items())
        head = (f"unit: made up\nyear: {year}\nrules: {rules.name}\nfacts:",)
        facts.write_text("\n".join((*head, *reported, "")), encoding="utf-8")
        files.append(str(facts))
    return files[0], files[1]


def checked(files: tuple[str, str]) -> None:
    """See that something differs by the rules and by the facts, and that the effects add up."""
    done = subprocess.run(zlpg("diff", *files, "--format", "json"), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout, parse_float=Decimal, parse_int=Decimal)
    for each in (found["total"], *found["items"]):
        assert each["rules_effect"] + each["performance_effect"] == each["change"]
    assert any(each["rules_effect"] for each in found["items"])


def seconds(command: tuple[str, ...], runs: int = 3) -> float:
    """The least processor time of several runs."""
    times = []
    for _ in range(runs):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        times.append(usage.ru_utime + usage.ru_stime)
    return min(times)


def measured(files: tuple[str, str]) -> Mapping[str, float]:
    """The seconds of each program."""
    parse = (
        "import sys, yaml\nfor name in sys.argv[1:]: yaml.load(open(name, encoding='utf-8'), Loader=yaml.CSafeLoader)"
    )
    rules = tuple(name.replace("facts-", "rules-") for name in files)
    return {
        "diff, JSON": seconds(zlpg("diff", *files, "--format", "json")),
        "diff, table": seconds(zlpg("diff", *files, "--only", "changed")),
        "yaml.load": seconds((sys.executable, "-c", parse, *files, *rules)),
    }


def main() -> int:
    """Check, then time, and print the table. Returns 1 where a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZLPG_CACHE"] = f"{folder}/cache"
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        taken = {}
        for size in SIZES:
            files = written(Path(folder), size)
            checked(files)
            taken[size] = measured(files)
    programs = tuple(taken[SIZES[0]])
    print("seconds of processor time of whole processes, two years of as many items:")
    print(f"{'items':>10}" + "".join(f"{name:>16}" for name in programs))
    for size, times in taken.items():
        print(f"{size:10}" + "".join(f"{times[name]:16.2f}" for name in programs))
    most = taken[SIZES[-1]]
    ratio = most["diff, JSON"] / most["yaml.load"]
    print(
        f"2 × {SIZES[-1]} items: {most['diff, JSON']:.2f} s (target < {TARGET_SECONDS}); {ratio:.2f} of parsing the four files"
    )
    return int(most["diff, JSON"] >= TARGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
