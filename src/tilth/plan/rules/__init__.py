"""What may happen to a plan, to a row of evidence and to a report, and what each is afterwards: all of it pure.

Each of the three has its own stream, its own state and its own pair of functions: ``decide_*`` turns a command
into events or into reasons why not, ``apply_*`` turns an event into the next state. What a decision needs besides
the state stands in the :class:`~tilth.plan.rules.setting.Setting` that the caller looks up.
"""

from tilth.plan.rules.evidence import Exhibit, apply_evidence, decide_evidence
from tilth.plan.rules.plans import FollowedPlan, apply_plan, decide_plan
from tilth.plan.rules.reports import Publication, apply_report, decide_report, objection_to_day
from tilth.plan.rules.setting import Setting

__all__ = [
    "Exhibit",
    "FollowedPlan",
    "Publication",
    "Setting",
    "apply_evidence",
    "apply_plan",
    "apply_report",
    "decide_evidence",
    "decide_plan",
    "decide_report",
    "objection_to_day",
]
