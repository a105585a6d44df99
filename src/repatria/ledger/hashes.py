"""The hashes of RFC 6962, section 2.1, and the plain chain beside them."""

from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf.

    The prefix keeps a leaf from ever being read as an inner node.
    """
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def chain_hash(previous: bytes, leaf: bytes) -> bytes:
    """The hash that ties a leaf to everything before it; the first one follows ``b""``."""
    return sha256(previous + leaf).digest()
