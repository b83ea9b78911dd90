from __future__ import annotations

from tilth.foundry.build.build_plan import Product
from tilth.foundry.build.run.tracing import affected
from tilth.foundry.build.transfer import Place, Transfer

MIX, ASM1, ASM2 = Place("MIX", "A1"), Place("ASM", "A1"), Place("ASM", "B1")
CELLS1, CELLS2 = Place("CELLS", "A1"), Place("CELLS", "B1")
PRODUCTS = (Product("one", ASM1, "golden_gate"), Product("two", ASM2, "golden_gate"))
TRANSFERS = tuple(
    Transfer(source, target, 1_000)
    for source, target in (
        (Place("BUFFER", "A1"), MIX), (MIX, ASM1), (MIX, ASM2), (Place("PARTS", "A1"), ASM1),
        (Place("PARTS", "A1"), ASM2), (ASM1, CELLS1), (ASM2, CELLS2),
    )
)  # fmt: skip


def test_a_transfer_that_failed_into_a_reaction_spoils_its_product_alone() -> None:
    assert affected([ASM1], PRODUCTS, TRANSFERS) == ("one",)


def test_a_transfer_that_failed_into_a_mix_spoils_all_that_get_of_it() -> None:
    assert affected([MIX], PRODUCTS, TRANSFERS) == ("one", "two")


def test_a_transfer_that_failed_after_the_assembly_keeps_the_product_from_being_delivered() -> None:
    assert affected([CELLS2], PRODUCTS, TRANSFERS) == ("two",)


def test_where_nothing_failed_nothing_is_affected() -> None:
    assert affected([], PRODUCTS, TRANSFERS) == ()
    assert affected([Place("WASTE", "A1")], PRODUCTS, TRANSFERS) == ()
