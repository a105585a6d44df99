"""What both sides agree on before anything is sent, and the digests that bind every later byte to it."""

import json
import re
from dataclasses import asdict, dataclass
from hashlib import sha512
from typing import Any, Final

from repatria.errors import InputUnusable, StateConflict

VERSION: Final = 1
PREFIX: Final = b"RepatriaPSI-v1-ristretto255-SHA512-"
SMALLEST: Final = 1 << 10
LARGEST: Final = 1 << 21

LABEL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_WORDS = {
    "version": "version of the protocol",
    "session": "session",
    "round": "round",
    "rounds": "number of rounds",
    "parties": "parties",
    "kinds": "kinds of keys",
    "tables": "tables that names are read with",
    "cap": "cap on entries",
}


def digest(purpose: bytes, *parts: bytes) -> bytes:
    """SHA-512 of parts for one purpose; each part is preceded by its length, so no two lists of parts agree."""
    hashed = sha512(PREFIX + purpose)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.digest()


def canonical_json(value: Any) -> bytes:
    """The one way in which a value of a message is written: keys in order, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def size_class(n: int) -> int:
    """The least power of two, 1,024 at least, that holds n entries."""
    return max(SMALLEST, 1 << max(n - 1, 0).bit_length())


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of one round of one session; two sides whose terms differ in a letter cannot compare.

    Parameters
    ----------
    session
        A label both sides chose for this comparison, never used before between them.
    round, rounds
        Which round this is, from 1, and how many the session may have.
    parties
        The labels of the two sides, in alphabetical order.
    kinds
        The kinds of keys, in the order in which they are sent.
    tables
        The version of the tables that made the keys: keys of other tables would miss persons in silence.
    cap
        The most entries of a kind that a side accepts, a power of two.
    """

    session: str
    round: int = 1
    rounds: int = 1
    parties: tuple[str, str]
    kinds: tuple[str, ...]
    tables: str
    cap: int = LARGEST
    version: int = VERSION

    def __post_init__(self) -> None:
        for number in (self.round, self.rounds, self.cap, self.version):
            if type(number) is not int:
                raise ValueError(f"expected a whole number, got {number!r}")
        for label in (self.session, *self.parties, *self.kinds, self.tables):
            if not isinstance(label, str) or not LABEL.fullmatch(label):
                raise ValueError(f"expected a label of 1 to 64 Latin letters, digits, dots and dashes, got {label!r}")
        if len(self.parties) != 2 or self.parties[0] >= self.parties[1]:
            raise ValueError(f"expected two different parties in alphabetical order, got {self.parties}")
        if not self.kinds or len(set(self.kinds)) < len(self.kinds):
            raise ValueError(f"expected kinds of keys, each once, got {self.kinds}")
        if not 1 <= self.round <= self.rounds <= 99:
            raise ValueError(f"expected 1 <= round <= rounds <= 99, got {self.round}, {self.rounds}")
        if self.cap != size_class(self.cap) or self.cap > LARGEST:
            raise ValueError(f"expected a cap that is a power of two up to {LARGEST}, got {self.cap}")

    def as_json(self) -> dict[str, Any]:
        """Plain values, for a message."""
        return {**asdict(self), "parties": list(self.parties), "kinds": list(self.kinds)}

    def digest(self) -> bytes:
        """64 bytes that stand for the terms."""
        return digest(b"terms", canonical_json(self.as_json()))

    def tag(self, kind: str) -> bytes:
        """The domain separation tag under which keys of a kind become points, in this round only."""
        return b"HashToGroup-" + PREFIX + self.digest()[:32].hex().encode() + b"-" + kind.encode()

    def check_same(self, others: "Terms") -> None:
        """Nothing, if the other side stated the same terms.

        Raises
        ------
        StateConflict
            They differ; the sentence says in what.
        """
        own, theirs = self.as_json(), others.as_json()
        differing = [
            f"the {_WORDS[name]} (here {_said(own[name])}, there {_said(theirs[name])})"
            for name in own
            if own[name] != theirs[name]
        ]
        if differing:
            raise StateConflict(
                f"The other side stated other terms: {'; '.join(differing)}. Agree on one, and both commit anew."
            )


def terms_of(value: Any) -> Terms:
    """Terms as a message states them.

    Raises
    ------
    InputUnusable
        Something is missing, unknown, or not what it should be.
    """
    try:
        if not isinstance(value["parties"], list) or not isinstance(value["kinds"], list):
            raise TypeError("parties and kinds are lists")  # noqa: TRY301 - told as the others are
        return Terms(**{**value, "parties": tuple(value["parties"]), "kinds": tuple(value["kinds"])})
    except (KeyError, TypeError, ValueError) as error:
        raise InputUnusable(f"The terms in it cannot be read ({error}). Ask for the message again.") from error


def _said(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
