"""Logs: one line an event on standard error, as JSON, or as coloured text where standard error is a terminal.

Every library's log goes through the same door, so a line of Django's or of the server's has the same shape, and
the id of the request it was written in. No line holds a name, an address or a query string: a person appears by
id, and a page by the name of its route (by its path where it failed).
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor

__all__ = ["configure"]

LEVELS = {
    "tilth": logging.INFO,
    # A request that was refused is one line of `tilth.request` already, without its path.
    "django.request": logging.ERROR,
    "django.security.DisallowedHost": logging.CRITICAL,
}
"""Levels other than WARNING, which is everyone else's."""


def configure(_settings: Mapping[str, object]) -> None:
    """Set up the standard library's logging and structlog. Django calls it once at its start, with ``LOGGING``."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _without_request,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering()],
        )
    )
    for name in (None, "django", "django.server"):
        # Django has given its own loggers handlers by now.
        logging.getLogger(name).handlers = []
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _without_request(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Django hands the request itself to some lines, and its text holds the query string."""
    event.pop("request", None)
    return event


def _rendering() -> list[Processor]:
    """How a line is written at the end: for eyes on a terminal, else for programs."""
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
