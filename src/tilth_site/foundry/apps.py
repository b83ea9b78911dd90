"""Django's handle on the app; it makes the foundry's streams known."""

from django.apps import AppConfig


class FoundryConfig(AppConfig):
    name = "tilth_site.foundry"
    label = "foundry"

    def ready(self) -> None:
        """Register the kinds of streams, now that the tables are loaded."""
        import tilth_site.foundry.work  # noqa: F401  the worker finds its jobs
        from tilth_site.foundry.tables import REQUESTS, SLOTS
        from tilth_site.journal.streams import register

        register(REQUESTS, SLOTS)
