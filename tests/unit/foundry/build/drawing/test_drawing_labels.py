"""Labels: barcodes that a scanner reads, laid out on sheets."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilth.foundry.build.drawing.barcode import Barcode, Symbol, barcode
from tilth.foundry.build.drawing.labels import SHEETS, Label, Sheet, label_sheets, label_svg
from tilth.kernel.errors import MissingError, OptionError

SVG = "{http://www.w3.org/2000/svg}"

# ISO/IEC 15417, table 1: the widths of bars and gaps, six for each of the values 0 to 105.
_TABLE = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122"
    "123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323"
    "131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131"
    "213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122"
    "141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112"
    "124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141"
    "411131211412211214211232"
)
WIDTHS = [_TABLE[at : at + 6] for at in range(0, len(_TABLE), 6)]
STOP = "2331112"


def scanned(code: Barcode) -> str:
    """What a scanner reads from the bars of a Code 128: checksum, start and stop verified, sets B and C."""
    bars = [(int(x), int(wide)) for x, wide in re.findall(r"M(\d+) 0h(\d+)v1h-\d+z", code.path)]
    edges = [edge for x, wide in bars for edge in (x, x + wide)]
    stripes = "".join(str(after - before) for before, after in pairwise(edges))
    assert bars[0][0] == code.width - edges[-1] == 10
    assert stripes.endswith(STOP)
    stripes = stripes.removesuffix(STOP)
    values = [WIDTHS.index(stripes[at : at + 6]) for at in range(0, len(stripes), 6)]
    *values, check = values
    assert check == (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    mode, text = {104: "B", 105: "C"}[values[0]], ""
    for value in values[1:]:
        if mode == "C" and value < 100:
            text += f"{value:02d}"
        elif value in (99, 100):
            mode = {99: "C", 100: "B"}[value]
        else:
            assert mode == "B"
            text += chr(value + 32)
    return text


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("text", ["PLT-000123", "a", "123456", "zj-1/A1 (lot 7)", "~!#", "12AB345678"])
def test_a_scanner_reads_what_was_written(text: str) -> None:
    assert scanned(barcode(text)) == text


@settings(max_examples=50)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=80))
def test_a_scanner_reads_any_printable_text(text: str) -> None:
    assert scanned(barcode(text)) == text


def test_a_square_code_has_its_three_corners() -> None:
    code = barcode("TUB-000001 样品", Symbol.QR)
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", code.path)}
    far = code.width - 4 - 7
    ring = {(x, y) for x in range(7) for y in range(7) if {x, y} & {0, 6} or (2 <= x <= 4 and 2 <= y <= 4)}
    for left, top in ((4, 4), (far, 4), (4, far)):
        corner = {(x - left, y - top) for x, y in dark if left <= x < left + 7 and top <= y < top + 7}
        assert corner == ring
    assert (code.width - 8) % 4 == 1
    assert min(map(min, dark)) == 4


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("", Symbol.CODE128), ("样品", Symbol.CODE128), ("a\nb", Symbol.QR), ("x" * 81, Symbol.CODE128)],
)
def test_what_no_symbol_can_hold_is_refused(text: str, symbol: Symbol) -> None:
    with pytest.raises(OptionError, match="cannot be written as a barcode"):
        barcode(text, symbol)


def test_a_label_says_its_id_and_as_many_lines_as_there_is_room_for() -> None:
    label = Label("PLT-1", ("Parts <1> & 2", "2026-03-02"))
    assert texts(label_svg(label)) == ["PLT-1", "Parts <1> & 2", "2026-03-02"]
    assert texts(label_svg(label, 38.1, 6)) == ["PLT-1"]
    desc = ElementTree.fromstring(label_svg(label)).find(f"{SVG}desc")
    assert desc is not None
    assert desc.text == "PLT-1, Parts <1> & 2, 2026-03-02"


def test_the_id_is_never_cut_but_a_long_line_is() -> None:
    label = Label("TUB-000000123", ("a very long line about a plasmid",), Symbol.QR)
    first, second = texts(label_svg(label, 25.4, 10))
    assert first == "TUB-000000123"
    assert second.endswith("…")


def test_a_barcode_too_fine_to_be_scanned_is_refused() -> None:
    with pytest.raises(OptionError, match=r"needs 5\d\.\d mm to be scanned, and there are 25\.4") as caught:
        label_svg(Label("A-LONG-IDENTIFIER-OF-A-TUBE"), 25.4, 10)
    assert "QR code" in caught.value.mend
    assert label_svg(Label("A-LONG-IDENTIFIER-OF-A-TUBE", symbol=Symbol.QR), 25.4, 10)


def test_labels_fill_sheets_in_order_from_the_first_free_place() -> None:
    labels = [Label(f"T-{number}", symbol=Symbol.QR) for number in range(70)]
    first, second = label_sheets(labels, "a4-65", skip=3)
    assert texts(first) == [f"T-{number}" for number in range(62)]
    assert texts(second) == [f"T-{number}" for number in range(62, 70)]
    assert "translate(126.55 10.7)" in first
    assert label_sheets([], "a4-65") == ()


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.id)
def test_a_sheet_fits_the_paper_evenly(sheet: Sheet) -> None:
    across = sheet.columns * sheet.width + (sheet.columns - 1) * sheet.gap
    assert across + 2 * sheet.left == pytest.approx(210, abs=0.1)
    assert sheet.rows * sheet.height + 2 * sheet.top == pytest.approx(297, abs=0.1)


def test_an_unknown_sheet_or_a_place_that_is_not_there_is_refused() -> None:
    with pytest.raises(MissingError, match="There is no sheet of labels 'letter'"):
        label_sheets([Label("a")], "letter")
    with pytest.raises(OptionError, match="65 places cannot be left free on a sheet of 65"):
        label_sheets([Label("a")], "a4-65", skip=65)
