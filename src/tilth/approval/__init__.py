"""The approval room: procedures as data, statutory clocks, cases that replay, and a forecast.

What makes approvals slow is review in sequence, clocks that nobody can see, and questions that come late. So a
procedure is a file whose every limit has a source; a case is a fold of events under one pinned version of it; the
clock of every step can be read on any day, past or present; and the forecast goes on from the case as it stands::

    procedure = the_procedure("cn-nmpa-clinical-trial")
    case = fold_until(events, date(2026, 3, 2))
    standing(case, procedure, date(2026, 3, 2))["review"].clock.due

The room knows neither journal nor database, and other rooms only through hashes of evidence.
"""

from tilth.approval.case import Case, Outcome
from tilth.approval.clock import standing
from tilth.approval.completeness import ineligible, missing
from tilth.approval.events import EVENTS, case_stream
from tilth.approval.model import Procedure, Step
from tilth.approval.procedure import in_force, parse_procedure, read_procedure, shipped, the_procedure
from tilth.approval.rules import apply, decide, fold, fold_until

__all__ = [
    "EVENTS",
    "Case",
    "Outcome",
    "Procedure",
    "Step",
    "apply",
    "case_stream",
    "decide",
    "fold",
    "fold_until",
    "in_force",
    "ineligible",
    "missing",
    "parse_procedure",
    "read_procedure",
    "shipped",
    "standing",
    "the_procedure",
]
