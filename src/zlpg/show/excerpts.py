"""Two texts, or two lists, as far as they differ."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

LEFT_OUT = "…"

CONTEXT = 8
"""How many characters are shown before and after a place where two texts differ."""

MAX_SHOWN = 60
"""How many characters of one such place are shown at most."""

MAX_ALIGNED = 300
"""How long texts may be for several such places to be told apart; the time that it takes grows faster than the length."""

Span: TypeAlias = tuple[int, int]
"""The first character and, excluded, the last one."""


def differing_parts(old: str, new: str) -> tuple[str, str]:
    """Both texts where they differ, with a little of what is around; `LEFT_OUT` stands for what is left out."""
    spans = list(_spans(old, new))
    return _cut(old, [was for was, _ in spans]), _cut(new, [now for _, now in spans])


def _spans(old: str, new: str) -> Iterator[tuple[Span, Span]]:
    """Each place where two texts differ, in both; what lies close together is one place."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    middles = old[start : len(old) - end], new[start : len(new) - end]
    if max(map(len, middles)) > MAX_ALIGNED:
        yield (start, len(old) - end), (start, len(new) - end)
        return
    alike = [
        block
        for block in SequenceMatcher(None, *middles, autojunk=False).get_matching_blocks()
        if block.size > 2 * CONTEXT or not block.size  # the last one is empty, and stands at the end
    ]
    was = now = start
    for block in alike:
        yield (was, start + block.a), (now, start + block.b)
        was, now = start + block.a + block.size, start + block.b + block.size


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, yours) in pairs if mine != yours), min(len(one), len(other)))


def _cut(text: str, spans: Sequence[Span]) -> str:
    shown = [(max(first - CONTEXT, 0), min(last + CONTEXT, len(text))) for first, last in spans]
    shown = [(first, min(last, first + MAX_SHOWN)) for first, last in shown]
    before, after = LEFT_OUT if shown[0][0] else "", LEFT_OUT if shown[-1][1] < len(text) else ""
    return before + LEFT_OUT.join(text[first:last] for first, last in shown) + after


def between_the_same(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two orders of the same without what both begin and end with, for which `LEFT_OUT` stands."""
    differ = [at for at, (was, now) in enumerate(zip(old, new, strict=True)) if was != now]
    first, last = differ[0], differ[-1] + 1
    before, after = (LEFT_OUT,) * (first > 0), (LEFT_OUT,) * (last < len(old))
    return (*before, *old[first:last], *after), (*before, *new[first:last], *after)
