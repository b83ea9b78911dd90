"""The reads of cases, each through what the actor may see.

What depends on the day (where a step stands, what its clock shows, what is deemed) is computed for the day that is
asked about, from the events up to it; so a page of the past shows what could have been known then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from tilth.approval import Case, Procedure, fold_until, ineligible, missing, shipped, standing, the_procedure
from tilth.approval.clock import Standing
from tilth.approval.events import (
    AnswersReceived,
    CaseEvent,
    CaseOpened,
    DossierSealed,
    PartSubmitted,
    Submitted,
)
from tilth.approval.forecast import Forecast, WhatIf, forecast, parse_what_if
from tilth.approval.model import STANDARD, Step
from tilth.approval.rules.reviewing import conflicts
from tilth.kernel.errors import OptionError
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Reason, Refused, refuse
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.approval.actions import ACTIONS
from tilth_site.approval.facts import NAME, TYPE
from tilth_site.approval.matters import Matter, decided, events_of, sides_of
from tilth_site.approval.models import ApprovalCase
from tilth_site.approval.reviewing import interests_known, role_for
from tilth_site.approval.tables import CASES
from tilth_site.foundry.queries import party_names
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import entries_of
from tilth_site.parties.actors import operator_id
from tilth_site.parties.models import RoleHeld
from tilth_site.uploads.intake import store

__all__ = [
    "CHOICES",
    "TRIALS",
    "Candidate",
    "CaseSeen",
    "Page",
    "Paper",
    "Revision",
    "applicants_for",
    "candidates",
    "case_row",
    "case_seen",
    "cases_page",
    "forecast_of",
    "objection",
    "offered",
    "paper",
]

PAGE = 25
"""Rows of a page."""

TRIALS = 100_000
"""Trials of a forecast on a page."""


@dataclass(frozen=True, slots=True)
class Page:
    """Cases, the last changed first, and the numbers from which newer and older ones go on (None: none)."""

    rows: Sequence[ApprovalCase]
    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """The dossier of a step from a day on: its manifest, and the type of the event that brought it."""

    step: str
    manifest: str
    on: date
    type: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a case, to be served under its name."""

    sha256: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who could review a step, and the kinds of interest that keep him out (none: he may)."""

    person: str
    role: str
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as it was at the end of ``as_of``, with everything a page says of it.

    ``standings`` is by step, in the order in which they need each other; ``missing`` the evidence that each step
    lacks; ``ineligible`` the reasons that keep it out of each of its lanes but the standard one. ``entries`` are
    all of the stream, also later ones; ``last_seq`` is the number of the newest.
    """

    case: Case
    procedure: Procedure
    as_of: date
    standings: Mapping[str, Standing]
    missing: Mapping[str, tuple[Reason, ...]]
    ineligible: Mapping[tuple[str, str], tuple[Reason, ...]]
    entries: Sequence[Entry] = field(repr=False)

    @property
    def last_seq(self) -> int:
        """The number of the newest entry."""
        return self.entries[-1].seq

    @property
    def events(self) -> tuple[CaseEvent, ...]:
        """Everything that happened, also after ``as_of``."""
        return events_of(self.entries)

    @property
    def matter(self) -> Matter:
        """The case as an action finds it."""
        return Matter(self.case, self.procedure, self.events)

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """Every dossier that was sealed or handed in by ``as_of``, the oldest first."""
        return tuple(
            Revision(event.step, event.manifest, event.on, event.TYPE)
            for event in self.events
            if isinstance(event, DossierSealed | PartSubmitted | Submitted | AnswersReceived)
            and event.on <= self.as_of
        )


CHOICES: Mapping[str, Q] = {
    "open": Q(withdrawn=None),
    "stopped": Q(withdrawn=None, stopped__gt=0),
    "withdrawn": Q(withdrawn__isnull=False),
}
"""What a list can be cut to."""


def cases_page(
    actor: Actor, applicant: str = "", *, choice: str = "", before: int | None = None, after: int | None = None
) -> Page:
    """The cases that the actor may see (of one applicant, where it is named; of one of :data:`CHOICES`), at most
    :data:`PAGE`: those last changed before the entry numbered ``before``, or after ``after``, or the newest. One
    query.
    """
    rows = cases(actor, applicant).filter(CHOICES.get(choice, Q()))
    if after is not None:
        found = list(rows.filter(last_seq__gt=after).order_by("last_seq")[: PAGE + 1])
        kept = found[:PAGE][::-1]
        newer = kept[0].last_seq if len(found) > PAGE else None
        return Page(kept, newer, kept[-1].last_seq if kept else None)
    if before is not None:
        rows = rows.filter(last_seq__lt=before)
    found = list(rows.order_by("-last_seq")[: PAGE + 1])
    kept = found[:PAGE]
    newer = kept[0].last_seq if kept and before is not None else None
    return Page(kept, newer, kept[-1].last_seq if len(found) > PAGE else None)


def cases(actor: Actor, applicant: str = "") -> QuerySet[ApprovalCase]:
    """The cases that the actor may see, of one applicant where it is named."""
    rows = ApprovalCase.objects.visible_to(actor)
    return rows.filter(applicant=applicant) if applicant else rows


def case_row(actor: Actor, id: str) -> ApprovalCase | None:
    """The case's row, None where there is none that ``actor`` may know of. One query either way."""
    return ApprovalCase.objects.visible_to(actor).filter(pk=id).first()


