"""The addresses of this app. An indicator's code comes last, because it may be any word."""

from __future__ import annotations

from django.urls import path

from tilth_site.plan.views import dashboard, deciding, desk, evidence, indicator, publishing, recording, reports

app_name = "plan"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("desk/", desk.desk, name="desk"),
    path("desk/pending/", desk.pending, name="pending"),
    path("desk/publish/", publishing.publish_page, name="publish"),
    path("evidence/new/", recording.record_page, name="record"),
    path("evidence/import/", recording.import_page, name="import"),
    path("evidence/<str:id>/", evidence.evidence_page, name="evidence"),
    path("evidence/<str:id>/document", evidence.document, name="document"),
    path("evidence/<str:id>/<str:name>/", deciding.decide, name="decide"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<str:id>/", reports.report_page, name="report"),
    path("reports/<str:id>/seal/", publishing.seal_report, name="seal"),
    path("reports/<str:id>/files/<str:name>", reports.report_file, name="report_file"),
    path("<str:code>/", indicator.indicator_page, name="indicator"),
    path("<str:code>/units/<path:subject>/", indicator.unit_page, name="unit"),
]
