"""A result of OpenSSF Scorecard (`scorecard --format json`) → a facts file for rules.yaml, on standard output.

    python convert.py result.json > facts.yaml

Each check becomes a fact, its reason the note. An inconclusive check, which the tool scores -1, is not applicable; so is a check
of rules.yaml that the result doesn't have, because it was not run. A check that rules.yaml doesn't have is an error: without it the
score would be another.
"""

# ruff: noqa: INP001  # a script

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import zlpg

INCONCLUSIVE = -1
NOT_APPLICABLE = "not_applicable"
RULES = Path(__file__).with_name("rules.yaml")


def fact_of(check: str) -> str:
    """The id of a check's fact: Branch-Protection → branch_protection."""
    return check.lower().replace("-", "_")


def quoted(text: str) -> str:
    """A text as YAML reads it, whatever is in it: a JSON text is one."""
    return json.dumps(text, ensure_ascii=False)


def facts_file(result: dict[str, Any], declared: tuple[str, ...]) -> Iterator[str]:
    """The lines of the facts file for a result, with a fact for everything that the rule file asks for."""
    checks = {fact_of(check["name"]): check for check in result["checks"]}
    if unknown := checks.keys() - set(declared):
        raise SystemExit(f"{RULES.name} has no fact for {', '.join(sorted(unknown))}")
    scorecard = result["scorecard"]["version"]
    yield f"# Made by convert.py from a result of Scorecard {scorecard}, {result['date']}."
    yield f"# Commit {result['repo']['commit']}. The tool's own score: {result['score']}."
    yield f"unit: {quoted(result['repo']['name'])}"
    yield f"rules: {RULES.name}"
    yield "facts:"
    for fact in declared:
        check = checks.get(fact)
        score = INCONCLUSIVE if check is None else check["score"]
        value = NOT_APPLICABLE if score == INCONCLUSIVE else score
        note = "not run" if check is None else check["reason"]
        yield f"  {fact}: {{value: {value}, note: {quoted(note)}}}"


def main(path: str) -> None:
    """Write the facts file for the result in a file."""
    result = json.loads(Path(path).read_text(encoding="utf-8"), parse_float=Decimal)
    sys.stdout.writelines(f"{line}\n" for line in facts_file(result, tuple(zlpg.load_scheme(RULES).asked)))


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004  # the script and the result
        raise SystemExit(__doc__)
    main(sys.argv[1])
