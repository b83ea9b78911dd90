"""Where a sequence matches the database: a bar as long as the sequence, with its hits as pieces of it."""

from __future__ import annotations

from django.utils.translation import gettext

from tilth.approval.screening.model import QueryScreen
from tilth_site.charts.axes import Scale
from tilth_site.charts.figure import Figure, canvas, draw, plain, serialise
from tilth_site.screening.wording import KINDS

__all__ = ["hit_map"]

_WIDTH, _HEIGHT = 360.0, 34.0
_LEAST = 2.0
"""User units that a hit takes at least: one of 50 bases in 10,000 must still be seen."""


def hit_map(number: int, query: QueryScreen) -> Figure:
    """The hits of ``query``, which is the page's ``number``-th: plus strand above, minus strand below. A hit
    across the origin of a circular sequence is drawn to its end and from its start.
    """
    title = gettext("Matches in %(name)s") % {"name": query.name}
    words = gettext("%(hits)d matches in a sequence of %(length)s bases") % {
        "hits": len(query.hits), "length": plain(query.length),
    }  # fmt: skip
    root = canvas(f"hits-{number}", title, words, _WIDTH, _HEIGHT)
    across = Scale(0.0, float(max(query.length, 1)), 0.0, _WIDTH)
    draw(root, "rect", "track", x=0, y=4, width=_WIDTH, height=14, rx=2)
    for hit in query.hits:
        y = 4.0 if hit.strand == "+" else 11.0
        for start, end in _pieces(hit.start, hit.end, query.length):
            wide = max(across.at(end) - across.at(start), _LEAST)
            draw(root, "rect", "value", x=min(across.at(start), _WIDTH - wide), y=y, width=wide, height=7)
    draw(root, "text", "tick", "1", x=0, y=32)
    draw(root, "text", "tick", plain(query.length), x=_WIDTH, y=32, text_anchor="end")
    columns = (
        gettext("First base"), gettext("Last base"), gettext("Strand"), gettext("Record"),
        gettext("Kind of match"), gettext("Together with"),
    )  # fmt: skip
    rows = tuple(
        (
            plain(hit.start + 1),
            plain(hit.end),
            hit.strand,
            hit.label,
            str(KINDS[hit.kind]),
            ", ".join(hit.partners),
        )
        for hit in query.hits
    )
    return Figure("hits", title, serialise(root), columns, rows)


def _pieces(start: int, end: int, length: int) -> list[tuple[int, int]]:
    """The stretch from ``start`` to ``end``, in two where it runs over the origin."""
    return [(start, end)] if end <= length else [(start, length), (0, end - length)]
