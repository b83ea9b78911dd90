"""From an exception to a problem: what ninja, Django or a fault of Tilth raised on the way through an endpoint."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from tilth.kernel.refusal import Reason
from tilth_site.accounts.permissions import not_found
from tilth_site.api.invalid import names_a_path, reasons_of
from tilth_site.api.problems import problem, refusal

__all__ = ["CHALLENGE", "KNOWN", "handle_faults", "no_such_address", "no_such_method"]

CHALLENGE = 'Bearer realm="tilth"'
"""What a 401 says of how to come in (RFC 6750)."""

KNOWN: Mapping[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason(
            "token.missing",
            gettext_noop("This call came without a token that counts, and without a session."),
            gettext_noop("Send a token that is neither expired nor revoked: Authorization: Bearer tilth_…"),
            "Authorization",
        ),
        Reason(
            "token.scope",
            gettext_noop("The token does not have the scope that this call needs."),
            gettext_noop("Use a token with the scope read for reading, with the scope write for writing."),
            "Authorization",
        ),
        Reason(
            "csrf.failed",
            gettext_noop("A write with a session came without the CSRF token of this site."),
            gettext_noop("Send the cookie's CSRF token in the header X-CSRFToken, or use an API token."),
            "X-CSRFToken",
        ),
        Reason(
            "call.unreadable",
            gettext_noop("The body cannot be read as what its media type says."),
            gettext_noop("Send JSON in UTF-8, or a whole multipart form."),
        ),
        Reason(
            "call.too_large",
            gettext_noop("The body is larger than is taken here."),
            gettext_noop("Send a large file as multipart/form-data, or split it."),
        ),
        Reason(
            "call.media_type",
            gettext_noop("The body is of another media type than is taken here."),
            gettext_noop("Look the media type up in the schema, and name it in the header Content-Type."),
            "Content-Type",
        ),
        Reason(
            "call.method",
            gettext_noop("The address does not take this method."),
            gettext_noop("Use a method that the header Allow names."),
        ),
        Reason(
            "call.too_many",
            gettext_noop("There were too many calls in this minute."),
            gettext_noop("Wait as long as the header Retry-After says."),
        ),
        Reason(
            "idempotency.key",
            gettext_noop("The idempotency key is empty, longer than 100 characters, or not printable ASCII."),
            gettext_noop("Send a UUID, for example."),
            "Idempotency-Key",
        ),
        Reason(
            "fault",
            gettext_noop("Tilth met a fault of its own; nothing was written."),
            gettext_noop("Try again. If it fails again, give the operator the X-Request-ID of the answer."),
        ),
    )
}
"""Every reason that the API itself gives, by its code."""

_BY_STATUS: Mapping[int, str] = {400: "call.unreadable", 401: "token.missing", 413: "call.too_large"}

_log = logging.getLogger("tilth.api")


def handle_faults(api: NinjaAPI) -> None:
    """Have ``api`` answer every exception with a problem."""
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _told)
    api.add_exception_handler(Throttled, _throttled)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    for kind in (MultiPartParserError, UnreadablePostError, SuspiciousOperation):
        api.add_exception_handler(kind, _unreadable)
    api.add_exception_handler(Exception, _fault)


def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001  the route's own
    """The answer at an address under the API that there is not: as for a thing that there is not."""
    return refusal(request, not_found())


def no_such_method(request: HttpRequest, allow: str) -> HttpResponse:
    """The answer to a method that the address does not take; ``allow`` lists those it does."""
    response = problem(request, 405, [KNOWN["call.method"]])
    response.headers["Allow"] = allow
    return response


def _missing(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:  # noqa: ARG001
    return refusal(request, not_found())


def _told(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """An HttpError of the API's own names its reason by the code; one of ninja's goes by its status."""
    assert isinstance(error, HttpError)
    code = error.message if error.message in KNOWN else _BY_STATUS[error.status_code]
    response = problem(request, error.status_code, [KNOWN[code]])
    if error.status_code == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def _throttled(request: HttpRequest, error: Throttled | type[Throttled]) -> HttpResponse:
    assert isinstance(error, Throttled)
    response = problem(request, 429, [KNOWN["call.too_many"]])
    response.headers["Retry-After"] = str(error.wait)
    return response


def _invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(error, ValidationError)
    if names_a_path(error):
        # An id that is spelt wrongly is one of nothing: its answer is that of an id which is not there.
        return refusal(request, not_found())
    return problem(request, 422, reasons_of(error))


def _too_large(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:  # noqa: ARG001
    return problem(request, 413, [KNOWN["call.too_large"]])


def _unreadable(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:  # noqa: ARG001
    return problem(request, 400, [KNOWN["call.unreadable"]])


def _fault(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    _log.error("fault", exc_info=error if isinstance(error, Exception) else None)
    return problem(request, 500, [KNOWN["fault"]])
