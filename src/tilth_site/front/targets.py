"""The targets of the action plan, as the public home page names them until the plan's room counts them.

Source: Pudong's action plan for a high-end biopharma cluster, reported on 26 September 2023. The targets are for
the end of 2025.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth_site.charts import Figure, bullet

__all__ = ["QUALITATIVE", "TARGETS", "Target", "picture"]


@dataclass(frozen=True, slots=True)
class Target:
    """A count that the plan wants: at least ``lower`` and, where it names a range, up to ``upper``."""

    key: str
    name: str | Promise
    lower: int
    upper: int | None = None

    @property
    def wanted(self) -> str:
        """The bounds in words."""
        if self.upper is not None:
            return gettext("%(lower)d to %(upper)d") % {"lower": self.lower, "upper": self.upper}
        return gettext("at least %(lower)d") % {"lower": self.lower}


TARGETS = (
    Target("players", _("Leading industrial players"), 10),
    Target("scientists", _("Leading scientists and their teams"), 3),
    Target("platforms", _("High-level innovation and service platforms"), 3, 5),
    Target("listed", _("Newly listed firms"), 3, 5),
    Target("startups", _("New startups"), 50),
    Target("centres", _("Enterprise-run R&D centres at district level or above"), 10),
)

QUALITATIVE = (
    _("Breakthroughs in key technologies and materials"),
    _("A regional innovation network"),
    _("Firmer institutional guarantees"),
)


def picture(target: Target, value: float | None) -> Figure:
    """``value`` (None: not measured yet) against the target's bounds."""
    words = {
        "value": gettext("Counted"),
        "lower": gettext("Lower bound"),
        "upper": gettext("Upper bound"),
        "unknown": gettext("not measured yet"),
    }
    counted = gettext("Not measured yet.") if value is None else gettext("Counted: %(value)g.") % {"value": value}
    description = f"{gettext('Wanted: %(wanted)s.') % {'wanted': target.wanted}} {counted}"
    return bullet(
        f"target-{target.key}",
        str(target.name),
        description,
        value=value,
        lower=target.lower,
        upper=target.upper,
        words=words,
    )
