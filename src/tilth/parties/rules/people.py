"""What may happen to the record of a person, and what it is afterwards."""

from __future__ import annotations

from dataclasses import replace

from tilth.kernel.refusal import Refused, refuse
from tilth.parties.commands import MergePerson, PersonCommand, RegisterPerson, UnmergePerson
from tilth.parties.context import Context
from tilth.parties.events import PersonEvent, PersonMerged, PersonRegistered, PersonUnmerged
from tilth.parties.merging import against_merging, against_touching, against_unmerging, unknown
from tilth.parties.model import Person
from tilth.parties.streams import unregistered


def decide(state: Person | None, command: PersonCommand, context: Context) -> tuple[PersonEvent, ...] | Refused:
    """The events that ``command`` leads to, or why it is not carried out."""
    if isinstance(command, RegisterPerson):
        if state is None:
            return (PersonRegistered(command.person),)
        return refuse(
            "parties.known", "{party} is registered already.", "Change it, or take a new id.", party=state.id
        )
    if state is None:
        return Refused((unknown(command.person),))
    match command:
        case MergePerson(into=into):
            reasons = against_touching(state, context) or against_merging(state, into, context)
            return Refused(reasons) if reasons else (PersonMerged(state.id, into),)
        case UnmergePerson():
            reasons = against_unmerging(state)
            return Refused(reasons) if reasons else (PersonUnmerged(state.id, state.merged_into or ""),)


def apply(state: Person | None, event: PersonEvent) -> Person:
    """The person after ``event``. Raises IntegrityError where the person is not registered."""
    if isinstance(event, PersonRegistered):
        return Person(event.person)
    if state is None:
        raise unregistered(event)
    match event:
        case PersonMerged(into=into):
            return replace(state, merged_into=into)
        case PersonUnmerged():
            return replace(state, merged_into=None)
