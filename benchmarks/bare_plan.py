"""The dashboard of a plan as bare Django would serve it: the floor that the site's page is measured against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from tilth_site.plan.models import Plan, PublishedReport
from tilth_site.plan.queries import kept_report

PAGE = Engine().from_string(
    "<!doctype html><title>Plan</title><table>{% for one in figures %}<tr><td><a href='/{{ one.indicator }}/'>"
    "{{ one.indicator }}</a></td><td>{{ one.certain }}</td><td>{{ one.low }} to {{ one.high }}</td><td>"
    "{{ one.rows }}</td><td>{{ one.attainment }}</td><td>{% for chance in one.outlook.chances %}"
    "{{ chance.bound }}: {{ chance.probability }}{% endfor %}</td></tr>{% endfor %}</table>"
)


def dashboard(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django hands it in
    """Every figure of the report that was published last."""
    plan = Plan.objects.order_by("first_seq")[0]
    published = PublishedReport.objects.filter(plan=plan.id).order_by("-first_seq")[0]
    return HttpResponse(PAGE.render(Context({"figures": kept_report(published).figures})))


urlpatterns = [path("", dashboard)]
