"""One call with 500 facts files: what each costs beyond the first, and whether memory grows with their number."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES, TARGET_MS, TARGET_GROWTH = 500, 8.0, 1.1


def measured(files: list[Path], cache: str) -> tuple[float, int]:
    """Seconds of processor time and peak kilobytes of a process that scores all files to jsonl."""
    command = [sys.executable, "-m", "zlpg", "score", "--format", "jsonl", *map(str, files)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "ZLPG_CACHE": cache})
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main() -> int:
    """Print the figures. Returns 1 where a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rules").symlink_to(ROOT / "rules")
        files = []
        for number in range(FILES):
            files.append(Path(folder) / f"unit-{number}.yaml")
            files[-1].write_bytes((ROOT / "examples" / "pujiang-2020.yaml").read_bytes())
        cache = str(Path(folder) / "cache")
        measured(files[:1], cache)
        one, small = min(measured(files[:1], cache) for _ in range(5))
        _, some = measured(files[:50], cache)
        many, large = min(measured(files, cache) for _ in range(3))
    each = (many - one) / (FILES - 1) * 1000
    print(f"each file beyond the first: {each:.1f} ms (target < {TARGET_MS})")
    print(f"peak memory: {small // 1024} MB for 1 file, {some // 1024} MB for 50, {large // 1024} MB for {FILES}")
    return int(each >= TARGET_MS or large / some > TARGET_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
