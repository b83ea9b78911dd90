"""Whose turn it is in a step, and how the step came to stand where it does: each in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from tilth.approval import Case, Step
from tilth.approval.case import StepState
from tilth.approval.clock import Phase, Standing
from tilth.approval.rules.reviewing import counted
from tilth.approval.terms import Party
from tilth_site.approval.lacking import lacks
from tilth_site.approval.naming import body_name, lane_title, step_titles
from tilth_site.approval.seen import CaseSeen
from tilth_site.approval.wording import joined, said

__all__ = ["note", "turn"]


def note(step: Step, state: StepState, stands: Standing) -> str:
    """How the step came to stand where it does, where that is not plain."""
    if stands.unanswered:
        return gettext("Lapsed: the questions were not answered in time.")
    if stands.deemed:
        return gettext("Deemed: the limit passed and nobody had decided.")
    if stands.reverted_from:
        lane = step.lane(stands.reverted_from)
        return gettext("It left the lane “%(lane)s”, whose limit passed.") % {
            "lane": lane_title(lane) if lane else stands.reverted_from
        }
    if state.decision and state.decision.by not in ("vote", "authority"):
        return gettext("Recognised: %(body)s decided on the same dossier.") % {
            "body": body_name(state.decision.by)
        }
    if state.decision and state.decision.by == "vote":
        return gettext("Decided by vote.")
    return ""


def turn(one: CaseSeen, step: Step, state: StepState, stands: Standing) -> str:
    """What waits for whom."""
    match stands.phase:
        case Phase.WAITING:
            open_ = [need for need in step.needs if one.standings[need].phase is not Phase.APPROVED]
            return gettext("Waits for: %(steps)s.") % {"steps": joined(step_titles(one.procedure, open_))}
        case Phase.READY:
            return _to_hand_in(one, step)
        case Phase.SUBMITTED:
            return gettext("%(authority)s accepts it, or says what is wrong with it.") % {
                "authority": said(step.authority)
            }
        case Phase.STOPPED:
            return _stopped(step, state, stands)
        case Phase.RUNNING:
            return _deciding(one.case, step, state)
        case _:
            return ""


def _to_hand_in(one: CaseSeen, step: Step) -> str:
    lacking = sum(lack.wanted - lack.found for lack in lacks(one.missing[step.id]))
    if not step.is_submitted:
        return gettext("It begins by itself.")
    if lacking:
        return ngettext(
            "The applicant adds %(count)d missing document, then hands it in.",
            "The applicant adds %(count)d missing documents, then hands it in.",
            lacking,
        ) % {"count": lacking}
    return gettext("Everything is there: the applicant hands it in.")


def _stopped(step: Step, state: StepState, stands: Standing) -> str:
    lane = step.lane(stands.lane)
    halt = state.halt
    stop = next((each for each in lane.stops if halt and each.begins is halt.begins), None) if lane else None
    if stop and stop.party is Party.AUTHORITY:
        return gettext("The clock stands still (%(reason)s): the authority goes on.") % {
            "reason": said(stop.reason)
        }
    reason = said(stop.reason) if stop else ""
    return gettext("The applicant answers (%(reason)s); until then the clock stands still.") % {"reason": reason}


def _deciding(case: Case, step: Step, state: StepState) -> str:
    if not step.quorum:
        return gettext("%(authority)s decides.") % {"authority": said(step.authority)}
    if len(state.reviewers) < step.quorum:
        missing = step.quorum - len(state.reviewers)
        return ngettext(
            "%(count)d reviewer has still to be assigned.",
            "%(count)d reviewers have still to be assigned.",
            missing,
        ) % {"count": missing}
    given = len(counted(case, step))
    return gettext("The reviewers vote: %(quorum)d equal votes decide, %(given)d are given.") % {
        "quorum": step.quorum,
        "given": given,
    }
