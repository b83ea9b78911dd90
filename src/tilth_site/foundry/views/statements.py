"""Statements of work: each version, as a page to print and as the JSON that was signed, and what changed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.request import Request
from tilth.foundry.request.statement import Statement
from tilth_site.foundry.beside import expected_date
from tilth_site.foundry.presentation import differences
from tilth_site.foundry.statement_page import statement_given
from tilth_site.foundry.views.access import found
from tilth_site.pages.asked import number_asked

__all__ = ["comparison_page", "statement_json", "statement_page"]


@never_cache
@login_required
@require_safe
def statement_page(http: HttpRequest, id: str, version: int) -> HttpResponse:
    """One version, with its signatures."""
    request = found(http, id).request
    statement = _version(request, version)
    given = {
        "request_": request, "crumbs": _crumbs(request), **statement_given(request, statement),
        "expected": expected_date(id) if statement == request.statement else None,
    }  # fmt: skip
    return render(http, "foundry/statement.html", given)


@never_cache
@login_required
@require_safe
def statement_json(http: HttpRequest, id: str, version: int) -> HttpResponse:
    """The canonical bytes, whose sha256 is what signatures bind to."""
    statement = _version(found(http, id).request, version)
    name = f"statement-{id}-v{statement.version}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": f'"{statement.sha256}"'}
    return HttpResponse(statement.to_json(), content_type="application/json", headers=headers)


@never_cache
@login_required
@require_safe
def comparison_page(http: HttpRequest, id: str) -> HttpResponse:
    """What is different between the versions ``?old=`` and ``?new=``, by default the last two."""
    request = found(http, id).request
    newest = len(request.statements)
    old = _version(request, number_asked(http, "old", max(newest - 1, 1)))
    new = _version(request, number_asked(http, "new", newest))
    given = {
        "request_": request,
        "crumbs": _crumbs(request),
        "old": old,
        "new": new,
        "versions": [statement.version for statement in request.statements],
        "differences": differences(old, new),
    }
    return render(http, "foundry/comparison.html", given)


def _version(request: Request, version: int) -> Statement:
    if not 1 <= version <= len(request.statements):
        raise Http404
    return request.statements[version - 1]


def _crumbs(request: Request) -> list[tuple[str, str]]:
    return [
        (gettext("Requests"), reverse("foundry:requests")),
        (request.title, reverse("foundry:request", args=[request.id])),
    ]
