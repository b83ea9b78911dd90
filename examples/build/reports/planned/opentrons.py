"""Written by Tilth for an Opentrons: the tables say what is done, run() does it in order."""

from opentrons import protocol_api

metadata = {"protocolName": "Green and red, by an Echo", "author": "Tilth"}

requirements = {"robotType": "Flex", "apiLevel": "2.20"}

# what a piece is called: (its kind in Opentrons' library, the slot it stands in)
LABWARE = {
    "reagents-1": ("opentrons_24_tuberack_eppendorf_1.5ml_safelock_snapcap", "D1"),
    "mixes-1": ("corning_384_wellplate_112ul_flat", "D2"),
    "CIDAR": ("corning_384_wellplate_112ul_flat", "D3"),
    "transformation-cells-1": ("opentrons_96_wellplate_200ul_pcr_full_skirt", "C1"),
    "assembly-1": ("biorad_384_wellplate_50ul", "C2"),
    "transformation-agar-1": ("corning_96_wellplate_360ul_flat", "C3"),
}

# mount: (pipette, tip rack, slots of the tip racks, most it moves in one draw, uL)
PIPETTES = {
    "left": ("flex_1channel_50", "opentrons_flex_96_tiprack_50ul", ("B1",), 50),
    "right": ("flex_1channel_1000", "opentrons_flex_96_tiprack_1000ul", ("B2",), 1000),
}

# what is in the wells at first: (piece, well, liquid, uL, lot)
FILLINGS = [
    ("CIDAR", "A1", "DVK_AE", 60, "CIDAR-2026-01"),
    ("CIDAR", "F2", "B0034m_BC", 60, "CIDAR-2026-13"),
    ("CIDAR", "C4", "B0015_DE", 60, "CIDAR-2026-26"),
    ("reagents-1", "A1", "10x T4 DNA ligase buffer", 18, ""),
    ("reagents-1", "B1", "BsaI-HFv2", 14, ""),
    ("reagents-1", "C1", "T4 DNA ligase", 14, ""),
    ("reagents-1", "D1", "competent cells", 199, ""),
    ("reagents-1", "A2", "SOC medium", 1192, ""),
    ("assembly-1", "A1", "green-100", 5, ""),
    ("assembly-1", "B1", "green-102", 5, ""),
    ("assembly-1", "C1", "no_enzyme, plate 1", 5, ""),
    ("assembly-1", "D1", "red-100", 5, ""),
    ("assembly-1", "E1", "red-102", 5, ""),
    ("assembly-1", "F1", "green-106", 5, ""),
    ("assembly-1", "G1", "green-107", 5, ""),
    ("assembly-1", "H1", "red-106", 5, ""),
    ("assembly-1", "I1", "red-107", 5, ""),
]

# (step, title, what is done elsewhere before it)
STEPS = [
    ("assembly-mixes", "Assemblies: make the master mixes", ""),
    ("transformation-1-cells", "Add the assemblies to competent cells (9 samples)", "Assemblies 1: set up 9 reactions, Assemblies 1: seal, Assemblies 1: 30 x (37 C 1 min, 16 C 1 min), 60 C 5 min"),
    ("transformation-1-medium", "Add SOC medium (9 samples)", "Heat shock: 20 min on ice, 42 C for 30 s, 2 min on ice (9 samples)"),
    ("transformation-1-plating", "Spot onto selective agar (9 samples)", "Recover at 37 C (9 samples)"),
]

