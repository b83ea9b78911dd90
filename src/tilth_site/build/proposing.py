"""The stocks of a run as the inventory has them: proposed before the run is opened, with what is missing said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from tilth.foundry.build.compile.request import Dispenser, Stock
from tilth.foundry.build.inventory import Item
from tilth.foundry.build.inventory.stock import Demand, what_is_missing
from tilth.foundry.build.run.model import Choices, RunRequest
from tilth.foundry.build.stocking import Proposal, Wanted, propose, stocks_table, what_it_takes
from tilth.foundry.build.volume import format_volume
from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Reason, Refused, refuse
from tilth_site.build.compiling import Designed, build_request, designed, named_apart
from tilth_site.foundry.tables import REQUESTS
from tilth_site.inventory.holdings import held, keeps, stock_of
from tilth_site.journal.streams import load

__all__ = ["FromInventory", "from_inventory", "requests_of"]


@dataclass(frozen=True, slots=True)
class FromInventory:
    """The ``table`` (CSV) of what the foundry holds for a run, of ``wells`` wells; a reason for each liquid of
    which something is ``missing``, and for each well that was ``passed`` over.
    """

    table: str
    wells: int
    missing: tuple[Reason, ...]
    passed: tuple[Reason, ...]


def requests_of(ids: Iterable[str], foundry: str) -> tuple[RunRequest, ...]:
    """The requests of ``foundry`` that have a design to build; the others are left out."""
    found = ((id, load(REQUESTS, id)) for id in ids)
    return tuple(
        RunRequest(id, one.owner, one.design.version, one.assessment.constructs)
        for id, one in found
        if one is not None and one.provider == foundry and one.design is not None and one.assessment is not None
    )


def from_inventory(foundry: str, requests: Sequence[RunRequest], choices: Choices) -> FromInventory | Refused:
    """What ``foundry`` holds today for a run of ``requests``; refused where their designs, or the choices, cannot
    be compiled whatever is in stock. O(bases of the designs + transfers + items that hold a liquid of the run).
    """
    try:
        constructs: list[Designed] = []
        for one in requests:
            made = designed(one)
            if isinstance(made, Refused):
                return made
            constructs += made
        return _proposed(foundry, requests, named_apart(constructs), choices)
    except TilthError as error:
        return refuse(error.code, "{fault}", "{advice}", fault=error.message, advice=error.mend)


def _proposed(
    foundry: str, requests: Sequence[RunRequest], constructs: Sequence[Designed], choices: Choices
) -> FromInventory | Refused:
    parts = _serving(foundry, requests, _parts(constructs, requests), choices)
    asked = build_request("", constructs, parts.stocks, choices)
    takes = asked if isinstance(asked, Refused) else what_it_takes(asked)
    if isinstance(takes, Refused):
        return takes
    reagents = _serving(foundry, requests, [Wanted(one.liquid) for one in takes.reagents], choices)
    enough = {one.liquid for one in takes.reagents if _held(reagents.stocks, one.liquid) >= one.volume}
    stocks = (*parts.stocks, *(one for one in reagents.stocks if one.liquid in enough))
    missing = [*takes.missing, *_short(foundry, requests, takes.reagents)]
    return FromInventory(
        stocks_table(stocks), len(stocks), tuple(map(_lacking, missing)), (*parts.passed, *reagents.passed)
    )


def _serving(foundry: str, requests: Sequence[RunRequest], wanted: Sequence[Wanted], choices: Choices) -> Proposal:
    items: tuple[Item, ...] = held(foundry, [one.liquid for one in wanted], [one.identity for one in wanted])
    lots = stock_of(foundry, {sample.lot for item in items for sample in item.samples.values() if sample.lot})
    acoustic = Dispenser(choices.dispenser) is Dispenser.ACOUSTIC
    ids = {one.id for one in requests}
    return propose(wanted, items, lots, timezone.localdate(), ids, foundry=foundry, acoustic=acoustic)


def _parts(constructs: Sequence[Designed], requests: Sequence[RunRequest]) -> list[Wanted]:
    """The parts of ``constructs``, each with the parties whose constructs take it."""
    owners = {one.id: one.owner for one in requests}
    takers: dict[str, set[str]] = {}
    molecules: dict[str, tuple[str, int]] = {}
    for one in constructs:
        for part, molecule in zip(one.parts, one.molecules, strict=True):
            takers.setdefault(part, set()).add(owners.get(one.request, ""))
            molecules[part] = molecule
    return [
        Wanted(part, molecules[part][0], molecules[part][1] or None, frozenset(who))
        for part, who in takers.items()
    ]


def _held(stocks: Iterable[Stock], liquid: str) -> int:
    return sum(one.volume for one in stocks if one.liquid == liquid)


def _short(foundry: str, requests: Sequence[RunRequest], reagents: Sequence[Demand]) -> list[Demand]:
    """What the lots lack of those reagents that the foundry keeps lots of."""
    kept = keeps(foundry, [one.liquid for one in reagents])
    demands = [Demand(requests[0].id, one.liquid, one.volume) for one in reagents if one.liquid in kept]
    lots = [lot for of_liquid in kept.values() for lot in of_liquid]
    found = what_is_missing(demands, lots, (), timezone.localdate())
    return [Demand(one.request, one.liquid, one.missing) for one in found.needs if one.missing]


def _lacking(one: Demand) -> Reason:
    return Reason(
        "stock.lacking",
        "{missing} of {liquid} are missing.",
        "Order it or fill it in, or add the well that holds it to the table.",
        one.liquid,
        {"liquid": one.liquid, "missing": format_volume(one.volume), "missing_pl": one.volume},
    )
