"""What has to be told of a redo before and while it is done: what is given up, which steps are done again, and
what people fill in first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext, ngettext

from tilth.foundry.build.readback.filling import ToFill, to_fill
from tilth.foundry.build.run import Run
from tilth.foundry.build.run.model import Redo
from tilth.foundry.build.run.redoing import Drafted
from tilth.foundry.build.volume import format_volume
from tilth_site.build.plans import plan_of, plans_of, stands_of

__all__ = ["fill_words", "fills_before", "fills_of", "outlook"]

_WELLS = 12
"""So many wells are named; of more only their number is told."""


def fills_of(run: Run, redo: Redo) -> tuple[ToFill, ...]:
    """What is to be filled in for ``redo``, one of those of ``run``."""
    plan, plans = plans_of(run)
    earlier = (plan, *plans[: run.redos.index(redo)])
    return to_fill(plan_of(redo.plan), {piece.id for one in earlier for piece in one.transfers.labware})


def fills_before(run: Run, step: str) -> tuple[ToFill, ...]:
    """What is to be filled in before ``step``; nothing where it is a step of the plan."""
    redo = next((one for one in run.redos if any(part.id == step for part in one.parts)), None)
    return () if redo is None else tuple(one for one in fills_of(run, redo) if step in one.steps)


def fill_words(fills: Iterable[ToFill]) -> list[str]:
    """A sentence for each well that is to be filled."""
    return [
        gettext("Fill %(volume)s of %(liquid)s into %(place)s first (%(kind)s).")
        % {"volume": format_volume(one.volume), "liquid": one.liquid, "place": one.place, "kind": one.kind}
        for one in fills
    ]


def outlook(run: Run, drafted: Drafted, titles: dict[str, str]) -> list[str]:
    """What a redo that is not planned yet comes to, in sentences; ``titles`` are those of the run's steps."""
    known = {piece.id for piece in stands_of(run).plan.transfers.labware}
    return [
        *_given_up(drafted.redo, drafted),
        *_steps(drafted.redo, titles),
        *fill_words(to_fill(drafted.plan, known)),
    ]


def _given_up(redo: Redo, drafted: Drafted) -> Iterator[str]:
    fresh = {one.fresh for one in redo.replaced}
    wells = sorted({str(one.target) for one in drafted.plan.transfers.transfers if one.target.labware in fresh})
    if not wells:
        return
    words = ngettext(
        "%(count)d well is given up, and made again in fresh labware: %(wells)s.",
        "%(count)d wells are given up, and made again in fresh labware: %(wells)s.",
        len(wells),
    )
    named = gettext(", ").join(wells[:_WELLS]) + (" …" if len(wells) > _WELLS else "")
    yield words % {"count": len(wells), "wells": named}


def _steps(redo: Redo, titles: dict[str, str]) -> Iterator[str]:
    if len(redo.parts) > 1:
        names = (titles.get(part.of[0], part.of[0]) for part in redo.parts)
        yield gettext("Done again, in this order: %(steps)s.") % {"steps": gettext("; ").join(names)}
