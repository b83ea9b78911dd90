from __future__ import annotations

import hashlib

import pytest

from tilth.kernel.errors import OptionError
from tilth.kernel.merkle import (
    EMPTY,
    Tree,
    consistency_proof,
    inclusion_proof,
    root,
    verify_consistency,
    verify_inclusion,
)

# The test tree of github.com/google/certificate-transparency (merkletree/merkle_tree_test.cc): its leaves, its
# roots after 1 to 8 of them, and its proofs.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (8, 0): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (8, 5): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 2): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (5, 1): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def hexes(proof: tuple[bytes, ...]) -> list[str]:
    return [node.hex() for node in proof]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_root_is_the_one_certificate_transparency_publishes(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_the_root_of_no_leaves_is_the_sha256_of_nothing() -> None:
    assert root([]) == Tree().root() == EMPTY == hashlib.sha256(b"").digest()


@pytest.mark.parametrize(("size", "index"), INCLUSION)
def test_an_inclusion_proof_is_the_published_one(size: int, index: int) -> None:
    assert hexes(inclusion_proof(LEAVES[:size], index)) == INCLUSION[size, index]


@pytest.mark.parametrize(("first", "second"), CONSISTENCY)
def test_a_consistency_proof_is_the_published_one(first: int, second: int) -> None:
    assert hexes(consistency_proof(LEAVES[:second], first)) == CONSISTENCY[first, second]


def test_a_tree_grows_leaf_by_leaf_to_the_same_root() -> None:
    tree, roots = Tree(), []
    for leaf in LEAVES:
        tree = tree.append(leaf)
        roots.append(tree.root().hex())
    assert roots == ROOTS
    assert tree == Tree().extend(LEAVES)


def test_a_tree_that_grew_leaves_the_one_it_grew_from_as_it_was() -> None:
    before = Tree().extend(LEAVES[:3])
    before.append(LEAVES[3])
    assert before.root().hex() == ROOTS[2]


def test_a_tree_keeps_one_hash_for_each_bit_of_its_size() -> None:
    for size in range(200):
        assert len(Tree().extend([b"leaf"] * size).peaks) == size.bit_count()


def test_a_leaf_is_not_taken_for_a_node() -> None:
    """Behind the same prefix, two leaves and the one leaf of both their hashes would have one root."""
    hashes = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in LEAVES[:2]]
    assert root(LEAVES[:2]) != root([b"".join(hashes)])


@pytest.mark.parametrize("size", range(1, 9))
def test_every_inclusion_is_shown(size: int) -> None:
    leaves, top = LEAVES[:size], root(LEAVES[:size])
    for index, leaf in enumerate(leaves):
        assert verify_inclusion(leaf, index, size, inclusion_proof(leaves, index), top)


def test_an_inclusion_proof_shows_nothing_else() -> None:
    proof, top = inclusion_proof(LEAVES, 5), root(LEAVES)
    assert verify_inclusion(LEAVES[5], 5, 8, proof, top)
    assert not verify_inclusion(LEAVES[4], 5, 8, proof, top)
    assert not any(verify_inclusion(LEAVES[5], index, 8, proof, top) for index in (-1, 0, 1, 2, 3, 4, 6, 7, 8))
    assert not verify_inclusion(LEAVES[5], 5, 8, proof, root(LEAVES[:7]))
    assert not verify_inclusion(LEAVES[5], 5, 8, proof[:-1], top)
    assert not verify_inclusion(LEAVES[5], 5, 8, (*proof, top), top)
    assert not verify_inclusion(LEAVES[5], 5, 8, tuple(reversed(proof)), top)
    assert not verify_inclusion(b"", 0, 0, (), EMPTY)


def test_every_growth_is_shown_to_be_consistent() -> None:
    for second in range(9):
        for first in range(second + 1):
            proof = consistency_proof(LEAVES[:second], first)
            assert verify_consistency(first, second, root(LEAVES[:first]), root(LEAVES[:second]), proof)


def test_a_consistency_proof_shows_nothing_else() -> None:
    proof, old, new = consistency_proof(LEAVES, 6), root(LEAVES[:6]), root(LEAVES)
    assert verify_consistency(6, 8, old, new, proof)
    assert not verify_consistency(6, 8, root(LEAVES[:5]), new, proof)
    assert not verify_consistency(6, 8, old, root(LEAVES[:7]), proof)
    assert not verify_consistency(7, 8, old, new, proof)
    assert not verify_consistency(8, 6, new, old, proof)
    assert not verify_consistency(6, 8, old, new, proof[:-1])
    assert not verify_consistency(6, 8, old, new, (*proof, new))
    assert not verify_consistency(6, 8, old, new, ())
    assert not verify_consistency(6, 6, old, new, ())
    assert not verify_consistency(6, 6, old, old, proof)
    assert not verify_consistency(0, 8, old, new, ())
    assert not verify_consistency(-1, 8, EMPTY, new, ())


@pytest.mark.parametrize("index", [-1, 8])
def test_a_leaf_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(OptionError, match=f"no index {index}.*from 0 to 7"):
        inclusion_proof(LEAVES, index)


def test_an_empty_tree_has_no_inclusion_to_prove() -> None:
    with pytest.raises(OptionError, match="tree that has leaves"):
        inclusion_proof([], 0)


@pytest.mark.parametrize("first", [-1, 9])
def test_more_leaves_than_there_are_were_never_there_before(first: int) -> None:
    with pytest.raises(OptionError, match=f"no first {first}.*from 0 to 8"):
        consistency_proof(LEAVES, first)
