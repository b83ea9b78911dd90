"""What the workflows of one plan share, and the samples they hand on to each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tilth.foundry.build.compile.bench import Bench
from tilth.foundry.build.compile.request import BuildRequest
from tilth.foundry.build.compile.shelf import Shelf
from tilth.foundry.build.transfer import Place

__all__ = ["Sample", "Work"]


@dataclass(frozen=True, slots=True)
class Sample:
    """What stands in a well of labware of ``kind`` when the operation ``done`` has ended: about ``volume`` pL."""

    name: str
    place: Place
    kind: str
    volume: int
    done: str
    parts: tuple[str, ...] = ()
    control: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """The request, the bench and the shelf; ``draw`` is the one source of chance."""

    request: BuildRequest
    bench: Bench
    shelf: Shelf
    draw: np.random.Generator
