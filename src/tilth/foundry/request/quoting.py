"""From accepted to queued: drawing up a statement of work, signing it, and what must be signed to take a slot.

A new statement supersedes every earlier one, and signatures bind to one version and its hash, so nothing signed is
ever carried over to other words. What *is* carried over is the price: a line that did not change keeps it.
"""

from __future__ import annotations

from datetime import date

from tilth.foundry.request.assessment import Assessment
from tilth.foundry.request.commands import Quote, Sign
from tilth.foundry.request.comparison import diff
from tilth.foundry.request.events import Quoted, Signed
from tilth.foundry.request.model import Request, Signature
from tilth.foundry.request.pricing import Line
from tilth.foundry.request.readiness import ready
from tilth.foundry.request.statement import Statement, requote
from tilth.kernel.money import total
from tilth.kernel.refusal import Refused, refuse

__all__ = ["objection_to_queueing", "quoted", "signed"]


def quoted(request: Request, command: Quote, today: date) -> Quoted | Refused:
    """The next statement of work, for the design that stands and has been assessed."""
    assessment = ready(request)
    if isinstance(assessment, Refused):
        return assessment
    previous = request.statement
    lines = command.lines
    if previous is not None and not command.afresh:
        lines = requote(previous.lines, lines)
    objection = _bound(request, command) or _bad_lines(lines) or _bad_dates(command, today)
    if objection is not None:
        return objection
    statement = _statement(request, command, assessment, lines)
    if previous is not None and not diff(previous, statement):
        return refuse(
            "request.same_quote",
            "The statement would say what version {version} says.",
            "Change a line, a date or a term; where the version stands as it is, let it be signed.",
            version=previous.version,
        )
    return Quoted(statement)


def signed(request: Request, command: Sign, today: date) -> Signed | Refused:
    """One side's signature under the latest statement."""
    statement = request.statement
    if statement is None or command.version != statement.version:
        return refuse(
            "request.superseded",
            "Version {version} of the statement of work is not the latest, which is version {latest}.",
            "Read the latest version, and sign that one.",
            where="version",
            version=command.version,
            latest=len(request.statements),
        )
    if command.sha256 != statement.sha256:
        return refuse(
            "request.other_statement",
            "The text to be signed is not that of version {version}: its hash is another.",
            "Load the statement again, read it, and sign it.",
            where="sha256",
            version=statement.version,
        )
    return _unsignable(request, statement, command, today) or Signed(
        Signature(statement.version, command.sha256, command.side, command.signatory, command.meaning, today)
    )


def objection_to_queueing(request: Request) -> Refused | None:
    """Why the request cannot take a slot, or None where both sides signed the latest statement."""
    missing = request.unsigned
    if not missing:
        return None
    return refuse(
        "request.unsigned",
        "Version {version} of the statement of work is not signed by: {sides}.",
        "Have both sides sign it first.",
        version=len(request.statements),
        sides=", ".join(missing),
    )


def _unsignable(request: Request, statement: Statement, command: Sign, today: date) -> Refused | None:
    """Why this side cannot sign the latest statement today, or None where it can."""
    if today > statement.valid_until:
        return refuse(
            "request.expired",
            "Version {version} of the statement of work could be signed until {day}.",
            "Ask the foundry for a new version.",
            version=statement.version,
            day=statement.valid_until.isoformat(),
        )
    if command.side not in request.unsigned:
        return refuse(
            "request.signed_already",
            "The {side} has signed version {version} of the statement of work.",
            "Nothing is left to sign for this side.",
            where="side",
            side=command.side.value,
            version=statement.version,
        )
    if any(one.version == statement.version and one.signatory == command.signatory for one in request.signatures):
        return refuse(
            "request.same_signatory",
            "The person who signs has signed version {version} for the other side.",
            "Let somebody else sign for this side: an agreement takes two.",
            where="signatory",
            version=statement.version,
        )
    if not command.meaning.strip():
        return refuse(
            "request.no_meaning",
            "The signature does not say what it means.",
            "Say what is signed for, for example that the statement of work is accepted.",
            where="meaning",
        )
    return None


def _statement(request: Request, command: Quote, assessment: Assessment, lines: tuple[Line, ...]) -> Statement:
    return Statement(
        request=request.id,
        version=len(request.statements) + 1,
        owner=request.owner,
        provider=request.provider,
        design_version=assessment.design_version,
        customer_class=request.customer_class,
        scope=assessment.groups,
        lines=lines,
        total=total((line.amount for line in lines), lines[0].amount.currency),
        price_list=command.price_list,
        earliest=command.earliest,
        latest=command.latest,
        provisional=command.provisional,
        terms=command.terms,
        valid_until=command.valid_until,
        assumptions=command.assumptions,
    )


def _bound(request: Request, command: Quote) -> Refused | None:
    """Both sides agreed on prices, so the foundry alone cannot set them all anew."""
    agreed = request.agreed
    if agreed is None or not command.afresh:
        return None
    return refuse(
        "request.price_agreed",
        "Both sides signed version {version}, so its prices hold for what did not change.",
        "Quote without pricing afresh: lines that changed are priced by today's list.",
        where="afresh",
        version=agreed.version,
    )


def _bad_lines(lines: tuple[Line, ...]) -> Refused | None:
    if not lines:
        return refuse("request.no_lines", "The statement has no lines.", "Price the design first.", where="lines")
    keys = [line.key for line in lines]
    repeated = next((key for key in keys if keys.count(key) > 1), None)
    if repeated is not None:
        return refuse(
            "request.repeated_line",
            "Two lines have the key {key}.",
            "Put what they charge for into one line, or give each a key of its own.",
            where="lines",
            key=repeated,
        )
    currencies = sorted({amount.currency for line in lines for amount in (line.unit_price, line.amount)})
    if len(currencies) > 1:
        return refuse(
            "request.currencies",
            "The lines are in several currencies: {currencies}.",
            "Price all lines in one currency, the one in which earlier lines were quoted.",
            where="lines",
            currencies=", ".join(currencies),
        )
    return None


def _bad_dates(command: Quote, today: date) -> Refused | None:
    if command.latest < command.earliest:
        return refuse(
            "request.dates",
            "The latest date, {latest}, is before the earliest, {earliest}.",
            "Give the range of dates in order.",
            where="latest",
            earliest=command.earliest.isoformat(),
            latest=command.latest.isoformat(),
        )
    if command.valid_until < today:
        return refuse(
            "request.validity",
            "The statement would be valid until {day}, which has passed.",
            "Give a day on which it can still be signed.",
            where="valid_until",
            day=command.valid_until.isoformat(),
        )
    return None
