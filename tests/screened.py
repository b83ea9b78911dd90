"""A screening database for tests, made of one random sequence, and results of screenings that were never made."""

from __future__ import annotations

import hashlib
import random
import tempfile
from datetime import date, datetime
from functools import cache
from pathlib import Path

import msgspec

from tilth.approval.gate import Decision, Result, Tally
from tilth.approval.gate.commands import Review
from tilth.approval.screening.model import Hit, OrderScreen, QueryScreen, Status
from tilth.foundry.request import Request
from tilth.kernel.signature import Meaning
from tilth_site.foundry.tables import REQUESTS
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import load
from tilth_site.screening.actions import record_result
from tilth_site.screening.actions import review as decide
from tilth_site.screening.asking import ScreenDesign
from tilth_site.screening.mounting import Mounted, mounted
from tilth_site.screening.tables import SCREENINGS
from tilth_site.screening.together import earlier_orders
from tilth_site.signatures.signing import Ink
from tilth_site.uploads.intake import store

WINDOW, HISTORY = 50, 180


def bases(seed: int, length: int) -> str:
    """Random bases, the same for the same seed."""
    return "".join(random.Random(seed).choices("ACGT", k=length))


CONCERN = bases(7, 2_000)
"""The one sequence of the database."""


@cache
def index_file(version: str = "1", planted: tuple[str, ...] = (), expires: date = date(2099, 12, 31)) -> Path:
    """The index of the database, in which the sequences ``planted`` are of concern too; built once a process."""
    from tilth.approval.screening.fasta import read_fasta
    from tilth.approval.screening.index import build_index
    from tilth.approval.screening.index_file import write_index
    from tilth.approval.screening.manifest import read_manifest

    folder = Path(tempfile.mkdtemp(prefix="tilth-screening-"))
    fasta, manifest = folder / "made-up.fasta", folder / "made-up.toml"
    records = {f"made_up_{version}": CONCERN, **{f"planted_{number}": one for number, one in enumerate(planted)}}
    fasta.write_text("".join(f">{name}\n{sequence}\n" for name, sequence in records.items()))
    digest = hashlib.sha256(fasta.read_bytes()).hexdigest()
    manifest.write_text(
        f'name = "made-up"\nversion = "{version}"\nsha256 = "{digest}"\nexpires = {expires}\n'
        f"[policy]\nwindow = {WINDOW}\n"
    )
    write_index(folder / "index", build_index(read_fasta(fasta), read_manifest(manifest), None))
    return folder / "index"


def mount_any(path: Path) -> None:
    """Let the site look for its index at ``path``, whatever is there."""
    from django.conf import settings

    settings.SCREENING_INDEX = path


def mount(path: Path | None = None) -> Mounted:
    """Mount the index ``path``, or the usual one, until the test ends (see ``tests/conftest.py``)."""
    mount_any(path or index_file())
    found = mounted(date(2026, 3, 2))
    assert isinstance(found, Mounted), str(found)
    return found


def made_up(request: Request, version: int, on: date, status: Status, report: str) -> Result:
    """What a screening of ``version`` of a design with the usual database might have come to."""
    earlier = earlier_orders(request, on, HISTORY)
    return Result(
        design_version=version, on=on, status=status, tallies=(Tally(status, 2),), report=report,
        order="cd" * 32, database=mount().database, policy="us-ostp-50",
        together=tuple(row.id for row in earlier),
    )  # fmt: skip


def kept_report(at: datetime) -> str:
    """The hash of a report of one match, which is among the evidence."""
    hit = Hit(start=0, end=60, strand="+", label="made_up_1")
    query = QueryScreen(name="unit", length=900, status=Status.HIT, hits=(hit,))
    report = OrderScreen(on=at.date(), status=Status.HIT, queries=(query,), policy="us-ostp-50")
    kept = store().put(
        msgspec.json.encode(report), media_type="application/json", kind="approval.screening.report",
        source="tilth", known_date=at, licence="unknown",
    )  # fmt: skip
    return kept.sha256


def screen(call: Call, id: str, version: int, status: Status = Status.CLEAR, report: str = "ab" * 32) -> Outcome:
    """Record a made-up result, as the job does."""
    request = load(REQUESTS, id)
    assert request is not None
    found = made_up(request, version, call.at.date(), status, report)
    return record_result(call, ScreenDesign(id, version), found, HISTORY)


def review(call: Call, id: str, decision: Decision = Decision.CLEAR, reason: str = "A kit's marker.") -> Outcome:
    """Decide as whoever calls, with a signature."""
    record = load(SCREENINGS, id)
    person = call.actor.person
    command = Review(
        officer=person, records=frozenset(), organisations=call.actor.organisations, decision=decision,
        reason=reason, report=record.result.report if record and record.result else "ab" * 32,
    )  # fmt: skip
    return decide(call, id, command, Ink(person, "biosafety_officer", "Wu Ji", Meaning.APPROVAL))
