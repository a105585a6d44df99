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
    public_keys
        For each kind, in the order of the terms, the generator times the secret of that kind: all its answers on the
        kind will be proved to be raised to that secret.
    commitment
        The hash of all of this, of a nonce, and of its blinded list.
    """

    terms: Terms
    party: str
    dated: str
    size: int
    public_keys: tuple[bytes, ...]
    commitment: bytes

    def expected(self, nonce: bytes, digest_of_list: bytes) -> bytes:
        """The commitment that this nonce and this list lead to."""
        said = canonical_json({"dated": self.dated, "party": self.party, "size": self.size})
        return digest(b"commitment", self.terms.digest(), said, b"".join(self.public_keys), nonce, digest_of_list)

    def header(self) -> dict[str, Any]:
        """The header of its message."""
        return {
            "message": "commit",
            "terms": self.terms.as_json(),
            "party": self.party,
            "dated": self.dated,
            "size": self.size,
            "public_keys": [key.hex() for key in self.public_keys],
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
        A public key is no point, the identity, or there twice.
    """
    terms = terms_of(field(header, "terms", dict))
    commit = Commit(
        terms=terms,
        party=field(header, "party", str),
        dated=field(header, "dated", str),
        size=field(header, "size", int),
        public_keys=_keys(field(header, "public_keys", list), terms),
        commitment=field(header, "commitment", bytes, n_bytes=64),
    )
    if {"message", *header} != {*commit.header()}:
        raise InputUnusable("It has fields that nobody knows. Ask for the file again.")
    if not LABEL.fullmatch(commit.party) or not _DAY.fullmatch(commit.dated):
        raise InputUnusable("Its party is no label, or its date is not written YYYY-MM-DD. Ask for the file again.")
    return commit


def _keys(values: list[Any], terms: Terms) -> tuple[bytes, ...]:
    if len(values) != len(terms.kinds):
        raise InputUnusable(f"It has {len(values)} public keys for {len(terms.kinds)} kinds. Ask for the file again.")
    keys = tuple(field({"public_key": value}, "public_key", bytes, n_bytes=32) for value in values)
    for key in keys:
        check_point(key, "A public key")
    if len(set(keys)) < len(keys):
        raise ProofInvalid("It has one public key for two kinds: with it the one could be asked under the other.")
    return keys


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
        if {*self.theirs.public_keys} & {*self.own.public_keys} or self.theirs.commitment == self.own.commitment:
            raise ProofInvalid("It repeats a key of this side or its commitment: it was copied from what was sent.")
        if self.theirs.size != size_class(self.theirs.size):
            raise ProofInvalid(f"It states {self.theirs.size} entries, which is no size class.")
        if self.theirs.size > self.own.terms.cap:
            raise StateConflict(f"It states {self.theirs.size} entries; the agreed cap is {self.own.terms.cap}.")

    def digest(self) -> bytes:
        """64 bytes that stand for both commits, the same on both sides."""
        first, second = sorted((self.own, self.theirs), key=lambda each: each.party)
        return digest(b"exchange", first.digest(), second.digest())

    def fingerprint(self) -> str:
        """40 digits for people to read to each other: alike on both sides, unless somebody between changed a commit."""
        digits = self.digest().hex()[:40]
        return " ".join(digits[at : at + 4] for at in range(0, 40, 4))

    def transcript(self, own_list: bytes, their_list: bytes) -> bytes:
        """64 bytes that stand for both commits and both blinded lists, the same on both sides."""
        by_party = sorted([(self.own.party, own_list), (self.theirs.party, their_list)])
        return digest(b"transcript", self.digest(), *(each for _, each in by_party))
