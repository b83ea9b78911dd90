"""Every reason for which a sequence does not pass or nothing is screened, by its code. A test keeps the list
whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REFUSALS"]

REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "approval.screening.hit.diverged": "an aligner found it like a sequence of the database",
        "approval.screening.hit.exact": "it holds a window of the database",
        "approval.screening.hit.frames": "it codes for a window of amino acids of the database",
        "approval.screening.hit.split": "it and other sequences of the customer make up a window",
        "approval.screening.review.ambiguous": "it holds ambiguity codes",
        "approval.screening.review.near": "it and a few bases of another sequence make up a window",
        "approval.screening.review.short": "it is shorter than the window",
        "approval.screening.review.unusual": "it is like nothing in the database and the reference",
        "approval.screening.database.expired": "the database is past its last day",
        "approval.screening.database.sha256": "the index was made of another file than the manifest names",
        "approval.screening.database.windows": "the database holds no window that could be found",
        "approval.screening.history": "the manifest demands earlier orders, and they were not given",
        "approval.screening.index.damaged": "the index was cut off or changed",
        "approval.screening.index.format": "the file is no index",
        "approval.screening.index.missing": "there is no index",
        "approval.screening.index.unreadable": "the index cannot be read",
        "approval.screening.index.version": "the index has another format than this version of Tilth",
        "approval.screening.layer": "a layer that the manifest demands did not run",
        "approval.screening.matches": "the order matches in more places than are followed up",
        "approval.screening.window.lax": "the window is longer than that of the policy in force",
    }
)
"""The code of each reason, and what it says."""
