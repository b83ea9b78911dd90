"""From constructs to transfers: a request becomes unit operations and one neutral transfer list.

A request names constructs and stocks (:mod:`.request`, as files in :mod:`.request_file`). Reactions are worked out
from recipes (:mod:`.reaction`, :mod:`.recipe`), master mixes found among them (:mod:`.mixes`), wells chosen
(:mod:`.layout`, :mod:`.sourcing`), and everything is written as a build plan that passes the ledger.
"""

from tilth.foundry.build.compile.checks import METHODS
from tilth.foundry.build.compile.compiling import compile_request
from tilth.foundry.build.compile.request import (
    Amplicon,
    BuildRequest,
    Construct,
    Control,
    ControlKind,
    Dispenser,
    Layout,
    MixRules,
    Step,
    Stock,
)
from tilth.foundry.build.compile.travel import travel

__all__ = [
    "METHODS",
    "Amplicon",
    "BuildRequest",
    "Construct",
    "Control",
    "ControlKind",
    "Dispenser",
    "Layout",
    "MixRules",
    "Step",
    "Stock",
    "compile_request",
    "travel",
]
