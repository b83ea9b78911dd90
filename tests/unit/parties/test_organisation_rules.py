from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tilth.kernel.refusal import Refused
from tilth.parties.commands import (
    ClassifyOrganisation,
    Command,
    GrantRole,
    IdentifyOrganisation,
    MergeOrganisation,
    NameOrganisation,
    RegisterOrganisation,
    RenameOrganisation,
    WithdrawOrganisationIdentifier,
    WithdrawOrganisationName,
    WithdrawRole,
)
from tilth.parties.context import Context
from tilth.parties.events import (
    OrganisationClassified,
    OrganisationIdentified,
    OrganisationIdentifierWithdrawn,
    OrganisationMerged,
    OrganisationNamed,
    OrganisationNameWithdrawn,
    OrganisationRegistered,
    OrganisationRenamed,
    RoleGranted,
    RoleWithdrawn,
)
from tilth.parties.identifiers import Identifier, Scheme
from tilth.parties.model import Grant, Language, Name, NameKind, Organisation, OrganisationKind, Role
from tilth.parties.roles import roles_of
from tilth.parties.rules import apply, decide, fold

DAY = date(2024, 5, 6)
LEGAL = Name("Fudan University", Language.EN, NameKind.LEGAL)
SHORT = Name("Fudan", Language.EN, NameKind.SHORT)
FUDAN = Identifier(Scheme.ROR, "013q1eq08")
JIAO_TONG = Identifier(Scheme.ROR, "0220qvk04")
CODE = Identifier(Scheme.USCC, "914403001922038216")
ADMINISTRATOR = Grant("per_1", Role.ADMINISTRATOR)
ORGANISATION = Organisation("org_1", (LEGAL,), (FUDAN,), (OrganisationKind.UNIVERSITY,), (ADMINISTRATOR,))


def codes(decided: object) -> list[str]:
    assert isinstance(decided, Refused), decided
    assert str(decided)
    return [reason.code for reason in decided.reasons]


def after(state: Organisation, command: Command, context: Context) -> Organisation:
    events = decide(state, command, context)
    assert not isinstance(events, Refused), str(events)
    for event in events:
        changed = apply(state, event)
        assert isinstance(changed, Organisation)
        state = changed
    return state


CONTEXT = Context(DAY, known={"per_1", "per_2", "org_2"}, holders={FUDAN: "org_1"})


def test_an_organisation_is_registered_with_its_identifiers_as_typed() -> None:
    typed = Identifier(Scheme.ROR, "https://ror.org/0220QVK04")
    kinds = (OrganisationKind.UNIVERSITY, OrganisationKind.FOUNDRY, OrganisationKind.UNIVERSITY)
    events = decide(None, RegisterOrganisation("org_2", (LEGAL,), kinds, (typed,)), CONTEXT)
    sorted_kinds = (OrganisationKind.FOUNDRY, OrganisationKind.UNIVERSITY)
    assert events == (
        OrganisationRegistered("org_2", (LEGAL,), sorted_kinds),
        OrganisationIdentified("org_2", JIAO_TONG),
    )
    assert fold(events) == Organisation("org_2", (LEGAL,), (JIAO_TONG,), sorted_kinds)


def test_every_reason_against_a_registration_is_given_at_once() -> None:
    wrong = Identifier(Scheme.LEI, "HWUPKR0MPOU8FGXBT395")
    assert codes(decide(None, RegisterOrganisation("org_2", (), (), (wrong, FUDAN)), CONTEXT)) == [
        "parties.name.missing",
        "parties.identifier.check",
        "parties.identifier.held",
    ]


def test_an_organisation_is_not_registered_with_two_identifiers_of_a_scheme() -> None:
    command = RegisterOrganisation("org_2", (LEGAL,), (), (JIAO_TONG, Identifier(Scheme.ROR, "034t30j35")))
    assert codes(decide(None, command, CONTEXT)) == ["parties.identifier.second"]


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (NameOrganisation("org_1", SHORT), OrganisationNamed("org_1", SHORT)),
        (
            RenameOrganisation("org_1", LEGAL, replace(LEGAL, text="New")),
            OrganisationRenamed("org_1", LEGAL, replace(LEGAL, text="New")),
        ),
        (ClassifyOrganisation("org_1", ()), OrganisationClassified("org_1", ())),
        (IdentifyOrganisation("org_1", CODE), OrganisationIdentified("org_1", CODE)),
        (WithdrawOrganisationIdentifier("org_1", FUDAN), OrganisationIdentifierWithdrawn("org_1", FUDAN)),
        (
            GrantRole("org_1", "per_2", Role.ADMINISTRATOR),
            RoleGranted("org_1", "per_2", Role.ADMINISTRATOR),
        ),
        (MergeOrganisation("org_1", "org_2"), OrganisationMerged("org_1", "org_2")),
    ],
)
def test_what_may_be_done_is_an_event(command: Command, event: object) -> None:
    assert decide(ORGANISATION, command, CONTEXT) == (event,)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (NameOrganisation("org_1", LEGAL), "parties.name.twice"),
        (NameOrganisation("org_1", replace(LEGAL, text="Other")), "parties.name.legal"),
        (RenameOrganisation("org_1", SHORT, LEGAL), "parties.name.unknown"),
        (WithdrawOrganisationName("org_1", LEGAL), "parties.name.missing"),
        (ClassifyOrganisation("org_1", (OrganisationKind.UNIVERSITY,)), "parties.kinds"),
        (IdentifyOrganisation("org_1", FUDAN), "parties.identifier.held"),
        (IdentifyOrganisation("org_1", JIAO_TONG), "parties.identifier.second"),
        (WithdrawOrganisationIdentifier("org_1", CODE), "parties.identifier.missing"),
        (WithdrawOrganisationIdentifier("org_1", Identifier(Scheme.ROR, "0")), "parties.identifier.length"),
        (GrantRole("org_1", "per_1", Role.ADMINISTRATOR), "parties.role.held"),
        (GrantRole("org_1", "per_9", Role.REVIEWER), "parties.unknown"),
        (WithdrawRole("org_1", "per_2", Role.ADMINISTRATOR), "parties.role.missing"),
        (WithdrawRole("org_1", "per_1", Role.ADMINISTRATOR), "parties.role.last"),
    ],
)
def test_what_may_not_be_done_is_refused(command: Command, code: str) -> None:
    assert codes(decide(ORGANISATION, command, CONTEXT)) == [code]


