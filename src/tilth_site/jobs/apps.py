"""Django's handle on the app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tilth_site.jobs"
    label = "jobs"
