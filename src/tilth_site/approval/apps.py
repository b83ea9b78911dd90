"""Django's handle on the app; it makes the streams of cases known, and to the pages its inbox."""

from django.apps import AppConfig


class ApprovalConfig(AppConfig):
    name = "tilth_site.approval"
    label = "approval"

    def ready(self) -> None:
        """Register what this app adds to the journal and the pages."""
        from django.utils.translation import pgettext_lazy

        from tilth_site.approval.inbox import cases_waiting
        from tilth_site.approval.tables import CASES
        from tilth_site.journal.streams import register
        from tilth_site.pages.inbox import register_source
        from tilth_site.pages.navigation import Section, register_section

        register(CASES)
        register_source(cases_waiting)
        register_section(Section(pgettext_lazy("room", "Approval"), "approval:cases", 16))
