"""Reading statements of work, what changed between two of them, and the price list."""

from __future__ import annotations

from typing import Annotated

from ninja import Router
from ninja.params.functions import Path, Query
from pydantic import BeforeValidator

from tilth.foundry.request import Request
from tilth.foundry.request.comparison import diff
from tilth.foundry.request.price_file import default_price_list
from tilth_site.api.auth import READ, Asked
from tilth_site.api.endpoints.standing import present, request_of
from tilth_site.api.fields import RequestPath, read_number
from tilth_site.api.schemas.statement import (
    Changes,
    PriceListOut,
    StatementOut,
    Statements,
    changes_out,
    price_list_out,
)

__all__ = ["price_router", "router"]

router = Router(tags=["statements"], auth=READ)
price_router = Router(tags=["statements"], auth=READ)

Version = Annotated[int, BeforeValidator(read_number)]


@router.get("/{request_id}/statements", response=Statements, operation_id="listStatements")
def list_statements(request: Asked, request_id: RequestPath) -> Statements:
    """Every version of the statement of work, with its signatures."""
    standing = request_of(request.auth, request_id)
    return Statements(items=[_statement(standing, one.version) for one in standing.statements])


@router.get("/{request_id}/statements/{version}", response=StatementOut, operation_id="getStatement")
def get_statement(
    request: Asked, request_id: RequestPath, version: Annotated[Version, Path(ge=1, le=100_000)]
) -> StatementOut:
    """One version. Its canonical JSON (RFC 8785) has the hash that signatures bind to."""
    return _statement(request_of(request.auth, request_id), version)


@router.get("/{request_id}/statements/{version}/changes", response=Changes, operation_id="compareStatements")
def compare_statements(
    request: Asked,
    request_id: RequestPath,
    version: Annotated[Version, Path(ge=1, le=100_000)],
    since: Annotated[Version, Query(ge=1, le=100_000, description="The version to compare with.")],
) -> Changes:
    """What is different in this version."""
    standing = request_of(request.auth, request_id)
    new, old = _statement(standing, version).statement, _statement(standing, since).statement
    return changes_out(old, new, diff(old, new))


@price_router.get("", response=PriceListOut, operation_id="getPriceList")
def get_price_list(request: Asked) -> PriceListOut:  # noqa: ARG001  every endpoint takes it
    """The price list that estimates are made with."""
    return price_list_out(default_price_list())


def _statement(standing: Request, version: int) -> StatementOut:
    """That version of the statement. Raises Http404 where there is none."""
    found = present(next((one for one in standing.statements if one.version == version), None))
    return StatementOut(
        sha256=found.sha256,
        statement=found,
        signatures=[one for one in standing.signatures if one.version == version],
    )
