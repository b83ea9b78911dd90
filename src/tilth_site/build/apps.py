"""Django's handle on the app; it makes the streams of runs known, and their section, inbox, panel and work."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class BuildConfig(AppConfig):
    name = "tilth_site.build"
    label = "build"

    def ready(self) -> None:
        """Register what this app adds, now that the tables are loaded."""
        import tilth_site.build.work  # noqa: F401  the worker finds its jobs
        from tilth_site.build.inbox import runs_of
        from tilth_site.build.needs import needs_of
        from tilth_site.build.panels import runs_of_request
        from tilth_site.build.queries import operations_of_requests
        from tilth_site.build.tables import RUNS
        from tilth_site.build.tracing import ledger_of
        from tilth_site.build.use import use_of
        from tilth_site.foundry.beside import register_use, register_work
        from tilth_site.foundry.panels import register_panel
        from tilth_site.inventory.needs import register_needs
        from tilth_site.inventory.tracing import register_ledger
        from tilth_site.journal.streams import register
        from tilth_site.pages.inbox import register_source
        from tilth_site.pages.navigation import Section, register_section

        register(RUNS)
        register_source(runs_of)
        register_panel(runs_of_request)
        register_work(operations_of_requests)
        register_use(use_of)
        register_needs(needs_of)
        register_ledger(ledger_of)
        register_section(Section(pgettext_lazy("room", "Build"), "build:runs", 14))
