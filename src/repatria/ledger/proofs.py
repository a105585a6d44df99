"""Inclusion and consistency: made from the leaves, verified from a handful of hashes (RFC 6962, 2.1; RFC 9162, 2.1)."""

from collections.abc import Sequence

from repatria.errors import ProofInvalid
from repatria.ledger.frontier import Frontier
from repatria.ledger.hashes import HASH_SIZE, node_hash


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root hash of the tree over these leaf hashes."""
    return Frontier.of(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path that shows leaf ``index`` to be in the tree over ``leaves``, nearest sibling first."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"expected 0 <= index < {len(leaves)}, got {index}")
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    if index < split:
        return (*inclusion_proof(leaves[:split], index), root_of(leaves[split:]))
    return (*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split]))


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """The hashes that show the tree over ``leaves`` to begin with the tree over its first ``old_size`` leaves."""
    if not 0 < old_size <= len(leaves):
        raise ValueError(f"expected 0 < old_size <= {len(leaves)}, got {old_size}")
    return _subproof(leaves, old_size, is_whole=True)


def verify_inclusion(*, leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Return if ``proof`` shows that ``leaf`` is at ``index`` in the tree of ``size`` leaves with this ``root``.

    Raises
    ------
    ProofInvalid
        It does not, for whatever reason.
    """
    if not 0 <= index < size:
        raise ProofInvalid(f"leaf index {index} is not in a tree of {size}")
    _check_lengths((leaf, root, *proof))
    position, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofInvalid("the inclusion proof has too many hashes")
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            # A last node without a sibling climbs until it is a right child.
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            computed = node_hash(computed, sibling)
        position >>= 1
        last >>= 1
    if last:
        raise ProofInvalid("the inclusion proof has too few hashes")
    if computed != root:
        raise ProofInvalid(f"the inclusion proof of leaf {index} leads to another root")


def verify_consistency(
    *, old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Return if ``proof`` shows that the new tree only added leaves to the old one.

    Raises
    ------
    ProofInvalid
        It does not, for whatever reason.
    """
    if not 0 < old_size <= new_size:
        # From an empty tree nothing follows: every tree is consistent with it (RFC 9162, 2.1.4.1).
        raise ProofInvalid(f"a tree of {new_size} cannot be shown to follow one of {old_size}")
    if old_size == new_size:
        if proof:
            raise ProofInvalid("the consistency proof has too many hashes")
        if old_root != new_root:
            raise ProofInvalid(f"two different roots of one size {old_size}")
        return
    _check_lengths((old_root, new_root, *proof))
    _climb(old_size, old_root, new_size, new_root, list(proof))


def _climb(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: list[bytes]) -> None:
    # A complete old tree is itself the first node of the path (RFC 9162, 2.1.4.2).
    path = [old_root, *proof] if old_size.bit_count() == 1 else proof
    if not path:
        raise ProofInvalid("the consistency proof has too few hashes")
    old_position, last = old_size - 1, new_size - 1
    while old_position & 1:
        old_position >>= 1
        last >>= 1
    old_computed = new_computed = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofInvalid("the consistency proof has too many hashes")
        if old_position & 1 or old_position == last:
            old_computed = node_hash(sibling, old_computed)
            new_computed = node_hash(sibling, new_computed)
            while not old_position & 1 and old_position:
                old_position >>= 1
                last >>= 1
        else:
            new_computed = node_hash(new_computed, sibling)
        old_position >>= 1
        last >>= 1
    if last:
        raise ProofInvalid("the consistency proof has too few hashes")
    if old_computed != old_root:
        raise ProofInvalid(f"the consistency proof leads to another old root of size {old_size}")
    if new_computed != new_root:
        raise ProofInvalid(f"the consistency proof leads to another new root of size {new_size}")


def _subproof(leaves: Sequence[bytes], old_size: int, *, is_whole: bool) -> tuple[bytes, ...]:
    # is_whole: the old tree is the very tree that the verifier's root stands for, so its hash is not repeated.
    if old_size == len(leaves):
        return () if is_whole else (root_of(leaves),)
    split = _split(len(leaves))
    if old_size <= split:
        return (*_subproof(leaves[:split], old_size, is_whole=is_whole), root_of(leaves[split:]))
    return (*_subproof(leaves[split:], old_size - split, is_whole=False), root_of(leaves[:split]))


def _split(n_leaves: int) -> int:
    """The largest power of two below ``n_leaves``."""
    return 1 << (n_leaves - 1).bit_length() - 1


def _check_lengths(hashes: Sequence[bytes]) -> None:
    if any(len(value) != HASH_SIZE for value in hashes):
        raise ProofInvalid(f"a hash has {HASH_SIZE} bytes")
