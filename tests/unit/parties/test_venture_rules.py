from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tilth.kernel.refusal import Refused
from tilth.parties.commands import (
    AddFounder,
    AdvanceVenture,
    Command,
    CorrectStage,
    IncorporateVenture,
    MergeVenture,
    NameVenture,
    RegisterVenture,
    RemoveFounder,
    RenameVenture,
    WithdrawIncorporation,
    WithdrawVentureName,
)
from tilth.parties.context import Context
from tilth.parties.events import (
    VentureAdvanced,
    VentureFounderJoined,
    VentureFounderLeft,
    VentureIncorporated,
    VentureIncorporationWithdrawn,
    VentureMerged,
    VentureNamed,
    VentureRegistered,
    VentureRenamed,
    VentureStageCorrected,
)
from tilth.parties.model import NEXT_STAGES, Language, Name, NameKind, Stage, Venture
from tilth.parties.rules import apply, decide, fold

APPLIED = date(2024, 1, 10)
TODAY = date(2024, 5, 6)
TOMORROW = date(2024, 5, 7)
NAME = Name("Biofoundry in a box", Language.EN, NameKind.SHORT)
LEGAL = Name("Box Biology Ltd", Language.EN, NameKind.LEGAL)
VENTURE = Venture("ven_1", (NAME,), ("per_1",), Stage.APPLIED, APPLIED)
CONTEXT = Context(TODAY, known={"per_1", "per_2", "org_1", "ven_2"})


def codes(decided: object) -> list[str]:
    assert isinstance(decided, Refused), decided
    assert str(decided)
    return [reason.code for reason in decided.reasons]


def test_a_venture_begins_with_the_application_of_its_founders() -> None:
    events = decide(None, RegisterVenture("ven_1", (NAME,), ("per_1",), APPLIED), CONTEXT)
    assert events == (VentureRegistered("ven_1", (NAME,), ("per_1",), APPLIED),)
    assert fold(events) == VENTURE


@pytest.mark.parametrize(
    ("founders", "on", "code"),
    [
        ((), APPLIED, "parties.venture.founders"),
        (("per_1", "per_1"), APPLIED, "parties.venture.founder"),
        (("per_9",), APPLIED, "parties.unknown"),
        (("per_1",), TOMORROW, "parties.day.future"),
    ],
)
def test_an_application_that_cannot_be_is_refused(founders: tuple[str, ...], on: date, code: str) -> None:
    assert codes(decide(None, RegisterVenture("ven_1", (NAME,), founders, on), CONTEXT)) == [code]


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (NameVenture("ven_1", LEGAL), VentureNamed("ven_1", LEGAL)),
        (RenameVenture("ven_1", NAME, LEGAL), VentureRenamed("ven_1", NAME, LEGAL)),
        (AddFounder("ven_1", "per_2"), VentureFounderJoined("ven_1", "per_2")),
        (IncorporateVenture("ven_1", "org_1", TODAY), VentureIncorporated("ven_1", "org_1", TODAY)),
        (AdvanceVenture("ven_1", Stage.ADMITTED, TODAY), VentureAdvanced("ven_1", Stage.ADMITTED, TODAY)),
        (CorrectStage("ven_1", Stage.EXITED, TODAY), VentureStageCorrected("ven_1", Stage.EXITED, TODAY)),
        (MergeVenture("ven_1", "ven_2"), VentureMerged("ven_1", "ven_2")),
    ],
)
def test_what_a_venture_may_do_is_an_event(command: Command, event: object) -> None:
    assert decide(VENTURE, command, CONTEXT) == (event,)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (NameVenture("ven_1", NAME), "parties.name.twice"),
        (RenameVenture("ven_1", LEGAL, NAME), "parties.name.unknown"),
        (WithdrawVentureName("ven_1", NAME), "parties.name.missing"),
        (AddFounder("ven_1", "per_1"), "parties.venture.founder"),
        (AddFounder("ven_1", "per_9"), "parties.unknown"),
        (RemoveFounder("ven_1", "per_1"), "parties.venture.founders"),
        (RemoveFounder("ven_1", "per_2"), "parties.venture.stranger"),
        (IncorporateVenture("ven_1", "org_9", TODAY), "parties.unknown"),
        (IncorporateVenture("ven_1", "org_1", TOMORROW), "parties.day.future"),
        (WithdrawIncorporation("ven_1"), "parties.venture.unincorporated"),
        (AdvanceVenture("ven_1", Stage.GRADUATED, TODAY), "parties.venture.stage"),
        (AdvanceVenture("ven_1", Stage.ADMITTED, date(2024, 1, 9)), "parties.day.order"),
        (AdvanceVenture("ven_1", Stage.ADMITTED, TOMORROW), "parties.day.future"),
        (CorrectStage("ven_1", Stage.APPLIED, APPLIED), "parties.venture.same"),
        (CorrectStage("ven_1", Stage.APPLIED, TOMORROW), "parties.day.future"),
    ],
)
def test_what_a_venture_may_not_do_is_refused(command: Command, code: str) -> None:
    assert codes(decide(VENTURE, command, CONTEXT)) == [code]


