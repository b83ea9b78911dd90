"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from tilth_site.approval.views import (
    case,
    doing,
    dossier,
    files,
    forecasting,
    listing,
    opening,
    procedures,
    signing,
    step,
)

app_name = "approval"
urlpatterns = [
    path("", listing.cases, name="cases"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/<str:id>/new/", opening.new_case, name="new"),
    path("procedures/<str:id>/<int:version>/", procedures.procedure_page, name="procedure"),
    path("<str:id>/", case.case_page, name="case"),
    path("<str:id>/forecast/", forecasting.forecast_page, name="forecast"),
    path("<str:id>/papers/<str:sha256>", files.paper_file, name="paper"),
    path("<str:id>/dossiers/<str:sha256>.zip", files.bundle_file, name="bundle"),
    path("<str:id>/dossiers/<str:sha256>.pdf", files.dossier_print, name="dossier_pdf"),
    path("<str:id>/dossiers/<str:sha256>/", dossier.dossier_page, name="dossier"),
    path("<str:id>/do/<str:name>/", doing.deed_page, name="deed"),
    path("<str:id>/steps/<str:step>/", step.step_page, name="step"),
    path("<str:id>/steps/<str:step>/do/<str:name>/", doing.step_deed_page, name="step_deed"),
    path("<str:id>/steps/<str:step>/sign/<str:name>/", signing.sign_page, name="sign"),
]
