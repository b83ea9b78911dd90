"""What a request's page shows of an assessment and of statements of work, as plain rows for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from tilth.foundry.request import Request, Side, State
from tilth.foundry.request.assessment import Assessment, Prediction
from tilth.foundry.request.comparison import Change, GroupChange, LineChange, diff
from tilth.foundry.request.constructs import Group
from tilth.foundry.request.price_file import default_price_list
from tilth.foundry.request.pricing import Line
from tilth.foundry.request.statement import Statement
from tilth_site.foundry.tables import turn
from tilth_site.foundry.wording import FIELDS, line_name, sentence
from tilth_site.signatures.models import SignatureGiven

__all__ = [
    "GroupRow",
    "PricedLine",
    "Signed",
    "class_name",
    "differences",
    "groups",
    "priced",
    "signatures",
    "whose_turn",
]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of constructs with what is predicted for it: ``percent`` of colonies right (None: ``reason``)."""

    name: str
    constructs: int
    percent: str | None
    colonies: int | None
    confidence: str
    reason: str


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line of a price with what it is for in the reader's language."""

    what: str
    line: Line


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature under ``version`` of the statement of work, with the name printed beneath it (empty: erased)."""

    given: SignatureGiven
    name: str
    version: int | None
    side: Side | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of a comparison: what happened to ``what``, and how it reads before and after."""

    kind: str
    what: str
    old: str
    new: str


def groups(assessment: Assessment) -> tuple[GroupRow, ...]:
    """A row for every group."""
    predictions = {one.group: one for one in assessment.predictions}
    return tuple(_row(group, predictions.get(group.key)) for group in assessment.groups)


def _row(group: Group, found: Prediction | None) -> GroupRow:
    fraction = found.fraction if found else None
    return GroupRow(
        group.what,
        group.constructs,
        _percent(fraction) if fraction else None,
        found.colonies if found else None,
        _percent(found.confidence) if found and found.confidence else "",
        sentence(found.reason) if found else gettext("Nothing is predicted for it."),
    )


def _percent(decimal: str) -> str:
    """``0.9731`` as ``97.31 %``."""
    return f"{(Decimal(decimal) * 100).normalize():f} %"


def priced(lines: Iterable[Line]) -> tuple[PricedLine, ...]:
    """Lines with their names."""
    return tuple(PricedLine(line_name(line), line) for line in lines)


def class_name(key: str) -> str:
    """A customer class in words; its key where the price list no longer has it."""
    return next((sentence(one.what) for one in default_price_list().classes if one.key == key), key)


def whose_turn(request: Request, names: Mapping[str, str]) -> str:
    """For whom the request waits, and for what."""
    side = turn(request)
    if side is None:
        return gettext("Nothing is left to do.")
    party = names.get(request.owner if side is Side.OWNER else request.provider, "")
    return _turn(request, side) % {"party": party}


def _turn(request: Request, side: Side) -> str:
    match request.state:
        case State.DRAFT:
            return gettext("%(party)s submits it next.")
        case State.CHANGES_REQUESTED:
            return gettext("%(party)s changes the design next.")
        case State.SUBMITTED:
            return gettext("%(party)s accepts it, asks for changes or declines next.")
        case State.ACCEPTED:
            return gettext("%(party)s quotes next.")
        case State.QUOTED if side in request.unsigned:
            return gettext("%(party)s signs the statement of work next.")
        case State.QUOTED:
            return gettext("%(party)s gives it a place in a build slot next.")
        case State.QUEUED:
            return gettext("%(party)s builds it next, once it is screened and cleared.")
        case State.IN_PROGRESS:
            return gettext("%(party)s is building it.")
        case _:
            return gettext("%(party)s closes it next.")


def signatures(request: Request, given: Iterable[tuple[SignatureGiven, str]]) -> tuple[Signed, ...]:
    """The signatures with the version and the side that each is for."""
    versions = {statement.sha256: statement.version for statement in request.statements}
    sides = {(one.signatory, one.sha256): one.side for one in request.signatures}
    found = []
    for row, name in given:
        signed = row.signed.split(" ")[0]
        found.append(Signed(row, name, versions.get(signed), sides.get((row.signer, signed))))
    return tuple(found)


def differences(old: Statement, new: Statement) -> tuple[Difference, ...]:
    """What is different in ``new``, in words."""
    return tuple(_difference(change) for change in diff(old, new))


def _difference(change: Change) -> Difference:
    if isinstance(change, LineChange):
        whole = change.new or change.old
        assert whole is not None, "a change is of something"
        return Difference(change.kind, line_name(whole), _line(change.old), _line(change.new))
    if isinstance(change, GroupChange):
        what = gettext("Constructs of %(group)s") % {"group": change.key}
        return Difference(change.kind, what, _group(change.old), _group(change.new))
    return Difference(
        change.kind, str(FIELDS[change.key]), _field(change.key, change.old), _field(change.key, change.new)
    )


def _line(line: Line | None) -> str:
    return f"{line.quantity:,} × {line.unit_price} = {line.amount}" if line else ""


def _group(group: Group | None) -> str:
    if group is None:
        return ""
    words = ngettext("%(count)d construct", "%(count)d constructs", group.constructs) % {"count": group.constructs}
    return gettext("%(words)s (digest %(digest)s)") % {"words": words, "digest": group.digest[:12]}


def _field(name: str, text: str) -> str:
    if name == "provisional":
        return gettext("yes") if text == "yes" else gettext("no")
    return class_name(text) if name == "customer_class" else text
