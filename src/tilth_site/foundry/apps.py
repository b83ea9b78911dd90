"""Django's handle on the app; it makes the foundry's streams known, and to the pages its section and its inbox."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class FoundryConfig(AppConfig):
    name = "tilth_site.foundry"
    label = "foundry"

    def ready(self) -> None:
        """Register the kinds of streams, now that the tables are loaded."""
        import tilth_site.foundry.work  # noqa: F401  the worker finds its jobs
        from tilth_site.foundry.inbox import requests_of
        from tilth_site.foundry.tables import REQUESTS, SLOTS
        from tilth_site.journal.streams import register
        from tilth_site.pages.inbox import register_source
        from tilth_site.pages.navigation import Section, register_section

        register(REQUESTS, SLOTS)
        register_source(requests_of)
        register_section(Section(gettext_lazy("Requests"), "foundry:requests", 10))
