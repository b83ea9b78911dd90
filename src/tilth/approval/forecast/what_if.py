"""What could be done otherwise: ``recognised=ethics``, ``lane.review=innovative-30``, ``answers=10``.

A what-if is one or more of these, separated by commas, which then hold together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tilth.approval.model import Procedure
from tilth.kernel.errors import OptionError

__all__ = ["NAMES", "WhatIf", "parse_what_if"]

NAMES = {
    "lane.STEP=LANE": "the step goes through this lane",
    "recognised=STEP": "another body's decision on the same dossier stands for the step",
    "answers=N, answers.STEP=N": "questions are answered within N units, everywhere or in one step",
    "parallel=STEP": "the applicant no longer waits for other steps by habit before beginning this one",
    "prepared=STEP": "its dossier is prepared while the steps before it still run",
    "start=STEP": "it is begun as soon as it can be, whatever day was planned",
}
"""Every form of a what-if, and what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Changes to a plan. ``answers`` is by step; the empty name is every step."""

    name: str = ""
    lanes: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    recognised: frozenset[str] = frozenset()
    parallel: frozenset[str] = frozenset()
    prepared: frozenset[str] = frozenset()
    at_once: frozenset[str] = frozenset()

    def within(self, step: str) -> int | None:
        """The units within which questions of ``step`` are answered, None where nothing is changed."""
        return self.answers.get(step, self.answers.get(""))


def parse_what_if(text: str, procedure: Procedure) -> WhatIf:
    """The what-if that ``text`` spells. Raises OptionError where it names no change, no step or no lane there
    is.
    """
    lanes: dict[str, str] = {}
    answers: dict[str, int] = {}
    sets: dict[str, set[str]] = {"recognised": set(), "parallel": set(), "prepared": set(), "start": set()}
    for part in text.split(","):
        name, equals, value = part.strip().partition("=")
        kind, _, step = name.partition(".")
        if not equals or kind not in (*sets, "lane", "answers"):
            raise _wrong(part, f"Use {'; '.join(NAMES)}.")
        if kind in sets:
            _require_step(value, part, procedure)
            sets[kind].add(value)
        elif kind == "lane":
            _require_step(step, part, procedure)
            lanes[step] = _lane(procedure, step, value, part)
        else:
            if step:
                _require_step(step, part, procedure)
            if not value.isascii() or not value.isdigit():
                raise _wrong(part, "Give a whole number, such as answers=10.")
            answers[step] = int(value)
    return WhatIf(
        name=text,
        lanes=lanes,
        answers=answers,
        recognised=frozenset(sets["recognised"]),
        parallel=frozenset(sets["parallel"]),
        prepared=frozenset(sets["prepared"]),
        at_once=frozenset(sets["start"]),
    )


def _require_step(id: str, part: str, procedure: Procedure) -> None:
    if procedure.step(id) is None:
        raise _wrong(part, f"Name a step: {', '.join(step.id for step in procedure.steps)}.")


def _lane(procedure: Procedure, step: str, lane: str, part: str) -> str:
    found = procedure.step(step)
    lanes = [one.id for one in found.every_lane] if found else []
    if lane not in lanes:
        raise _wrong(part, f"Name a lane of {step}: {', '.join(lanes)}.")
    return lane


def _wrong(part: str, mend: str) -> OptionError:
    return OptionError(
        "approval.what_if", f"Nothing is known of the what-if {part.strip() or '(empty)'}.", mend=mend
    )
