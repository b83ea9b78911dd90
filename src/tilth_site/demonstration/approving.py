"""The cases of the example, told through the actions: each deed by the person whose deed it is, on its day.

A case is told from so many days ago until today. What its file plans for later days has not happened yet, and
where a day is on a weekend, the deed is done on the Monday after it. Every document says that it is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.utils import timezone

from tilth.approval import events, the_procedure
from tilth.approval.case import Outcome
from tilth.approval.events import CaseEvent
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth_site.accounts.models import PersonalRecord
from tilth_site.approval.actions import carry_out, open_case
from tilth_site.approval.dossiers import Answer, HandIn, Part, hand_in
from tilth_site.approval.evidence import add_document, add_result, results_of, take_paper
from tilth_site.approval.models import ApprovalCase
from tilth_site.approval.reviewing import assign, decide_on_paper, vote
from tilth_site.demonstration.cluster import CaseEntry, Cluster, DeedEntry
from tilth_site.demonstration.loading import Loaded, done
from tilth_site.foundry.queries import party_names
from tilth_site.journal.actions import Call
from tilth_site.parties.actors import actor_of
from tilth_site.signatures.signing import Ink
from tilth_site.uploads.intake import Stored

__all__ = ["Applied", "apply_for"]

_SATURDAY = 5
_MADE_UP = "This paper is made up for the example.\n"


@dataclass(frozen=True, slots=True)
class Applied:
    """A case of the example, and how many of its deeds were done."""

    id: str
    deeds: int


def apply_for(
    cluster: Cluster, loaded: Loaded, requests: Mapping[str, str], at: datetime, say: Callable[[str], None]
) -> tuple[Applied, ...]:
    """Tell every case of ``cluster`` until ``at``, which is now; ``requests`` gives each request's id by title.

    A case that would have begun before its procedure was in force is left out. Raises InputError where an action
    refuses.
    """
    today, told = timezone.localdate(at), []
    for entry in cluster.case:
        begins = today - timedelta(days=entry.days_ago)
        if begins < the_procedure(entry.procedure).effective.begins:
            say(f"{entry.procedure} was not in force on {begins}, so that case is left out.")
            continue
        told.append(Docket(entry, loaded, requests, begins, at).tell())
        say(_standing(told[-1].id))
    return tuple(told)


def _standing(id: str) -> str:
    """How far a case is, in a sentence."""
    row = ApprovalCase.objects.get(pk=id)
    procedure = the_procedure(row.procedure, row.version)
    applicant = party_names([row.applicant])[row.applicant]
    return f"{applicant}, {procedure.title}: {row.decided} of {len(procedure.steps)} steps are decided."


class Docket:
    """A case on its way."""

    def __init__(
        self, entry: CaseEntry, loaded: Loaded, requests: Mapping[str, str], begins: date, at: datetime
    ) -> None:
        self.entry, self.loaded, self.requests = entry, loaded, requests
        self.begins, self.today, self.at = begins, timezone.localdate(at), at
        self.id, self.applicant = new_id("case"), loaded.ids[entry.applicant]

    def tell(self) -> Applied:
        """Open the case, and do every deed up to today; it ends before a delivery that was not made."""
        first = self.call(self.entry.opened_by, self.begins, 0)
        done(open_case(first, self.id, self.applicant, self.entry.procedure, facts=self.entry.facts))
        count = 0
        for number, deed in enumerate(self.entry.deeds, start=1):
            day = self.day(deed.day)
            if day > self.today or (deed.do == "take_over" and not self.delivery(deed, deed.by)):
                break
            self.do(deed, self.call(deed.by, day, number), day)
            count += 1
        return Applied(self.id, count)

    def day(self, number: int) -> date:
        """The day number ``number`` (from 0), or the Monday after it, unless that is still to come."""
        day = self.begins + timedelta(days=number)
        monday = day + timedelta(days=7 - day.weekday())
        return monday if day.weekday() >= _SATURDAY and monday <= self.today else day

    def call(self, by: str, day: date, minute: int) -> Call:
        """A call by the person with the key ``by``: today now, on earlier days in the course of the morning."""
        morning = datetime.combine(day, time(9)) + timedelta(minutes=minute)
        at = self.at if day == self.today else timezone.make_aware(morning)
        return Call(actor_of(self.loaded.ids[by]), at)

    def do(self, deed: DeedEntry, call: Call, on: date) -> None:
        """Do ``deed``."""
        match deed.do:
            case "add":
                paper = self.paper(deed, call)
                done(add_document(call, self.id, deed.kind, paper, facts=deed.facts))
            case "take_over":
                self.take_over(deed, call)
            case "part":
                done(hand_in(call, self.id, Part(deed.step, deed.kind)))
            case "submit":
                done(hand_in(call, self.id, HandIn(deed.step)))
            case "answer":
                done(hand_in(call, self.id, Answer(deed.step, full=True)))
            case "assign":
                person = self.loaded.ids[deed.person]
                event = events.ReviewerAssigned(step=deed.step, person=person, role=deed.role, on=on)
                done(assign(call, self.id, event))
            case "vote":
                self.vote(deed, call, on)
            case "decide":
                self.decide(deed, call, on)
            case _:
                done(carry_out(call, self.id, self.event(deed, call, on)))

    def event(self, deed: DeedEntry, call: Call, on: date) -> CaseEvent:
        """The event of a deed that is no more than that."""
        match deed.do:
            case "accept":
                return events.Accepted(step=deed.step, on=on)
            case "ask":
                return events.QuestionsAsked(step=deed.step, on=on, document=self.paper(deed, call).sha256)
            case "take_lane":
                return events.LaneTaken(step=deed.step, lane=deed.lane, on=on, reason=deed.text)
            case _:
                raise AssertionError(deed)

    def delivery(self, deed: DeedEntry, by: str) -> str:
        """The hash of what was delivered for a design request, empty where nothing was."""
        actor = actor_of(self.loaded.ids[by])
        found = results_of(actor, self.applicant, self.requests[deed.request])
        return next((one.sha256 for one in found if one.what == "delivery"), "")

    def take_over(self, deed: DeedEntry, call: Call) -> None:
        """Take the delivery of a design request over as evidence."""
        sha256 = self.delivery(deed, deed.by)
        request = self.requests[deed.request]
        done(add_result(call, self.id, deed.kind, request, sha256, facts=deed.facts))

    def vote(self, deed: DeedEntry, call: Call, on: date) -> None:
        """Vote for approval, and sign."""
        event = events.Voted(
            step=deed.step, person=call.actor.person, outcome=Outcome.APPROVED, reason=deed.text, on=on
        )
        done(vote(call, self.id, event, _ink(call, deed.role)))

    def decide(self, deed: DeedEntry, call: Call, on: date) -> None:
        """Record the approval of an authority, and sign."""
        event = events.Decided(
            step=deed.step, outcome=Outcome.APPROVED, by="authority", on=on, reason=deed.text,
            document=self.paper(deed, call).sha256,
        )  # fmt: skip
        done(decide_on_paper(call, self.id, event, _ink(call, deed.role)))

    def paper(self, deed: DeedEntry, call: Call) -> Stored:
        """The paper of a deed: its text, with a line that says that it is made up."""
        name = f"{deed.kind or deed.do}.txt"
        taken = take_paper(call, name, BytesIO(f"{_MADE_UP}{self.id}\n{deed.text}\n".encode()))
        if isinstance(taken, Refused):
            done(taken)
            raise AssertionError(taken)
        return taken


def _ink(call: Call, role: str) -> Ink:
    name = PersonalRecord.objects.get(person=call.actor.person).name("en")
    return Ink(call.actor.person, role, name, Meaning.APPROVAL)
