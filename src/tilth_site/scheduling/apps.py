"""Django's handle on the app; it makes the streams of schedules known, and to the pages its section."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class SchedulingConfig(AppConfig):
    name = "tilth_site.scheduling"
    label = "scheduling"

    def ready(self) -> None:
        """Register what this app adds to the journal, the header, the worker and requests."""
        import tilth_site.scheduling.work  # noqa: F401  the worker finds its jobs
        from tilth_site.foundry.beside import register_dates
        from tilth_site.journal.streams import register
        from tilth_site.pages.inbox import register_source
        from tilth_site.pages.navigation import Section, register_section
        from tilth_site.scheduling.dates import expected
        from tilth_site.scheduling.inbox import schedules_waiting
        from tilth_site.scheduling.tables import BOARDS

        register(BOARDS)
        register_dates(expected)
        register_source(schedules_waiting)
        register_section(Section(pgettext_lazy("room", "Schedule"), "scheduling:queue", 12))
