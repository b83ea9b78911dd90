"""Publishing a report: what it says is kept as a file, its hash stands in the journal, and a signed checkpoint of
the journal holds the entry.

A publication names the last entry that it rests on. So years later the journal is folded up to there, the report
is made again, and its bytes are held against the hash (:mod:`.verifying`). To sign a checkpoint happens after the
commit and may fail, for want of a disk or a key; the report is published all the same, and is sealed later.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from datetime import date
from pathlib import Path
from weakref import WeakKeyDictionary

from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Refused
from tilth.plan import model as engine
from tilth.plan.commands import PublishReport, SealReport
from tilth.plan.exchange.report_json import report_bytes
from tilth.plan.figures import Report
from tilth.plan.ledger import Ledger
from tilth.plan.rules import decide_report, objection_to_day
from tilth_site.accounts.permissions import Actor, Sides, not_found, permitted
from tilth_site.journal.actions import Call, Decision, Done, Outcome, perform
from tilth_site.journal.append import Happened
from tilth_site.journal.checkpoints import Signed, sign_now
from tilth_site.journal.exports import head
from tilth_site.journal.streams import load
from tilth_site.parties.actors import operator_id
from tilth_site.plan.actions import setting
from tilth_site.plan.ledgers import ledger_now
from tilth_site.plan.models import PublishedReport
from tilth_site.plan.tables import PLANS, REPORTS
from tilth_site.uploads.intake import store

__all__ = ["ACTION", "make", "preview", "publish", "publish_unsealed", "seal"]

ACTION = "plan.report.publish"

_log = logging.getLogger("tilth.plan")


def make(plan: engine.Plan, ledger: Ledger, as_of: date, known_by: date) -> Report:
    """The report as it is published: of every indicator, with its forecast."""
    # The engine's forecasts load scipy, which no page but these needs.
    from tilth.plan.report import report

    return report(plan, ledger, as_of, known_by=known_by)


def preview(plan_id: str, as_of: date, today: date) -> Report | Refused:
    """What would be published ``today`` as of ``as_of``; refused where there can be no report of that day."""
    state = load(PLANS, plan_id)
    if state is None:
        return not_found()
    objection = objection_to_day(state.plan, as_of, today, today)
    if objection:
        return objection
    ledger = ledger_now(plan_id)
    kept = _made.setdefault(ledger, {})
    asked = (state.plan, as_of, today)
    made = kept.get(asked)
    if made is None:
        made = make(state.plan, ledger, as_of, today)
        while len(kept) >= _MADE_MOST:
            kept.pop(next(iter(kept)), None)
        kept[asked] = made
    return made


_made: WeakKeyDictionary[Ledger, dict[tuple[engine.Plan, date, date], Report]] = WeakKeyDictionary()
"""Reports that were made of a ledger as it still is: a ledger never changes, and goes when a newer one takes its
place.
"""

_MADE_MOST = 8


def publish(call: Call, plan_id: str, report_id: str, as_of: date) -> Outcome:
    """Publish the plan's report as of ``as_of``, by what is known on the day of the call, and seal it.

    Where sealing fails, that is logged, the report stays published, and :func:`seal` can be tried again.
    """
    outcome = publish_unsealed(call, plan_id, report_id, as_of)
    sealed_before = PublishedReport.objects.exclude(checkpoint="").filter(pk=report_id).exists()
    if isinstance(outcome, Refused) or sealed_before:
        return outcome
    try:
        sealed = seal(replace(call, key=""), report_id)
    except TilthError as error:
        _log.warning("report %s is published and not sealed: %s", report_id, error)
        return outcome
    return Done((*outcome.entries, *sealed.entries), outcome.repeated) if isinstance(sealed, Done) else outcome


def publish_unsealed(call: Call, plan_id: str, report_id: str, as_of: date) -> Outcome:
    """Publish the report, without a checkpoint. Nobody else writes while its figures are made."""

    def attempt() -> Decision:
        refused = permitted(call.actor, ACTION, Sides(operator=operator_id()))
        return refused or _published(call, plan_id, report_id, as_of)

    if not call.actor.system and call.actor.organisations:
        # Read beforehand what may take long to read, so that others wait for what has changed since only.
        ledger_now(plan_id)
    return perform(call, ACTION, [report_id, plan_id, as_of], attempt)


def seal(call: Call, report_id: str) -> Outcome:
    """Sign a checkpoint of the journal as it is, and record that it holds the publication of the report.

    Raises FileError where the key or the checkpoint cannot be written; the report is then as it was.
    """
    refused = _sealable(call.actor, report_id)
    if refused:
        return refused
    signed = sign_now(call.at)
    envelope = _kept_envelope(signed, call)
    command = SealReport(envelope, signed.checkpoint.size, signed.checkpoint.root)

    def attempt() -> Decision:
        # Asked again under the lock, where nobody can seal it in between.
        refused = permitted(call.actor, ACTION, Sides(operator=operator_id()))
        if refused:
            return refused
        decided = decide_report(load(REPORTS, report_id), command, setting(call))
        if isinstance(decided, Refused):
            return decided
        return tuple(Happened(REPORTS.name(report_id), event, (envelope,)) for event in decided)

    return perform(call, ACTION, [report_id, "seal"], attempt)


def _published(call: Call, plan_id: str, report_id: str, as_of: date) -> Decision:
    state, before = load(PLANS, plan_id), head()
    if state is None or before is None:
        return not_found()
    around = replace(setting(call), plan=state.plan)
    refused = objection_to_day(state.plan, as_of, around.today, around.today)
    if refused:
        return refused
    report = make(state.plan, ledger_now(plan_id), as_of, around.today)
    data = report_bytes(report)
    command = PublishReport(
        id=report_id, plan=plan_id, report=report, seq=before.seq, sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )  # fmt: skip
    decided = decide_report(load(REPORTS, report_id), command, around)
    if isinstance(decided, Refused):
        return decided
    store().put(
        data, media_type="application/json", kind="plan.report", source=plan_id, locator=report_id,
        event_date=as_of, known_date=call.at, licence="unknown",
    )  # fmt: skip
    return tuple(Happened(REPORTS.name(report_id), event, (command.sha256,)) for event in decided)


def _sealable(actor: Actor, report_id: str) -> Refused | None:
    """Why there is nothing to sign, so that no checkpoint is made for nothing."""
    refused = permitted(actor, ACTION, Sides(operator=operator_id()))
    if refused:
        return refused
    return None if PublishedReport.objects.filter(pk=report_id).exists() else not_found()


def _kept_envelope(signed: Signed, call: Call) -> str:
    """The signed checkpoint put among the evidence; its hash."""
    record = store().put(
        Path(signed.files[0]), media_type="application/json", kind="journal.checkpoint",
        source=signed.checkpoint.journal, known_date=call.at, licence="unknown",
    )  # fmt: skip
    return record.sha256
