"""Is this site fit to serve? Django's deployment checks, and the promises that Tilth itself makes.

A promise is tried rather than read wherever it can be: the journal's triggers are asked to let an entry be
changed, in a transaction that is undone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks as django_checks
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import to_locale

from tilth.kernel.files import temporary_name
from tilth.kernel.journal import GENESIS
from tilth.kernel.refusal import Refused
from tilth_site.journal.append import take_turn
from tilth_site.journal.models import JournalEntry
from tilth_site.operations.home import SECRET_KEY
from tilth_site.pages.health import unmigrated
from tilth_site.screening.mounting import index_path, mounted

__all__ = ["Finding", "check_site"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. ``id`` is stable (``tilth.triggers``, ``security.W004``)."""

    id: str
    message: str
    mend: str

    def as_dict(self) -> dict[str, str]:
        """JSON-ready: ``id``, ``message``, ``mend``."""
        return asdict(self)


def check_site() -> tuple[Finding, ...]:
    """Everything that is wrong with the site at hand; none where it is fit to serve."""
    own = (finding for check in CHECKS for finding in check())
    return (*_of_django(), *own)


def _of_django() -> Iterator[Finding]:
    """What ``manage.py check --deploy --fail-level WARNING`` fails for."""
    for message in django_checks.run_checks(include_deployment_checks=True, databases=["default"]):
        if message.level >= django_checks.WARNING and not message.is_silenced():
            yield Finding(message.id or "django", message.msg, message.hint or "See Django's documentation of it.")


def _migrations() -> Iterator[Finding]:
    missing = unmigrated()
    if missing:
        fault = f"The database lacks {len(missing)} migrations, the first being {missing[0]}."
        yield Finding("tilth.migrations", fault, "Run `tilth site prepare`.")


def _triggers() -> Iterator[Finding]:
    """Try to change, to remove and to misplace an entry."""
    if unmigrated():
        return
    for what, attempt in ATTEMPTS.items():
        if _succeeds(attempt):
            fault = f"The database lets an entry of the journal be {what}."
            yield Finding("tilth.triggers", fault, "Restore the site from a backup: its triggers are gone.")


def _change() -> None:
    JournalEntry.objects.filter(seq=_trial()).update(actor="nobody")


def _remove() -> None:
    JournalEntry.objects.filter(seq=_trial()).delete()


def _misplace() -> None:
    JournalEntry.objects.bulk_create([_entry(_trial() + 2)])


ATTEMPTS: dict[str, Callable[[], None]] = {"changed": _change, "removed": _remove, "put out of order": _misplace}
"""What no one may do to an entry."""


def _succeeds(attempt: Callable[[], None]) -> bool:
    """Whether ``attempt`` on an entry that is there for the trial goes through; all of it is undone."""
    with transaction.atomic():
        take_turn()
        try:
            with transaction.atomic():
                attempt()
        except DatabaseError:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def _trial() -> int:
    """Append an entry to try things on; its number."""
    last = JournalEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    JournalEntry.objects.bulk_create([_entry(last + 1)])
    return last + 1


def _entry(seq: int) -> JournalEntry:
    return JournalEntry(seq=seq, stream="trial/1", type="trial", at="", actor="operator", body="{}", hash=GENESIS)


def _database() -> Iterator[Finding]:
    """The settings that make an acknowledged write survive a loss of power."""
    asked = _PRAGMAS if connection.vendor == "sqlite" else _SERVER
    for question, good in asked.items():
        with connection.cursor() as cursor:
            cursor.execute(question)
            answer = str(cursor.fetchone()[0])
        if answer not in good:
            fault = f"The database answers {answer!r} to {question!r}, and an acknowledged write may be lost."
            yield Finding("tilth.database", fault, f"Set it to {good[0]!r}.")


_PRAGMAS = {
    "PRAGMA journal_mode": ("wal",),
    "PRAGMA synchronous": ("2", "3"),
    "PRAGMA foreign_keys": ("1",),
}
_SERVER = {
    "SHOW fsync": ("on",),
    "SHOW full_page_writes": ("on",),
    "SHOW synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
}


def _evidence() -> Iterator[Finding]:
    folder: Path = settings.EVIDENCE if settings.EVIDENCE.exists() else settings.HOME
    trial = folder / temporary_name()
    try:
        trial.touch()
        trial.unlink()
    except OSError as error:
        fault = f"The folder of the evidence cannot be written to: {error.strerror}."
        yield Finding("tilth.evidence", fault, f"Mend the permissions of {folder}.")


def _privacy() -> Iterator[Finding]:
    """Nobody but the owner reads the home: it holds personal data and keys."""
    for path in (settings.HOME, settings.HOME / SECRET_KEY):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            mend = f"Run `chmod go= {path}`."
            yield Finding("tilth.privacy", f"{path} can be read by others than its owner.", mend)
    if not os.environ.get("TILTH_SECRET_KEY") and not (settings.HOME / SECRET_KEY).exists():
        yield Finding("tilth.secret_key", "There is no secret key.", "Run `tilth site prepare`.")


def _hosts() -> Iterator[Finding]:
    if "*" in settings.ALLOWED_HOSTS:
        fault = "The site answers to every name, so a forged Host header is believed."
        yield Finding("tilth.hosts", fault, "Name the site's own addresses in TILTH_HOSTS.")


def _catalogues() -> Iterator[Finding]:
    for language, _ in settings.LANGUAGES:
        compiled = settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES" / "django.mo"
        if language != settings.LANGUAGE_CODE and not compiled.exists():
            fault = f"The texts in {language} are not compiled: {compiled} is not there."
            yield Finding("tilth.catalogues", fault, "Install Tilth again; in a checkout, compile the catalogues.")


def _screening() -> Iterator[Finding]:
    """A mounted screening database must be of use, for some days more. None at all is the operator's choice."""
    if not index_path().exists() and "TILTH_SCREENING_INDEX" not in os.environ:
        return
    soon = timezone.localdate() + _NOTICE
    for day in (timezone.localdate(), soon):
        index = mounted(day)
        if isinstance(index, Refused):
            reason = index.reasons[0]
            yield Finding("tilth.screening", reason.message, reason.advice)
            return


_NOTICE = timedelta(days=14)
"""So long before a screening database expires it is said."""

CHECKS = (_migrations, _triggers, _database, _evidence, _privacy, _hosts, _catalogues, _screening)
"""What Tilth itself promises, each a function that yields what is not so."""
