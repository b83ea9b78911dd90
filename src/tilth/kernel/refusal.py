"""Expected refusals, as values with reasons.

A rule that says no is no fault of anyone's code, so it raises nothing: it answers :class:`Refused`. Each reason
has a code for machines and two English sentences with named places (``{state}``) for people: what is wrong, and
what would mend it. The sentences are kept apart from the facts that fill them, so that a site can translate
the sentence and a program can read the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tilth.kernel.errors import Fact

__all__ = ["Reason", "Refused", "refuse"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not. ``code`` is stable (``request.state``); ``sentence`` and ``mend`` are English with named places
    that ``data`` fills; ``where`` names the field or place at fault, or is empty.
    """

    code: str
    sentence: str
    mend: str
    where: str = ""
    data: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.sentence.format_map(self.data)

    @property
    def advice(self) -> str:
        """What would mend it, in English."""
        return self.mend.format_map(self.data)

    def as_dict(self) -> dict[str, object]:
        """The reason as JSON-ready values: ``code``, ``message``, ``mend``, ``where``, ``data``."""
        return {
            "code": self.code,
            "message": self.message,
            "mend": self.advice,
            "where": self.where,
            "data": dict(self.data),
        }


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that was not carried out, and every reason why (at least one)."""

    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return " ".join(f"{reason.message} {reason.advice}" for reason in self.reasons)


def refuse(code: str, sentence: str, mend: str, where: str = "", **data: Fact) -> Refused:
    """A refusal for one reason."""
    return Refused((Reason(code, sentence, mend, where, data),))
