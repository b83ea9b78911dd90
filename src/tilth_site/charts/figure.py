"""What a chart is: a drawing that says what it shows, and the same facts as a table."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["Figure", "canvas", "draw", "length", "plain", "serialise"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing. ``kind`` is its class; ``svg`` safe markup; ``columns`` and ``rows`` the data as text."""

    kind: str
    title: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def canvas(key: str, title: str, description: str, width: float, height: float) -> Element:
    """An empty drawing of ``width`` by ``height`` user units, which scales with its place on the page.

    ``key`` is unique in the page: the title and description are found by ids made of it.
    """
    names = {"role": "img", "aria-labelledby": f"{key}-title {key}-description"}
    size = f"0 0 {length(width)} {length(height)}"
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": size, **names})
    SubElement(root, "title", {"id": f"{key}-title"}).text = title
    SubElement(root, "desc", {"id": f"{key}-description"}).text = description
    return root


def draw(parent: Element, tag: str, kind: str, text: str = "", **places: float | str) -> Element:
    """A shape of class ``chart-{kind}`` in ``parent``. In the name of a place ``_`` stands for a hyphen."""
    given = {name.replace("_", "-"): at if isinstance(at, str) else length(at) for name, at in places.items()}
    shape = SubElement(parent, tag, {"class": f"chart-{kind}", **given})
    shape.text = text or None
    return shape


def serialise(root: Element) -> str:
    """The drawing as markup to put into a page."""
    return tostring(root, encoding="unicode")


def length(value: float) -> str:
    """A length in user units, to a hundredth: the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def plain(value: float) -> str:
    """A number as people write it: ``1,234`` or ``0.25``, with at most three decimals."""
    return f"{value:,.3f}".rstrip("0").rstrip(".")
