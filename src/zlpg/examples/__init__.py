"""A rule file's own examples: cases of facts with the points expected, run, counted and put to the proof.

`run` says whether each case comes out as it should, `coverage` what no case exercises, `mutation` which slip no case would
notice.
"""

from zlpg.examples.cases import Case, Mismatch, Outcome, run
from zlpg.examples.coverage import Goal, goals, unreached
from zlpg.examples.mutants import Mutant, mutants_of
from zlpg.examples.mutation import Verdict, put_to_the_proof
from zlpg.examples.trial import Trial, trial_of

__all__ = [
    "Case",
    "Goal",
    "Mismatch",
    "Mutant",
    "Outcome",
    "Trial",
    "Verdict",
    "goals",
    "mutants_of",
    "put_to_the_proof",
    "run",
    "trial_of",
    "unreached",
]
