"""``python -m tilth_site.jobs.worker``: the process that carries out jobs.

Any number may run beside each other, on one machine or several. Each can be ended with SIGTERM, and killed: the
job it was at is done by the next one. ``--stop-when-idle`` ends it when no job waits or runs any more.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

__all__ = ["main", "run"]


def run(*, stop_when_idle: bool = False) -> None:
    """Carry out jobs until SIGTERM or SIGINT comes, or, with ``stop_when_idle``, until none waits or runs.

    Django is set up. To be called in the main thread, where signals arrive.
    """
    from tilth_site.jobs.loop import Worker

    worker = Worker(stop_when_idle=stop_when_idle)
    worker.configure_signals()
    worker.run()


def main(words: Sequence[str] | None = None) -> None:
    """Set up Django and :func:`run`, as ``words`` (by default the command line's) say."""
    import django

    parser = argparse.ArgumentParser(
        prog="python -m tilth_site.jobs.worker", description="Carry out Tilth's jobs."
    )
    parser.add_argument("--stop-when-idle", action="store_true", help="end when no job waits or runs any more")
    options = parser.parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilth_site.settings")
    django.setup()
    run(stop_when_idle=options.stop_when_idle)


if __name__ == "__main__":
    main()
