"""What a page shows of one statement of work, alone or above a signature."""

from __future__ import annotations

from tilth.foundry.request import Request
from tilth.foundry.request.statement import Statement
from tilth_site.foundry.presentation import class_name, priced, signatures
from tilth_site.foundry.queries import party_names
from tilth_site.foundry.tables import REQUESTS
from tilth_site.signatures.signing import given_for

__all__ = ["statement_given"]


def statement_given(request: Request, statement: Statement) -> dict[str, object]:
    """The variables of ``foundry/_statement.html``. Three queries."""
    names = party_names([statement.owner, statement.provider])
    signed = signatures(request, given_for(REQUESTS.name(request.id)))
    return {
        "statement": statement,
        "lines": priced(statement.lines),
        "owner": names.get(statement.owner, statement.owner),
        "provider": names.get(statement.provider, statement.provider),
        "customer_class": class_name(statement.customer_class),
        "signatures": [one for one in signed if one.version == statement.version],
    }
