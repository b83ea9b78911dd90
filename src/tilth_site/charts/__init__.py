"""Pictures drawn on the server as SVG, each with a title and its data as a table.

A chart is a pure function from numbers and words (already in the reader's language) to a :class:`Figure`. No
drawing names a colour: it names classes, to which the style sheet gives the colours of the theme.
"""

from __future__ import annotations

from tilth_site.charts.bars import bars
from tilth_site.charts.bullet import bullet
from tilth_site.charts.fan import Ahead, fan
from tilth_site.charts.figure import Figure
from tilth_site.charts.histogram import histogram
from tilth_site.charts.plate import Well, plate
from tilth_site.charts.revision import revision
from tilth_site.charts.sparkline import sparkline

__all__ = ["Ahead", "Figure", "Well", "bars", "bullet", "fan", "histogram", "plate", "revision", "sparkline"]
