"""The table of labware, held to what the robots' own libraries say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pylabrobot import resources

from tilth.foundry.build.labware import Labware, LabwareForm, LabwareKind, labware_kind, labware_kinds
from tilth.foundry.build.volume import UL
from tilth.foundry.build.wells import Geometry
from tilth.kernel.errors import MissingError

KINDS = tuple(labware_kinds().values())

OPENTRONS = {
    "agilent_1_reservoir_290ml": (1, 1, 290_000),
    "biorad_384_wellplate_50ul": (16, 24, 50),
    "corning_12_wellplate_6.9ml_flat": (3, 4, 6900),
    "corning_24_wellplate_3.4ml_flat": (4, 6, 3400),
    "corning_384_wellplate_112ul_flat": (16, 24, 112),
    "corning_48_wellplate_1.6ml_flat": (6, 8, 1600),
    "corning_6_wellplate_16.8ml_flat": (2, 3, 16_800),
    "corning_96_wellplate_360ul_flat": (8, 12, 360),
    "nest_12_reservoir_15ml": (1, 12, 15_000),
    "nest_1_reservoir_195ml": (1, 1, 195_000),
    "nest_24_wellplate_10.4ml": (4, 6, 10_400),
    "nest_8_reservoir_22ml": (8, 1, 22_000),
    "nest_96_wellplate_100ul_pcr_full_skirt": (8, 12, 100),
    "nest_96_wellplate_2ml_deep": (8, 12, 2000),
    "opentrons_15_tuberack_falcon_15ml_conical": (3, 5, 15_000),
    "opentrons_24_aluminumblock_nest_1.5ml_snapcap": (4, 6, 1500),
    "opentrons_24_tuberack_eppendorf_1.5ml_safelock_snapcap": (4, 6, 1500),
    "opentrons_24_tuberack_eppendorf_2ml_safelock_snapcap": (4, 6, 2000),
    "opentrons_24_tuberack_nest_0.5ml_screwcap": (4, 6, 500),
    "opentrons_6_tuberack_falcon_50ml_conical": (2, 3, 50_000),
    "opentrons_96_aluminumblock_generic_pcr_strip_200ul": (8, 12, 200),
    "opentrons_96_wellplate_200ul_pcr_full_skirt": (8, 12, 200),
    "opentrons_tough_4_reservoir_72ml": (1, 4, 72_000),
    "usascientific_12_reservoir_22ml": (1, 12, 22_000),
}
"""Rows, columns and the least uL a well holds, as in the labware definitions of opentrons-shared-data 9.0.0."""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.opentrons], ids=lambda kind: kind.id)
def test_opentrons_labware_is_what_opentrons_says_it_is(kind: LabwareKind) -> None:
    rows, columns, most = OPENTRONS[kind.opentrons]
    assert kind.geometry == Geometry(rows, columns)
    assert kind.capacity <= most * UL


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.pylabrobot], ids=lambda kind: kind.id)
def test_pylabrobot_labware_is_what_pylabrobot_says_it_is(kind: LabwareKind) -> None:
    plate = getattr(resources, kind.pylabrobot)("piece")
    assert (plate.num_items_y, plate.num_items_x) == (kind.geometry.rows, kind.geometry.columns)
    assert kind.capacity <= plate.get_item("A1").max_volume * UL


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_kind_can_be_drawn_from_and_named(kind: LabwareKind) -> None:
    assert 0 <= kind.dead <= kind.capacity // 4
    assert kind.title
    assert kind.id == kind.id.lower()
    assert labware_kind(kind.id) is kind


def test_plates_of_all_sizes_tubes_and_reservoirs_are_there() -> None:
    plates = {kind.geometry.count for kind in KINDS if kind.form is LabwareForm.PLATE}
    assert plates >= {6, 12, 24, 48, 96, 384, 1536}
    assert {kind.form for kind in KINDS} == set(LabwareForm)


@pytest.mark.shared
def test_the_plates_of_real_echo_reports_are_known(shared: Path) -> None:
    folder = shared / "data/plates/allotropy/tests/parsers/beckman_echo_plate_reformat/testdata"
    types = set()
    for name in ("PartialTransfer.csv", "TransferOnly.csv", "SurveyVolumeExamples.csv"):
        lines = (folder / name).read_text("utf-8-sig").splitlines()
        head = next(number for number, line in enumerate(lines) if "Source Plate Type" in line)
        rows = csv.DictReader(lines[head:])
        ends = ("Source Plate Type", "Destination Plate Type")
        # A second table, with a head of its own, and the instrument's lines stand below the first.
        types |= {row[end] for row in rows if row["Source Well"] for end in ends} - set(ends)
    assert types == {"384PP_AQ_BP", "Eppendorf_PCR_384"}
    assert types <= {kind.echo for kind in KINDS}


def test_a_piece_knows_its_wells() -> None:
    assert Labware("P1", "echo_384_pp").geometry == Geometry(16, 24)
    with pytest.raises(MissingError, match="There is no kind of labware 'petri'") as caught:
        _ = Labware("P1", "petri").geometry
    assert "pcr_96" in caught.value.mend
