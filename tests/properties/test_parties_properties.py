"""Random commands against a small world of parties, as the site would put them: look up, decide, write, apply."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tilth.kernel.refusal import Refused
from tilth.parties import commands
from tilth.parties.commands import Command, UnmergeOrganisation, UnmergePerson, UnmergeVenture
from tilth.parties.context import Context
from tilth.parties.events import EVENTS, Event
from tilth.parties.holding import against_sharing
from tilth.parties.identifiers import Identifier, Scheme, read_identifier
from tilth.parties.merging import resolve
from tilth.parties.model import (
    NEXT_STAGES,
    Language,
    Name,
    NameKind,
    Organisation,
    OrganisationKind,
    Party,
    Person,
    Role,
    Stage,
    Team,
    Venture,
)
from tilth.parties.naming import against_names, best_name
from tilth.parties.rules import apply, decide, fold
from tilth.parties.streams import stream_of

TODAY = date(2024, 5, 6)
KINDS: dict[str, type] = {event.TYPE: event for event in EVENTS}

PEOPLE = st.sampled_from(["per_1", "per_2", "per_3"])
ORGANISATIONS = st.sampled_from(["org_1", "org_2", "org_3"])
VENTURES = st.sampled_from(["ven_1", "ven_2", "ven_3"])
TEAMS = st.sampled_from(["team_1", "team_2"])
NAME = st.builds(
    Name,
    st.sampled_from(["Tilth", "Loam", "沃土", "Humus", " spaced"]),
    st.sampled_from(Language),
    st.sampled_from(NameKind),
)
NAMES = st.lists(NAME, min_size=1, max_size=3).map(tuple)
IDENTIFIER = st.sampled_from(
    [
        Identifier(Scheme.ROR, "013q1eq08"),
        Identifier(Scheme.ROR, "https://ror.org/0220qvk04"),
        Identifier(Scheme.ROR, "013q1eq09"),
        Identifier(Scheme.LEI, "HWUPKR0MPOU8FGXBT394"),
        Identifier(Scheme.USCC, "914403001922038216"),
    ]
)
DAY = st.integers(-9, 1).map(lambda days: TODAY + timedelta(days))
PLACES: dict[str, st.SearchStrategy[object]] = {
    "organisation": ORGANISATIONS,
    "person": PEOPLE,
    "team": TEAMS,
    "venture": VENTURES,
    "names": NAMES,
    "name": NAME,
    "old": NAME,
    "new": NAME,
    "kinds": st.lists(st.sampled_from(OrganisationKind), max_size=2).map(tuple),
    "identifiers": st.lists(IDENTIFIER, max_size=2).map(tuple),
    "identifier": IDENTIFIER,
    "role": st.sampled_from([Role.ADMINISTRATOR, Role.REVIEWER]),
    "members": st.lists(PEOPLE, max_size=2).map(tuple),
    "founders": st.lists(PEOPLE, min_size=1, max_size=2, unique=True).map(tuple),
    "stage": st.sampled_from(Stage),
    "on": DAY,
}
INTO = {"MergePerson": PEOPLE, "MergeOrganisation": ORGANISATIONS, "MergeVenture": VENTURES}


def asked(kind: type) -> st.SearchStrategy[Command]:
    """Commands of one kind, with values from the small world."""
    places = {
        field.name: INTO[kind.__name__] if field.name == "into" else PLACES[field.name]
        for field in msgspec.inspect.type_info(kind).fields  # type: ignore[union-attr]
    }
    return st.builds(kind, **places)


COMMANDS = st.sampled_from(Command.__args__).flatmap(asked)
MERGES = st.sampled_from([commands.MergePerson, commands.MergeOrganisation, commands.MergeVenture]).flatmap(asked)


def written(event: Event) -> Event:
    """``event`` as it comes back from the journal."""
    data = json.loads(rfc8785.dumps(msgspec.to_builtins(event)))
    again: Event = msgspec.convert(data, KINDS[event.TYPE])
    return again


class Cluster(RuleBasedStateMachine):
    """A world of parties, its journal, and what the site would look up in it."""

    def __init__(self) -> None:
        super().__init__()
        self.parties: dict[str, Party] = {}
        self.journal: dict[str, list[Event]] = defaultdict(list)
        self.administered: set[str] = set()
        for kind, count, command in (
            ("per", 3, lambda each: commands.RegisterPerson(each)),
            ("org", 2, lambda each: commands.RegisterOrganisation(each, (plain(each),))),
            (
                "ven",
                2,
                lambda each: commands.RegisterVenture(each, (plain(each),), ("per_1",), TODAY - timedelta(9)),
            ),
        ):
            for number in range(1, count + 1):
                self.act(command(f"{kind}_{number}"))

    def context(self) -> Context:
        parties = self.parties.values()
        return Context(
            TODAY,
            known=frozenset(self.parties),
            merges=self.merges(),
            holders={
                identifier: party.id
                for party in parties
                if isinstance(party, Organisation)
                for identifier in party.identifiers
            },
            incorporated={
                party.organisation: party.id
                for party in parties
                if isinstance(party, Venture) and party.organisation
            },
        )

    def merges(self) -> dict[str, str]:
        return {
            party.id: party.merged_into
            for party in self.parties.values()
            if not isinstance(party, Team) and party.merged_into is not None
        }

    def act(self, command: Command) -> bool:
        stream = stream_of(command)
        party = stream.partition("/")[2]
        decided = decide(self.parties.get(party), command, self.context())
        if isinstance(decided, Refused):
            assert decided.reasons
            assert "{" not in str(decided)
            return False
        assert decided
        for event in decided:
            assert stream_of(event) == stream
            assert written(event) == event
            self.parties[party] = apply(self.parties.get(party), event)
            self.journal[stream].append(event)
            if event.TYPE == "parties.role.granted" and getattr(event, "role", None) is Role.ADMINISTRATOR:
                self.administered.add(party)
        return True

    @rule(asked_for=st.lists(COMMANDS, min_size=1, max_size=6))
    def anyone_asks_for_anything(self, asked_for: list[Command]) -> None:
        for command in asked_for:
            self.act(command)

    @rule(data=st.data())
    def what_is_there_is_changed(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(sorted(self.parties)))
        possible = [*changing(self.parties[party], data.draw(NAME), data.draw(DAY))]
        if possible:
            self.act(data.draw(st.sampled_from(possible)))

    @rule(command=MERGES)
    def duplicates_are_found(self, command: Command) -> None:
        self.act(command)

    @rule(data=st.data())
    @precondition(lambda self: self.merges())
    def a_merge_is_undone(self, data: st.DataObject) -> None:
        merged = data.draw(st.sampled_from(sorted(self.merges())))
        before = self.parties[merged]
        assert self.act(undoing(before))
        assert merged not in self.merges()

    @rule(data=st.data())
    @precondition(lambda self: len(self.merges()) < len(self.parties))
    def a_merge_undone_at_once_leaves_no_trace(self, data: st.DataObject) -> None:
        command = data.draw(MERGES)
        before = dict(self.parties)
        if self.act(command):
            assert self.act(undoing(self.parties[stream_of(command).partition("/")[2]]))
        assert self.parties == before

    @invariant()
    def the_streams_fold_to_the_parties(self) -> None:
        for stream, events in self.journal.items():
            assert fold(written(event) for event in events) == self.parties[stream.partition("/")[2]]

    @invariant()
    def every_reference_means_a_record_that_is_kept(self) -> None:
        merges = self.merges()
        for party in self.parties.values():
            meant = self.parties[resolve(party.id, merges)]
            assert type(meant) is type(party)
            assert meant.id not in merges

    @invariant()
    def every_party_is_valid(self) -> None:
        for party in self.parties.values():
            if not isinstance(party, Person):
                assert against_names(party.names) == ()
                assert best_name(party.names, Language.ZH).kind is not NameKind.FORMER
            if isinstance(party, Venture):
                assert party.founders
                assert len(set(party.founders)) == len(party.founders)
                assert party.since <= TODAY
            if isinstance(party, Team):
                assert len(set(party.members)) == len(party.members)
            if isinstance(party, Organisation):
                assert len(set(party.grants)) == len(party.grants)

    @invariant()
    def an_administered_organisation_keeps_an_administrator(self) -> None:
        for each in self.administered:
            party = self.parties[each]
            assert isinstance(party, Organisation)
            assert Role.ADMINISTRATOR in {grant.role for grant in party.grants}

    @invariant()
    def an_organisation_has_one_identifier_of_a_scheme_with_all_its_duplicates(self) -> None:
        context = self.context()
        held = [
            (resolve(party.id, context.merges), identifier.scheme)
            for party in self.parties.values()
            if isinstance(party, Organisation)
            for identifier in party.identifiers
        ]
        assert len(held) == len(set(held))
        assert all(against_sharing(each, each, context) == () for each in self.parties)

    def teardown(self) -> None:
        for merged in sorted(self.merges()):
            assert self.act(undoing(self.parties[merged]))
        merges = self.merges()
        assert all(resolve(each, merges) == each for each in self.parties)


def plain(text: str) -> Name:
    return Name(text, Language.EN, NameKind.SHORT)


def undoing(party: Party) -> Command:
    if isinstance(party, Organisation):
        return UnmergeOrganisation(party.id)
    return UnmergePerson(party.id) if isinstance(party, Person) else UnmergeVenture(party.id)


def changing(party: Party, name: Name, on: date) -> Iterator[Command]:
    """Commands about what stands on the record of ``party``."""
    if isinstance(party, Organisation):
        for old in party.names:
            yield commands.RenameOrganisation(party.id, old, name)
            yield commands.WithdrawOrganisationName(party.id, old)
        for identifier in party.identifiers:
            yield commands.WithdrawOrganisationIdentifier(party.id, identifier)
        for grant in party.grants:
            yield commands.WithdrawRole(party.id, grant.person, grant.role)
    elif isinstance(party, Team):
        yield commands.DissolveTeam(party.id)
        for member in party.members:
            yield commands.LeaveTeam(party.id, member)
    elif isinstance(party, Venture):
        for old in party.names:
            yield commands.RenameVenture(party.id, old, name)
            yield commands.WithdrawVentureName(party.id, old)
        for founder in party.founders:
            yield commands.RemoveFounder(party.id, founder)
        for stage in NEXT_STAGES[party.stage]:
            yield commands.AdvanceVenture(party.id, stage, on)
        if party.organisation:
            yield commands.WithdrawIncorporation(party.id)


TestCluster = Cluster.TestCase
TestCluster.settings = settings(deadline=None, max_examples=100, stateful_step_count=40)


EVENT = st.sampled_from(EVENTS).flatmap(
    lambda kind: st.builds(
        kind,
        **{
            field.name: st.text() if field.name in {"into", "out_of"} else PLACES[field.name]
            for field in msgspec.inspect.type_info(kind).fields  # type: ignore[union-attr]
        },
    )
)


@given(event=EVENT)
@settings(deadline=None)
def test_every_event_comes_back_from_the_journal_as_it_went_in(event: Event) -> None:
    assert written(event) == event


@given(scheme=st.sampled_from(Scheme), typed=st.text(max_size=25))
@settings(deadline=None)
def test_what_is_typed_is_read_to_a_fixed_point_or_refused_in_words(scheme: Scheme, typed: str) -> None:
    read = read_identifier(scheme, typed)
    if isinstance(read, Refused):
        assert str(read)
    else:
        assert read_identifier(scheme, read.value) == read
