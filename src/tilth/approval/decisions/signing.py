"""From a case and an event to the statement that is signed for it, and back from an envelope.

::

    statement = statement_for(events, procedure, vote, signer)
    envelope = sign(statement, key)                  # DSSE, to be kept as evidence
    vote = replace(vote, statement=statement.sha256) # what happens to the case
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tilth.approval.case import Case, Outcome
from tilth.approval.clock.standing import standing
from tilth.approval.decisions.chain import head_of
from tilth.approval.decisions.statement import ClockState, Signer, Statement, What, read_statement
from tilth.approval.events import CaseEvent, Decided, Recognised, Voted
from tilth.approval.model import Procedure
from tilth.approval.rules.folding import fold_until
from tilth.kernel import dsse
from tilth.kernel.errors import InputError, MissingError

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]

__all__ = ["KIND", "PAYLOAD_TYPE", "Signable", "open_statement", "sign", "state_of_clock", "statement_for"]

PAYLOAD_TYPE = "application/vnd.tilth.decision+json"
"""What the envelope of a statement says it holds."""

Signable = Voted | Decided | Recognised
"""Events that somebody signs for."""

KIND = dsse.Kind(
    code="decision",
    noun="statement",
    payload_type=PAYLOAD_TYPE,
    get_again="Get the envelope again from where it was signed, whole and unchanged.",
    check_key="Check it with the public key of the site that signed it, or get it again where it is kept.",
)
"""Envelopes of statements."""

_WHAT = {Voted: What.VOTE, Decided: What.DECISION, Recognised: What.RECOGNITION}


def state_of_clock(case: Case, procedure: Procedure, step: str, day: date) -> ClockState:
    """What the clock of ``step`` shows at the end of ``day``; ``case`` is what was known by then.

    Raises MissingError where the procedure has no such step, IntegrityError where it is not the one of the case.
    """
    now = standing(case, procedure, day).get(step)
    if now is None:
        raise MissingError("decision.step", f"The procedure has no step {step}.", mend="Name one of its steps.")
    reading = now.clock
    if reading is None:
        return ClockState(lane=now.lane, phase=now.phase)
    return ClockState(
        lane=now.lane,
        phase=now.phase,
        unit=reading.unit,
        limit=reading.limit,
        statutory=reading.statutory,
        stopped=reading.stopped,
        actual=reading.actual,
        due=reading.due.date if reading.due else None,
        provisional=bool(reading.due and reading.due.provisional),
    )


def statement_for(events: Sequence[CaseEvent], procedure: Procedure, event: Signable, signer: Signer) -> Statement:
    """What ``signer`` states with ``event``, which is about to follow all the ``events`` of the case.

    Its clock is that of the end of the event's day, before the event. Raises MissingError where no event opens the
    case, and as :func:`state_of_clock`.
    """
    case = fold_until(events, event.on)
    if case is None:
        raise MissingError("decision.case", "There is no such case on that day.", mend="Open it first.")
    return Statement(
        case=case.id,
        step=event.step,
        what=_WHAT[type(event)],
        outcome=Outcome.APPROVED if isinstance(event, Recognised) else event.outcome,
        reason="" if isinstance(event, Recognised) else event.reason,
        on=event.on,
        manifest=case.step(event.step).dossier,
        document="" if isinstance(event, Voted) else event.document,
        procedure=case.digest,
        procedure_id=case.procedure,
        procedure_version=case.version,
        clock=state_of_clock(case, procedure, event.step, event.on),
        after=head_of(events),
        signer=signer,
        body=event.body if isinstance(event, Recognised) else "",
    )


def sign(statement: Statement, *keys: CryptoSigner) -> bytes:
    """The DSSE envelope of ``statement`` with a signature of each of ``keys``, as canonical JSON."""
    return dsse.sign(KIND, statement.to_json(), *keys)


def open_statement(envelope: bytes, keys: Sequence[SSlibKey], *, threshold: int = 1) -> Statement:
    """The statement in ``envelope``, once at least ``threshold`` different ones of the public ``keys`` signed it.

    Raises IntegrityError where the bytes are no envelope of a statement (``decision.envelope``), and where too few
    of the keys signed it or it was altered since (``decision.signature``); OptionError where there are fewer keys
    than are wanted.
    """
    payload = dsse.open_signed(KIND, envelope, keys, threshold=threshold)
    try:
        return read_statement(payload)
    except InputError as error:
        raise dsse.no_envelope(KIND, f"its payload is not one ({error.message})") from error
