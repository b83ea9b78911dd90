"""The tables that stand outside the journal, and which of them a backup keeps.

Whatever replay cannot bring back must be in the backup or be no loss, so every table of the site is in one of
three lists: it caches the journal, it is kept here, or it is let go here. A test finds a table that is in none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import IO

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import connection
from django.db.models import Model

from tilth.kernel.errors import FileError

__all__ = ["KEPT", "LET_GO", "dump", "file_of", "is_empty", "load", "reset_sequences"]

KEPT = (
    "accounts.User",
    "accounts.PersonalRecord",
    "accounts.PrintedName",
    "accounts.ApiToken",
    "account.EmailAddress",
    "mfa.Authenticator",
    "journal.Answer",
    "jobs.Job",
    "django_tasks_database.DBTaskResult",
)
"""Logins and personal data, answers that a client may still ask for again, and the queue of jobs; in an order in
which what is referred to comes first.
"""

LET_GO = (
    "journal.JournalEntry",  # Kept as the journal itself.
    "sessions.Session",  # Everybody signs in again.
    "account.EmailConfirmation",
    "auth.Permission",
    "auth.Group",
    "contenttypes.ContentType",
)
"""Tables whose rows are kept otherwise, are short-lived, or are made anew by migrating."""


def file_of(label: str) -> str:
    """The name in the archive of the table with this label."""
    return f"tables/{label.lower()}.jsonl"


def is_empty() -> bool:
    """Whether the site holds nothing yet that a restored backup would collide with."""
    labels = ("journal.JournalEntry", *KEPT)
    return not any(apps.get_model(label)._base_manager.exists() for label in labels)


def dump(label: str, stream: IO[str]) -> int:
    """Write every row of the table as JSON, one a line, by primary key; how many rows."""
    count = 0

    def counted() -> Iterator[Model]:
        nonlocal count
        for row in apps.get_model(label)._base_manager.order_by("pk").iterator(chunk_size=2_000):
            count += 1
            yield row

    serializers.serialize("jsonl", counted(), stream=stream)
    return count


def load(label: str, stream: Iterable[str], archive: str, tell: Callable[[], None] | None = None) -> int:
    """Write the rows that :func:`dump` wrote; how many. Raises FileError naming the first line that is no row."""
    count = 0
    for count, line in enumerate(stream, 1):
        try:
            (row,) = serializers.deserialize("jsonl", line)
        except (DeserializationError, ValueError) as error:
            raise _no_row(label, archive, count) from error
        if row.object._meta.label != label:
            raise _no_row(label, archive, count)
        row.save()
        if tell:
            tell()
    return count


def reset_sequences() -> None:
    """Let PostgreSQL number the next row of each table after those that were written with their own numbers."""
    models = [apps.get_model(label) for label in KEPT]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _no_row(label: str, archive: str, line: int) -> FileError:
    return FileError(
        "backup.row",
        f"This line is no row of the table {label}.",
        file=archive,
        record=file_of(label),
        line=line,
        mend="Take another backup; this one was altered, or made by a later Tilth.",
    )
