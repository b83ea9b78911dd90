"""How a Gantt chart looks: the colours of requests, and the style sheet for light and dark."""

from __future__ import annotations

from tilth.kernel.lettering import FONT

__all__ = ["COLOURS", "STYLE"]

_DARK, _LIGHT = "#14181c", "#ffffff"
# Tol's muted scheme and three of his bright one (SRON technical note SRON/EPS/TN/09-002, issue 3.2), each with the
# ink that stands on it with a contrast of 4.5 or more.
COLOURS = (
    ("#4477aa", _LIGHT), ("#ddcc77", _DARK), ("#117733", _LIGHT), ("#cc6677", _DARK), ("#88ccee", _DARK),
    ("#882255", _LIGHT), ("#44aa99", _DARK), ("#332288", _LIGHT), ("#ee9966", _DARK), ("#999933", _DARK),
    ("#aa4499", _LIGHT), ("#bbddaa", _DARK),
)  # fmt: skip
"""Each a fill and the ink that stands on it."""

STYLE = (
    f".tg text{{font-family:{FONT};font-size:11px}}"
    ".tg .bg{fill:#fff}.tg .band{fill:#f4f6f8}.tg .ink{fill:#1d2329}.tg .quiet{fill:#5b6570}"
    ".tg .title{font-size:16px;font-weight:600}.tg .line{stroke:#dfe3e7}.tg .day{stroke:#aab2bb}"
    ".tg .hatch{stroke:#b4bcc5;stroke-width:1.2}.tg .shut{fill:#e9ecef}"
    ".tg .grey{fill:#c9ced4}.tg .on-grey{fill:#14181c}"
    ".tg .now{stroke:#c8102e;stroke-width:1.6}.tg .now-text{fill:#c8102e;font-weight:600}"
    ".tg .bar{stroke:#fff;stroke-width:1}.tg .again{stroke:#14181c;stroke-width:1.4;stroke-dasharray:4 2}"
    + "".join(f".tg .c{at}{{fill:{fill}}}.tg .on-c{at}{{fill:{ink}}}" for at, (fill, ink) in enumerate(COLOURS))
    + "@media (prefers-color-scheme:dark){.tg .bg{fill:#16191d}.tg .band{fill:#1d2126}.tg .ink{fill:#e8eaed}"
    ".tg .quiet{fill:#a3adb7}.tg .line{stroke:#2c3238}.tg .day{stroke:#59626c}.tg .hatch{stroke:#4a525b}"
    ".tg .shut{fill:#23282e}.tg .grey{fill:#59626c}.tg .on-grey{fill:#fff}.tg .bar{stroke:#16191d}"
    ".tg .now{stroke:#ff6b81}.tg .now-text{fill:#ff6b81}.tg .again{stroke:#fff}}"
)
