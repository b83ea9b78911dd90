"""The words of a procedure that are fixed: units of time, what starts and stops a clock, what its end means."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "DayZero",
    "Expiry",
    "OnCap",
    "Party",
    "Roll",
    "Start",
    "StopBegins",
    "StopEnds",
    "Unit",
]


class Unit(StrEnum):
    """What a limit counts."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"


class Start(StrEnum):
    """What starts a clock: the dossier was handed in, it was accepted, every step before it was decided, or the
    applicant appealed.
    """

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    NEEDS_MET = "needs_met"
    APPEALED = "appealed"


class DayZero(StrEnum):
    """Whether the day of the event that starts a clock is its first day."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class Roll(StrEnum):
    """What becomes of a last day that is not worked: nothing; the next working day is the last; or that and, as in
    Article 3 of Regulation 1182/71, at least two working days within every period of two days or more.
    """

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"
    REGULATION_1182_71 = "regulation_1182_71"


class Expiry(StrEnum):
    """What it means that a limit passes without a decision."""

    DEEMED_APPROVED = "deemed_approved"
    DEEMED_REFUSED = "deemed_refused"
    ESCALATE = "escalate"
    REVERT_TO = "revert_to"


class OnCap(StrEnum):
    """What it means that the cap of a stop passes and what it waits for has not come: the clock runs on, the
    application lapses, or it is refused. It may still come on the last day of the cap.
    """

    CONTINUE = "continue"
    LAPSE = "lapse"
    DEEMED_REFUSED = "deemed_refused"


class Party(StrEnum):
    """Whose time a stop is."""

    APPLICANT = "applicant"
    AUTHORITY = "authority"


class StopBegins(StrEnum):
    """What stops a clock: a letter of questions, or anything else that the authority records as a pause."""

    DEFICIENCY_LETTER = "deficiency_letter"
    PAUSE = "pause"


class StopEnds(StrEnum):
    """What lets it run again: every answer was received, or the pause was ended."""

    FULL_RECEIPT = "full_receipt"
    RESUMPTION = "resumption"
