"""Whose fault it is that a transfer failed, and so who pays for doing it again.

A robot gives a code or words for what went wrong; the table below says which kind of fault each is. The foundry
bears every fault but one: that a stock which the client handed in ran out. So a rerun for the foundry's fault
costs the client nothing, and what nobody can explain is the foundry's.

The codes ``MM...`` are an Echo's, those of four digits Opentrons' (its published list of error codes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["FAULTS", "Fault", "FaultKind", "Party", "attribute"]


class Party(StrEnum):
    """Who bears a cost."""

    FOUNDRY = "foundry"
    CLIENT = "client"


class FaultKind(StrEnum):
    """What was at fault."""

    INSTRUMENT = "instrument"
    SOURCE_DEPLETED = "source_depleted"
    SOURCE_UNREADABLE = "source_unreadable"
    LIQUID = "liquid"
    LABWARE = "labware"
    TIPS = "tips"
    OPERATOR = "operator"
    PROTOCOL = "protocol"
    NOT_RUN = "not_run"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, who bears the cost of mending it, and the robot's ``code`` and ``words`` for it."""

    kind: FaultKind
    at_whose_cost: Party
    code: str = ""
    words: str = ""


FAULTS: Mapping[str, tuple[FaultKind, str]] = MappingProxyType(
    {
        "MM0202001": (FaultKind.SOURCE_DEPLETED, "the fluid stands lower than the Echo can draw from"),
        "MM0202007": (
            FaultKind.SOURCE_UNREADABLE,
            "the Echo found no volume: an empty well, a bubble, a bad seal",
        ),
        "1000": (FaultKind.INSTRUMENT, "a communication error of the robot"),
        "2001": (FaultKind.INSTRUMENT, "a motion failed"),
        "2002": (FaultKind.INSTRUMENT, "homing failed"),
        "2003": (FaultKind.LABWARE, "a stall or a collision: something stood where it should not"),
        "2014": (FaultKind.OPERATOR, "the run was cancelled"),
        "2017": (FaultKind.SOURCE_DEPLETED, "no liquid was found in the well"),
        "2018": (FaultKind.LABWARE, "the tip hit the bottom of the well"),
        "3001": (FaultKind.LABWARE, "labware was dropped"),
        "3002": (FaultKind.LABWARE, "labware was not picked up"),
        "3003": (FaultKind.TIPS, "a tip was not picked up"),
        "3004": (FaultKind.TIPS, "a tip was not dropped"),
        "3005": (FaultKind.TIPS, "a tip came off"),
        "3006": (FaultKind.LIQUID, "the pressure in the pipette was too high: a clot, or a viscous liquid"),
        "3008": (FaultKind.OPERATOR, "the emergency stop was pressed"),
        "3010": (FaultKind.OPERATOR, "the pipette is not mounted"),
        "3012": (FaultKind.TIPS, "a tip was on where none should be"),
        "4000": (FaultKind.PROTOCOL, "the protocol asked for something that cannot be"),
        "4005": (FaultKind.PROTOCOL, "the protocol asked for a value out of its range"),
        "4006": (FaultKind.PROTOCOL, "the protocol is not valid"),
        "not_run": (FaultKind.NOT_RUN, "the report does not have it: the run ended before it"),
        "not_ticked": (FaultKind.NOT_RUN, "it was not ticked"),
    }
)
"""What the codes mean, as far as they are known; the words of others are read by :func:`attribute`."""

_WORDS: tuple[tuple[str, FaultKind], ...] = (
    ("below minimum", FaultKind.SOURCE_DEPLETED),
    ("no fluid", FaultKind.SOURCE_DEPLETED),
    ("not enough", FaultKind.SOURCE_DEPLETED),
    ("empty", FaultKind.SOURCE_DEPLETED),
    ("above maximum", FaultKind.LABWARE),
    ("composition", FaultKind.LIQUID),
    ("viscos", FaultKind.LIQUID),
    ("barcode", FaultKind.OPERATOR),
    ("cancel", FaultKind.OPERATOR),
    ("abort", FaultKind.OPERATOR),
    ("plate", FaultKind.LABWARE),
    ("tip", FaultKind.TIPS),
)
"""For codes that are not in the table: what the robot's words speak of, the first that fits."""


def attribute(code: str, words: str, *, clients_stock: bool) -> Fault:
    """The fault behind a robot's ``code`` and ``words`` (empty: the table's); ``clients_stock`` is whether the
    client handed in what is in the source well. Of Opentrons' codes that are not in the table, those of 4000 and
    above speak of the protocol and the others of the instrument.
    """
    kind = _kind(code, words.lower())
    pays = Party.CLIENT if kind is FaultKind.SOURCE_DEPLETED and clients_stock else Party.FOUNDRY
    return Fault(kind, pays, code, words or FAULTS.get(code, (kind, ""))[1])


def _kind(code: str, words: str) -> FaultKind:
    if code in FAULTS:
        return FAULTS[code][0]
    for word, kind in _WORDS:
        if word in words:
            return kind
    if len(code) == 4 and code.isdecimal():
        return FaultKind.PROTOCOL if code.startswith("4") else FaultKind.INSTRUMENT
    return FaultKind.UNKNOWN
