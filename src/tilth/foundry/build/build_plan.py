"""A build plan: the products, the unit operations that make them and the liquids to be moved, as one value.

It is what a workflow compiles a request to, what ``plan.json`` holds, and what a run carries out.
"""

from __future__ import annotations

from dataclasses import dataclass

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.transfer import Place, TransferPlan

__all__ = ["BuildPlan", "Product"]


@dataclass(frozen=True, slots=True)
class Product:
    """What is to be in the well ``place`` at the end of the assembly.

    ``parts`` are the ids of the parts in order, ``control`` is empty for what was asked for and else
    ``negative`` or ``positive``. ``request`` is the id of the request it is for: plates are shared between
    requests, wells are not.
    """

    name: str
    place: Place
    method: str
    parts: tuple[str, ...] = ()
    control: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """Everything that is to be done for one request, or for several that share plates.

    ``seed`` is that of the layout: the same request and seed give the same plan.
    """

    title: str
    products: tuple[Product, ...]
    operations: tuple[UnitOperation, ...]
    transfers: TransferPlan
    seed: int = 0
