"""The screening gate: is what somebody orders like anything in a database of concern?

Tilth ships no such database. The user mounts one, with a manifest, and builds an index of it; the sequences of an
order are compared with it by several layers, together with what the same customer ordered before::

    index = open_index("concern.idx")            # index_file: or Refused, where it is missing or damaged
    queries = read_order("ORDER.fasta")          # fasta
    result = screen_order(index, queries, today=today, aligners=aligners())          # order, aligners
    result.status                                # clear, review, hit, not_screened

All but ``clear`` keep the gate shut, and nothing that a screening says is a proof of safety. The words of a result
stand here; what searches is imported from its own module, because it brings a compiler with it.
"""

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
from tilth.approval.screening.policy import Policy, policies, policy_in_force

__all__ = [
    "NO_PROOF",
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
    "Status",
    "policies",
    "policy_in_force",
    "read_manifest",
]
