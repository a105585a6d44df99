"""What was said, and when: an append-only Merkle tree after RFC 6962.

Every entry is hashed into a leaf, and the leaves into one root.  Whoever remembers a root can later be shown,
with a few hashes, that an entry is in the tree (inclusion) and that a longer tree only added to the one they
remember (consistency).  Nobody needs to trust the keeper of the tree: to change one old entry changes every
later root.

Nouns: :class:`Frontier`, the few hashes from which a growing tree's root follows.  Verbs: :func:`canonical_bytes`,
:func:`leaf_hash`, :func:`inclusion_proof`, :func:`consistency_proof` and their ``verify_…``, which return nothing
or raise :class:`repatria.errors.ProofInvalid`.
"""

from repatria.ledger.entry import canonical_bytes
from repatria.ledger.frontier import Frontier
from repatria.ledger.hashes import EMPTY_ROOT, chain_hash, leaf_hash, node_hash
from repatria.ledger.proofs import (
    consistency_proof,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "canonical_bytes",
    "chain_hash",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
]
