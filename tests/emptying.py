"""Empties the site's database after a test that committed.

Django's own ``flush`` is refused by the journal's triggers, and writes every content type and permission anew,
which is most of what a small test takes. Here the triggers stand aside for the moment, and those two tables, which
no test changes, are left alone.
"""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

TRIGGERS = import_module("tilth_site.journal.migrations.0002_append_only")


def empty_tables() -> None:
    """Delete every row of every model, and put the journal's triggers in place, whatever a test did to them."""
    with connection.schema_editor() as editor:
        TRIGGERS.remove(None, editor)
        for model in apps.get_models(include_auto_created=True):
            if model not in (ContentType, Permission):
                # Constraints are checked at the end of the transaction, so the order does not matter.
                editor.execute(f"DELETE FROM {editor.quote_name(model._meta.db_table)}")
        TRIGGERS.install(None, editor)
