"""How far a venture has come, since when, and which organisation it became.

A stage says where the venture stands with the incubator. Being incorporated is a fact of its own, because founders
may arrive with a firm, found it half-way, or never.
"""

from __future__ import annotations

from datetime import date

from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.parties.commands import AdvanceVenture, CorrectStage, IncorporateVenture
from tilth.parties.context import Context
from tilth.parties.events import (
    VentureAdvanced,
    VentureIncorporated,
    VentureIncorporationWithdrawn,
    VentureStageCorrected,
)
from tilth.parties.merging import against_using, resolve
from tilth.parties.model import NEXT_STAGES, Venture

__all__ = ["advance", "against_day", "correct", "incorporate", "withdraw_incorporation"]


def against_day(on: date, context: Context) -> tuple[Reason, ...]:
    """Why nothing may be dated ``on``: it has not come yet."""
    if on <= context.today:
        return ()
    return (
        Reason(
            "parties.day.future",
            "{day} has not come yet; today is {today}.",
            "Give the day on which it happened.",
            "on",
            {"day": on.isoformat(), "today": context.today.isoformat()},
        ),
    )


def advance(state: Venture, command: AdvanceVenture, context: Context) -> tuple[VentureAdvanced] | Refused:
    """Decide whether the venture comes to the stage: one that follows its own, no earlier than it came to that."""
    following = NEXT_STAGES[state.stage]
    if command.stage not in following:
        return refuse(
            "parties.venture.stage",
            "{stage} does not follow {current}, at which {party} is.",
            "Choose one of these: {following}. A stage that was recorded wrongly is corrected instead.",
            "stage",
            stage=command.stage.value, current=state.stage.value, party=state.id,
            following=", ".join(stage.value for stage in following) or "none",
        )  # fmt: skip
    if command.on < state.since:
        return refuse(
            "parties.day.order",
            "{party} came to the stage {current} on {since}, so it cannot have left it on {day}.",
            "Give a later day, or correct the stage that it is at first.",
            "on",
            party=state.id, current=state.stage.value, since=state.since.isoformat(), day=command.on.isoformat(),
        )  # fmt: skip
    reasons = against_day(command.on, context)
    return Refused(reasons) if reasons else (VentureAdvanced(state.id, command.stage, command.on),)


def correct(state: Venture, command: CorrectStage, context: Context) -> tuple[VentureStageCorrected] | Refused:
    """Decide whether the stage or its day is put right."""
    if (command.stage, command.on) == (state.stage, state.since):
        return refuse(
            "parties.venture.same",
            "{party} is recorded at {stage} since {day} already.",
            "Give another stage or day.",
            "stage",
            party=state.id, stage=state.stage.value, day=state.since.isoformat(),
        )  # fmt: skip
    reasons = against_day(command.on, context)
    return Refused(reasons) if reasons else (VentureStageCorrected(state.id, command.stage, command.on),)


def incorporate(
    state: Venture, command: IncorporateVenture, context: Context
) -> tuple[VentureIncorporated] | Refused:
    """Decide whether the venture became the organisation: it became no other, and no other venture became it."""
    if state.organisation is not None:
        return refuse(
            "parties.venture.incorporated",
            "{party} is recorded as incorporated as {organisation} already.",
            "Withdraw that first, if it is wrong.",
            "organisation",
            party=state.id, organisation=state.organisation,
        )  # fmt: skip
    reasons = (*against_using((command.organisation,), context), *against_day(command.on, context))
    if reasons:
        return Refused(reasons)
    for organisation, venture in context.incorporated.items():
        if resolve(organisation, context.merges) == command.organisation:
            return refuse(
                "parties.venture.taken",
                "{organisation} is what {other} was incorporated as.",
                "Name another organisation; if the two ventures are the same, merge them.",
                "organisation",
                organisation=command.organisation, other=venture,
            )  # fmt: skip
    return (VentureIncorporated(state.id, command.organisation, command.on),)


def withdraw_incorporation(state: Venture) -> tuple[VentureIncorporationWithdrawn] | Refused:
    """Decide whether the link to the organisation is taken away."""
    if state.organisation is None:
        return refuse(
            "parties.venture.unincorporated",
            "{party} is not recorded as incorporated.",
            "Name a venture that is.",
            party=state.id,
        )
    return (VentureIncorporationWithdrawn(state.id, state.organisation),)
