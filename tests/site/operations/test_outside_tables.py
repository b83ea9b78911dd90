"""No table is forgotten by a backup: each caches the journal, is kept, or is let go for a reason."""

from __future__ import annotations

from django.apps import apps

from tilth_site.journal.streams import kinds
from tilth_site.operations.tables import KEPT, LET_GO


def test_every_table_of_the_site_is_cached_kept_or_let_go() -> None:
    cached = {table._meta.label for kind in kinds() for table in kind.tables}
    tables = {model._meta.label for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    through = {"auth.Group_permissions"}
    assert tables - through == cached | set(KEPT) | set(LET_GO)
    assert not cached & set(KEPT)
    assert not set(KEPT) & set(LET_GO)


def test_what_is_referred_to_is_kept_before_what_refers_to_it() -> None:
    place = {label: number for number, label in enumerate(KEPT)}
    for label in KEPT:
        for field in apps.get_model(label)._meta.concrete_fields:
            if field.remote_field:
                assert place[field.remote_field.model._meta.label] < place[label]
