"""Django's handle on the app."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "tilth_site.uploads"
    label = "uploads"
