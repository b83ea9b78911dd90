"""Why a job failed, as JSON to keep and as sentences to show.

The shape is that of every error of Tilth (``code``, ``message``, ``mend``, ``data``), and ``reasons`` keeps the
sentences with their named places, so that a page can translate them before it fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext, gettext_noop

from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Reason, Refused, refuse

__all__ = ["Shown", "failure", "fault", "shown", "worker_lost"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is wrong and what would mend it, in the reader's language."""

    message: str
    mend: str


def failure(cause: TilthError | Refused) -> dict[str, object]:
    """The JSON of an error or a refusal; of several reasons the first gives code and message."""
    if isinstance(cause, TilthError):
        return {**cause.as_dict(), "reasons": []}
    first = cause.reasons[0].as_dict()
    kept = {name: first[name] for name in ("code", "message", "mend", "data")}
    return {**kept, "reasons": msgspec.to_builtins(cause.reasons)}


def fault(error: BaseException) -> dict[str, object]:
    """The JSON of a fault of Tilth's own. Its text may hold what the reader should not see: that is in the log."""
    return failure(
        refuse(
            "job.fault",
            gettext_noop("The job was stopped by a fault of Tilth ({exception})."),
            gettext_noop("Try again; if it fails again, give the operator this job's number."),
            exception=type(error).__name__,
        )
    )


def worker_lost(attempts: int) -> dict[str, object]:
    """The JSON of a job whose workers died under it as often as it may be tried."""
    return failure(
        refuse(
            "job.worker_lost",
            gettext_noop("The worker was lost in the midst of the job, {attempts} times."),
            gettext_noop("Try again; if it fails again, ask the operator whether the machine has enough memory."),
            attempts=attempts,
        )
    )


def shown(error: Mapping[str, object]) -> tuple[Shown, ...]:
    """What :func:`failure` kept, as sentences in the language that is active."""
    reasons = msgspec.convert(error["reasons"], tuple[Reason, ...])
    if not reasons:
        return (Shown(gettext(str(error["message"])), gettext(str(error["mend"]))),)
    return tuple(
        Shown(gettext(reason.sentence).format_map(reason.data), gettext(reason.mend).format_map(reason.data))
        for reason in reasons
    )
