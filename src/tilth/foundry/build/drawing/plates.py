"""Pictures of the plates of a build: what is in every well, with A1 names, as one SVG.

A piece that takes products shows their names and which are controls; one that is filled at the start shows its
liquids; any other shows how full its wells are at the end. Pointing at a well says all of it in words, and the
picture has a title and a description for whoever cannot see it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence

from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.drawing.plate_grid import HUES, PANEL_WIDTH, STYLE, Mark, Panel, draw_panel, panel_height
from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.ledger import Book, check_plan
from tilth.foundry.build.transfer import Filling, Place
from tilth.foundry.build.volume import UL, format_volume
from tilth.kernel.lettering import escape

__all__ = ["draw_panels", "piece_panel", "plates_svg"]

_ROLES = ("product", "negative control", "positive control")
_CONTROLS = {"": 0, "negative": 1, "positive": 2}
_MARGIN, _HEAD = 16.0, 44.0


def plates_svg(plan: BuildPlan, state: Book | None = None, *, volumes: bool = False) -> str:
    """Every piece of labware of ``plan``, two in a row, as an SVG picture.

    ``state`` is the bench whose volumes are shown; None: as the plan leaves it. With ``volumes`` every piece is a
    heat map of how full its wells are. O(wells); about 2 ms for a 96-well plate.
    """
    bench = check_plan(plan.transfers).state if state is None else state
    panels = [piece_panel(piece, plan, bench, volumes=volumes) for piece in plan.transfers.labware]
    subtitle = f"{_count(len(panels), 'piece')} of labware, {_count(len(plan.products), 'product')}"
    return draw_panels(panels, plan.title, subtitle)


def draw_panels(panels: Sequence[Panel], title: str, subtitle: str) -> str:
    """``panels``, two in a row, under a heading."""
    key = f"p{zlib.crc32(f'{title} {subtitle}'.encode()):08x}"
    elements: list[str] = []
    y = _HEAD + _MARGIN
    for start in range(0, len(panels), 2):
        pair = panels[start : start + 2]
        for number, panel in enumerate(pair):
            elements += draw_panel(panel, _MARGIN + number * PANEL_WIDTH, y)
        y += max(map(panel_height, pair)) + _MARGIN
    width = 2 * _MARGIN + PANEL_WIDTH * min(2, max(1, len(panels)))
    said = " ".join(f"{panel.title}: {panel.subtitle}." for panel in panels)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="tp" role="img" width="{width:g}" height="{y:.0f}"'
            f' viewBox="0 0 {width:g} {y:.0f}" aria-labelledby="{key}t {key}d">',
            f'<title id="{key}t">{escape(title)}</title>',
            f'<desc id="{key}d">{escape(f"{subtitle}. {said}")}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="bg" width="{width:g}" height="{y:.0f}" rx="10"/>',
            f'<text class="title" x="22" y="28" style="font-size:16px">{escape(title)}</text>',
            f'<text class="quiet" x="22" y="46">{escape(subtitle)}</text>',
            *elements,
            "</svg>",
            "",
        ]
    )


def piece_panel(piece: Labware, plan: BuildPlan, state: Book, *, volumes: bool = False) -> Panel:
    """What is to be shown of one piece: its products, what it was filled with, or how full it is (with ``volumes``
    always that).
    """
    geometry = piece.geometry
    held = {well: volume for well in geometry.names if (volume := state.volume(Place(piece.id, well)))}
    products = {
        geometry.canonical(product.place.well): product
        for product in plan.products
        if product.place.labware == piece.id
    }
    fillings = _fillings(piece, plan.transfers.fillings)
    if products and not volumes:
        return _of_products(piece, products, held)
    if fillings and not volumes:
        return _of_fillings(piece, fillings, held)
    return _of_volumes(piece, held)


def _of_products(piece: Labware, products: Mapping[str, Product], volumes: Mapping[str, int]) -> Panel:
    marks = {
        well: Mark(_CONTROLS.get(product.control, 0), product.name, _said(well, product, volumes.get(well, 0)))
        for well, product in products.items()
    }
    used = {mark.category for mark in marks.values()}
    asked = sum(not product.control for product in products.values())
    controls = len(products) - asked
    subtitle = f"{_count(asked, 'product')}, {_count(controls, 'control')}"
    return _panel(piece, subtitle, marks, _ROLES if used - {0} else ())


def _of_fillings(piece: Labware, fillings: Mapping[str, Sequence[Filling]], volumes: Mapping[str, int]) -> Panel:
    """Up to as many liquids as there are colours have one each; beyond, all have the first."""
    liquids = tuple(dict.fromkeys(filling.liquid for inside in fillings.values() for filling in inside))
    few = len(liquids) <= len(HUES)
    marks = {}
    for well, inside in fillings.items():
        category = liquids.index(inside[0].liquid) if few else 0
        held = sum(filling.volume for filling in inside)
        names = " + ".join(filling.liquid for filling in inside)
        lots = ", ".join(f"lot {filling.lot}" for filling in inside if filling.lot)
        left = format_volume(volumes.get(well, 0))
        hint = (
            f"{well}: {names}{f' ({lots})' if lots else ''}, {format_volume(held)} at the start, {left} at the end"
        )
        marks[well] = Mark(category, names, hint)
    subtitle = f"{_count(len(liquids), 'liquid')} in {_count(len(fillings), 'well')} at the start"
    return _panel(piece, subtitle, marks, liquids if few else ())


def _of_volumes(piece: Labware, volumes: Mapping[str, int]) -> Panel:
    """A heat map: the fullest well is tinted most."""
    most, least = max(volumes.values(), default=0), min(volumes.values(), default=0)
    marks = {
        well: Mark(0, _number(volume), f"{well}: {format_volume(volume)} at the end", volume / most)
        for well, volume in volumes.items()
    }
    span = format_volume(most) if least == most else f"{format_volume(least)} to {format_volume(most)}"
    subtitle = f"{_count(len(volumes), 'well')} with {span} at the end, in uL" if volumes else "empty at the end"
    return _panel(piece, subtitle, marks, ())


def _panel(piece: Labware, subtitle: str, marks: Mapping[str, Mark], legend: Sequence[str]) -> Panel:
    kind = labware_kind(piece.kind)
    named = piece.title or kind.title
    title = piece.id if named == piece.id else f"{piece.id}: {named}"
    return Panel(
        title,
        subtitle if named == kind.title else f"{subtitle} ({kind.title})",
        kind.form,
        kind.geometry,
        marks,
        legend,
    )


def _fillings(piece: Labware, fillings: Iterable[Filling]) -> dict[str, list[Filling]]:
    found: dict[str, list[Filling]] = {}
    for filling in fillings:
        if filling.place.labware == piece.id:
            found.setdefault(piece.geometry.canonical(filling.place.well), []).append(filling)
    return found


def _said(well: str, product: Product, volume: int) -> str:
    role = f", {product.control} control" if product.control else ""
    parts = f" of {', '.join(product.parts)}" if product.parts else ""
    return f"{well}: {product.name}{role} ({product.method}{parts}), {format_volume(volume)} at the end"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _number(volume: int) -> str:
    """``volume`` pL in uL for a small well: to a tenth, or two places below 1."""
    return f"{volume / UL:.{1 if volume >= UL else 2}f}".rstrip("0").rstrip(".")
