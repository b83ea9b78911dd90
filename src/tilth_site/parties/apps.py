"""Django's handle on the app; it makes the parties' streams known, and names their pages in the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    name = "tilth_site.parties"
    label = "parties"

    def ready(self) -> None:
        """Register what this app adds to the journal, the header and the home page: its tables are loaded."""
        from tilth_site.journal.streams import register
        from tilth_site.pages.inbox import register_source
        from tilth_site.pages.navigation import Section, register_section
        from tilth_site.parties.inbox import ventures_of
        from tilth_site.parties.tables import KINDS

        register(*KINDS)
        register_section(Section(_("Ventures"), "parties:ventures", 30))
        register_section(Section(_("Organisations"), "parties:organisations", 40))
        register_source(ventures_of)