# (step, liquid, from piece, well, to piece, well, uL, mount, tip)
TRANSFERS = [
    ("assembly-mixes", "10x T4 DNA ligase buffer", "reagents-1", "A1", "mixes-1", "A1", 7.6, "left", "new"),
    ("assembly-mixes", "B0015_DE", "CIDAR", "C4", "mixes-1", "A1", 6.6, "left", "new"),
    ("assembly-mixes", "B0034m_BC", "CIDAR", "F2", "mixes-1", "A1", 5.6, "left", "new"),
    ("assembly-mixes", "DVK_AE", "CIDAR", "A1", "mixes-1", "A1", 4.6, "left", "new"),
    ("assembly-mixes", "BsaI-HFv2", "reagents-1", "B1", "mixes-1", "A1", 3.8, "left", "new"),
    ("assembly-mixes", "T4 DNA ligase", "reagents-1", "C1", "mixes-1", "A1", 3.8, "left", "new"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "A1", 20, "left", "new"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "B1", 20, "left", "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "C1", 20, "left", "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "D1", 20, "left", "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "E1", 20, "left", "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "F1", 20, "left", "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "G1", 20, "left", "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "H1", 20, "left", "same"),
    ("transformation-1-cells", "competent cells", "reagents-1", "D1", "transformation-cells-1", "A2", 20, "left", "same"),
    ("transformation-1-cells", "green-100", "assembly-1", "A1", "transformation-cells-1", "A1", 2, "left", "new"),
    ("transformation-1-cells", "green-102", "assembly-1", "B1", "transformation-cells-1", "B1", 2, "left", "new"),
    ("transformation-1-cells", "no_enzyme, plate 1", "assembly-1", "C1", "transformation-cells-1", "C1", 2, "left", "new"),
    ("transformation-1-cells", "red-100", "assembly-1", "D1", "transformation-cells-1", "D1", 2, "left", "new"),
    ("transformation-1-cells", "red-102", "assembly-1", "E1", "transformation-cells-1", "E1", 2, "left", "new"),
    ("transformation-1-cells", "green-106", "assembly-1", "F1", "transformation-cells-1", "F1", 2, "left", "new"),
    ("transformation-1-cells", "green-107", "assembly-1", "G1", "transformation-cells-1", "G1", 2, "left", "new"),
    ("transformation-1-cells", "red-106", "assembly-1", "H1", "transformation-cells-1", "H1", 2, "left", "new"),
    ("transformation-1-cells", "red-107", "assembly-1", "I1", "transformation-cells-1", "A2", 2, "left", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "A1", 125, "right", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "B1", 125, "right", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "C1", 125, "right", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "D1", 125, "right", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "E1", 125, "right", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "F1", 125, "right", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "G1", 125, "right", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "H1", 125, "right", "new"),
    ("transformation-1-medium", "SOC medium", "reagents-1", "A2", "transformation-cells-1", "A2", 125, "right", "new"),
    ("transformation-1-plating", "green-100", "transformation-cells-1", "A1", "transformation-agar-1", "A1", 10, "left", "new"),
    ("transformation-1-plating", "green-102", "transformation-cells-1", "B1", "transformation-agar-1", "B1", 10, "left", "new"),
    ("transformation-1-plating", "no_enzyme, plate 1", "transformation-cells-1", "C1", "transformation-agar-1", "C1", 10, "left", "new"),
    ("transformation-1-plating", "red-100", "transformation-cells-1", "D1", "transformation-agar-1", "D1", 10, "left", "new"),
    ("transformation-1-plating", "red-102", "transformation-cells-1", "E1", "transformation-agar-1", "E1", 10, "left", "new"),
    ("transformation-1-plating", "green-106", "transformation-cells-1", "F1", "transformation-agar-1", "F1", 10, "left", "new"),
    ("transformation-1-plating", "green-107", "transformation-cells-1", "G1", "transformation-agar-1", "G1", 10, "left", "new"),
    ("transformation-1-plating", "red-106", "transformation-cells-1", "H1", "transformation-agar-1", "H1", 10, "left", "new"),
    ("transformation-1-plating", "red-107", "transformation-cells-1", "A2", "transformation-agar-1", "A2", 10, "left", "new"),
]


def run(protocol: protocol_api.ProtocolContext) -> None:
    """Load the deck, then make the transfers in order."""
    if requirements["robotType"] == "Flex":
        protocol.load_trash_bin("A3")
    pieces = {name: protocol.load_labware(kind, slot, label=name) for name, (kind, slot) in LABWARE.items()}
    liquids = {}
    for piece, well, liquid, volume, _ in FILLINGS:
        if liquid not in liquids:
            liquids[liquid] = protocol.define_liquid(name=liquid, description="", display_color="#4a90d9")
        pieces[piece][well].load_liquid(liquids[liquid], volume)
    pipettes = {}
    for mount, (pipette, rack, slots, _) in PIPETTES.items():
        racks = [protocol.load_labware(rack, slot) for slot in slots]
        pipettes[mount] = protocol.load_instrument(pipette, mount, tip_racks=racks)

    titles = {step: title for step, title, _ in STEPS}
    pauses = {step: work for step, _, work in STEPS if work}
    current = None
    for step, liquid, source, source_well, target, target_well, volume, mount, tip in TRANSFERS:
        pipette = pipettes[mount]
        if tip == "new":
            drop_tips(pipettes)
        if step != current:
            if step in pauses:
                protocol.pause(f"{titles[step]} comes after: {pauses[step]}. Resume when that is done.")
            protocol.comment(titles.get(step, step))
            current = step
        if not pipette.has_tip:
            pipette.pick_up_tip()
        # More than the tip holds is moved in equal draws.
        draws = max(1, -(-volume // PIPETTES[mount][3]))
        for _ in range(int(draws)):
            pipette.aspirate(volume / draws, pieces[source][source_well])
            pipette.dispense(volume / draws, pieces[target][target_well])
            pipette.blow_out(pieces[target][target_well].top())
    drop_tips(pipettes)


def drop_tips(pipettes: dict[str, protocol_api.InstrumentContext]) -> None:
    """Throw away the tips that are on."""
    for pipette in pipettes.values():
        if pipette.has_tip:
            pipette.drop_tip()
