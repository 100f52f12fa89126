"""Which rule file a score was made under, in words."""

from collections.abc import Iterable, Sequence

from zlpg.engine.breakdown import SHIPPED
from zlpg.show.words import Words, visible


def named(rule_file: str, words: Words) -> str:
    """What results call a rule file, for people."""
    template = words.gettext("{file} (comes with the program)") if rule_file.startswith(SHIPPED) else "{file}"
    return template.format(file=visible(rule_file))


def under(rule_files: Sequence[str], words: Words) -> Iterable[str]:
    """A line on the rule files of scores, the oldest score first; none where no rule file is known."""
    different = tuple(dict.fromkeys(rule_files))
    if not any(different):
        return
    if len(different) == 1:
        yield words.named(words.gettext("Rule file"), named(different[0], words))
    else:
        files = " → ".join(named(each, words) or "—" for each in rule_files)
        yield words.named(words.gettext("Rule files"), files)
