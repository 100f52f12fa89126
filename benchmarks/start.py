"""Whole-process time of commands, against importing the libraries that they stand on, in the same interpreter.

Run in turns, so that what the machine does meanwhile falls on all alike; the ratios are those of the medians of processor
time. The rule file is remembered from an earlier run and the modules are compiled, as they are in use.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FACTS = str(ROOT / "examples" / "pujiang-2020.yaml")
RUNS = 21

USED = (
    "import click, yaml\nfrom pydantic import BaseModel\nfrom rich.console import Console\nfrom rich.table import Table"
)
PROGRAM = "from zlpg.cli import main\nmain()"  # what the installed script does
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "libraries, as used": (["-c", USED], None),
    "libraries, bare": (["-c", "import click, yaml, pydantic, rich"], None),
    "score, table": (["-c", PROGRAM, "score", FACTS], 1.1),
    "score, json": (["-c", PROGRAM, "score", "--format", "json", FACTS], 0.8),
    "score, csv": (["-c", PROGRAM, "score", "--format", "csv", FACTS], 0.8),
    "score, markdown": (["-c", PROGRAM, "score", "--format", "markdown", FACTS], 0.8),
    "--help": (["-c", PROGRAM, "--help"], 0.6),
    "score, json, rule file not seen before": (["-c", PROGRAM, "score", "--format", "json", FACTS], None),
}


def processor_time(arguments: list[str], cache: str, compiled: str) -> float:
    """Milliseconds of user and system time that a process took, all modules being compiled, as those of an installed program are."""
    environment = {**os.environ, "ZLPG_CACHE": cache, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main() -> int:
    """Print the table. Returns 1 where a target is missed."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        cache, compiled = f"{folder}/cache", f"{folder}/compiled"
        for turn in range(RUNS + 1):
            for name, (arguments, _) in COMMANDS.items():
                taken = processor_time(arguments, "" if "not seen" in name else cache, compiled)
                if turn:  # the first turn warms up
                    times[name].append(taken)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    used, bare = medians["libraries, as used"], medians["libraries, bare"]
    print(f"{'':40} {'ms':>6} {'÷ used':>7} {'target':>7} {'÷ bare':>7}")
    missed = False
    for name, (_, target) in COMMANDS.items():
        ratio = medians[name] / used
        missed |= target is not None and ratio > target
        wanted = "" if target is None else f"≤ {target}"
        print(f"{name:40} {medians[name]:6.0f} {ratio:7.2f} {wanted:>7} {medians[name] / bare:7.2f}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
