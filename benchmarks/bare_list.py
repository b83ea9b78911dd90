"""The list of requests as bare Django would serve it: the floor that the site's page is measured against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from tilth_site.foundry.models import DesignRequest

PAGE = Engine().from_string(
    "<!doctype html><title>Requests</title><table>{% for row in rows %}<tr><td><a href='/{{ row.id }}/'>"
    "{{ row.title }}</a></td><td>{{ row.state }}</td><td>{{ row.provider.name_en }}</td><td>{{ row.owner }}</td>"
    "<td>{{ row.constructs }}</td><td>{{ row.errors }}</td><td>{{ row.total }} {{ row.currency }}</td>"
    "<td>{{ row.latest }}</td><td>{{ row.changed_at }}</td></tr>{% endfor %}</table>"
)


def listed(request: HttpRequest, provider: str) -> HttpResponse:  # noqa: ARG001  Django hands it in
    """25 rows, newest change first, joined with the provider's name."""
    rows = DesignRequest.objects.filter(provider=provider).select_related("provider").order_by("-last_seq")[:25]
    return HttpResponse(PAGE.render(Context({"rows": rows})))


urlpatterns = [path("<str:provider>/", listed)]
