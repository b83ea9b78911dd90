"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tilth_site.front.urls")),
    path("account/tokens/", include("tilth_site.api.page_urls")),
    path("account/", include("allauth.urls")),
    path("requests/", include("tilth_site.foundry.urls")),
    path("build/", include("tilth_site.build.urls")),
    path("schedule/", include("tilth_site.scheduling.urls")),
    path("screening/", include("tilth_site.screening.urls")),
    path("approval/", include("tilth_site.approval.urls")),
    path("stock/", include("tilth_site.inventory.urls")),
    path("plan/", include("tilth_site.plan.urls")),
    path("parties/", include("tilth_site.parties.urls")),
    path("jobs/", include("tilth_site.jobs.urls")),
    path("api/v1/", include("tilth_site.api.urls")),
]
