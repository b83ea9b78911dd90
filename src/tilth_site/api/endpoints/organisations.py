"""Organisations: reading them, and every change to one."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from tilth.kernel.ids import new_id
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth.parties import commands as ask
from tilth.parties.model import Organisation as OrganisationState
from tilth.parties.model import OrganisationKind
from tilth_site.api.answers import entries_until, found, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_text, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import OrganisationPath
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas import party
from tilth_site.api.schemas.journal import entries_out
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import entries_of, fold
from tilth_site.parties.actions import carry_out
from tilth_site.parties.models import Organisation
from tilth_site.parties.tables import ORGANISATIONS

__all__ = ["router"]

router = takes(Router(tags=["organisations"]), JSON)


@router.get("", response=party.OrganisationPage, auth=READ, operation_id="listOrganisations")
def list_organisations(
    request: Asked, cursor: Cursor = "", limit: Limit = USUAL
) -> party.OrganisationPage | HttpResponse:
    """The organisations in which you have a role, the newest first; all of them for the site's operator."""
    after = after_text(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = Organisation.objects.visible_to(request.auth)
    rows = rows.filter(pk__lt=after) if after else rows
    page, following = cut(list(rows.order_by("-pk")[: limit + 1]), limit, lambda row: row.id)
    return party.OrganisationPage(items=[_summary(row) for row in page], next=following)


@router.post("", response={201: party.OrganisationWritten}, auth=WRITE, operation_id="registerOrganisation")
def register_organisation(request: Asked, body: party.RegisterOrganisationIn) -> HttpResponse:
    """Make an organisation known."""

    def act(call: Call) -> Outcome:
        names = tuple(name.name() for name in body.names)
        identifiers = tuple(one.identifier() for one in body.identifiers)
        id = new_id("org", call.at)
        return carry_out(call, ask.RegisterOrganisation(id, names, tuple(body.kinds), identifiers))

    return written(request, once(request, act, reason=body.reason), _show, status=201)


@router.get(
    "/{organisation_id}",
    response={200: party.OrganisationOut, 304: None},
    auth=READ,
    operation_id="getOrganisation",
)
def get_organisation(request: Asked, organisation_id: OrganisationPath) -> HttpResponse:
    """One organisation, with every name, identifier and role."""
    present(Organisation.objects.visible_to(request.auth).filter(pk=organisation_id).first())
    entries = entries_of(ORGANISATIONS.name(organisation_id))
    shown = party.OrganisationOut(organisation=_state(entries), last_seq=entries[-1].seq)
    return found(request, shown, shown.last_seq)


@router.post(
    "/{organisation_id}/names", response=party.OrganisationWritten, auth=WRITE, operation_id="nameOrganisation"
)
def name_organisation(request: Asked, organisation_id: OrganisationPath, body: party.NameIn) -> HttpResponse:
    """Add a name."""
    return _change(request, body, ask.NameOrganisation(organisation_id, body.name.name()))


@router.post(
    "/{organisation_id}/names/rename",
    response=party.OrganisationWritten,
    auth=WRITE,
    operation_id="renameOrganisation",
)
def rename_organisation(request: Asked, organisation_id: OrganisationPath, body: party.NameChange) -> HttpResponse:
    """Put a name in the place of another, which becomes a former name."""
    return _change(request, body, ask.RenameOrganisation(organisation_id, body.old.name(), body.new.name()))


@router.post(
    "/{organisation_id}/names/withdraw",
    response=party.OrganisationWritten,
    auth=WRITE,
    operation_id="withdrawOrganisationName",
)
def withdraw_organisation_name(
    request: Asked, organisation_id: OrganisationPath, body: party.NameIn
) -> HttpResponse:
    """Take away a name that was never its own."""
    return _change(request, body, ask.WithdrawOrganisationName(organisation_id, body.name.name()))


@router.put(
    "/{organisation_id}/kinds", response=party.OrganisationWritten, auth=WRITE, operation_id="classifyOrganisation"
)
def classify_organisation(request: Asked, organisation_id: OrganisationPath, body: party.KindsIn) -> HttpResponse:
    """Say all that it does."""
    return _change(request, body, ask.ClassifyOrganisation(organisation_id, tuple(body.kinds)))


@router.post(
    "/{organisation_id}/identifiers",
    response=party.OrganisationWritten,
    auth=WRITE,
    operation_id="identifyOrganisation",
)
def identify_organisation(
    request: Asked, organisation_id: OrganisationPath, body: party.IdentifierIn
) -> HttpResponse:
    """Add an identifier: a unified social credit code, an LEI or a ROR."""
    return _change(request, body, ask.IdentifyOrganisation(organisation_id, body.identifier.identifier()))


@router.post(
    "/{organisation_id}/identifiers/withdraw",
    response=party.OrganisationWritten,
    auth=WRITE,
    operation_id="withdrawOrganisationIdentifier",
)
def withdraw_identifier(
    request: Asked, organisation_id: OrganisationPath, body: party.IdentifierIn
) -> HttpResponse:
    """Take away an identifier that is not its own."""
    return _change(
        request, body, ask.WithdrawOrganisationIdentifier(organisation_id, body.identifier.identifier())
    )


@router.post("/{organisation_id}/roles", response=party.OrganisationWritten, auth=WRITE, operation_id="grantRole")
def grant_role(request: Asked, organisation_id: OrganisationPath, body: party.RoleIn) -> HttpResponse:
    """Give a person a role in the organisation."""
    return _change(request, body, ask.GrantRole(organisation_id, body.person, body.role))


@router.post(
    "/{organisation_id}/roles/withdraw",
    response=party.OrganisationWritten,
    auth=WRITE,
    operation_id="withdrawRole",
)
def withdraw_role(request: Asked, organisation_id: OrganisationPath, body: party.RoleIn) -> HttpResponse:
    """Take a role in the organisation from a person."""
    return _change(request, body, ask.WithdrawRole(organisation_id, body.person, body.role))


@router.post(
    "/{organisation_id}/merge", response=party.OrganisationWritten, auth=WRITE, operation_id="mergeOrganisation"
)
def merge_organisation(
    request: Asked, organisation_id: OrganisationPath, body: party.MergeOrganisationIn
) -> HttpResponse:
    """Say that it is the same as another, whose record is kept."""
    return _change(request, body, ask.MergeOrganisation(organisation_id, body.into))


@router.post(
    "/{organisation_id}/unmerge",
    response=party.OrganisationWritten,
    auth=WRITE,
    operation_id="unmergeOrganisation",
)
def unmerge_organisation(request: Asked, organisation_id: OrganisationPath, body: party.Reasoned) -> HttpResponse:
    """Undo its merge."""
    return _change(request, body, ask.UnmergeOrganisation(organisation_id))


def _change(request: Asked, body: party.Reasoned, command: ask.OrganisationCommand) -> HttpResponse:
    return written(request, once(request, lambda call: carry_out(call, command), reason=body.reason), _show)


def _show(entries: tuple[Entry, ...]) -> party.OrganisationWritten:
    return party.OrganisationWritten(entries=entries_out(entries), organisation=_state(entries_until(entries[-1])))


def _state(entries: list[Entry]) -> OrganisationState:
    state = fold(ORGANISATIONS, entries)
    return present(state if isinstance(state, OrganisationState) else None)


def _summary(row: Organisation) -> party.OrganisationSummary:
    return party.OrganisationSummary(
        id=row.id, name_en=row.name_en, name_zh=row.name_zh,
        kinds=[OrganisationKind(kind) for kind in row.kinds.split()], merged_into=row.merged_into or None,
    )  # fmt: skip
