"""How the API says no: one shape for every error, RFC 9457's ``application/problem+json``.

``code`` is the kernel's code of the first reason and ``reasons`` holds all of them, so a program never reads a
sentence and a person never reads a code. The sentences are in the language that was asked for (Accept-Language).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason, Refused

__all__ = ["MEDIA_TYPE", "Explained", "Problem", "problem", "refusal", "status_of"]

MEDIA_TYPE = "application/problem+json"


class Explained(BaseModel):
    """One reason: its code, what is wrong, what would mend it, where, and the facts around it."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="Stable; a program may decide by it.", examples=["request.state"])
    message: str = Field(description="What is wrong, in the reader's language.")
    mend: str = Field(description="What would mend it; may be empty.")
    where: str = Field(description="The field at fault, or empty.", examples=["title"])
    data: dict[str, str | int | float | bool | None] = Field(description="The facts in the sentence.")


class Problem(BaseModel):
    """An error as RFC 9457 shapes it. ``code`` is that of the first of the ``reasons``."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(
        description="A URN that names the kind of problem.", examples=["urn:tilth:problem:not_found"]
    )
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(description="All reasons in one text, in the reader's language.")
    instance: str = Field(description="The address that was asked.")
    code: str = Field(description="The code of the first reason.", examples=["not_found"])
    reasons: list[Explained] = Field(description="Every reason, at least one.")


_TITLES: Mapping[int, str] = {
    400: gettext_noop("The call cannot be read"),
    401: gettext_noop("Nobody is signed in"),
    403: gettext_noop("This is not allowed"),
    404: gettext_noop("There is no such thing"),
    405: gettext_noop("The address does not take this method"),
    409: gettext_noop("This cannot be done as things stand"),
    413: gettext_noop("The call is too large"),
    415: gettext_noop("The call is of another media type than is taken here"),
    422: gettext_noop("What was sent cannot be used"),
    429: gettext_noop("There were too many calls"),
    500: gettext_noop("A fault of Tilth"),
}

_BY_CODE: Mapping[str, int] = {
    "not_found": 404,
    "permission.denied": 403,
    "signature.by_person": 403,
    "upload.size": 413,
    "design.size": 413,
    "design.plan_size": 413,
    "request.too_large": 413,
    "upload.kind": 415,
    "design.kind": 415,
    "cursor.unreadable": 422,
    "request.no_title": 422,
    "request.no_files": 422,
    "request.repeated_file": 422,
    "request.no_reason": 422,
    "request.no_lines": 422,
    "request.repeated_line": 422,
    "request.currencies": 422,
    "request.dates": 422,
    "request.validity": 422,
    "request.no_foundry": 422,
    "request.no_venture": 422,
    "request.delivery": 422,
    "request.no_report": 422,
    "slot.week": 422,
    "slot.places": 422,
    "parties.day.future": 422,
    "parties.unknown": 422,
    "parties.merge.itself": 422,
    "approval.what_if": 422,
    "approval.case.as_of": 422,
    "approval.case.kind": 422,
    "approval.case.fact": 422,
}

_BY_ROOM: tuple[tuple[str, int], ...] = (
    ("value.", 422),
    ("text.", 422),
    ("idempotency.", 422),
    ("upload.", 422),
    ("design.", 422),
    ("price.", 422),
    ("parties.identifier.held", 409),
    ("parties.identifier.second", 409),
    ("parties.identifier.", 422),
    ("parties.name.unknown", 409),
    ("parties.name.", 422),
    ("plan.plan.", 409),
    ("plan.evidence.standing", 409),
    ("plan.evidence.own", 409),
    ("plan.evidence.rivals", 409),
    ("plan.report.blocked", 409),
    ("plan.report.sealed", 409),
    ("plan.reading.", 409),
    # What contradicts itself in a plan has the code of what is wrong: plan.range, plan.overlap.
    ("plan.", 422),
)


def status_of(code: str) -> int:
    """The HTTP status of a refusal: 422 where what was sent could never be used, else 409, because it is the state
    of things that forbids it.
    """
    if code in _BY_CODE:
        return _BY_CODE[code]
    return next((status for prefix, status in _BY_ROOM if code.startswith(prefix)), 409)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """``refused`` as a problem, with the status of its first reason."""
    return problem(request, status_of(refused.reasons[0].code), refused.reasons)


def problem(request: HttpRequest, status: int, reasons: Iterable[Reason]) -> HttpResponse:
    """A problem with this HTTP status, for ``reasons`` (at least one)."""
    explained = [_explained(reason) for reason in reasons]
    code = explained[0].code
    content = Problem(
        type=f"urn:tilth:problem:{code}",
        title=gettext(_TITLES.get(status, HTTPStatus(status).phrase)),
        status=status,
        detail=" ".join(f"{one.message} {one.mend}".strip() for one in explained),
        instance=request.path,
        code=code,
        reasons=explained,
    )
    response = HttpResponse(content.model_dump_json(), status=status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _explained(reason: Reason) -> Explained:
    return Explained(
        code=reason.code,
        message=_filled(reason.sentence, reason.data),
        mend=_filled(reason.mend, reason.data),
        where=reason.where,
        data=dict(reason.data),
    )


def _filled(sentence: str, data: Mapping[str, Fact]) -> str:
    # gettext("") is the header of the catalogue.
    return gettext(sentence).format_map(data) if sentence else ""
