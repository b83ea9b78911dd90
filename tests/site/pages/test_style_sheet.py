"""The style sheet's tokens: the same dark twice, and enough contrast in both themes."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

import tilth_site

SHEET = (Path(tilth_site.__file__).parent / "static/tilth/tilth.css").read_text(encoding="utf-8")


def tokens(selector: str) -> dict[str, str]:
    block = SHEET[SHEET.index(selector + " {") :]
    return dict(re.findall(r"(--[a-z-]+):\s*([^;]+);", block[: block.index("}")]))


LIGHT = tokens(":root")
DARK = LIGHT | tokens(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("--ground", "--surface", "--sunken")
TINTS = ("accent", "good", "info", "warn", "bad")
PAIRS = [
    *product(("--ink", "--ink-soft", "--accent", "--accent-strong", "--bad"), GROUNDS),
    *[(f"--{tone}", f"--{tone}-tint") for tone in TINTS],
    *product(("--ink", "--ink-soft"), [f"--{tone}-tint" for tone in (*TINTS, "neutral")]),
    ("--on-accent", "--accent"),
    ("--on-accent", "--accent-strong"),
]


def test_dark_is_the_same_whether_the_system_or_the_reader_asks_for_it():
    assert tokens(':root:not([data-theme="light"])') == tokens(':root[data-theme="dark"]')


def test_dark_gives_every_colour_of_the_light_theme():
    colours = {name for name, value in LIGHT.items() if value.startswith("#")}
    assert colours <= set(tokens(':root[data-theme="dark"]'))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(theme, ink, ground):
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_can_be_seen(theme, ground):
    assert contrast(theme["--edge"], theme[ground]) >= 3


def test_every_token_that_is_used_is_there():
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", SHEET)) <= set(re.findall(r"(--[a-z0-9-]+):", SHEET))


def test_the_sheet_asks_no_other_host():
    assert "url(" not in SHEET
    assert "@import" not in SHEET
