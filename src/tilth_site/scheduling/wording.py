"""The schedule's words in the reader's language: what the engine says in codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from tilth.foundry.build.adoption import CauseKind, events
from tilth.foundry.build.schedule.problem import Status
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Refused
from tilth_site.pages.wording import holders, with_words

__all__ = ["CAUSES", "HAPPENED", "INSTRUMENTS", "SENTENCES", "STATUSES", "instrument_name", "worded"]

SENTENCES = (
    # The steps of the routine, and what they run.
    gettext_noop("Dispense parts and master mix"),
    gettext_noop("Assemble: cycles of 37 and 16 °C"),
    gettext_noop("Golden Gate assembly, 30 cycles"),
    gettext_noop("Transform and plate"),
    gettext_noop("Incubate plates overnight"),
    gettext_noop("Pick colonies"),
    gettext_noop("Grow cultures overnight"),
    gettext_noop("Extract plasmids"),
    gettext_noop("Sequence"),
    # What stands in the schedule besides.
    gettext_noop("Out of use"),
    gettext_noop("done"),
)
"""English words that the engine gives to operations."""

HAPPENED: Mapping[str, str | Promise] = {
    events.FloorDescribed.TYPE: _("Floor described"),
    events.Prioritised.TYPE: _("Priority set"),
    events.Proposed.TYPE: _("Schedule proposed"),
    events.Adopted.TYPE: _("Schedule adopted"),
    events.Replanned.TYPE: _("Schedule changed"),
    events.Withdrawn.TYPE: _("Schedule withdrawn"),
}
"""Type of event -> what happened."""

STATUSES: Mapping[str, str | Promise] = {
    Status.OPTIMAL.value: _("proven best"),
    Status.FEASIBLE.value: _("feasible, perhaps not best"),
    Status.INFEASIBLE.value: _("proven impossible"),
    Status.UNKNOWN.value: _("nothing found in the time"),
}
"""What is known of an answer -> in words."""

CAUSES: Mapping[str, str | Promise] = {
    CauseKind.DOWN.value: _("An instrument is down"),
    CauseKind.OVERRUN.value: _("An operation takes longer"),
    CauseKind.URGENT.value: _("A request is urgent"),
}
"""Why a schedule is changed -> in words."""

INSTRUMENTS: Mapping[str, str | Promise] = {
    "acoustic_dispenser": _("Acoustic dispenser"),
    "liquid_handler": _("Liquid handler"),
    "thermocycler": _("Thermocycler"),
    "incubator": pgettext_lazy("instrument", "Incubator"),
    "colony_picker": _("Colony picker"),
    "sequencer": _("Sequencer"),
    "plate_reader": _("Plate reader"),
    "centrifuge": _("Centrifuge"),
    "bench": _("Bench"),
}
"""Kind of instrument -> its name."""

_ACTIONS: Mapping[str, str | Promise] = {
    "foundry.schedule.propose": _("planning the queue"),
    "foundry.schedule.adopt": _("adopting a schedule"),
    "foundry.schedule.withdraw": _("withdrawing a schedule"),
    "foundry.schedule.prioritise": _("setting a priority"),
    "foundry.schedule.describe_floor": _("describing the floor"),
}

_SIDES: Mapping[str, str | Promise] = {"owner": _("customer"), "provider": _("foundry")}


def instrument_name(kind: str) -> str:
    """An instrument's name; its kind with blanks where it has none."""
    return str(INSTRUMENTS.get(kind, kind.replace("_", " ")))


def worded(refused: Refused) -> Refused:
    """The same refusal with words in place of the codes that its sentences would print."""
    return with_words(refused, _word)


def _word(name: str, fact: Fact) -> Fact:
    code = str(fact)
    match name:
        case "status":
            return str(STATUSES.get(code, fact))
        case "action":
            return str(_ACTIONS.get(code, fact))
        case "roles":
            return holders(code, _SIDES)
        case _:
            return fact
