"""The types of single fields: ids, texts, days and numbers, as strict as what they are written to.

A value of another type is refused, never converted: ``"5"`` is no number in a JSON body.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from ninja.params.functions import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

__all__ = [
    "LOT",
    "Body",
    "CasePath",
    "Day",
    "Digits",
    "EvidenceId",
    "EvidencePath",
    "Flag",
    "FoundryPath",
    "IndicatorPath",
    "JobPath",
    "LotPath",
    "OneLine",
    "OrganisationId",
    "OrganisationPath",
    "OwnerId",
    "PersonId",
    "PlanId",
    "PlanPath",
    "ProposalPath",
    "Prose",
    "ReportPath",
    "RequestPath",
    "RunPath",
    "Sha256",
    "Shown",
    "SlotId",
    "SlotPath",
    "VentureId",
    "VenturePath",
    "Whole",
    "id_pattern",
    "read_number",
]

_DIGITS = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def id_pattern(*prefixes: str) -> str:
    """The pattern of ids with one of these prefixes (:mod:`tilth.kernel.ids`)."""
    return f"^({'|'.join(prefixes)})_[0-7][0-9A-HJKMNP-TV-Z]{{25}}$"


class Body(BaseModel):
    """What a call sends: no field that is not known, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Shown(BaseModel):
    """What a call answers, read from the engine's values or from rows."""

    model_config = ConfigDict(from_attributes=True)


def read_number(value: object) -> object:
    """Digits of an address as a number; what is no plain number is refused, not guessed at."""
    if isinstance(value, str):
        if not _DIGITS.fullmatch(value):
            raise PydanticCustomError("number", "not a whole number")
        return int(value)
    return value


def _read_whole(value: object) -> object:
    """JSON has one kind of number, so 401.0 is a whole one (JSON Schema, 4.2.3)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_read_whole)]
"""A whole number of a JSON body."""


def _read_day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("day", "no day of the calendar") from error
    raise PydanticCustomError("day", "not written as a day")


Day = Annotated[
    date,
    BeforeValidator(_read_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-02"]}),
]
"""A day of the calendar, ``2026-03-02``."""


def _read_flag(value: object) -> object:
    """``true`` and ``false`` of an address, and no other word for them."""
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise PydanticCustomError("bool_type", "neither true nor false")
        return value == "true"
    return value


Flag = Annotated[bool, BeforeValidator(_read_flag)]
"""True or false in an address."""

Digits = Annotated[str, Field(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,30})?$", examples=["37", "0.152"])]
"""An exact decimal number, written as a text: JSON's own numbers are floats to most readers."""

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]

LOT = "^[A-Za-z0-9][A-Za-z0-9._-]{0,23}$"
"""The pattern of a lot's number."""

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

OneLine = Annotated[str, Field(pattern=_PRINTABLE)]
"""One line of text, without control characters."""

Prose = Annotated[str, Field(pattern=_TEXT, max_length=5_000)]
"""Several lines of text."""

OrganisationId = Annotated[str, Field(pattern=id_pattern("org"), examples=["org_01J9ZC8K2V6Q0T4H5M7N8P9R0S"])]
VentureId = Annotated[str, Field(pattern=id_pattern("ven"), examples=["ven_01J9ZC8K2V6Q0T4H5M7N8P9R0S"])]
PersonId = Annotated[str, Field(pattern=id_pattern("per"), examples=["per_01J9ZC8K2V6Q0T4H5M7N8P9R0S"])]
SlotId = Annotated[str, Field(pattern=id_pattern("slot"), examples=["slot_01J9ZC8K2V6Q0T4H5M7N8P9R0S"])]
OwnerId = Annotated[str, Field(pattern=id_pattern("org", "ven"), examples=["org_01J9ZC8K2V6Q0T4H5M7N8P9R0S"])]

PlanId = Annotated[str, Field(pattern=id_pattern("pln"), examples=["pln_01J9ZC8K2V6Q0T4H5M7N8P9R0S"])]
EvidenceId = Annotated[str, Field(pattern=id_pattern("evd"), examples=["evd_01J9ZC8K2V6Q0T4H5M7N8P9R0S"])]

RequestPath = Annotated[str, Path(pattern=id_pattern("req"), description="The request's id.")]
CasePath = Annotated[str, Path(pattern=id_pattern("case"), description="The case's id.")]
RunPath = Annotated[str, Path(pattern=id_pattern("run"), description="The run's id.")]
SlotPath = Annotated[str, Path(pattern=id_pattern("slot"), description="The slot's id.")]
JobPath = Annotated[str, Path(pattern=id_pattern("job"), description="The job's id.")]
OrganisationPath = Annotated[str, Path(pattern=id_pattern("org"), description="The organisation's id.")]
VenturePath = Annotated[str, Path(pattern=id_pattern("ven"), description="The venture's id.")]
PlanPath = Annotated[str, Path(pattern=id_pattern("pln"), description="The plan's id.")]
EvidencePath = Annotated[str, Path(pattern=id_pattern("evd"), description="The id of the row of evidence.")]
FoundryPath = Annotated[str, Path(pattern=id_pattern("org"), description="The foundry's id.")]
LotPath = Annotated[str, Path(pattern=LOT, description="The lot's number.")]
ProposalPath = Annotated[str, Path(pattern=id_pattern("sch"), description="The proposal's id.")]
ReportPath = Annotated[str, Path(pattern=id_pattern("rep"), description="The id of the published report.")]
IndicatorPath = Annotated[str, Path(pattern="^[a-z][a-z0-9_-]{0,99}$", description="The indicator's code.")]
