"""Written by Tilth for PyLabRobot: the tables say what is done, main() does it in order."""

import asyncio

import pylabrobot.resources as definitions
from pylabrobot.liquid_handling import LiquidHandler
from pylabrobot.liquid_handling.backends import LiquidHandlerBackend, LiquidHandlerChatterboxBackend
from pylabrobot.resources import Coordinate, Deck, Plate, Trash, Well, set_tip_tracking, set_volume_tracking
from pylabrobot.resources.utils import create_ordered_items_2d

# The tip rack of each size, and the most its tips take in one draw (uL).
TIP_RACKS = [("hamilton_96_tiprack_50uL", 50), ("hamilton_96_tiprack_300uL", 300), ("hamilton_96_tiprack_1000uL", 1000)]

TITLE = "Green and red, by an Echo"

# what a piece is called: (PyLabRobot's definition, or empty for a plain plate; rows, columns, uL a well)
LABWARE = {
    "CIDAR": ("", 16, 24, 65),
    "assembly-1": ("biorad_384_wellplate_50uL_Vb", 16, 24, 40),
    "mixes-1": ("", 16, 24, 65),
    "transformation-cells-1": ("azenta_96_wellplate_200uL_Vb_4titudeframestar", 8, 12, 200),
    "transformation-agar-1": ("", 8, 12, 20),
    "reagents-1": ("", 4, 6, 1500),
}

# what is in the wells at first: (piece, well, liquid, uL)
FILLINGS = [
    ("CIDAR", "A1", "DVK_AE", 60),
    ("CIDAR", "F2", "B0034m_BC", 60),
    ("CIDAR", "C4", "B0015_DE", 60),
    ("reagents-1", "A1", "10x T4 DNA ligase buffer", 18),
    ("reagents-1", "B1", "BsaI-HFv2", 14),
    ("reagents-1", "C1", "T4 DNA ligase", 14),
    ("reagents-1", "D1", "competent cells", 199),
    ("reagents-1", "A2", "SOC medium", 1192),
    ("assembly-1", "A1", "green-100", 5),
    ("assembly-1", "B1", "green-102", 5),
    ("assembly-1", "C1", "no_enzyme, plate 1", 5),
    ("assembly-1", "D1", "red-100", 5),
    ("assembly-1", "E1", "red-102", 5),
    ("assembly-1", "F1", "green-106", 5),
    ("assembly-1", "G1", "green-107", 5),
    ("assembly-1", "H1", "red-106", 5),
    ("assembly-1", "I1", "red-107", 5),
]

