"""Django's handle on the app; it makes the records of screenings known, and puts the gate before the foundry."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ScreeningConfig(AppConfig):
    name = "tilth_site.screening"
    label = "screening"

    def ready(self) -> None:
        """Register what this app adds to the journal, the header, the worker and requests."""
        import tilth_site.screening.work  # noqa: F401  the worker finds its jobs
        from tilth_site.foundry.panels import register_panel
        from tilth_site.foundry.release import register_screening
        from tilth_site.jobs.housekeeping import register_chore
        from tilth_site.journal.streams import register
        from tilth_site.pages.inbox import register_source
        from tilth_site.pages.navigation import Section, register_section
        from tilth_site.screening.asking import screen_assessed, screen_what_is_due
        from tilth_site.screening.inbox import reviews_waiting
        from tilth_site.screening.panels import screening_of_request
        from tilth_site.screening.releasing import objection
        from tilth_site.screening.tables import SCREENINGS

        register(SCREENINGS)
        register_screening(screen_assessed, objection)
        register_chore(screen_what_is_due)
        register_panel(screening_of_request)
        register_source(reviews_waiting)
        register_section(Section(pgettext_lazy("room", "Screening"), "screening:queue", 14))
