"""An Opentrons' deck and what is done on it: pieces in slots, pipettes with their tips, moves in order.

A deck has eleven slots, so a plan with more labware and tips than that becomes several protocols, one after the
other; each starts with fresh racks. Pieces take the slot the setup gives them, else the first free one in order
of use; tip racks take what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.robots.carriers import Stage
from tilth.foundry.build.robots.setup import TIPS_IN_A_RACK, Opentrons, OpentronsModel, Pipette
from tilth.foundry.build.transfer import Filling, Tip, Transfer, TransferPlan

__all__ = ["Deck", "Loaded", "Mounted", "Move", "lay_decks", "portions"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A piece of labware in a slot. ``load_name`` is empty where Opentrons does not know its kind; ``slot`` is
    empty where no slot was left for it.
    """

    piece: str
    load_name: str
    slot: str


@dataclass(frozen=True, slots=True)
class Mounted:
    """A pipette on a mount, and the slots of its tip racks."""

    mount: str
    pipette: Pipette
    slots: tuple[str, ...]

    @property
    def tips(self) -> int:
        """How many tips stand ready for it."""
        return TIPS_IN_A_RACK * len(self.slots)


@dataclass(frozen=True, slots=True)
class Move:
    """A transfer and the mount of the pipette that does it (empty: none can)."""

    transfer: Transfer
    mount: str


@dataclass(frozen=True, slots=True)
class Deck:
    """One protocol's worth: what stands where, what is in the wells at first, and the moves."""

    model: OpentronsModel
    loaded: tuple[Loaded, ...]
    mounted: tuple[Mounted, ...]
    fillings: tuple[Filling, ...]
    moves: tuple[Move, ...]
    stages: tuple[Stage, ...] = ()
    title: str = ""


def portions(volume: int, most: int) -> int:
    """In how many equal draws a pipette that holds ``most`` pL moves ``volume`` pL: ``ceil(volume / most)``."""
    return max(1, -(-volume // most))


def lay_decks(plan: TransferPlan, robot: Opentrons, stages: Sequence[Stage] = ()) -> tuple[Deck, ...]:
    """The protocols that carry ``plan`` out, in order; none where it moves nothing.

    Transfers that share a tip stay together and with one pipette: of the mounted ones that can move all their
    volumes, the one that needs the fewest draws, and of like ones the smallest. A deck is full where another such
    chain's pieces and tip racks would not fit; whatever can never fit is laid all the same, and
    :func:`~.checks.check_deck` says why it is refused. O(transfers).
    """
    pipettes = robot.mounted()
    by_step = {stage.step: stage for stage in stages}
    moves = [[Move(one, _mount(chain, pipettes)) for one in chain] for chain in _chains(plan.transfers)]
    return tuple(
        replace(_lay(plan, robot, pipettes, group), stages=_stages(group, by_step))
        for group in _fitting(moves, len(robot.model.slots))
    )


def _chains(transfers: Iterable[Transfer]) -> Iterator[list[Transfer]]:
    """The transfers that one tip does, in order."""
    chain: list[Transfer] = []
    for one in transfers:
        if chain and one.tip is Tip.NEW:
            yield chain
            chain = []
        chain.append(one)
    if chain:
        yield chain


def _mount(chain: Sequence[Transfer], pipettes: dict[str, Pipette]) -> str:
    able = [
        (sum(portions(one.volume, pipette.most) for one in chain), pipette.most, mount)
        for mount, pipette in pipettes.items()
        if all(one.volume >= pipette.least * portions(one.volume, pipette.most) for one in chain)
    ]
    return min(able)[2] if able else ""


def _fitting(chains: Iterable[list[Move]], slots: int) -> Iterator[list[Move]]:
    """The moves of one protocol after the other: as many chains as the deck has room for."""
    group: list[Move] = []
    pieces: set[str] = set()
    tips: Counter[str] = Counter()
    for chain in chains:
        mount, wanted = chain[0].mount, _pieces(chain)
        tips[mount] += 1
        if group and len(pieces | wanted) + _racks(tips) > slots:
            yield group
            group, pieces, tips = [], set(), Counter((mount,))
        group.extend(chain)
        pieces |= wanted
    if group:
        yield group


def _pieces(moves: Iterable[Move]) -> set[str]:
    return {place.labware for move in moves for place in (move.transfer.source, move.transfer.target)}


def _racks(tips: Counter[str]) -> int:
    return sum(-(-count // TIPS_IN_A_RACK) for mount, count in tips.items() if mount)


def _tips(moves: Sequence[Move]) -> Counter[str]:
    """How many tips each mount's pipette takes; the first move takes one whatever it says."""
    return Counter(move.mount for number, move in enumerate(moves) if number == 0 or move.transfer.tip is Tip.NEW)


def _lay(plan: TransferPlan, robot: Opentrons, pipettes: dict[str, Pipette], moves: list[Move]) -> Deck:
    order = dict.fromkeys(place for move in moves for place in (move.transfer.source, move.transfer.target))
    names = dict.fromkeys(place.labware for place in order)
    kinds = {piece.id: piece.kind for piece in plan.labware}
    free = [slot for slot in robot.model.slots if slot not in {robot.slots.get(name) for name in names}]
    slots = {name: robot.slots.get(name) or (free.pop(0) if free else "") for name in names}
    mounted = []
    for mount, count in sorted(_tips(moves).items()):
        if mount:
            racks = -(-count // TIPS_IN_A_RACK)
            mounted.append(Mounted(mount, pipettes[mount], tuple(free[:racks])))
            free = free[racks:]
    return Deck(
        robot.model,
        tuple(
            Loaded(name, labware_kind(kinds[name]).opentrons if name in kinds else "", slots[name])
            for name in names
        ),
        tuple(mounted),
        tuple(filling for filling in plan.fillings if filling.place in order),
        tuple(moves),
        title=plan.title,
    )


def _stages(moves: Sequence[Move], known: Mapping[str, Stage]) -> tuple[Stage, ...]:
    return tuple(known[step] for step in dict.fromkeys(move.transfer.step for move in moves) if step in known)
