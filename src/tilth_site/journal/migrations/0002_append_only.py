"""Triggers that make the chain append-only, in each database's own language.

On SQLite an ``INSERT OR REPLACE`` deletes without firing a DELETE trigger, so the INSERT trigger refuses any number
but the next one.
"""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: no entry is changed'); END
    """,
    """
    CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: no entry is removed'); END
    """,
    """
    CREATE TRIGGER journal_entry_at_end BEFORE INSERT ON journal_entry
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal_entry)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an entry takes the next number'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only: no entry is changed or removed'; END $$
    """,
    """
    CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()
    """,
    """
    CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_refuse()
    """,
    """
    CREATE FUNCTION journal_entry_at_end() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal_entry) THEN
            RAISE EXCEPTION 'the journal is append-only: an entry takes the next number';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER journal_entry_at_end BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_at_end()
    """,
)


def install(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    """Undo :func:`install`; only a test that empties its database has a use for it."""
    for name in ("no_update", "no_delete", "at_end", "no_change", "no_truncate"):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS journal_entry_{name}")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS journal_entry_{name} ON journal_entry")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS journal_entry_refuse, journal_entry_at_end")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
