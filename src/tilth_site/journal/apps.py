"""Django's handle on the app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "tilth_site.journal"
    label = "journal"
