"""Score a unit on an assessment table written as a YAML rule file.

>>> import zlpg
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> facts = zlpg.load_facts("examples/pujiang-2020.yaml", scheme)
>>> zlpg.score(scheme, facts).total
Decimal('97.325')
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from zlpg.diff.scores import Comparison, compare
    from zlpg.engine.breakdown import Breakdown
    from zlpg.engine.score import prepare, score
    from zlpg.load import InvalidInput, facts_from, load_facts, load_scheme
    from zlpg.model.facts import Facts
    from zlpg.model.table import Scheme

_HOMES = {
    "Breakdown": "zlpg.engine.breakdown",
    "Comparison": "zlpg.diff.scores",
    "Facts": "zlpg.model.facts",
    "InvalidInput": "zlpg.load",
    "Scheme": "zlpg.model.table",
    "compare": "zlpg.diff.scores",
    "facts_from": "zlpg.load",
    "load_facts": "zlpg.load",
    "load_scheme": "zlpg.load",
    "prepare": "zlpg.engine.score",
    "score": "zlpg.engine.score",
}

__all__ = [
    "Breakdown",
    "Comparison",
    "Facts",
    "InvalidInput",
    "Scheme",
    "__version__",
    "compare",
    "facts_from",
    "load_facts",
    "load_scheme",
    "prepare",
    "score",
]


def __getattr__(name: str) -> object:
    # Imported when asked for: `zlpg --version` needs none of it.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