# (step, liquid, from piece, well, to piece, well, uL, tip)
TRANSFERS = [
    ("assembly-mixes", "10x T4 DNA ligase buffer", "reagents-1", "A1", "mixes-1", "A1", 7.6, "new"),
    ("assembly-mixes", "B0015_DE", "CIDAR", "C4", "mixes-1", "A1", 6.6, "new"),
    ("assembly-mixes", "B0034m_BC", "CIDAR", "F2", "mixes-1", "A1", 5.6, "new"),
    ("assembly-mixes", "DVK_AE", "CIDAR", "A1", "mixes-1", "A1", 4.6, "new"),
    ("assembly-mixes", "BsaI-HFv2", "reagents-1", "B1", "mixes-1", "A1", 3.8, "new"),
    ("assembly-mixes", "T4 DNA ligase", "reagents-1", "C1", "mixes-1", "A1", 3.8, "new"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "A1", 20, "new"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "B1", 20, "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "C1", 20, "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "D1", 20, "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "E1", 20, "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "F1", 20, "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "G1", 20, "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "H1", 20, "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "A2", 20, "same"),
    ("transformation-1-cells", "green-100", "assembly-1", "A1", "transformation-cells-1", "A1", 2, "new"),
    ("transformation-1-cells", "green-102", "assembly-1", "B1", "transformation-cells-1", "B1", 2, "new"),
    ("transformation-1-cells", "no_enzyme, plate 1", "assembly-1", "C1", "transformation-cells-1", "C1", 2, "new"),
    ("transformation-1-cells", "red-100", "assembly-1", "D1", "transformation-cells-1", "D1", 2, "new"),
    ("transformation-1-cells", "red-102", "assembly-1", "E1", "transformation-cells-1", "E1", 2, "new"),
    ("transformation-1-cells", "green-106", "assembly-1", "F1", "transformation-cells-1", "F1", 2, "new"),
    ("transformation-1-cells", "green-107", "assembly-1", "G1", "transformation-cells-1", "G1", 2, "new"),
    ("transformation-1-cells", "red-106", "assembly-1", "H1", "transformation-cells-1", "H1", 2, "new"),
    ("transformation-1-cells", "red-107", "assembly-1", "I1", "transformation-cells-1", "A2", 2, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "A1", 125, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "B1", 125, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "C1", 125, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "D1", 125, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "E1", 125, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "F1", 125, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "G1", 125, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "H1", 125, "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "A2", 125, "new"),
    ("transformation-1-plating", "green-100", "transformation-cells-1", "A1", "transformation-agar-1", "A1", 10, "new"),
    ("transformation-1-plating", "green-102", "transformation-cells-1", "B1", "transformation-agar-1", "B1", 10, "new"),
    ("transformation-1-plating", "no_enzyme, plate 1", "transformation-cells-1", "C1", "transformation-agar-1", "C1", 10, "new"),
    ("transformation-1-plating", "red-100", "transformation-cells-1", "D1", "transformation-agar-1", "D1", 10, "new"),
    ("transformation-1-plating", "red-102", "transformation-cells-1", "E1", "transformation-agar-1", "E1", 10, "new"),
    ("transformation-1-plating", "green-106", "transformation-cells-1", "F1", "transformation-agar-1", "F1", 10, "new"),
    ("transformation-1-plating", "green-107", "transformation-cells-1", "G1", "transformation-agar-1", "G1", 10, "new"),
    ("transformation-1-plating", "red-106", "transformation-cells-1", "H1", "transformation-agar-1", "H1", 10, "new"),
    ("transformation-1-plating", "red-107", "transformation-cells-1", "A2", "transformation-agar-1", "A2", 10, "new"),
]


def plain_plate(name: str, rows: int, columns: int, volume: float) -> Plate:
    """A plate of rows x columns wells in the footprint of the standard."""
    pitch = min(127 / columns, 85 / rows)
    wells = create_ordered_items_2d(
        Well, num_items_x=columns, num_items_y=rows, dx=0, dy=0, dz=1, item_dx=pitch, item_dy=pitch,
        size_x=pitch * 0.8, size_y=pitch * 0.8, size_z=10, max_volume=volume,
    )
    return Plate(name, size_x=127.76, size_y=85.48, size_z=20, ordered_items=wells)


def lay_deck(deck: Deck) -> tuple[dict, list]:
    """Put the pieces on the deck in a line, with fresh tips behind them: (pieces by name, tips by size)."""
    pieces = {}
    for name, (definition, rows, columns, volume) in LABWARE.items():
        known = getattr(definitions, definition, None) if definition else None
        pieces[name] = known(name) if known else plain_plate(name, rows, columns, volume)
        deck.assign_child_resource(pieces[name], location=Coordinate(150 * len(pieces), 0, 0))
    for piece, well, _, volume in FILLINGS:
        tracker = pieces[piece].get_item(well).tracker
        tracker.set_volume(tracker.get_used_volume() + volume)
    tips = []
    for number, (rack, most) in enumerate(TIP_RACKS, start=1):
        spots = []
        racks = -(-sum(tip == "new" for *_, tip in TRANSFERS) // 96)
        for copy in range(max(1, racks)):
            tip_rack = getattr(definitions, rack)(f"{rack}_{copy + 1}")
            deck.assign_child_resource(tip_rack, location=Coordinate(150 * (copy + 1), 150 * number, 0))
            spots += tip_rack.get_all_items()
        tips.append((most, iter(spots)))
    return pieces, tips


def chains() -> list[list[tuple]]:
    """The transfers in groups that share a tip."""
    groups = []
    for transfer in TRANSFERS:
        if transfer[-1] == "new" or not groups:
            groups.append([])
        groups[-1].append(transfer)
    return groups


async def main(backend: LiquidHandlerBackend | None = None, deck: Deck | None = None) -> None:
    """Make the transfers in order, on the chatterbox where no backend is given."""
    set_volume_tracking(True)
    set_tip_tracking(True)
    if deck is None:
        deck = Deck(size_x=100_000, size_y=1_000, size_z=300)
        deck.assign_child_resource(Trash("trash", size_x=100, size_y=100, size_z=50), location=Coordinate(0, 0, 0))
    handler = LiquidHandler(backend=backend or LiquidHandlerChatterboxBackend(), deck=deck)
    await handler.setup()
    pieces, tips = lay_deck(deck)
    for chain in chains():
        largest = max(volume for *_, volume, _ in chain)
        most, spots = next((size for size in tips if largest <= size[0]), tips[-1])
        await handler.pick_up_tips([next(spots)])
        for _, _, source, source_well, target, target_well, volume, _ in chain:
            # More than the tip holds is moved in equal draws.
            draws = max(1, int(-(-volume // most)))
            for _ in range(draws):
                await handler.aspirate([pieces[source].get_item(source_well)], vols=[volume / draws])
                await handler.dispense([pieces[target].get_item(target_well)], vols=[volume / draws])
        await handler.discard_tips()
    await handler.stop()


if __name__ == "__main__":
    asyncio.run(main())
