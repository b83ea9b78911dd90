"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from tilth_site.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<str:job_id>/", views.page, name="job"),
    path("<str:job_id>/progress", views.progress, name="progress"),
    path("<str:job_id>/cancel", views.cancel_job, name="cancel"),
    path("<str:job_id>/retry", views.retry_job, name="retry"),
]
