"""Readings out of SDMX: official series become evidence that somebody can accept, or not.

SDMX-CSV (1.0 and 2.x) and SDMX-JSON data messages (1.0, its drafts, and 2.x) are read as they are published, with
every digit. One dimension names the series that a reading is of; where others vary, somebody has to say which of
their codes is meant, for otherwise men, women and both together would stand there as rival readings of one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from tilth.kernel.errors import FileError
from tilth.plan.evidence import READING, Row
from tilth.plan.exchange.sdmx.observed import Observed
from tilth.plan.exchange.sdmx.periods import last_day
from tilth.plan.exchange.sdmx.reading_csv import observed_in_csv
from tilth.plan.exchange.sdmx.reading_json import observed_in_json

__all__ = ["read_sdmx"]

_MISSING = frozenset({"", "NaN", "#N/A"})
_VALUE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
_OURS = "PLAN_MEASURE"


def read_sdmx(
    data: bytes,
    *,
    known: date,
    file: str,
    subject: str = "INDICATOR",
    where: Mapping[str, str] | None = None,
) -> tuple[Row, ...]:
    """The readings in ``data``, pending, in its order: ``subject`` is the code in the dimension of that name,
    ``on`` the last day of the time period, ``known`` the day on which the file was taken in.

    ``where`` chooses among observations by the codes of dimensions (``{"SEX": "_T"}``). Observations without a
    value are passed over, and of a plan's own series only the actual values are readings. Values are as published;
    a multiplier (``UNIT_MULT``) stands among the row's facts, as every other attribute does.

    The id of a row is made of its series, period and value: a file taken in twice gives the same rows, and a value
    that was revised since gives another, which stands beside the first as its rival.

    Raises FileError, naming the place, where the file is neither format, lacks the dimension, or has two
    observations of one series and period that ``where`` does not tell apart.
    """
    chosen = dict(where or {})
    message = observed_in_json(data, file) if data.lstrip()[:1] == b"{" else observed_in_csv(data, file)
    rows: dict[tuple[str, str], Row] = {}
    for each in message:
        if _wanted(each, chosen):
            row = _row(each, subject, known, file)
            key = (row.subject, each.key["TIME_PERIOD"])
            if key in rows:
                raise _ambiguous(each, key, file)
            rows[key] = row
    return tuple(rows.values())


def _wanted(each: Observed, chosen: Mapping[str, str]) -> bool:
    mine = each.key.get(_OURS, "ACTUAL") == "ACTUAL"
    return mine and each.value not in _MISSING and all(each.key.get(id) == code for id, code in chosen.items())


def _row(each: Observed, subject: str, known: date, file: str) -> Row:
    for needed in (subject, "TIME_PERIOD"):
        if not each.key.get(needed):
            raise _fault(file, each, f"There is no code of the dimension {needed}.", _NAMED)
    period = each.key["TIME_PERIOD"]
    on = last_day(period)
    if on is None:
        raise _fault(
            file, each, f"The time period {period} is none of SDMX.", "Write it as 2025, 2025-Q1 or 2025-03-31."
        )
    if _VALUE.fullmatch(each.value) is None:
        raise _fault(file, each, f"The value {each.value} is no number.", "Give numbers in digits.")
    key = ".".join(code for id, code in each.key.items() if id != "TIME_PERIOD")
    return Row(
        id=f"sdmx:{each.structure}:{key}:{period}={each.value}",
        claim=READING,
        subject=each.key[subject],
        on=on,
        known=known,
        value=Decimal(each.value),
        facts=dict(each.facts),
        source=each.structure,
        locator=f"{key}:{period}",
    )


_NAMED = "Name the dimension that says which series it is."


def _ambiguous(each: Observed, key: Iterable[str], file: str) -> FileError:
    series, period = key
    dimensions = ", ".join(id for id in each.key if id != "TIME_PERIOD")
    return _fault(
        file,
        each,
        f"There are two observations of {series} in {period}.",
        f"Choose by the codes of the other dimensions; there are {dimensions}.",
    )


def _fault(file: str, each: Observed, message: str, mend: str) -> FileError:
    return FileError("exchange.sdmx", message, file=file, mend=mend, record=each.record or None, line=each.line)