@pytest.mark.parametrize("current", Stage)
@pytest.mark.parametrize("stage", Stage)
def test_a_venture_advances_only_to_a_stage_that_follows(current: Stage, stage: Stage) -> None:
    decided = decide(replace(VENTURE, stage=current), AdvanceVenture("ven_1", stage, TODAY), CONTEXT)
    assert isinstance(decided, Refused) is (stage not in NEXT_STAGES[current])


def test_a_refused_stage_names_those_that_may_follow() -> None:
    refused = decide(VENTURE, AdvanceVenture("ven_1", Stage.EXITED, TODAY), CONTEXT)
    assert "Choose one of these: admitted, declined, closed." in str(refused)


def test_who_was_declined_may_apply_again_under_the_same_id() -> None:
    state = VENTURE
    for stage in (Stage.DECLINED, Stage.APPLIED, Stage.ADMITTED):
        events = decide(state, AdvanceVenture("ven_1", stage, TODAY), CONTEXT)
        assert not isinstance(events, Refused)
        changed = apply(state, events[0])
        assert isinstance(changed, Venture)
        state = changed
    assert state == replace(VENTURE, stage=Stage.ADMITTED, since=TODAY)


def test_a_venture_is_incorporated_once_and_a_wrong_link_is_withdrawn() -> None:
    incorporated = apply(VENTURE, VentureIncorporated("ven_1", "org_1", TODAY))
    assert incorporated == replace(VENTURE, organisation="org_1")
    again = IncorporateVenture("ven_1", "org_2", TODAY)
    assert codes(decide(incorporated, again, CONTEXT)) == ["parties.venture.incorporated"]
    events = decide(incorporated, WithdrawIncorporation("ven_1"), CONTEXT)
    assert events == (VentureIncorporationWithdrawn("ven_1", "org_1"),)
    assert apply(incorporated, events[0]) == VENTURE


@pytest.mark.parametrize("merges", [{}, {"org_3": "org_1"}], ids=["itself", "by a merged record"])
def test_two_ventures_do_not_become_one_organisation(merges: dict[str, str]) -> None:
    organisation = next(iter(merges), "org_1")
    surroundings = replace(CONTEXT, merges=merges, incorporated={organisation: "ven_2"})
    assert codes(decide(VENTURE, IncorporateVenture("ven_1", "org_1", TODAY), surroundings)) == [
        "parties.venture.taken"
    ]


def test_a_founder_leaves_under_every_record() -> None:
    three = replace(VENTURE, founders=("per_1", "per_2", "per_3"))
    surroundings = replace(CONTEXT, merges={"per_1": "per_2"})
    assert decide(three, RemoveFounder("ven_1", "per_2"), surroundings) == (
        VentureFounderLeft("ven_1", "per_1"),
        VentureFounderLeft("ven_1", "per_2"),
    )


def test_a_merged_venture_stays_as_it_is() -> None:
    merged = replace(VENTURE, merged_into="ven_2")
    assert codes(decide(merged, AdvanceVenture("ven_1", Stage.ADMITTED, TODAY), CONTEXT)) == ["parties.merged"]
