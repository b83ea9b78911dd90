"""What a rule must know besides the party itself: plain values that the site looks up beforehand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from tilth.parties.identifiers import Identifier

__all__ = ["Context"]


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one decision.

    - ``today``: no fact may be dated after it.
    - ``known``: those of the other ids which the command names that exist, as the kind of thing it asks for.
    - ``merges``: from each merged id to the one it was merged into, of persons, organisations and ventures; at
      least of all that the party, the command and the other fields here name, and of what was merged into them.
    - ``holders``: from each identifier to the organisation on whose stream it stands; at least the identifiers in
      the command and all those of the organisations concerned and of what was merged into them.
    - ``incorporated``: from an organisation to the venture that was incorporated as it; at least the organisation
      in the command and what was merged into it.
    """

    today: date
    known: Collection[str] = ()
    merges: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[Identifier, str] = field(default_factory=dict)
    incorporated: Mapping[str, str] = field(default_factory=dict)
