"""placeholder until the drawing exists"""

from django.http import HttpRequest, HttpResponse


def labels(http: HttpRequest, foundry: str) -> HttpResponse:
    return HttpResponse("")


def sheet(http: HttpRequest, foundry: str) -> HttpResponse:
    return HttpResponse("")
