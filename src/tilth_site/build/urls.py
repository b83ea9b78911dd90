"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from tilth_site.build.views import files, listing, opening, page, reporting, stepping

app_name = "build"
urlpatterns = [
    path("", listing.runs, name="runs"),
    path("new/", opening.new_run, name="new"),
    path("<str:id>/", page.run_page, name="run"),
    path("<str:id>/stocks/", opening.revise_run, name="revise"),
    path("<str:id>/start/", stepping.start_run, name="start"),
    path("<str:id>/abort/", stepping.abort_run, name="abort"),
    path("<str:id>/complete/", stepping.complete_run, name="complete"),
    path("<str:id>/steps/<str:step>/", stepping.step_page, name="step"),
    path("<str:id>/steps/<str:step>/failed/", stepping.fail_step, name="fail_step"),
    path("<str:id>/steps/<str:step>/report/", reporting.report_page, name="report"),
    path("<str:id>/reports/<int:number>/", reporting.result_page, name="result"),
    path("<str:id>/reports/<int:number>/redo/", reporting.plan_redo, name="redo"),
    path("<str:id>/reports/<int:number>/leave-out/", reporting.leave_out, name="leave_out"),
    path("<str:id>/files/<str:name>", files.plan_file, name="file"),
    path("<str:id>/reports/<int:number>/files/<str:name>", files.report_file, name="report_file"),
    path("<str:id>/reports/<int:number>/later/<str:name>", files.later_file, name="later_file"),
]
