"""The first message: a side binds itself to its list and its key before it has seen anything of the other's."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha512
from typing import Any, Final

from repatria.errors import InputUnusable, ProofInvalid, StateConflict
from repatria.psi.group import check_point
from repatria.psi.messages import field
from repatria.psi.terms import LABEL, PREFIX, Terms, canonical_json, digest, size_class, terms_of

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def list_digest(parts: Iterable[bytes | memoryview]) -> bytes:
    """64 bytes that stand for a blinded list, given its points in their order, joined in any parts."""
    hashed = sha512(PREFIX + b"list")
    for part in parts:
        hashed.update(part)
    return hashed.digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What a side has bound itself to.

    Parameters
    ----------
    party
        Which of the two parties of the terms it is.
    dated
        The day that its list speaks of, YYYY-MM-DD.
    size
        Points of each kind, padding included.
    public_key
        The generator times its secret: all its answers will be proved to be raised to that secret.
    commitment
        The hash of all of this, of a nonce, and of its blinded list.
    """

    terms: Terms
    party: str
    dated: str
    size: int
    public_key: bytes
    commitment: bytes

    def expected(self, nonce: bytes, digest_of_list: bytes) -> bytes:
        """The commitment that this nonce and this list lead to."""
        said = canonical_json({"dated": self.dated, "party": self.party, "size": self.size})
        return digest(b"commitment", self.terms.digest(), said, self.public_key, nonce, digest_of_list)

    def header(self) -> dict[str, Any]:
        """The header of its message."""
        return {
            "message": "commit",
            "terms": self.terms.as_json(),
            "party": self.party,
            "dated": self.dated,
            "size": self.size,
            "public_key": self.public_key.hex(),
            "commitment": self.commitment.hex(),
        }

    def digest(self) -> bytes:
        """64 bytes that stand for the message."""
        return digest(b"commit", canonical_json(self.header()))


def commit_of(header: Mapping[str, Any]) -> Commit:
    """The commit that a message states.

    Raises
    ------
    InputUnusable
        A field is missing or not what it should be.
    ProofInvalid
        The public key is no point, or the identity.
    """
    commit = Commit(
        terms=terms_of(field(header, "terms", dict)),
        party=field(header, "party", str),
        dated=field(header, "dated", str),
        size=field(header, "size", int),
        public_key=field(header, "public_key", bytes, n_bytes=32),
        commitment=field(header, "commitment", bytes, n_bytes=64),
    )
    if {"message", *header} != {*commit.header()}:
        raise InputUnusable("It has fields that nobody knows. Ask for the file again.")
    if not LABEL.fullmatch(commit.party) or not _DAY.fullmatch(commit.dated):
        raise InputUnusable("Its party is no label, or its date is not written YYYY-MM-DD. Ask for the file again.")
    check_point(commit.public_key, "The public key")
    return commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Two commits that fit each other: what every later message is bound to.

    Raises
    ------
    StateConflict
        The terms differ, or the other side's list is above the cap.
    ProofInvalid
        The other side's commit is one's own, sent back.
    """

    own: Commit
    theirs: Commit

    def __post_init__(self) -> None:
        self.own.terms.check_same(self.theirs.terms)
        if self.theirs.party == self.own.party or self.theirs.party not in self.own.terms.parties:
            raise ProofInvalid(f"It is the commit of {self.theirs.party}, not of the other party of this session.")
        if self.theirs.public_key == self.own.public_key or self.theirs.commitment == self.own.commitment:
            raise ProofInvalid("It repeats this side's own key or commitment: it was copied from what was sent.")
        if self.theirs.size != size_class(self.theirs.size):
            raise ProofInvalid(f"It states {self.theirs.size} entries, which is no size class.")
        if self.theirs.size > self.own.terms.cap:
            raise StateConflict(f"It states {self.theirs.size} entries; the agreed cap is {self.own.terms.cap}.")

    def digest(self) -> bytes:
        """64 bytes that stand for both commits, the same on both sides."""
        first, second = sorted((self.own, self.theirs), key=lambda each: each.party)
        return digest(b"exchange", first.digest(), second.digest())

    def transcript(self, own_list: bytes, their_list: bytes) -> bytes:
        """64 bytes that stand for both commits and both blinded lists, the same on both sides."""
        by_party = sorted([(self.own.party, own_list), (self.theirs.party, their_list)])
        return digest(b"transcript", self.digest(), *(each for _, each in by_party))
