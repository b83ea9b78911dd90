"""Which media type of body an endpoint takes; every other is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router, UploadedFile

from tilth_site.api.faults import KNOWN
from tilth_site.api.problems import problem

__all__ = ["FORM", "JSON", "content", "takes"]

JSON = "application/json"
FORM = "multipart/form-data"

Respond = Callable[..., HttpResponse]


def takes(router: Router, media_type: str) -> Router:
    """Let ``router`` take bodies of this type only, and none at all."""

    def checking(respond: Respond) -> Respond:
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            empty = request.headers.get("Content-Length", "0") in ("", "0")
            if not empty and request.content_type != media_type:
                return problem(request, 415, [KNOWN["call.media_type"]])
            return respond(request, *args, **kwargs)

        return checked

    router.add_decorator(checking, mode="view")
    return router


def content(file: UploadedFile) -> BinaryIO:
    """The bytes of an uploaded file, to be read once. Django opens every file that it hands over."""
    return cast("BinaryIO", file.file)
