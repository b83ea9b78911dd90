"""The rules that hold for every kind of party: registering, merging, and whose fact is put to whose state."""

from __future__ import annotations

from datetime import date

import pytest

from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused
from tilth.parties.commands import (
    ClassifyOrganisation,
    Command,
    DissolveTeam,
    FormTeam,
    JoinTeam,
    LeaveTeam,
    MergeOrganisation,
    MergePerson,
    MergeVenture,
    RegisterOrganisation,
    RegisterPerson,
    RegisterVenture,
    RenameTeam,
    UnmergeOrganisation,
    UnmergePerson,
    UnmergeVenture,
)
from tilth.parties.context import Context
from tilth.parties.events import PersonMerged, PersonRegistered, PersonUnmerged, TeamFormed, TeamJoined, TeamLeft
from tilth.parties.merging import resolve, same
from tilth.parties.model import Language, Name, NameKind, Organisation, Party, Person, Stage, Team, Venture
from tilth.parties.rules import apply, decide, fold

DAY = date(2024, 5, 6)
NAMES = (Name("Fudan University", Language.EN, NameKind.LEGAL),)
PERSON = Person("per_1")
ORGANISATION = Organisation("org_1", NAMES)
VENTURE = Venture("ven_1", NAMES, ("per_1",), Stage.APPLIED, DAY)
TEAM = Team("team_1", "org_1", NAMES, ("per_1",))


def codes(decided: object) -> list[str]:
    assert isinstance(decided, Refused), decided
    assert str(decided)
    return [reason.code for reason in decided.reasons]


def context(*known: str, **merges: str) -> Context:
    return Context(DAY, known=known, merges=merges)


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (PERSON, RegisterPerson("per_1")),
        (ORGANISATION, RegisterOrganisation("org_1", NAMES)),
        (TEAM, FormTeam("team_1", "org_1", NAMES)),
        (VENTURE, RegisterVenture("ven_1", NAMES, ("per_1",), DAY)),
    ],
)
def test_what_is_registered_is_not_registered_again(state: Party, command: Command) -> None:
    assert codes(decide(state, command, context("org_1", "per_1"))) == ["parties.known"]


@pytest.mark.parametrize(
    "command",
    [
        MergePerson("per_1", "per_2"),
        UnmergeOrganisation("org_1"),
        ClassifyOrganisation("org_1", ()),
        DissolveTeam("team_1"),
        MergeVenture("ven_1", "ven_2"),
    ],
)
def test_what_is_not_registered_cannot_change(command: Command) -> None:
    assert codes(decide(None, command, context("per_2", "ven_2"))) == ["parties.unknown"]


def test_a_merge_is_an_event_and_so_is_its_undoing() -> None:
    assert decide(PERSON, MergePerson("per_1", "per_2"), context("per_2")) == (PersonMerged("per_1", "per_2"),)
    merged = apply(PERSON, PersonMerged("per_1", "per_2"))
    assert merged == Person("per_1", merged_into="per_2")
    undone = decide(merged, UnmergePerson("per_1"), context(per_1="per_2"))
    assert undone == (PersonUnmerged("per_1", "per_2"),)
    assert apply(merged, undone[0]) == PERSON


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (PERSON, MergePerson("per_1", "per_1")),
        (ORGANISATION, MergeOrganisation("org_1", "org_1")),
        (VENTURE, MergeVenture("ven_1", "ven_1")),
    ],
)
def test_nothing_is_merged_into_itself(state: Party, command: Command) -> None:
    assert codes(decide(state, command, context("per_1", "org_1", "ven_1"))) == ["parties.merge.itself"]


def test_a_merge_into_a_merged_record_is_refused_with_the_record_that_is_kept() -> None:
    surroundings = context("per_2", "per_3", "per_4", per_2="per_3", per_3="per_4")
    refused = decide(PERSON, MergePerson("per_1", "per_2"), surroundings)
    assert codes(refused) == ["parties.merged"]
    assert str(refused) == "per_2 has been merged into per_4. Use per_4, or undo the merge first."


@pytest.mark.parametrize(
    "merges", [{"per_2": "per_1"}, {"per_2": "per_3", "per_3": "per_1"}], ids=["at once", "by way of another"]
)
def test_a_merge_back_that_would_close_a_circle_is_refused(merges: dict[str, str]) -> None:
    assert codes(decide(PERSON, MergePerson("per_1", "per_2"), context("per_2", **merges))) == [
        "parties.merge.circle"
    ]


