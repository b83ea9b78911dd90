"""Unit operations: what a workflow asks of instruments and people, before anything is scheduled.

The levels are those of the biofoundry abstraction hierarchy (Nature Communications 2025): a project asks for
services, a service runs workflows (``WB030``), a workflow is made of unit operations (``UHW010``). A unit
operation here is one use of an instrument on some labware.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["UnitOperation", "Within"]


@dataclass(frozen=True, slots=True)
class Within:
    """That the operation starts at most ``minutes`` after the operation ``after`` has ended."""

    after: str
    minutes: int


@dataclass(frozen=True, slots=True)
class UnitOperation:
    """One use of an instrument.

    ``kind`` is the id in the catalogue of unit operations (``UHW010``), ``workflow`` that of the workflow
    (``WB030``). ``instrument`` is the kind of instrument it takes (``liquid_handler``, ``acoustic_dispenser``,
    ``thermocycler``, ``incubator``, ``colony_picker``, ``sequencer``, ``plate_reader``, ``centrifuge``,
    ``bench``). It lasts ``minutes``, of which a person with ``skill`` (empty: nobody) is needed for the first
    ``attended``. ``after`` are the operations that must have ended, ``within`` the longest waits. ``labware``
    are the ids of the pieces it holds. ``protocol`` is what the instrument runs, such as a thermocycler's program:
    operations of one protocol can share a run; empty: it shares none.
    """

    id: str
    kind: str
    workflow: str
    title: str
    instrument: str
    minutes: int
    labware: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    within: tuple[Within, ...] = ()
    skill: str = ""
    attended: int = 0
    protocol: str = ""
