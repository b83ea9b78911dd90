"""Django's handle on the app; it makes the signatures' stream known."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "tilth_site.signatures"
    label = "signatures"

    def ready(self) -> None:
        """Register the kind of stream, now that the tables are loaded."""
        from tilth_site.journal.streams import register
        from tilth_site.signatures.tables import SIGNATURES

        register(SIGNATURES)
