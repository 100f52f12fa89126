"""Ways to break a file: in its bytes, as disks, mails and editors do, and in its structure, as people do."""

import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, NoReturn, TypeAlias

from hypothesis import strategies as st

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value inside a document."""


def _flip(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def _delete(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.randint(1, 200) :]


def _insert(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(chance.randint(1, 20)) + content[at:]


def _duplicate(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    slice_ = content[at : at + chance.randint(1, 300)]
    where = chance.randrange(len(content) + 1)
    return content[:where] + slice_ + content[where:]


def _truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _swap_lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    one, other = (chance.randrange(len(lines)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


BYTE_LEVEL: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flip, _delete, _insert),
    *(_duplicate, _truncate, _swap_lines),
)
"""What can happen to a file's bytes."""


def corrupted(content: bytes, seed: int) -> bytes:
    """The content, broken in one to three places; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # damage, not secrets
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(BYTE_LEVEL)(content, chance) if content else content
    return content


VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 0.1, -2.5, 10**9, 10**40, 10**400, 1e-5),
    *("", " ", "1", "true", "n/a", "：", "{", "{0}", "%s", "\u202e", "\x1b[31m", "work_plan", "一", "x" * 2000),
    *([], {}, [None], [[]], [0, 1], [0, 100], {"": 1}, {"judged": "work_plan"}, {"value": 1}, [{"id": "x"}]),
    {"sum": [{"count": "briefs", "rate": 1}]},
)
"""What a value of any type may be replaced by."""

KEYS: tuple[str, ...] = (
    *("", " ", "max", "cap", "rule", "sum", "note", "value", "id", "items", "sections", "2020", "null", "键", "ids"),
    *("\u202e", "{}", "x" * 2000, "sha256"),
)
"""What a key may be renamed to, besides a misspelling of itself."""


def paths(document: Any, at: Path = ()) -> Iterator[Path]:
    """The way to everything in a document, itself left out."""
    inside = document.items() if isinstance(document, dict) else enumerate(document)
    for step, value in inside:
        yield (*at, step)
        if isinstance(value, dict | list):
            yield from paths(value, (*at, step))


def parent(document: Any, path: Path) -> Any:
    """What holds the value at a path."""
    for step in path[:-1]:
        document = document[step]
    return document


@st.composite
def broken(draw: st.DrawFn, document: Any, *, most: int = 4) -> Any:
    """A document after one to `most` slips that people make with structure: nothing in it needs to be right."""
    made = deepcopy(document)
    for _ in range(draw(st.integers(1, most))):
        if known := list(paths(made)):
            _edit(draw, made, known)
    return made


def _edit(draw: st.DrawFn, made: Any, known: list[Path]) -> None:
    path = draw(st.sampled_from(known))
    holder, last = parent(made, path), path[-1]
    match draw(st.sampled_from(("delete", "rename", "replace", "duplicate", "move", "swap"))):
        case "delete":
            del holder[last]
        case "rename" if isinstance(holder, dict):
            key = str(last)
            misspelt = st.sampled_from((key[:-1], key + "s", key.upper(), key[::-1], f" {key}", f"{key}："))
            renamed = draw(misspelt | st.sampled_from(KEYS))
            entries = [(renamed if each == last else each, value) for each, value in holder.items()]
            holder.clear()
            holder.update(entries)
        case "duplicate" if isinstance(holder, list):
            holder.insert(int(last), deepcopy(holder[int(last)]))
        case "move":
            value = deepcopy(holder[last])
            where = draw(st.sampled_from(known))
            parent(made, where)[where[-1]] = value
        case "swap" if len(holder) > 1:
            other = draw(st.sampled_from(list(holder) if isinstance(holder, dict) else list(range(len(holder)))))
            holder[last], holder[other] = holder[other], holder[last]
        case _:
            holder[last] = deepcopy(draw(st.sampled_from(VALUES)))


@contextmanager
def guarded(seconds: int) -> Iterator[None]:
    """Ends what hangs, with a traceback of where."""

    def stop(_signal: int, _frame: object) -> NoReturn:
        raise TimeoutError(f"not done within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
