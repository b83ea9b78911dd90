"""A report as bytes that are the same wherever and whenever they are made.

A published report is compared years later with one made again of the same evidence, and it is hashed and signed.
So it is canonical JSON (RFC 8785) with one spelling for everything: numbers that were counted or measured are
texts of decimal digits, dates are ISO 8601, and each reason stands with its sentence and the facts that fill it,
in no language but the engine's. What :func:`read_report` accepts, :func:`report_bytes` writes back byte for byte.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal

from tilth.kernel.errors import FileError, InputError
from tilth.plan.figures import Report

__all__ = ["FORMAT", "read_report", "report_bytes"]

FORMAT = "tilth.plan.report/1"
"""What the bytes say they are."""

_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class _Document:
    format: str
    report: Report


def report_bytes(report: Report) -> bytes:
    """The ``report`` in canonical JSON, UTF-8: equal reports of equal spelling give equal bytes.

    Raises InputError where JSON cannot say a number exactly (a fact of a reason from 2^53 on, a number that is not
    finite) or a text is not Unicode. O(figures).
    """
    import msgspec
    import rfc8785

    try:
        _require_exact(report)
        return rfc8785.dumps(msgspec.to_builtins(_Document(FORMAT, report)))
    except (rfc8785.CanonicalizationError, ValueError) as error:
        raise InputError(
            "exchange.report",
            f"The report cannot be written as JSON: {error}.",
            mend="Make the report again; no figure and no reason may hold such a number or text.",
        ) from error


def read_report(data: bytes, *, file: str = "report.json") -> Report:
    """The report that :func:`report_bytes` wrote. Raises FileError, naming ``file``, on anything else."""
    import msgspec

    try:
        document = msgspec.json.decode(data, type=_Document)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(file, f"This is no report: {error}.") from error
    if document.format != FORMAT:
        raise _unreadable(file, f"This is no report of the format {FORMAT}, but of {document.format}.")
    try:
        written = report_bytes(document.report)
    except InputError as error:
        raise _unreadable(file, error.message) from error
    if written != data:
        raise _unreadable(file, "The report is not written canonically, or holds more than a report does.")
    return document.report


def _unreadable(file: str, message: str) -> FileError:
    return FileError(
        "exchange.report",
        message,
        file=file,
        mend="Give the bytes of a published report as they were, or make the report again.",
    )


def _require_exact(report: Report) -> None:
    """Raise ValueError where a number is not finite, or would be read as another: from 2^53 on a whole float is
    spelled like an integer, and JSON promises integers up to there only.
    """
    for number in _numbers(report):
        if not math.isfinite(number):
            raise ValueError("one of its numbers is not finite")
        if isinstance(number, float) and abs(number) >= _EXACT:
            raise ValueError("a fact of a reason is 2^53 or more")


def _numbers(value: object) -> Iterator[Decimal | float]:
    if isinstance(value, Decimal | float):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, Mapping):
        yield from _numbers(tuple(value.values()))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name))
