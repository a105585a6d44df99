"""Comparing two lists of persons without showing them: private set intersection by Diffie and Hellman.

Each side turns what it knows of a person into a few keys, each key into a point of a group in which nobody can
take logarithms (ristretto255, RFC 9496), and raises every point to a secret of its own: the list is now blind.  The
sides exchange their blind lists and each raises the other's points to its secret as well.  Whatever both have is raised
to both secrets, in whichever order, and so comes out equal; of all else nobody can tell a point from a random one
(Meadows, 1986).  Before the exchange each side commits to its list and its key, and with its answer it proves that it
used that key on every point (RFC 9497), so nobody can fit a list to what was seen, or answer one point otherwise
than another.  What this cannot stop stands in ``docs/explanation/private-comparison.md``.

Nouns: :class:`Terms`, :class:`Commit`, :class:`Exchange`.  Verbs, in their order: :func:`blind`,
:func:`open_blinded`, :func:`answered` with :func:`proofs`, :func:`open_answer`, :func:`found`.
"""

from repatria.psi.commitments import Commit, Exchange, commit_of, list_digest
from repatria.psi.group import Random, public_key, random_scalar
from repatria.psi.messages import parse, render
from repatria.psi.protocol import (
    BlindedKind,
    answer_header,
    answered,
    blind,
    blind_header,
    found,
    n_proof_bytes,
    open_answer,
    open_blinded,
    proofs,
    sections,
)
from repatria.psi.sums import Points, as_points
from repatria.psi.terms import LARGEST, SMALLEST, Terms, size_class, terms_of

__all__ = [
    "LARGEST",
    "SMALLEST",
    "BlindedKind",
    "Commit",
    "Exchange",
    "Points",
    "Random",
    "Terms",
    "answer_header",
    "answered",
    "as_points",
    "blind",
    "blind_header",
    "commit_of",
    "found",
    "list_digest",
    "n_proof_bytes",
    "open_answer",
    "open_blinded",
    "parse",
    "proofs",
    "public_key",
    "random_scalar",
    "render",
    "sections",
    "size_class",
    "terms_of",
]