def case_seen(actor: Actor, id: str, as_of: date) -> CaseSeen | None:
    """The case at the end of ``as_of``, None where there is none that ``actor`` may know of or it was opened
    later. Two queries.
    """
    return seen(entries_of(CASES.name(id)), as_of) if case_row(actor, id) else None


def seen(entries: Sequence[Entry], as_of: date) -> CaseSeen | None:
    """What the ``entries`` of a case come to at the end of ``as_of``; None where it was opened later."""
    case = fold_until(events_of(entries), as_of)
    if case is None:
        return None
    procedure = the_procedure(case.procedure, case.version)
    standings = standing(case, procedure, as_of)
    return CaseSeen(
        case=case,
        procedure=procedure,
        as_of=as_of,
        standings=standings,
        missing={step.id: missing(case, procedure, step) for step in procedure.steps},
        ineligible={
            (step.id, lane.id): ineligible(case, procedure, step, lane, as_of)
            for step in procedure.steps
            for lane in step.every_lane
            if lane.id != STANDARD
        },
        entries=entries,
    )


def objection(call: Call, one: CaseSeen, event: CaseEvent) -> Refused | None:
    """Why the caller's ``event`` would be refused if it were asked for now; None where it would happen. What the
    actions look at besides (whose paper it is, who a reviewer is) is not looked at. One query.
    """
    refused = permitted(call.actor, ACTIONS[type(event)], sides_of(one.case.applicant))
    answer = refused or decided(one.events, one.procedure, call, event)
    return answer if isinstance(answer, Refused) else None


def applicants_for(actor: Actor) -> list[tuple[str, str]]:
    """Id and name of every organisation and venture for which the actor may open a case, by name."""
    action = ACTIONS[CaseOpened]
    may = [id for id in actor.organisations if permitted(actor, action, Sides(owner=id)) is None]
    return sorted(party_names(may).items(), key=lambda one: (one[1], one[0]))


def offered(on: date) -> tuple[Procedure, ...]:
    """The procedures under which a case can be opened on that day: of each the newest version in force."""
    newest: dict[str, Procedure] = {}
    for one in shipped():
        if one.effective.begins <= on and (one.effective.ends is None or on <= one.effective.ends):
            newest[one.id] = one
    return tuple(newest.values())


def candidates(one: CaseSeen, step: Step) -> tuple[Candidate, ...]:
    """Everybody who holds a role at the operator with which he could review ``step``, with what keeps him out. For
    officers. Some queries for each of them.
    """
    reviewing = {reviewer.person for reviewer in one.case.step(step.id).reviewers}
    found = []
    for role in step.roles:
        held = RoleHeld.objects.filter(organisation_id=operator_id(), role=role_for(role).value).order_by("id")
        for person in held.values_list("person", flat=True):
            if person not in reviewing:
                found.append(Candidate(person, role, _conflicts(one.case, step, person)))
    return tuple(found)


def _conflicts(case: Case, step: Step, person: str) -> tuple[str, ...]:
    known = replace(case, interests=(*case.interests, *interests_known(person, case.applicant)))
    return tuple(sorted({each.kind for each in conflicts(known, step, person)}))


def paper(one: CaseSeen, sha256: str) -> Paper | None:
    """The document of the case with this hash: evidence, a dossier's manifest, a letter, a signed decision; None
    where no entry of the case cites it.
    """
    for item in one.case.evidence:
        if item.sha256 == sha256:
            name = item.facts.get(NAME, f"{item.kind}-{sha256[:12]}")
            return Paper(sha256, name, item.facts.get(TYPE, "application/octet-stream"))
    return _cited(one.entries, sha256)


def _cited(entries: Sequence[Entry], sha256: str) -> Paper | None:
    if not any(sha256 in entry.evidence for entry in entries) or sha256 not in store():
        return None
    record = store().records(sha256)[0]
    return Paper(sha256, f"{record.kind.rpartition('.')[2]}-{sha256[:12]}", record.media_type)


def forecast_of(one: CaseSeen, what_ifs: Sequence[str] = (), *, trials: int = TRIALS) -> Forecast | Refused:
    """When the case will be through, from the end of ``one.as_of``, beside each of ``what_ifs`` as
    :func:`tilth.approval.forecast.parse_what_if` reads them; refused where one cannot be read or a step was
    refused. Remembered while nothing happens to the case.
    """
    try:
        parsed = tuple(parse_what_if(text, one.procedure) for text in what_ifs)
    except OptionError as error:
        return refuse(error.code, error.message, error.mend, "what_if")
    return _forecast(_Asked(one.case.id, one.last_seq, one.as_of, tuple(what_ifs), trials), _Held(one, parsed))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What tells one forecast from another."""

    case: str
    last_seq: int
    as_of: date
    what_ifs: tuple[str, ...]
    trials: int


@dataclass(frozen=True, slots=True)
class _Held:
    """What a forecast is made from. All of these are equal: the question beside it tells them apart."""

    seen: CaseSeen = field(compare=False)
    what_ifs: tuple[WhatIf, ...] = field(compare=False)


@lru_cache(maxsize=64)
def _forecast(asked: _Asked, held: _Held) -> Forecast | Refused:
    one = held.seen
    return forecast(one.case, one.procedure, one.as_of, trials=asked.trials, seed=1, what_ifs=held.what_ifs)
