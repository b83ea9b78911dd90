"""Django's handle on the app; it makes the streams of plans, evidence and reports known, and names the plan in the
header.
"""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PlanConfig(AppConfig):
    name = "tilth_site.plan"
    label = "plan"

    def ready(self) -> None:
        """Register what this app adds to the journal, the header and the home page: its tables are loaded."""
        from tilth_site.journal.streams import register
        from tilth_site.pages.inbox import register_source
        from tilth_site.pages.navigation import Section, register_section
        from tilth_site.plan.inbox import evidence_waiting
        from tilth_site.plan.tables import KINDS

        register(*KINDS)
        register_section(Section(pgettext_lazy("room", "Plan"), "plan:dashboard", 20, public=True))
        register_source(evidence_waiting)
