"""How a check is registered: beside its function, with the codes of what it finds and with what it needs.

>>> from zlpg.diagnostics import Message
>>> @finds(
...     Code("no-title", waivable=True, documentation="The table has no title. To mend it: copy the document's."),
...     needs="scheme",
... )
... def tables_have_titles(scheme):
...     if not scheme.title:
...         yield Diagnostic("no-title", Message("the table has no title"), at=("title",))
>>> tables_have_titles.needs, sorted(tables_have_titles.finds)
('scheme', ['no-title'])

The check is then listed in the tuple of its module, and `docs/diagnostics.md` made anew.
"""

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic
from zlpg.records import record

Findings: TypeAlias = Iterator[Diagnostic]

Needs: TypeAlias = Literal["parts", "sound parts", "scheme", "scheme and sound parts", "year before"]
"""What a check needs to look at.

- `parts`: parts of a scheme (`Parts`), whatever is wrong with them.
- `sound parts`: those whose names and policies are right, so that it can be worked out what they come to.
- `scheme`: the scheme.
- `scheme and sound parts`: both, where all of it is looked at, and what some of it comes to helps.
- `year before`: the scheme, and the one of the year before.
"""


@record(frozen=True, slots=True)
class Check:
    """A check: the function that looks, and what it is registered with."""

    look: Callable[..., Findings]
    """Takes what the check needs."""
    codes: tuple[Code, ...]
    """The records of the codes that are documented here."""
    others: tuple[str, ...]
    """The codes that it finds, too, and that are documented elsewhere."""
    needs: Needs
    slips: bool
    """Whether it is also asked about a rule file with one number, side or policy otherwise (`zlpg test --mutate`)."""

    @property
    def finds(self) -> frozenset[str]:
        """The codes of everything that it can find."""
        return frozenset((*(code.id for code in self.codes), *self.others))


def finds(*codes: Code | str, needs: Needs = "parts", slips: bool = True) -> Callable[[Callable[..., Findings]], Check]:
    """Register a function as a check that finds what has these codes. One that is documented elsewhere is named by its id."""
    own = tuple(code for code in codes if isinstance(code, Code))
    others = tuple(code for code in codes if isinstance(code, str))
    return lambda look: Check(look, own, others, needs, slips)
