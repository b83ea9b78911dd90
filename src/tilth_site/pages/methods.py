"""A page for whoever opens an address that only takes what a button sends, as a browser does after signing in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

__all__ = ["explain"]

Respond = Callable[[HttpRequest], HttpResponseBase]


def explain(get_response: Respond) -> Respond:
    """The middleware. It stands last in the list, so that its page knows the reader and the language."""

    def explained(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        bare = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not bare or not request.accepts("text/html"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return explained
