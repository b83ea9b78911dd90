"""A Merkle tree over a journal: one hash for all entries, and short proofs about it.

Leaves are the entries' hashes as 32 bytes, in order. The tree is that of Certificate Transparency (RFC 6962,
section 2.1; RFC 9162, section 2.1): a leaf is hashed behind a byte 0x00, a node behind 0x01, and a tree of n > 1
leaves splits at the largest power of two below n. Whoever holds a signed root can be shown, by about log2(n)
hashes, that an entry is under it (inclusion) and that a later root only adds to it (consistency), without the
journal being handed over.

A :class:`Tree` is a value of a few dozen hashes that grows by leaves; the leaves themselves are not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tilth.kernel.errors import OptionError

__all__ = [
    "EMPTY",
    "Tree",
    "consistency_proof",
    "inclusion_proof",
    "root",
    "verify_consistency",
    "verify_inclusion",
]

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The first ``size`` leaves, kept as the roots of the full subtrees they fall into: ``peaks``, the largest
    first, one for each bit that is set in ``size``. ``Tree()`` has no leaves.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Tree:
        """The tree with one leaf more, in O(log n)."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Tree:
        """The tree with these leaves more; each is read once. About 1,000 ns a leaf
        (``benchmarks/bench_journal.py``).
        """
        sha256 = hashlib.sha256
        peaks, size = list(self.peaks), self.size
        for leaf in leaves:
            node = sha256(b"\x00" + leaf).digest()
            # Like adding 1 to a binary number: every trailing 1 is a subtree as large as the new one.
            carry = size
            while carry & 1:
                node = sha256(b"\x01" + peaks.pop() + node).digest()
                carry >>= 1
            peaks.append(node)
            size += 1
        return Tree(size, tuple(peaks))

    def root(self) -> bytes:
        """The Merkle tree hash, 32 bytes, in O(log n)."""
        if not self.peaks:
            return EMPTY
        *larger, node = self.peaks
        for peak in reversed(larger):
            node = _node(peak, node)
        return node


def root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of ``leaves``, 32 bytes. Each is read once and none is kept."""
    return Tree().extend(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The hashes that lead from leaf ``index`` (from 0) up to the root, the lowest first (RFC 9162, 2.1.3.1).

    Costs as much as the root. Raises OptionError where there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise _no_such_place("index", index, len(leaves) - 1)
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(root(leaves[middle:high]))
            high = middle
        else:
            proof.append(root(leaves[low:middle]))
            low = middle
    return tuple(reversed(proof))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows that ``leaf`` is number ``index`` (from 0) of the ``size`` leaves under ``root``
    (RFC 9162, 2.1.3.2).
    """
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    node = hashlib.sha256(b"\x00" + leaf).digest()
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = _node(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = _node(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistency_proof(leaves: Sequence[bytes], first: int) -> tuple[bytes, ...]:
    """The hashes that show the tree of all ``leaves`` to be the tree of the ``first`` of them and only added to
    (RFC 9162, 2.1.4.1). Empty where ``first`` is none or all of them.

    Costs as much as the root. Raises OptionError where there are not so many leaves.
    """
    if not 0 <= first <= len(leaves):
        raise _no_such_place("first", first, len(leaves))
    if first in (0, len(leaves)):
        return ()
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while high != first:
        middle = low + _split(high - low)
        if first <= middle:
            proof.append(root(leaves[middle:high]))
            high = middle
        else:
            proof.append(root(leaves[low:middle]))
            low = middle
    # Where the old tree is itself a full left subtree, the verifier has its root already.
    if low:
        proof.append(root(leaves[low:high]))
    return tuple(reversed(proof))


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether ``proof`` shows that the tree of ``second`` leaves under ``second_root`` only adds to that of
    ``first`` leaves under ``first_root`` (RFC 9162, 2.1.4.2). Every tree adds to the empty one.
    """
    if not 0 <= first <= second:
        return False
    if first == 0:
        return not proof and first_root == EMPTY
    if first == second:
        return not proof and first_root == second_root
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = _node(sibling, old), _node(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = _node(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below ``size``, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _no_such_place(name: str, given: int, most: int) -> OptionError:
    return OptionError(
        "merkle.place",
        f"The tree has no {name} {given}.",
        mend=f"Give a number from 0 to {most}." if most >= 0 else "Give a tree that has leaves.",
        data={name: given, "most": most},
    )
