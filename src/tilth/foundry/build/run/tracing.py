"""Which products a well has to do with: those that what is in it goes into, and those that it was taken from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from tilth.foundry.build.build_plan import Product
from tilth.foundry.build.transfer import Place, Transfer

__all__ = ["affected"]


def affected(
    wells: Collection[Place], products: Sequence[Product], transfers: Iterable[Transfer]
) -> tuple[str, ...]:
    """The names of the ``products`` that lack something where a transfer into one of ``wells`` failed, in their
    order: those made of what is in such a well, and those of which it holds a part. O(transfers), as long as wells
    of different products do not run together.
    """
    spoilt = set(wells)
    held: dict[Place, set[str]] = {product.place: {product.name} for product in products}
    for one in transfers:
        if one.source in spoilt:
            spoilt.add(one.target)
        names = held.get(one.source)
        if names:
            held.setdefault(one.target, set()).update(names)
    lacking = {name for well in wells for name in held.get(well, ())}
    return tuple(one.name for one in products if one.place in spoilt or one.name in lacking)
