"""A growing tree, remembered by the roots of its largest complete parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from repatria.ledger.hashes import EMPTY_ROOT, HASH_SIZE, node_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """A tree of ``size`` leaves as a compact range: one hash for each 1 in the binary form of ``size``.

    ``nodes`` are the roots of the complete subtrees from left to right, so the largest stands first.  To append
    costs O(log size) hashes, and all that must be kept of a million leaves is twenty hashes.
    """

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(f"expected size >= 0, got {self.size}")
        if len(self.nodes) != self.size.bit_count():
            raise ValueError(f"expected {self.size.bit_count()} nodes for size {self.size}, got {len(self.nodes)}")
        if any(len(node) != HASH_SIZE for node in self.nodes):
            raise ValueError(f"expected nodes of {HASH_SIZE} bytes")

    @classmethod
    def of(cls, leaves: Iterable[bytes]) -> Self:
        """The frontier of the tree over these leaf hashes."""
        return cls().extend(leaves)

    @classmethod
    def from_bytes(cls, size: int, packed: bytes) -> Self:
        """Read again what :meth:`to_bytes` wrote."""
        return cls(size=size, nodes=tuple(packed[i : i + HASH_SIZE] for i in range(0, len(packed), HASH_SIZE)))

    def to_bytes(self) -> bytes:
        """The nodes one after another; the size is kept beside them."""
        return b"".join(self.nodes)

    def append(self, leaf: bytes) -> Self:
        """The frontier with one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Self:
        """The frontier with these leaf hashes added."""
        nodes, size = list(self.nodes), self.size
        for leaf in leaves:
            node, carry = leaf, size
            # As in adding 1 to a binary number: each trailing 1 is a complete subtree that the new one joins.
            while carry & 1:
                node = node_hash(nodes.pop(), node)
                carry >>= 1
            nodes.append(node)
            size += 1
        return type(self)(size=size, nodes=tuple(nodes))

    def root(self) -> bytes:
        """The root hash of the tree (RFC 6962, 2.1)."""
        if not self.nodes:
            return EMPTY_ROOT
        *rest, root = self.nodes
        for node in reversed(rest):
            root = node_hash(node, root)
        return root
