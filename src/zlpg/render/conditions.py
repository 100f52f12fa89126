"""What a condition says, in words: `耕地保有率 ≥ 100 and not 重大事故`."""

from decimal import Decimal

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import operands
from zlpg.engine.scalars import APPLIES
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import ChoiceFact, ResultsFact
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import plain
from zlpg.records import dataclass
from zlpg.render.formula import signed
from zlpg.render.words import Words, visible


@dataclass(frozen=True, slots=True)
class Names:
    """What facts, measures and parts of the table are called, in one scheme and one language."""

    scheme: Scheme
    words: Words

    def label(self, scalar: str) -> str:
        """What a scalar is called: its fact's label or its measure's; for results and choices the name of the level or option."""
        id, _, which = scalar.partition(".")
        declared = self.scheme.measures.get(id) or self.scheme.facts[id]
        if isinstance(declared, ResultsFact) and which in declared.levels:
            return visible(declared.levels[which])
        if isinstance(declared, ChoiceFact) and which in declared.options:
            return visible(declared.options[which])
        return visible(declared.label)

    def fact(self, scalar: str) -> str:
        """What the fact behind a scalar is called, or its measure; of results, the level."""
        id = scalar.partition(".")[0]
        return self.label(scalar if isinstance(self.scheme.facts.get(id), ResultsFact) else id)

    def part(self, id: str) -> str:
        """What an item or a section is called, or the total."""
        if id == TOTAL:
            return self.words.gettext("Total")
        titles = {item.id: item.title for _, _, item in walk_items(self.scheme)}
        titles |= {section.id: section.title for _, section in walk_sections(self.scheme)}
        return visible(titles.get(id, id))

    def condition(self, condition: e.Expression, *, holds: bool = True) -> str:
        """A condition, or its opposite, as words."""
        match condition:
            case e.Fact(id=id):
                return self._fact(id, holds=holds)
            case e.Brackets(of=e.Fact(id=id), rows=((at, _),), beyond=beyond):
                return f"{self.label(id)} {_compared(at, beyond=beyond, holds=holds)}"
            case e.Brackets(of=e.Part(id=id), rows=((at, _),), beyond=beyond):
                return f"{self.part(id)} {_compared(at, beyond=beyond, holds=holds)}"
            case e.When(condition=inner, then=e.Number()):  # 1 where it doesn't hold
                return self.condition(inner, holds=not holds)
            case e.When(then=inner):  # of what may be not applicable, and is then left out
                return self.condition(inner, holds=holds)
            case e.Product(factors=factors):
                several = tuple(each for each in factors if not is_applicability(each)) or factors
                return self._several(several, holds=holds, every=holds)
            case e.Greatest(of=several):
                return self._several(several, holds=holds, every=not holds)
            case _:
                return ""

    def _fact(self, id: str, *, holds: bool) -> str:
        declared = self.scheme.facts.get(id.partition(".")[0])
        if isinstance(declared, ChoiceFact):
            return f"{visible(declared.label)} {'=' if holds else '≠'} {self.label(id)}"
        if holds:
            return self.label(id)
        return self.words.gettext("not {condition}").format(condition=self.label(id))

    def _several(self, several: tuple[e.Expression, ...], *, holds: bool, every: bool) -> str:
        said = [self._inside(each, holds=holds, of_several=len(several) > 1) for each in several]
        return (self.words.gettext(" and ") if every else self.words.gettext(" or ")).join(said)

    def _inside(self, condition: e.Expression, *, holds: bool, of_several: bool) -> str:
        text, inner = self.condition(condition, holds=holds), _without_applicability(condition)
        is_compound = isinstance(inner, e.Product | e.Greatest) and len(operands(inner)) > 1
        return f"({text})" if of_several and is_compound else text


def _without_applicability(condition: e.Expression) -> e.Expression:
    """What a condition says, whether it holds or not, of what may be not applicable."""
    match condition:
        case e.When(condition=inner, then=e.Number()) | e.When(then=inner):
            return _without_applicability(inner)
        case e.Product(factors=factors):
            several = [each for each in factors if not is_applicability(each)]
            return _without_applicability(several[0]) if len(several) == 1 else condition
        case _:
            return condition


def is_applicability(condition: e.Expression) -> bool:
    """Whether a condition is that something is applicable."""
    match condition:
        case e.Number():
            return True
        case e.Fact(id=id):
            return id.endswith(f".{APPLIES}")
        case e.Greatest(of=several, best=1):
            return all(map(is_applicability, several))
        case _:
            return False


def is_plain(condition: e.Expression) -> bool:
    """Whether a condition is no more than that a fact is yes, or that it is no."""
    match condition:
        case e.Fact(id=id):
            return "." not in id
        case e.When(condition=inner) | e.Greatest(of=(inner,)):
            return is_plain(inner)
        case _:
            return False


def _compared(at: Decimal, *, beyond: bool, holds: bool) -> str:
    sign = (">" if beyond else "≥") if holds else ("≤" if beyond else "<")
    return f"{sign} {signed(plain(at))}"
