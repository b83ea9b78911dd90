"""The words and the tone of every code that a badge shows: states, severities, roles.

A tone is one of ``neutral``, ``info``, ``good``, ``warn`` and ``bad``; it colours a badge whose words already say
everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role

__all__ = ["BADGES", "ROLES", "badge", "holders", "role_name", "with_words"]

Badge = tuple[str | Promise, str]

_REQUEST: Mapping[str, Badge] = {
    "draft": (pgettext_lazy("state", "Draft"), "neutral"),
    "submitted": (pgettext_lazy("state", "Submitted"), "info"),
    "changes_requested": (pgettext_lazy("state", "Changes requested"), "warn"),
    "accepted": (pgettext_lazy("state", "Accepted"), "info"),
    "quoted": (pgettext_lazy("state", "Quoted"), "info"),
    "queued": (pgettext_lazy("state", "Queued"), "info"),
    "in_progress": (pgettext_lazy("state", "In progress"), "info"),
    "complete": (pgettext_lazy("state", "Complete"), "good"),
    "closed": (pgettext_lazy("state", "Closed"), "neutral"),
    "rejected": (pgettext_lazy("state", "Rejected"), "bad"),
    "withdrawn": (pgettext_lazy("state", "Withdrawn"), "neutral"),
}

_SCREENING: Mapping[str, Badge] = {
    "not_screened": (pgettext_lazy("state", "Not screened"), "warn"),
    "screening": (pgettext_lazy("state", "Screening"), "info"),
    "cleared": (pgettext_lazy("state", "Cleared"), "good"),
    "flagged": (pgettext_lazy("state", "In review"), "warn"),
}

_GATE: Mapping[str, Badge] = {
    "failed": (pgettext_lazy("screening", "Could not be screened"), "bad"),
    "cleared": (pgettext_lazy("state", "Cleared"), "good"),
    "in_review": (pgettext_lazy("state", "In review"), "warn"),
    "refused": (pgettext_lazy("screening", "Not cleared"), "bad"),
}

_SCREENED: Mapping[str, Badge] = {
    "clear": (pgettext_lazy("screening", "passed"), "good"),
    "review": (pgettext_lazy("screening", "to be looked at"), "warn"),
    "hit": (pgettext_lazy("screening", "matches"), "bad"),
    "not_screened": (pgettext_lazy("state", "Not screened"), "bad"),
}

_JOB: Mapping[str, Badge] = {
    "waiting": (pgettext_lazy("state", "Waiting"), "neutral"),
    "running": (pgettext_lazy("state", "Running"), "info"),
    "done": (pgettext_lazy("state", "Done"), "good"),
    "failed": (pgettext_lazy("state", "Failed"), "bad"),
    "cancelled": (pgettext_lazy("state", "Cancelled"), "neutral"),
}

_SEVERITY: Mapping[str, Badge] = {
    "error": (_("Error"), "bad"),
    "warning": (_("Warning"), "warn"),
}

_CHANGE: Mapping[str, Badge] = {
    "added": (pgettext_lazy("change", "Added"), "good"),
    "removed": (pgettext_lazy("change", "Removed"), "bad"),
    "changed": (pgettext_lazy("change", "Changed"), "warn"),
}

_STAGE: Mapping[str, Badge] = {
    "applied": (pgettext_lazy("stage", "Applied"), "info"),
    "declined": (pgettext_lazy("stage", "Declined"), "bad"),
    "admitted": (pgettext_lazy("stage", "Admitted"), "info"),
    "incubating": (pgettext_lazy("stage", "Incubating"), "info"),
    "graduated": (pgettext_lazy("stage", "Graduated"), "good"),
    "exited": (pgettext_lazy("stage", "Exited"), "good"),
    "closed": (pgettext_lazy("stage", "Closed"), "neutral"),
}

_ATTAINMENT: Mapping[str, Badge] = {
    "attained": (pgettext_lazy("target", "Attained"), "good"),
    "reached": (pgettext_lazy("target", "Reached for now"), "good"),
    "likely": (pgettext_lazy("target", "Likely"), "info"),
    "open": (pgettext_lazy("target", "Open"), "neutral"),
    "unlikely": (pgettext_lazy("target", "Unlikely"), "warn"),
    "missed": (pgettext_lazy("target", "Missed"), "bad"),
    "undecided": (pgettext_lazy("target", "Undecided"), "warn"),
    "unknown": (pgettext_lazy("target", "Cannot be told"), "neutral"),
    "no_target": (pgettext_lazy("target", "No target"), "neutral"),
}

_EVIDENCE: Mapping[str, Badge] = {
    "pending": (pgettext_lazy("evidence", "Waits for review"), "info"),
    "accepted": (pgettext_lazy("evidence", "Accepted"), "good"),
    "ended": (pgettext_lazy("evidence", "Counts no longer"), "neutral"),
}

_VERDICT: Mapping[str, Badge] = {
    "met": (pgettext_lazy("verdict", "Met"), "good"),
    "partly": (pgettext_lazy("verdict", "Partly met"), "warn"),
    "not_met": (pgettext_lazy("verdict", "Not met"), "bad"),
    "": (pgettext_lazy("verdict", "No verdict yet"), "neutral"),
}

_SCHEDULE: Mapping[str, Badge] = {
    "proposed": (pgettext_lazy("schedule", "Proposed"), "info"),
    "in_force": (pgettext_lazy("schedule", "In force"), "good"),
    "superseded": (pgettext_lazy("schedule", "Superseded"), "neutral"),
    "withdrawn": (pgettext_lazy("schedule", "Withdrawn"), "neutral"),
}

_QUEUE: Mapping[str, Badge] = {
    "waiting": (pgettext_lazy("queue", "Waiting"), "neutral"),
    "planned": (pgettext_lazy("queue", "Planned"), "info"),
    "running": (pgettext_lazy("queue", "Being built"), "good"),
}

_PRIORITY: Mapping[str, Badge] = {
    "normal": (pgettext_lazy("priority", "Normal"), "neutral"),
    "high": (pgettext_lazy("priority", "High"), "warn"),
    "urgent": (pgettext_lazy("priority", "Urgent"), "bad"),
}

_LOT: Mapping[str, Badge] = {
    "usable": (pgettext_lazy("lot", "Usable"), "good"),
    "expiring": (pgettext_lazy("lot", "Expires soon"), "warn"),
    "expired": (pgettext_lazy("lot", "Expired"), "bad"),
    "empty": (pgettext_lazy("lot", "Used up"), "neutral"),
    "withdrawn": (pgettext_lazy("lot", "Withdrawn"), "bad"),
}

_RUN: Mapping[str, Badge] = {
    "planning": (pgettext_lazy("run", "Being planned"), "info"),
    "unplanned": (pgettext_lazy("run", "No plan"), "bad"),
    "blocked": (pgettext_lazy("run", "Checks failed"), "bad"),
    "ready": (pgettext_lazy("run", "Ready to start"), "info"),
    "running": (pgettext_lazy("run", "At the bench"), "info"),
    "complete": (pgettext_lazy("run", "Complete"), "good"),
    "aborted": (pgettext_lazy("run", "Aborted"), "neutral"),
}

_STEP: Mapping[str, Badge] = {
    "waits": (pgettext_lazy("step", "Waits"), "neutral"),
    "open": (pgettext_lazy("step", "To do"), "info"),
    "failed": (pgettext_lazy("step", "Failed, to do again"), "bad"),
    "done": (pgettext_lazy("step", "Done"), "good"),
    "owing": (pgettext_lazy("step", "Done, transfers failed"), "warn"),
}

_WELL: Mapping[str, Badge] = {
    "planned": (pgettext_lazy("well", "To be filled"), "neutral"),
    "filled": (pgettext_lazy("well", "Filled"), "good"),
    "short": (pgettext_lazy("well", "Something is missing"), "warn"),
    "lost": (pgettext_lazy("well", "Left out"), "bad"),
    "control": (pgettext_lazy("well", "Control"), "info"),
}

BADGES: Mapping[str, Mapping[str, Badge]] = {
    "request": _REQUEST,
    "screening": _SCREENING,
    "gate": _GATE,
    "screened": _SCREENED,
    "job": _JOB,
    "severity": _SEVERITY,
    "change": _CHANGE,
    "stage": _STAGE,
    "attainment": _ATTAINMENT,
    "evidence": _EVIDENCE,
    "verdict": _VERDICT,
    "schedule": _SCHEDULE,
    "queue": _QUEUE,
    "priority": _PRIORITY,
    "lot": _LOT,
    "run": _RUN,
    "step": _STEP,
    "well": _WELL,
}
"""Kind of code -> code -> words and tone."""

ROLES: Mapping[str, Promise] = {
    "administrator": _("Administrator"),
    "cluster_officer": _("Cluster officer"),
    "foundry_scientist": _("Foundry scientist"),
    "automation_engineer": _("Automation engineer"),
    "founder": _("Founder"),
    "fund_manager": _("Fund manager"),
    "reviewer": _("Reviewer"),
    "biosafety_officer": _("Biosafety officer"),
    "supplier": _("Supplier"),
}
"""Role -> its name."""


def badge(kind: str, code: str) -> Badge:
    """The words and tone of ``code``. Raises KeyError for a code without words, so that none is shown raw."""
    return BADGES[kind][code]


def role_name(role: str) -> str:
    """The name of a role in the reader's language. Raises KeyError for one without a name."""
    return str(ROLES[role])


def labelled(label: str | Promise, value: object) -> str:
    """``Label: value`` as plain text, with the colon of the reader's language."""
    return gettext("{label}: {value}").format(label=label, value=value)


def with_words(refused: Refused, word: Callable[[str, Fact], Fact]) -> Refused:
    """The same refusal with ``word(place, fact)`` in place of the codes that its sentences would print."""
    return Refused(
        tuple(
            replace(reason, data={place: word(place, fact) for place, fact in reason.data.items()})
            for reason in refused.reasons
        )
    )


def holders(codes: str, sides: Mapping[str, str | Promise]) -> str:
    """``founder (owner), reviewer (operator)``, as a permission spells who may, in words."""
    return gettext(", ").join(_holder(code, sides) for code in codes.split(", "))


def _holder(code: str, sides: Mapping[str, str | Promise]) -> str:
    role, _sign, side = code.partition(" (")
    if role not in {known.value for known in Role}:
        return code
    return gettext("%(role)s (%(side)s)") % {"role": role_name(role), "side": sides.get(side[:-1], side[:-1])}