def test_a_merged_organisation_stays_as_it_is_and_says_where_to_go() -> None:
    merged = replace(ORGANISATION, merged_into="org_2")
    surroundings = replace(CONTEXT, merges={"org_1": "org_2", "org_2": "org_3"})
    refused = decide(merged, NameOrganisation("org_1", SHORT), surroundings)
    assert codes(refused) == ["parties.merged"]
    assert "merged into org_3" in str(refused)


def test_who_holds_a_taken_identifier_is_not_told() -> None:
    refused = decide(replace(ORGANISATION, id="org_2"), IdentifyOrganisation("org_2", FUDAN), CONTEXT)
    assert isinstance(refused, Refused)
    assert "org_1" not in str(refused)


def test_an_identifier_of_a_merged_record_counts_for_the_one_that_is_kept() -> None:
    kept = Organisation("org_2", (SHORT,))
    surroundings = replace(CONTEXT, merges={"org_1": "org_2"})
    assert codes(decide(kept, IdentifyOrganisation("org_2", FUDAN), surroundings)) == ["parties.identifier.held"]
    assert codes(decide(kept, IdentifyOrganisation("org_2", JIAO_TONG), surroundings)) == [
        "parties.identifier.second"
    ]


def test_organisations_with_different_identifiers_of_a_scheme_are_no_duplicates() -> None:
    surroundings = replace(CONTEXT, holders={FUDAN: "org_1", JIAO_TONG: "org_3"}, merges={"org_3": "org_2"})
    refused = decide(ORGANISATION, MergeOrganisation("org_1", "org_2"), surroundings)
    assert codes(refused) == ["parties.merge.identifiers"]
    assert "org_1 has the ROR 013q1eq08 and org_2 has 0220qvk04" in str(refused)


def test_organisations_with_identifiers_of_different_schemes_may_be_duplicates() -> None:
    surroundings = replace(CONTEXT, holders={FUDAN: "org_1", CODE: "org_2"})
    assert not isinstance(decide(ORGANISATION, MergeOrganisation("org_1", "org_2"), surroundings), Refused)


def test_a_name_never_its_own_goes_without_a_trace() -> None:
    named = after(ORGANISATION, NameOrganisation("org_1", SHORT), CONTEXT)
    assert named.names == (LEGAL, SHORT)
    assert decide(named, WithdrawOrganisationName("org_1", SHORT), CONTEXT) == (
        OrganisationNameWithdrawn("org_1", SHORT),
    )
    assert after(named, WithdrawOrganisationName("org_1", SHORT), CONTEXT) == ORGANISATION


def test_an_administrator_may_go_when_there_is_another() -> None:
    two = after(ORGANISATION, GrantRole("org_1", "per_2", Role.ADMINISTRATOR), CONTEXT)
    one = after(two, WithdrawRole("org_1", "per_1", Role.ADMINISTRATOR), CONTEXT)
    assert one.grants == (Grant("per_2", Role.ADMINISTRATOR),)


def test_two_records_of_one_person_are_one_administrator() -> None:
    two = replace(ORGANISATION, grants=(ADMINISTRATOR, Grant("per_2", Role.ADMINISTRATOR)))
    surroundings = replace(CONTEXT, merges={"per_1": "per_2"})
    assert codes(decide(two, WithdrawRole("org_1", "per_2", Role.ADMINISTRATOR), surroundings)) == [
        "parties.role.last"
    ]


def test_a_role_is_taken_from_every_record_of_the_person() -> None:
    reviewer = replace(
        ORGANISATION, grants=(ADMINISTRATOR, Grant("per_2", Role.REVIEWER), Grant("per_3", Role.REVIEWER))
    )
    surroundings = replace(CONTEXT, merges={"per_2": "per_3"})
    assert decide(reviewer, WithdrawRole("org_1", "per_3", Role.REVIEWER), surroundings) == (
        RoleWithdrawn("org_1", "per_2", Role.REVIEWER),
        RoleWithdrawn("org_1", "per_3", Role.REVIEWER),
    )


def test_roles_follow_the_merge_of_a_person() -> None:
    assert roles_of(ORGANISATION, "per_2", {}) == frozenset()
    assert roles_of(ORGANISATION, "per_2", {"per_1": "per_2"}) == {Role.ADMINISTRATOR}
    assert roles_of(ORGANISATION, "per_1", {"per_1": "per_2"}) == {Role.ADMINISTRATOR}


def test_roles_in_a_merged_organisation_rest() -> None:
    assert roles_of(ORGANISATION, "per_1", {}) == {Role.ADMINISTRATOR}
    assert roles_of(replace(ORGANISATION, merged_into="org_2"), "per_1", {"org_1": "org_2"}) == frozenset()
