"""A plate says in signs and in a table what its colours say."""

from __future__ import annotations

from xml.etree import ElementTree

from tilth.foundry.build.wells import Geometry
from tilth_site.charts import Figure, Well, plate

SVG = "{http://www.w3.org/2000/svg}"


def drawn(rows: int, columns: int) -> Figure:
    names = Geometry(rows, columns).by_row
    by_row = [names[start : start + columns] for start in range(0, len(names), columns)]
    wells = {
        "B2": Well("short", "!", 0.5, "B2: unit, 3 uL", ("unit", "3 uL")),
        "A1": Well("filled", "✓", 1.0, "A1: other, 9 uL", ("other", "9 uL")),
    }
    return plate("p", "ASM-1", "About it.", by_row, wells, ("Well", "Construct", "Volume"))


def test_a_well_has_a_sign_a_shade_and_a_hint() -> None:
    root = ElementTree.fromstring(drawn(8, 12).svg)
    groups = {group.get("class"): group for group in root.iter(f"{SVG}g")}
    short = groups["chart-well-short"]
    assert short.findtext(f"{SVG}title") == "B2: unit, 3 uL"
    assert short.findtext(f"{SVG}text") == "!"
    shades = [
        circle.get("class") for circle in root.iter(f"{SVG}circle") if "shade" in (circle.get("class") or "")
    ]
    assert sorted(shades) == ["chart-shade-2", "chart-shade-5"]
    assert len(list(root.iter(f"{SVG}circle"))) == 96


def test_narrow_columns_leave_every_other_number_to_a_wide_screen() -> None:
    def between(rows: int, columns: int) -> list[str | None]:
        texts = ElementTree.fromstring(drawn(rows, columns).svg).iter(f"{SVG}text")
        return [text.text for text in texts if "chart-between" in (text.get("class") or "")]

    assert between(8, 12) == []
    assert between(16, 24)[:2] == ["2", "4"]
    assert len(between(16, 24)) == 12


def test_the_table_lists_wells_along_the_rows() -> None:
    assert drawn(8, 12).rows == (("A1", "other", "9 uL"), ("B2", "unit", "3 uL"))


def test_a_large_plate_names_every_so_manieth_row_and_column_and_writes_no_sign() -> None:
    root = ElementTree.fromstring(drawn(32, 48).svg)
    ticks = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "chart-tick"]
    assert ticks[:3] == ["1", "3", "5"]
    assert "AE" in ticks
    assert not [text for text in root.iter(f"{SVG}text") if text.get("class") == "chart-mark"]
