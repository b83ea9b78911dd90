"""Django's handle on the app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "tilth_site.pages"
    label = "pages"
