"""What the command line may call: one function a command, and the only way into the site from outside.

Each function sets Django up where that has not been done, raises a Tilth error where there is no site to work on,
and gives plain values back. Nothing of Django is imported before a function is called.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tilth.kernel.errors import FileError, IntegrityError, MissingError
from tilth_site.operations.home import Prepared, locked, make_home, site_home
from tilth_site.operations.starting import set_up

if TYPE_CHECKING:
    from tilth.kernel.chain import Head
    from tilth_site.demonstration.example import Example as Example
    from tilth_site.journal.checkpoints import Signed
    from tilth_site.journal.replay import Comparison as Comparison
    from tilth_site.journal.verify import Verification as Verification
    from tilth_site.operations.administrator import Administrator
    from tilth_site.operations.archive import Step
    from tilth_site.operations.backup import BackedUp
    from tilth_site.operations.checks import Finding
    from tilth_site.operations.restore import Restored

__all__ = [
    "add_administrator",
    "back_up",
    "check",
    "export_journal",
    "load_example",
    "prepare",
    "replay_check",
    "replay_rebuild",
    "restore",
    "serve",
    "sign_checkpoint",
    "verify_journal",
    "work",
]


def prepare() -> Prepared:
    """Make the home ready: folder, secret key, database and its tables. What is there already stays.

    The home is what ``TILTH_HOME`` names, the database what ``DATABASE_URL`` names. Raises FileError where the
    home cannot be made, MissingError where the database does not answer.
    """
    home = site_home()
    make_home(home)
    with locked(home), _database():
        from django.core.management import call_command

        from tilth_site.pages.health import unmigrated

        missing = len(unmigrated())
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    return Prepared(str(home), missing)


def load_example(file: Path | None, say: Callable[[str], None]) -> Example:
    """Load the cluster in ``file`` (by default the example in Zhangjiang) into a prepared, empty site, and tell
    the story of its requests through the actions. ``say`` is told each step.
    """
    with _site():
        from tilth_site.demonstration import cluster, example

        return example.load_example(cluster.read(file), datetime.now(UTC), say)


def serve(
    host: str,
    port: int,
    threads: int,
    *,
    worker: bool,
    certificate: Path | None,
    key: Path | None,
    announce: Callable[[str], None],
) -> None:
    """Prepare the home and serve it until SIGTERM or SIGINT; ``announce`` is told the address once it answers."""
    prepare()
    from django.conf import settings
    from django.db import connections

    from tilth_site.operations import serving

    connections.close_all()
    serving.serve(
        serving.Address(host, port, certificate, key),
        threads,
        worker=worker,
        plain_http=settings.PLAIN_HTTP,
        host=settings.ALLOWED_HOSTS[0].replace("*", "localhost").removeprefix("."),
        announce=announce,
    )


def work() -> None:
    """Carry out background jobs until SIGTERM or SIGINT."""
    with _site():
        from tilth_site.jobs.worker import run

    run()


def check() -> tuple[Finding, ...]:
    """What is wrong with the site, in the settings it has in production: ``TILTH_HTTP`` is left out of account."""
    _require_home()
    os.environ.pop("TILTH_HTTP", None)
    with _database():
        from tilth_site.operations.checks import check_site

        return check_site()


def back_up(file: Path, step: Step | None = None) -> BackedUp:
    """Write everything that makes up the site to ``file``."""
    with _site():
        from tilth_site.operations import backup

        return backup.back_up(file, datetime.now(UTC), step)


def restore(file: Path, step: Step | None = None) -> Restored:
    """Bring the site in ``file`` back, into a home and a database that hold nothing. The file is checked first."""
    from tilth_site.operations.archive import Archive

    with Archive(file) as archive:
        archive.check(step)
        prepare()
        with locked(site_home()), _database():
            from tilth_site.operations.restore import restore as bring_back

            return bring_back(archive, step)


def add_administrator(email: str, name: str, organisation: str, password: str) -> Administrator:
    """Give a person a login and the role of administrator in the organisation that operates the site."""
    prepare()
    with _database():
        from tilth_site.operations.administrator import make_administrator

        return make_administrator(email, name, organisation, password, datetime.now(UTC))


def verify_journal(
    checkpoints: Sequence[Path] = (), public_key: Path | None = None, step: Step | None = None
) -> Verification:
    """Verify the journal, and hold it against the signed checkpoints in the files given."""
    with _site():
        from tilth_site.journal import verify
        from tilth_site.journal.checkpoints import open_checkpoints

        opened = open_checkpoints(checkpoints, public_key)
        return verify.verify_journal(opened, partial(step, "verify") if step else None)


def replay_check(tell: Callable[[int], None] | None = None) -> Comparison:
    """Write every cached table anew in a scratch database and compare."""
    with _site():
        from tilth_site.journal import replay

        return replay.check(tell)


def replay_rebuild(tell: Callable[[int], None] | None = None) -> int:
    """Write every cached table anew in place, in one transaction; how many entries were replayed."""
    with _site():
        from tilth_site.journal import replay

        return replay.rebuild(tell)


def sign_checkpoint(out: Path | None = None) -> Signed:
    """Sign what the journal holds now."""
    with _site():
        from tilth_site.journal.checkpoints import sign_now

        return sign_now(datetime.now(UTC), out)


def export_journal(file: Path, step: Step | None = None) -> Head:
    """Write the journal to ``file`` as one text that can be verified without Tilth."""
    with _site():
        from tilth_site.journal.exports import export

        return export(file, partial(step, "export") if step else None)


@contextmanager
def _site() -> Iterator[None]:
    """Work on a site that is there and migrated."""
    _require_home()
    with _database():
        from tilth_site.pages.health import unmigrated

        missing = unmigrated()
        if missing:
            raise MissingError(
                "site.migrations",
                f"The database lacks {len(missing)} migrations, the first being {missing[0]}.",
                mend="Run `tilth site prepare`.",
            )
        yield


@contextmanager
def _database() -> Iterator[None]:
    """Django set up, and what goes wrong with the database said in Tilth's errors."""
    set_up()
    from django.db import DatabaseError, OperationalError

    try:
        yield
    except OperationalError as error:
        raise MissingError(
            "site.database",
            f"The database does not answer: {_first_line(error)}.",
            mend="Check DATABASE_URL (or the home's tilth.sqlite3), and that the database runs and takes writes.",
        ) from error
    except DatabaseError as error:
        raise IntegrityError(
            "site.database_refused",
            f"The database refused: {_first_line(error)}.",
            mend="Run `tilth site check`; if it finds nothing, restore the site from a backup.",
        ) from error


def _require_home() -> None:
    home = site_home()
    if not home.is_dir():
        raise FileError(
            "home.missing",
            "There is no site here.",
            file=str(home),
            mend="Run `tilth site prepare`, or let TILTH_HOME name the folder of a site.",
        )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
