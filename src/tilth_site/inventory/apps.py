"""Django's handle on the app; it makes the streams of the stock known, and to the pages its section."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class InventoryConfig(AppConfig):
    name = "tilth_site.inventory"
    label = "inventory"

    def ready(self) -> None:
        """Register what this app adds to the journal, the header, the home page and the queue."""
        from tilth_site.foundry.beside import register_lacks
        from tilth_site.inventory.inbox import stock_waiting
        from tilth_site.inventory.needs import lacking
        from tilth_site.inventory.tables import KINDS
        from tilth_site.journal.streams import register
        from tilth_site.pages.inbox import register_source
        from tilth_site.pages.navigation import Section, register_section

        register(*KINDS)
        register_lacks(lacking)
        register_source(stock_waiting)
        register_section(Section(pgettext_lazy("room", "Stock"), "inventory:stock", 14))
