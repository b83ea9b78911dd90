"""The screening gate: is what somebody orders like anything in a database of concern?

Tilth ships no such database. The user mounts one, with a manifest, and builds an index of it; the sequences of an
order are compared with it by several layers, together with what the same customer ordered before::

    index = open_index("concern.idx")            # or Refused: missing, damaged
    result = screen_order(index, read_order("ORDER.fasta"), today=today, aligners=aligners())
    result.status                                # clear, review, hit, not_screened

All but ``clear`` keep the gate shut, and nothing that a screening says is a proof of safety.
"""

from tilth.approval.screening.aligners import Aligner, aligners
from tilth.approval.screening.fasta import read_fasta, read_order
from tilth.approval.screening.index import ScreeningIndex, build_index
from tilth.approval.screening.index_file import open_index, write_index
from tilth.approval.screening.manifest import Manifest, read_manifest
from tilth.approval.screening.model import (
    NO_PROOF,
    Database,
    Earlier,
    Hit,
    Kind,
    Layer,
    LayerRun,
    OrderScreen,
    Query,
    QueryScreen,
    Status,
)
from tilth.approval.screening.order import screen_order
from tilth.approval.screening.policy import Policy, policies, policy_in_force
from tilth.approval.screening.usable import is_stale, unusable

__all__ = [
    "NO_PROOF",
    "Aligner",
    "Database",
    "Earlier",
    "Hit",
    "Kind",
    "Layer",
    "LayerRun",
    "Manifest",
    "OrderScreen",
    "Policy",
    "Query",
    "QueryScreen",
    "ScreeningIndex",
    "Status",
    "aligners",
    "build_index",
    "is_stale",
    "open_index",
    "policies",
    "policy_in_force",
    "read_fasta",
    "read_manifest",
    "read_order",
    "screen_order",
    "unusable",
    "write_index",
]
