"""What is asked to be built: constructs, the stocks at hand, and how it is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import NL

__all__ = [
    "Amplicon",
    "BuildRequest",
    "Construct",
    "Control",
    "ControlKind",
    "Dispenser",
    "Layout",
    "MixRules",
    "Step",
    "Stock",
]


class Step(StrEnum):
    """A workflow that a request may ask for, in the order in which they are done."""

    PCR = "pcr"
    ASSEMBLY = "assembly"
    TRANSFORMATION = "transformation"
    PICKING = "picking"
    MINIPREP = "miniprep"
    SEQUENCING = "sequencing"


class Dispenser(StrEnum):
    """What sets up the reactions: a pipetting robot, or an acoustic dispenser that moves drops of 2.5 nL."""

    PIPETTE = "pipette"
    ACOUSTIC = "acoustic"

    @property
    def step(self) -> int:
        """The pL that every volume is a multiple of."""
        return 100 * NL if self is Dispenser.PIPETTE else 2_500

    @property
    def least(self) -> int:
        """The least volume (pL) it moves reliably: 1 uL, or a drop."""
        return 1_000 * NL if self is Dispenser.PIPETTE else 2_500


class Layout(StrEnum):
    """Which well a reaction gets: the least travel, a draw by seed, or the order in which it was asked for."""

    COMPACT = "compact"
    RANDOM = "random"
    GIVEN = "given"


class ControlKind(StrEnum):
    """A control: without the enzyme that joins, without inserts, or a construct known to work."""

    NO_ENZYME = "no_enzyme"
    NO_INSERT = "no_insert"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Construct:
    """A thing to build: ``parts`` in order, the backbone first (BASIC: linkers and parts in turn, a linker
    first). ``request`` is the id of the request it is for.
    """

    name: str
    parts: tuple[str, ...]
    request: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """A well with a part or a reagent: ``volume`` pL of it. ``concentration`` is ng/uL and ``length`` bp; both
    are needed where an amount is asked for, and without either a fixed volume is taken.
    """

    liquid: str
    place: Place
    kind: str
    volume: int
    concentration: float | None = None
    length: int | None = None
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Amplicon:
    """A part that is made by PCR first: from ``template`` with the primers ``forward`` and ``reverse``, ``length``
    bp long.
    """

    part: str
    template: str
    forward: str
    reverse: str
    length: int


@dataclass(frozen=True, slots=True)
class Control:
    """``wells`` controls of a kind on every plate. ``construct`` names the construct it is made like (the first
    where empty).
    """

    kind: ControlKind
    wells: int = 1
    construct: str = ""


@dataclass(frozen=True, slots=True)
class MixRules:
    """How master mixes are made: ``overage`` is the fraction made beyond the need and ``spare`` so many reactions
    more; ``handling`` is what a mix costs, in transfers, so that few are made for little.
    """

    overage: float = 0.1
    spare: int = 0
    handling: int = 20


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """Everything :func:`~.compiling.compile_request` needs. Amounts and the reaction's volume are those of the
    method's recipe where they are None; ``plate`` is the kind of labware that reactions are set up in. ``prefix``
    is what the ids of new labware begin with: a barcode is one piece's only, in whatever plan it stands.
    """

    title: str
    method: str
    constructs: tuple[Construct, ...]
    stocks: tuple[Stock, ...]
    steps: tuple[Step, ...] = (Step.ASSEMBLY,)
    controls: tuple[Control, ...] = ()
    amplicons: tuple[Amplicon, ...] = ()
    enzyme: str | None = None
    volume: int | None = None
    part_fmol: float | None = None
    backbone_fmol: float | None = None
    plate: str = "pcr_96"
    dispenser: Dispenser = Dispenser.PIPETTE
    layout: Layout = Layout.COMPACT
    mixes: MixRules = MixRules()
    replicates: int = 1
    colonies: int = 2
    seed: int = 0
    prefix: str = ""
