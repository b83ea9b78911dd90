"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from tilth_site.foundry.views import doing, files, listing, opening, page, signing, slots, statements

app_name = "foundry"
urlpatterns = [
    path("", listing.requests, name="requests"),
    path("new/", opening.new_request, name="new"),
    path("slots/", slots.slots, name="slots"),
    path("slots/<str:id>/close/", slots.close_slot, name="close_slot"),
    path("<str:id>/", page.request_page, name="request"),
    path("<str:id>/do/<str:name>/", doing.deed_page, name="deed"),
    path("<str:id>/sign/<str:side>/", signing.sign_page, name="sign"),
    path("<str:id>/statements/changes/", statements.comparison_page, name="comparison"),
    path("<str:id>/statements/<int:version>/", statements.statement_page, name="statement"),
    path("<str:id>/statements/<int:version>/json", statements.statement_json, name="statement_json"),
    path("<str:id>/files/<int:version>/<int:number>", files.design_file, name="file"),
    path("<str:id>/report", files.design_report, name="report"),
    path("<str:id>/map.svg", files.construct_map, name="map"),
    path("<str:id>/delivery", files.delivery_report, name="delivery"),
]
