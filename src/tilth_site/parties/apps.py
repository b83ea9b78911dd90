"""Django's handle on the app; it makes the parties' streams known."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "tilth_site.parties"
    label = "parties"

    def ready(self) -> None:
        """Register the kinds of streams, now that the tables are loaded."""
        from tilth_site.journal.streams import register
        from tilth_site.parties.tables import KINDS

        register(*KINDS)
