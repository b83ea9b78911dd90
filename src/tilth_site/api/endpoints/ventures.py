"""Ventures: reading them, and every change to one, under one id from application to exit."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from tilth.kernel.ids import new_id
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth.parties import commands as ask
from tilth.parties.model import Stage
from tilth.parties.model import Venture as VentureState
from tilth_site.api.answers import entries_until, found, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_text, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import VenturePath
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas import party
from tilth_site.api.schemas.journal import entries_out
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import entries_of, fold
from tilth_site.parties.actions import carry_out
from tilth_site.parties.models import Venture
from tilth_site.parties.tables import VENTURES

__all__ = ["router"]

router = takes(Router(tags=["ventures"]), JSON)


@router.get("", response=party.VenturePage, auth=READ, operation_id="listVentures")
def list_ventures(request: Asked, cursor: Cursor = "", limit: Limit = USUAL) -> party.VenturePage | HttpResponse:
    """The ventures that you founded or in whose organisation you have a role, the newest first; all of them for
    the site's operator.
    """
    after = after_text(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = Venture.objects.visible_to(request.auth)
    rows = rows.filter(pk__lt=after) if after else rows
    page, following = cut(list(rows.order_by("-pk")[: limit + 1]), limit, lambda row: row.id)
    return party.VenturePage(items=[_summary(row) for row in page], next=following)


@router.post("", response={201: party.VentureWritten}, auth=WRITE, operation_id="registerVenture")
def register_venture(request: Asked, body: party.RegisterVentureIn) -> HttpResponse:
    """Make a venture known."""

    def act(call: Call) -> Outcome:
        names = tuple(name.name() for name in body.names)
        return carry_out(call, ask.RegisterVenture(new_id("ven", call.at), names, tuple(body.founders), body.on))

    return written(request, once(request, act, reason=body.reason), _show, status=201)


@router.get("/{venture_id}", response={200: party.VentureOut, 304: None}, auth=READ, operation_id="getVenture")
def get_venture(request: Asked, venture_id: VenturePath) -> HttpResponse:
    """One venture."""
    present(Venture.objects.visible_to(request.auth).filter(pk=venture_id).first())
    entries = entries_of(VENTURES.name(venture_id))
    shown = party.VentureOut(venture=_state(entries), last_seq=entries[-1].seq)
    return found(request, shown, shown.last_seq)


@router.post("/{venture_id}/names", response=party.VentureWritten, auth=WRITE, operation_id="nameVenture")
def name_venture(request: Asked, venture_id: VenturePath, body: party.NameIn) -> HttpResponse:
    """Add a name."""
    return _change(request, body, ask.NameVenture(venture_id, body.name.name()))


@router.post("/{venture_id}/names/rename", response=party.VentureWritten, auth=WRITE, operation_id="renameVenture")
def rename_venture(request: Asked, venture_id: VenturePath, body: party.NameChange) -> HttpResponse:
    """Put a name in the place of another, which becomes a former name."""
    return _change(request, body, ask.RenameVenture(venture_id, body.old.name(), body.new.name()))


@router.post(
    "/{venture_id}/names/withdraw", response=party.VentureWritten, auth=WRITE, operation_id="withdrawVentureName"
)
def withdraw_venture_name(request: Asked, venture_id: VenturePath, body: party.NameIn) -> HttpResponse:
    """Take away a name that was never its own."""
    return _change(request, body, ask.WithdrawVentureName(venture_id, body.name.name()))


@router.post("/{venture_id}/founders", response=party.VentureWritten, auth=WRITE, operation_id="addFounder")
def add_founder(request: Asked, venture_id: VenturePath, body: party.FounderIn) -> HttpResponse:
    """Make a person a founder."""
    return _change(request, body, ask.AddFounder(venture_id, body.person))


@router.post(
    "/{venture_id}/founders/remove", response=party.VentureWritten, auth=WRITE, operation_id="removeFounder"
)
def remove_founder(request: Asked, venture_id: VenturePath, body: party.FounderIn) -> HttpResponse:
    """Make a person a founder no longer."""
    return _change(request, body, ask.RemoveFounder(venture_id, body.person))


@router.post(
    "/{venture_id}/incorporation", response=party.VentureWritten, auth=WRITE, operation_id="incorporateVenture"
)
def incorporate_venture(request: Asked, venture_id: VenturePath, body: party.IncorporationIn) -> HttpResponse:
    """Say which organisation the venture became."""
    return _change(request, body, ask.IncorporateVenture(venture_id, body.organisation, body.on))


@router.post(
    "/{venture_id}/incorporation/withdraw",
    response=party.VentureWritten,
    auth=WRITE,
    operation_id="withdrawIncorporation",
)
def withdraw_incorporation(request: Asked, venture_id: VenturePath, body: party.Reasoned) -> HttpResponse:
    """Say that the venture is not the organisation it was recorded to be."""
    return _change(request, body, ask.WithdrawIncorporation(venture_id))


@router.post("/{venture_id}/stage", response=party.VentureWritten, auth=WRITE, operation_id="advanceVenture")
def advance_venture(request: Asked, venture_id: VenturePath, body: party.StageIn) -> HttpResponse:
    """Move the venture to a stage that follows its own."""
    return _change(request, body, ask.AdvanceVenture(venture_id, body.stage, body.on))


@router.post("/{venture_id}/stage/correct", response=party.VentureWritten, auth=WRITE, operation_id="correctStage")
def correct_stage(request: Asked, venture_id: VenturePath, body: party.StageIn) -> HttpResponse:
    """Put right a stage, or its day, that was recorded wrongly."""
    return _change(request, body, ask.CorrectStage(venture_id, body.stage, body.on))


@router.post("/{venture_id}/merge", response=party.VentureWritten, auth=WRITE, operation_id="mergeVenture")
def merge_venture(request: Asked, venture_id: VenturePath, body: party.MergeVentureIn) -> HttpResponse:
    """Say that it is the same as another, whose record is kept."""
    return _change(request, body, ask.MergeVenture(venture_id, body.into))


@router.post("/{venture_id}/unmerge", response=party.VentureWritten, auth=WRITE, operation_id="unmergeVenture")
def unmerge_venture(request: Asked, venture_id: VenturePath, body: party.Reasoned) -> HttpResponse:
    """Undo its merge."""
    return _change(request, body, ask.UnmergeVenture(venture_id))


def _change(request: Asked, body: party.Reasoned, command: ask.VentureCommand) -> HttpResponse:
    return written(request, once(request, lambda call: carry_out(call, command), reason=body.reason), _show)


def _show(entries: tuple[Entry, ...]) -> party.VentureWritten:
    return party.VentureWritten(entries=entries_out(entries), venture=_state(entries_until(entries[-1])))


def _state(entries: list[Entry]) -> VentureState:
    state = fold(VENTURES, entries)
    return present(state if isinstance(state, VentureState) else None)


def _summary(row: Venture) -> party.VentureSummary:
    return party.VentureSummary(
        id=row.id, name_en=row.name_en, name_zh=row.name_zh, stage=Stage(row.stage), since=row.since,
        organisation=row.organisation or None, merged_into=row.merged_into or None,
    )  # fmt: skip