def test_a_merge_into_nothing_is_refused() -> None:
    assert codes(decide(PERSON, MergePerson("per_1", "per_2"), context())) == ["parties.unknown"]


def test_a_merged_record_is_not_merged_again() -> None:
    merged = Person("per_1", merged_into="per_2")
    assert codes(decide(merged, MergePerson("per_1", "per_3"), context("per_3"))) == ["parties.merged"]


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (PERSON, UnmergePerson("per_1")),
        (ORGANISATION, UnmergeOrganisation("org_1")),
        (VENTURE, UnmergeVenture("ven_1")),
    ],
)
def test_what_is_not_merged_cannot_be_unmerged(state: Party, command: Command) -> None:
    assert codes(decide(state, command, context())) == ["parties.unmerge"]


def test_references_follow_the_pointers_to_the_record_that_is_kept() -> None:
    merges = {"a": "b", "b": "c", "d": "c"}
    assert [resolve(each, merges) for each in "abcde"] == ["c", "c", "c", "c", "e"]
    assert same("eabd", "d", merges) == ("a", "b", "d")


def test_a_circle_of_pointers_is_a_fault() -> None:
    with pytest.raises(IntegrityError, match="circle"):
        resolve("a", {"a": "b", "b": "a"})


def test_a_team_is_formed_with_its_members() -> None:
    command = FormTeam("team_1", "org_1", NAMES, ("per_1", "per_2"))
    events = decide(None, command, context("org_1", "per_1", "per_2"))
    assert events == (
        TeamFormed("team_1", "org_1", NAMES),
        TeamJoined("team_1", "per_1"),
        TeamJoined("team_1", "per_2"),
    )
    assert fold(events) == Team("team_1", "org_1", NAMES, ("per_1", "per_2"))


def test_every_reason_against_a_team_is_given_at_once() -> None:
    command = FormTeam("team_1", "org_1", (), ("per_1", "per_1"))
    assert codes(decide(None, command, context("per_1"))) == [
        "parties.name.missing",
        "parties.unknown",
        "parties.team.member",
    ]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (JoinTeam("team_1", "per_1"), "parties.team.member"),
        (JoinTeam("team_1", "per_2"), "parties.merged"),
        (JoinTeam("team_1", "per_9"), "parties.unknown"),
        (LeaveTeam("team_1", "per_3"), "parties.team.stranger"),
        (RenameTeam("team_1", NAMES), "parties.name.same"),
        (RenameTeam("team_1", ()), "parties.name.missing"),
    ],
)
def test_what_a_team_may_not_do(command: Command, code: str) -> None:
    assert codes(decide(TEAM, command, context("per_1", "per_2", "per_3", per_2="per_1"))) == [code]


def test_a_member_joins_under_one_record_only() -> None:
    merges = {"per_1": "per_2"}
    surroundings = Context(DAY, known={"per_2"}, merges=merges)
    assert codes(decide(TEAM, JoinTeam("team_1", "per_2"), surroundings)) == ["parties.team.member"]
    assert decide(TEAM, LeaveTeam("team_1", "per_2"), surroundings) == (TeamLeft("team_1", "per_1"),)


def test_a_dissolved_team_does_nothing_and_its_members_stay_known() -> None:
    events = decide(TEAM, DissolveTeam("team_1"), context())
    assert not isinstance(events, Refused)
    dissolved = apply(TEAM, events[0])
    assert dissolved == Team("team_1", "org_1", NAMES, ("per_1",), dissolved=True)
    assert codes(decide(dissolved, JoinTeam("team_1", "per_2"), context("per_2"))) == ["parties.team.dissolved"]


def test_an_event_before_the_registration_is_a_fault() -> None:
    with pytest.raises(IntegrityError, match=r"person/per_1 has parties\.person\.merged"):
        fold([PersonMerged("per_1", "per_2")])


@pytest.mark.parametrize("state", [Person("per_2"), ORGANISATION])
def test_a_fact_of_one_party_is_not_put_to_another(state: Party) -> None:
    with pytest.raises(IntegrityError):
        apply(state, PersonUnmerged("per_1", "per_3"))
    with pytest.raises(IntegrityError):
        decide(state, UnmergePerson("per_1"), context())


def test_nothing_happened_to_nobody() -> None:
    assert fold([]) is None
    assert fold([PersonRegistered("per_1")]) == PERSON
