"""How the rules of the room say no."""

from __future__ import annotations

from dataclasses import fields

from tilth.approval.events import CaseEvent
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Refused, refuse

__all__ = ["no"]


def no(code: str, sentence: str, mend: str, event: CaseEvent, **data: Fact) -> Refused:
    """A refusal of ``event`` for one reason. Its sentences may name the event's day as ``{on}`` and each of its
    texts (``{step}``, ``{person}``) besides what ``data`` holds.
    """
    own = {field.name: getattr(event, field.name) for field in fields(event)}
    told: dict[str, Fact] = {name: value for name, value in own.items() if isinstance(value, str)}
    return refuse(f"approval.case.{code}", sentence, mend, event.TYPE, **{**told, "on": str(event.on), **data})
