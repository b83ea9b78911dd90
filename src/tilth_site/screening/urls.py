"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from tilth_site.screening.views import deciding, record

app_name = "screening"
urlpatterns = [
    path("", record.queue, name="queue"),
    path("<str:id>/", record.record_page, name="record"),
    path("<str:id>/report", record.report_file, name="report"),
    path("<str:id>/decide/", deciding.decide_page, name="decide"),
    path("<str:id>/again/", deciding.again, name="again"),
]
