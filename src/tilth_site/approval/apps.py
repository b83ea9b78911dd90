"""Django's handle on the app; it makes the streams of cases known, and to the pages its inbox."""

from django.apps import AppConfig


class ApprovalConfig(AppConfig):
    name = "tilth_site.approval"
    label = "approval"

    def ready(self) -> None:
        """Register what this app adds to the journal and the pages."""
        from tilth_site.approval.tables import CASES
        from tilth_site.journal.streams import register

        register(CASES)
