"""A small build for tests of robots: a mix handed out by a liquid handler, parts by an Echo, cells by people."""

from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import NL, UL

MIX = Place("mix", "A1")
LABWARE = (
    Labware("mix", "deep_96", "Mixes"),
    Labware("parts", "echo_384_pp", "Parts"),
    Labware("reactions", "pcr_384", "Reactions"),
    Labware("cells", "deep_96", "Cells"),
)
FILLINGS = (
    Filling(MIX, "master mix", 500 * UL, "lot-7"),
    Filling(Place("parts", "A1"), "promoter", 40 * UL),
    Filling(Place("parts", "A2"), "promoter", 40 * UL),
    Filling(Place("parts", "B1"), "reporter", 40 * UL),
    Filling(Place("cells", "A1"), "cells", 900 * UL),
)
OPERATIONS = (
    UnitOperation("mix", "UHW010", "WB030", "Hand out the mix", "liquid_handler", 20, ("mix", "reactions")),
    UnitOperation("parts", "UHW020", "WB030", "Add the parts", "acoustic_dispenser", 5, ("parts",), ("mix",)),
    UnitOperation("cycle", "UHW030", "WB030", "Thermocycling", "thermocycler", 90, ("reactions",), ("parts",)),
    UnitOperation("stop", "UHW010", "WB030", "Add the stop", "liquid_handler", 10, ("reactions",), ("cycle",)),
    UnitOperation(
        "cells", "UHW040", "WB040", "Add cells", "bench", 30, ("cells",), ("stop",), (), "molecular", 30
    ),
)
WELLS = ("A1", "B1", "C1")


def build(
    *,
    fillings: tuple[Filling, ...] = FILLINGS,
    transfers: tuple[Transfer, ...] | None = None,
    labware: tuple[Labware, ...] = LABWARE,
) -> BuildPlan:
    """The build, whole or with something else in it."""
    usual = (
        *(Transfer(MIX, Place("reactions", well), 8 * UL, "master mix", "mix", _tip(well)) for well in WELLS),
        *(
            Transfer(Place("parts", "A1"), Place("reactions", well), 100 * NL, "promoter", "parts")
            for well in WELLS
        ),
        *(
            Transfer(Place("parts", "B1"), Place("reactions", well), 250 * NL, "reporter", "parts")
            for well in WELLS
        ),
        *(Transfer(MIX, Place("reactions", well), 2 * UL, "master mix", "stop") for well in WELLS),
        Transfer(Place("reactions", "A1"), Place("cells", "A1"), 5 * UL, "reaction", "cells"),
    )
    products = tuple(
        Product(f"C{number}", Place("reactions", well), "golden gate", ("promoter", "reporter"), request="r1")
        for number, well in enumerate(WELLS, start=1)
    )
    plan = TransferPlan(labware, fillings, usual if transfers is None else transfers, "Three reactions")
    return BuildPlan("Three reactions", products, OPERATIONS, plan)


def _tip(well: str) -> Tip:
    return Tip.NEW if well == WELLS[0] else Tip.SAME
