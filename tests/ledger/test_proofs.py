"""Proofs by peers' vectors, by hand, and by trying every spoiling."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repatria.errors import ProofInvalid
from repatria.ledger import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(bytes([number])) for number in range(40)]


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word: the oracle."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


def _cases(reference: Path, name: str) -> list[dict]:
    return json.loads((reference / "ledger" / name).read_text())["cases"]


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.reference
def test_inclusion_agrees_with_the_transparency_vectors(reference: Path):
    n_valid = 0
    for case in _cases(reference, "rfc6962-inclusion.json"):
        claim = {
            "leaf": _bytes(case["leafHash"]),
            "index": case["leafIdx"],
            "size": case["treeSize"],
            "root": _bytes(case["root"]),
            "proof": [_bytes(part) for part in case["proof"] or []],
        }
        if case["wantErr"]:
            with pytest.raises(ProofInvalid):
                verify_inclusion(**claim)
        else:
            verify_inclusion(**claim)
            n_valid += 1
    assert n_valid > 3


@pytest.mark.reference
def test_consistency_agrees_with_the_transparency_vectors(reference: Path):
    n_valid = 0
    for case in _cases(reference, "rfc6962-consistency.json"):
        claim = {
            "old_size": case["size1"],
            "old_root": _bytes(case["root1"]),
            "new_size": case["size2"],
            "new_root": _bytes(case["root2"]),
            "proof": [_bytes(part) for part in case["proof"] or []],
        }
        if case["wantErr"]:
            with pytest.raises(ProofInvalid):
                verify_consistency(**claim)
        else:
            verify_consistency(**claim)
            n_valid += 1
    assert n_valid > 3


@pytest.mark.reference
def test_tree_of_eight_agrees_hash_by_hash(reference: Path):
    tree = json.loads((reference / "ledger" / "rfc6962-tree8.json").read_text())
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in tree["leaves"]]
    assert [root_of(leaves[:size]).hex() for size in range(9)] == tree["roots_by_size"]
    for case in tree["inclusion"]:
        path = inclusion_proof(leaves[: case["size"]], case["index"])
        assert [part.hex() for part in path] == case["path"]
    for case in tree["consistency"]:
        path = consistency_proof(leaves[: case["second"]], case["first"])
        assert [part.hex() for part in path] == case["path"]


def test_three_leaves_by_hand():
    a, b, c = LEAVES[:3]
    ab = sha256(b"\x01" + a + b).digest()
    assert node_hash(a, b) == ab
    assert root_of([a, b, c]) == sha256(b"\x01" + ab + c).digest()
    assert inclusion_proof([a, b, c], 0) == (b, c)
    assert inclusion_proof([a, b, c], 2) == (ab,)
    assert consistency_proof([a, b, c], 1) == (b, c)
    assert consistency_proof([a, b, c], 2) == (c,)


@pytest.mark.parametrize("size", range(20))
def test_frontier_has_the_root_that_the_rfc_defines(size: int):
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier = frontier.append(leaf)
    assert frontier.root() == slow_root(LEAVES[:size])
    assert Frontier.from_bytes(size, frontier.to_bytes()) == frontier
    assert len(frontier.nodes) == bin(size).count("1")


def test_every_proof_of_small_trees_holds():
    for size in range(1, 18):
        root = root_of(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(LEAVES[:size], index)
            verify_inclusion(leaf=LEAVES[index], index=index, size=size, root=root, proof=proof)
        for old_size in range(1, size + 1):
            proof = consistency_proof(LEAVES[:size], old_size)
            old_root = root_of(LEAVES[:old_size])
            verify_consistency(old_size=old_size, old_root=old_root, new_size=size, new_root=root, proof=proof)


@given(st.integers(1, 40), st.data())
def test_a_proof_holds_for_its_own_leaf_and_place_only(size: int, data: st.DataObject):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size).filter(lambda value: value != index))
    root, proof = root_of(LEAVES[:size]), list(inclusion_proof(LEAVES[:size], index))
    with pytest.raises(ProofInvalid):
        verify_inclusion(leaf=LEAVES[index], index=other, size=size, root=root, proof=proof)
    with pytest.raises(ProofInvalid):
        verify_inclusion(leaf=leaf_hash(b"other"), index=index, size=size, root=root, proof=proof)
    with pytest.raises(ProofInvalid):
        verify_inclusion(leaf=LEAVES[index], index=index, size=size, root=root, proof=[*proof, LEAVES[0]])


@given(st.integers(2, 40), st.data())
def test_a_rewritten_history_is_not_consistent(size: int, data: st.DataObject):
    old_size = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old_size - 1))
    rewritten = [*LEAVES[:changed], leaf_hash(b"rewritten"), *LEAVES[changed + 1 : size]]
    with pytest.raises(ProofInvalid):
        verify_consistency(
            old_size=old_size,
            old_root=root_of(LEAVES[:old_size]),
            new_size=size,
            new_root=root_of(rewritten),
            proof=consistency_proof(rewritten, old_size),
        )


@pytest.mark.parametrize(("old_size", "new_size"), [(0, 3), (0, 0), (3, 2), (-1, 2)])
def test_nothing_is_shown_from_an_empty_tree_or_backwards(old_size: int, new_size: int):
    roots = {"old_root": root_of(LEAVES[: max(old_size, 0)]), "new_root": root_of(LEAVES[:new_size])}
    with pytest.raises(ProofInvalid):
        verify_consistency(old_size=old_size, new_size=new_size, proof=(), **roots)


@pytest.mark.parametrize(
    "broken",
    [lambda: inclusion_proof(LEAVES, 40), lambda: inclusion_proof([], 0), lambda: consistency_proof(LEAVES, 41)],
)
def test_a_proof_of_what_is_not_there_breaks_the_contract(broken):
    with pytest.raises(ValueError, match="expected 0 <"):
        broken()


@pytest.mark.parametrize(
    "broken", [{"size": -1}, {"size": 3, "nodes": (LEAVES[0],)}, {"size": 1, "nodes": (b"short",)}]
)
def test_a_frontier_checks_itself(broken):
    with pytest.raises(ValueError, match="expected"):
        Frontier(**broken)
