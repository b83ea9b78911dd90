"""The addresses that machines ask: is it up, may it get traffic, how is it doing."""

from __future__ import annotations

from django.urls import path

from tilth_site.pages import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
