"""The names of operations in the reader's language: the compiler's and the routine's are English sentences.

The compiler puts a name together from that of a plate or a step and what is done with it; such a name is taken
apart again, and each part is its own key in the catalogue. What stands in no pattern is a key as a whole.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_noop

__all__ = ["NAMES", "operation_name"]

NAMES = (
    # Plates in which reactions are set up.
    gettext_noop("PCR"),
    gettext_noop("Clip reactions"),
    gettext_noop("Assemblies"),
    # Steps of the procedures.
    gettext_noop("Bind to beads, wash twice, elute"),
    gettext_noop("Add the assemblies to competent cells"),
    gettext_noop("Heat shock: 20 min on ice, 42 C for 30 s, 2 min on ice"),
    gettext_noop("Add SOC medium"),
    gettext_noop("Recover at 37 C"),
    gettext_noop("Spot onto selective agar"),
    gettext_noop("Grow colonies overnight at 37 C"),
    gettext_noop("Fill the culture plate with medium"),
    gettext_noop("Pick colonies"),
    gettext_noop("Grow overnight at 37 C, shaken"),
    gettext_noop("Spin the cells down"),
    gettext_noop("Take the medium off, lyse, neutralise"),
    gettext_noop("Bind to beads, wash, elute"),
    gettext_noop("Mix plasmid and primer"),
    gettext_noop("Cycle sequencing and capillary run"),
)
"""What the compiler calls plates and steps."""

_PATTERNS = (
    (re.compile(r"(?P<of>.+) \((?P<count>\d+) samples\)"), gettext_noop("{of} ({count} samples)")),
    (re.compile(r"(?P<of>.+): make the master mixes"), gettext_noop("{of}: make the master mixes")),
    (re.compile(r"(?P<of>.+): set up (?P<count>\d+) reactions"), gettext_noop("{of}: set up {count} reactions")),
    (re.compile(r"(?P<of>.+): seal"), gettext_noop("{of}: seal")),
    # A cycler's programme is figures, temperatures and times: the same in every language.
    (re.compile(r"(?P<of>.+): (?P<programme>(?:\d+ x \()?\d+(?:\.\d+)? C .+)"), gettext_noop("{of}: {programme}")),
    (re.compile(r"(?P<of>.+) (?P<number>\d+)"), gettext_noop("{of} {number}")),
)


_DEGREES = re.compile(r"(\d) C\b")
_TIMES = re.compile(r"(?<=\d) x \(")


def operation_name(title: str) -> str:
    """``title`` in the reader's language, as far as it is known."""
    if not title:
        return title
    whole = gettext(title)
    if whole != title or title in NAMES:
        return _typeset(whole)
    for pattern, sentence in _PATTERNS:
        found = pattern.fullmatch(title)
        if found:
            parts = found.groupdict()
            named = gettext(sentence).format_map({**parts, "of": operation_name(parts["of"])})
            return _typeset(named)
    return title


def _typeset(name: str) -> str:
    """``30 × (37 °C 1 min)`` for ``30 x (37 C 1 min)``, as robots' files in plain letters have it."""
    return _TIMES.sub(" × (", _DEGREES.sub(r"\1 °C", name))
