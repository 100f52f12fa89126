"""The log of a workflow on GitHub, whose runner takes some lines for commands to itself."""

import re

_IGNORED = (
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What the runner's comparison of text passes over, as it goes by the culture: it finds `::` with a zero-width space inside."""

_COMMAND = re.compile(
    rf"(?<![^\r\n])((?:[^\S\r\n]|{_IGNORED})*:{_IGNORED}*):"  # at the start of a line, after spaces of any kind
    rf"|(#{_IGNORED}*)#(?={_IGNORED}*\[)"  # anywhere in it
)


def without_commands(text: str) -> str:
    r"""Lines of which none is a command to the runner: `:\u003aerror::…`, `#\u0023[error]…`.

    The escapes are those of JSON and YAML, whose texts stay what they are.
    """
    return _COMMAND.sub(lambda found: f"{found[1]}\\u003a" if found[1] is not None else f"{found[2]}\\u0023", text)
