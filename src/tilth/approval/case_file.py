"""A case as a file: its events in JSON, as they stand in a journal, for the command line and for notebooks.

``examples/approval/CASE.json`` shows one. Every event is put before the rules as it would be in the journal, so
a file that tells what cannot have happened is refused at the event that cannot follow.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import msgspec

from tilth.approval.case import Case
from tilth.approval.estimate import Estimate
from tilth.approval.events import EVENTS, CaseEvent, CaseOpened
from tilth.approval.model import Procedure
from tilth.approval.procedure import read_procedure, the_procedure
from tilth.approval.rules import apply, decide, fold_until
from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Refused

__all__ = ["CaseFile", "read_case"]

_KINDS = {kind.TYPE: kind for kind in EVENTS}
_EXAMPLE = "examples/approval/CASE.json shows how a case is written."


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a file holds: the events of a case, the procedure that it pins, and estimates of its own."""

    events: tuple[CaseEvent, ...]
    procedure: Procedure
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class _Form:
    """A case file as JSON: ``procedure`` names a procedure's file beside it, where it is none of Tilth's own."""

    events: list[dict[str, object]]
    procedure: str = ""
    estimates: Mapping[str, Estimate] | None = None


def read_case(path: str | Path) -> CaseFile | Refused:
    """The case in the file ``path``, or why its procedure has faults.

    Raises FileError where the file cannot be read, an event is unknown, lacks a fact, or cannot follow the events
    before it; MissingError where Tilth has no such procedure.
    """
    name = str(path)
    form = _form(path, name)
    events = tuple(_event(facts, number, name) for number, facts in enumerate(form.events, start=1))
    opened = events[0] if events else None
    if not isinstance(opened, CaseOpened):
        raise _fault(name, "The first event is not approval.case.opened.", _EXAMPLE)
    procedure = _procedure(form.procedure, opened, Path(path).parent)
    if isinstance(procedure, Refused):
        return procedure
    _replay(events, procedure, name)
    return CaseFile(events, procedure, form.estimates or {})


def _form(path: str | Path, name: str) -> _Form:
    try:
        return msgspec.convert(json.loads(Path(path).read_bytes().decode("utf-8-sig")), _Form)
    except OSError as error:
        mend = "Name a file that is there and may be read."
        raise _fault(name, f"The case cannot be read: {error.strerror}.", mend) from error
    except UnicodeDecodeError as error:
        raise _fault(name, "This is not UTF-8.", "Save the file as UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise FileError(
            "approval.case_file",
            f"This is not JSON: {error.msg}.",
            file=name,
            line=error.lineno,
            mend="Mend that line.",
        ) from error
    except msgspec.ValidationError as error:
        raise _fault(name, f"This is no case: {str(error).replace('`', '')}.", _EXAMPLE) from error


def _event(facts: Mapping[str, object], number: int, name: str) -> CaseEvent:
    record = f"event {number}"
    type = str(facts.get("type"))
    kind = _KINDS.get(type)
    if kind is None:
        near = difflib.get_close_matches(type, _KINDS, n=1)
        mend = f"Did you mean {near[0]}?" if near else _EXAMPLE
        raise _fault(name, f"There is no event {type}.", mend, record)
    known = [field.name for field in fields(kind)]
    for fact in facts:
        if fact not in (*known, "type"):
            raise _fault(name, f"{type} has no fact {fact}.", f"It has {', '.join(known)}.", record)
    try:
        return msgspec.convert({fact: value for fact, value in facts.items() if fact != "type"}, kind)
    except msgspec.ValidationError as error:
        said = str(error).replace("`", "").replace("$.", "")
        raise _fault(name, f"{type}: {said}.", _EXAMPLE, record) from error


def _procedure(named: str, opened: CaseOpened, folder: Path) -> Procedure | Refused:
    if named:
        return read_procedure(folder / named, the_procedure)
    return the_procedure(opened.procedure, opened.version)


def _replay(events: Sequence[CaseEvent], procedure: Procedure, name: str) -> None:
    """Put every event before the rules. Raises FileError at the first that cannot follow."""
    case: Case | None = None
    due: list[CaseEvent] = []
    today = max(event.on for event in events)
    for number, event in enumerate(events, start=1):
        if due:
            if event != due.pop(0):
                mend = "The votes before it decide the step: write approval.step.decided next."
                raise _fault(name, f"{event.TYPE} cannot follow here.", mend, f"event {number}")
        else:
            answer = decide(fold_until(events[: number - 1], event.on), event, procedure, today)
            if isinstance(answer, Refused):
                first = answer.reasons[0]
                raise _fault(name, f"{event.TYPE}: {first.message}", first.advice, f"event {number}")
            due = list(answer[1:])
        case = apply(case, event)


def _fault(name: str, message: str, mend: str, record: str | None = None) -> FileError:
    return FileError("approval.case_file", message, file=name, record=record, mend=mend)
