"""The example plan, followed from its first day: evidence handed in, decided about and published on the dates that
its table says.

Everything is written through the actions, each as of its own day, so the journal reads as if the site had been
there all along. Readings of one speech that contradict each other are left for the officer to choose from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from pathlib import Path

from tilth.kernel.errors import InputError
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth.plan.commands import AcceptEvidence, RecordEvidence
from tilth.plan.evidence import READING, Row
from tilth.plan.evidence_file import read_evidence
from tilth.plan.model import Plan
from tilth.plan.plan_file import read_plan
from tilth_site.accounts.permissions import OPERATOR, Actor
from tilth_site.demonstration.loading import Loaded, done
from tilth_site.journal.actions import Call, Outcome
from tilth_site.parties.actors import actor_of
from tilth_site.parties.models import RoleHeld
from tilth_site.plan.actions import accept, adopt, record, reject, withdraw
from tilth_site.plan.publishing import publish
from tilth_site.uploads.intake import Said, take_in
from tilth_site.uploads.kinds import TEXT

__all__ = ["REPORTS", "follow"]

REPORTS = ((date(2024, 6, 30), date(2024, 7, 15)), (date(2024, 12, 31), date(2025, 2, 28)))
"""Reports of the example: as of a day, published on another."""

_LICENCE = "CC0-1.0"


@dataclass(frozen=True, slots=True)
class _Example:
    """The plan and its evidence, with the ids on this site: of the plan, of whoever hands in, and of each row."""

    plan: Plan
    rows: Sequence[Row]
    id: str
    owner: str
    ids: dict[str, str]

    def begun(self, day: date) -> date:
        """``day``, or the plan's first day: what was known before the site was there came in on that day."""
        return max(day, self.plan.start)


@dataclass(frozen=True, slots=True)
class _Step:
    """What ``actor`` does on a day. Of one day, what is handed in comes before what is decided and published."""

    day: date
    rank: int
    actor: Actor
    do: Callable[[Call], Outcome]


def follow(loaded: Loaded, say: Callable[[str], None]) -> None:
    """Adopt the example plan and bring its evidence in. Raises InputError where an action refuses."""
    with as_file(files(__package__) / "plan") as folder:
        example = _read(folder, loaded.ids["office"])
    done(adopt(Call(OPERATOR, _noon(example.plan.start)), example.id, example.plan))
    for step in sorted(_steps(example, _officer(example.owner)), key=lambda step: (step.day, step.rank)):
        done(step.do(Call(step.actor, _noon(step.day))))
    say(f"A plan is followed: {len(example.rows)} rows of evidence, {len(REPORTS)} reports.")


def _read(folder: Path, owner: str) -> _Example:
    """The files in ``folder``; the documents are kept as evidence."""
    plan, rows = read_plan(folder / "PLAN.yaml"), read_evidence(folder / "EVIDENCE.csv")
    if isinstance(plan, Refused) or isinstance(rows, Refused):
        faults = plan if isinstance(plan, Refused) else rows
        raise InputError("example.plan", str(faults), mend="Compare the files with examples/plan.")
    for document in sorted((folder / "documents").iterdir()):
        with document.open("rb") as stream:
            said = Said("example", plan.start, _LICENCE)
            kept = take_in(document.name, stream, allowed=(TEXT,), said=said)
        if isinstance(kept, Refused):
            done(kept)
    # Pages say of a plan with such a code that its figures are made up.
    marked = replace(plan, code=f"{plan.code}-example")
    return _Example(marked, rows, new_id("pln"), owner, {row.id: new_id("evd") for row in rows})


def _steps(example: _Example, officer: Actor) -> Iterator[_Step]:
    """Everything that happens to the example's rows and reports."""
    for row in example.rows:
        yield _Step(example.begun(row.known), 0, OPERATOR, _recording(example, row))
        if row.accepted is not None and not _contested(row, example.rows):
            yield _Step(example.begun(row.accepted), 1, officer, _accepting(example, row))
        if row.ended is not None:
            yield _Step(example.begun(row.ended), 2, officer, _ending(example, row))
    for as_of, day in REPORTS:
        yield _Step(day, 3, officer, _publishing(example, as_of))


def _recording(example: _Example, row: Row) -> Callable[[Call], Outcome]:
    command = RecordEvidence(
        id=example.ids[row.id], plan=example.id, owner=example.owner, claim=row.claim, subject=row.subject,
        on=row.on, place=row.place, other=row.other, value=row.value, of=row.of, basis=row.basis,
        facts=tuple(row.facts.items()), document=row.document, source=row.source, locator=row.locator,
        licence=_LICENCE, open=bool(row.document),
    )  # fmt: skip
    return lambda call: record(call, command)


def _accepting(example: _Example, row: Row) -> Callable[[Call], Outcome]:
    command = AcceptEvidence(row.reason, tuple(example.ids[over] for over in row.over), row.verdict)
    return lambda call: accept(call, example.ids[row.id], command)


def _ending(example: _Example, row: Row) -> Callable[[Call], Outcome]:
    end = withdraw if row.accepted is not None else reject
    return lambda call: end(call, example.ids[row.id], row.reason)


def _publishing(example: _Example, as_of: date) -> Callable[[Call], Outcome]:
    return lambda call: publish(call, example.id, new_id("rep"), as_of)


def _contested(row: Row, rows: Sequence[Row]) -> bool:
    """Whether another reading of the same period says something else, and nobody has chosen yet."""
    return row.claim == READING and any(
        (other.claim, other.subject, other.on) == (READING, row.subject, row.on)
        and (other.value, other.of) != (row.value, row.of)
        and other.id not in row.over
        for other in rows
    )


def _officer(office: str) -> Actor:
    """The cluster officer of the organisation that operates the site."""
    held = RoleHeld.objects.filter(organisation_id=office, role=Role.CLUSTER_OFFICER.value).order_by("id").first()
    assert held is not None, "the example has a cluster officer"
    return actor_of(held.person)


def _noon(day: date) -> datetime:
    """Noon of ``day`` in Shanghai."""
    return datetime.combine(day, time(4), UTC)
