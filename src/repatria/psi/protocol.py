"""The four steps of a comparison, as functions of bytes: blind, open the other's blinded list, answer it, reveal."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha512

import numpy as np
import numpy.typing as npt

from repatria.errors import ProofInvalid
from repatria.psi.commitments import Exchange, list_digest
from repatria.psi.group import (
    IDENTITY,
    Random,
    ascending,
    blinded_keys,
    check_ascending,
    in_turn,
    raised,
    random_points,
)
from repatria.psi.messages import field
from repatria.psi.proofs import BATCH, PROOF_BYTES, prove, verify
from repatria.psi.sums import Points, as_points
from repatria.psi.terms import Terms, digest

Progress = Callable[[int], None]
"""Called with the number of points that were done since the last call."""


def no_progress(_done: int) -> None:
    """For a caller that shows none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindedKind:
    """The points of one kind of keys, ascending, and where each key went: ``points[places[k]]`` is of key k."""

    points: Points
    places: npt.NDArray[np.int64]


def blind(
    keys: Sequence[bytes],
    *,
    terms: Terms,
    kind: str,
    secret: bytes,
    size: int,
    random: Random,
    threads: int = 1,
    progress: Progress = no_progress,
) -> BlindedKind:
    """Distinct keys of one kind as points raised to a secret, among as many others as fill the size class.

    In ascending order the points are shuffled by the secret itself: nothing of the list's order is left.

    Raises
    ------
    ValueError
        A key stands twice, or there are more than ``size``.
    """
    if len(set(keys)) < len(keys) or len(keys) > size:
        raise ValueError(f"expected at most {size} keys, each once, got {len(keys)}")
    chunks = []
    for chunk in blinded_keys(keys, terms.tag(kind), secret, threads=threads):
        chunks.append(chunk)
        progress(len(chunk))
    points = np.concatenate([*chunks, random_points(size - len(keys), random)])
    order = ascending(points)
    places = np.empty(size, dtype=np.int64)
    places[order] = np.arange(size)
    return BlindedKind(points=points[order], places=places[: len(keys)])


def sections(body: bytes | memoryview, n_kinds: int, size: int) -> list[Points]:
    """The points of each kind in a body, not copied.

    Raises
    ------
    ProofInvalid
        The body does not hold that many.
    """
    if len(body) != n_kinds * size * 32:
        raise ProofInvalid(f"It holds {len(body) // 32} points where {n_kinds} kinds of {size} were committed to.")
    points = as_points(body)
    return [points[at : at + size] for at in range(0, len(points), size)]


def open_blinded(exchange: Exchange, header: dict[str, object], body: memoryview) -> tuple[list[Points], bytes]:
    """The other side's blinded points, kind by kind, and their digest, once they are what it committed to.

    Raises
    ------
    InputUnusable
        A field is missing.
    ProofInvalid
        They are of another session or exchange, of another count, twice there, or not what was committed to.
    """
    _check_sender(exchange, header)
    kinds = exchange.own.terms.kinds
    points = sections(body, len(kinds), exchange.theirs.size)
    found = list_digest([body])
    nonce = field(header, "nonce", bytes, n_bytes=32)
    if exchange.theirs.expected(nonce, found) != exchange.theirs.commitment:
        raise ProofInvalid("The list is not the one that its sender committed to before the exchange.")
    for kind, section in zip(kinds, points, strict=True):
        check_ascending(section, f"The list of the kind {kind}")
        if section[0].tobytes() == IDENTITY:
            raise ProofInvalid(f"The list of the kind {kind} holds the identity point, which would match everybody.")
    return points, found


def blind_header(exchange: Exchange, nonce: bytes) -> dict[str, object]:
    """The header of the message that carries one's own blinded points and opens the commitment."""
    return {"message": "blind", **_sender(exchange), "nonce": nonce.hex()}


def answer_header(exchange: Exchange, transcript: bytes) -> dict[str, object]:
    """The header of the message that carries the other side's points raised to one's own secret."""
    return {"message": "answer", **_sender(exchange), "transcript": transcript.hex()}


def _sender(exchange: Exchange) -> dict[str, object]:
    return {
        "party": exchange.own.party,
        "session": exchange.own.terms.digest().hex(),
        "exchange": exchange.digest().hex(),
    }


def _check_sender(exchange: Exchange, header: dict[str, object]) -> None:
    if field(header, "session", bytes, n_bytes=64) != exchange.own.terms.digest():
        raise ProofInvalid("It belongs to another session or another round.")
    if field(header, "party", str) != exchange.theirs.party:
        raise ProofInvalid("It was not sent by the other party of this session.")
    if field(header, "exchange", bytes, n_bytes=64) != exchange.digest():
        raise ProofInvalid("It belongs to another exchange of this session: its sender went by other commits.")


def answered(
    theirs: Sequence[Points], secrets: Sequence[bytes], *, threads: int = 1, progress: Progress = no_progress
) -> Iterator[Points]:
    """The other side's points, each raised to one's own secret of its kind, in their order, in chunks.

    Raises
    ------
    ProofInvalid
        A point is the identity or no canonical encoding.
    """
    for section, secret in zip(theirs, secrets, strict=True):
        for chunk in raised(section, secret, threads=threads):
            progress(len(chunk))
            yield chunk


def proofs(
    exchange: Exchange,
    transcript: bytes,
    secrets: Sequence[bytes],
    theirs: Sequence[Points],
    answers: Sequence[Points],
    *,
    random: Random,
    threads: int = 1,
    progress: Progress = no_progress,
) -> Iterator[bytes]:
    """One proof for each batch of each kind, in order: its answers are all raised to the key committed to."""
    for place, (kind, asked, given) in enumerate(zip(exchange.own.terms.kinds, theirs, answers, strict=True)):

        def one(
            first: int, place: int = place, kind: str = kind, asked: Points = asked, given: Points = given
        ) -> tuple[bytes, int]:
            batch = asked[first : first + BATCH], given[first : first + BATCH]
            context = _context(transcript, exchange.own.party, kind, first, batch[1])
            key = exchange.own.public_keys[place]
            return prove(secrets[place], key, *batch, context, random=random), len(batch[0])

        for proof, n in in_turn(one, range(0, len(asked), BATCH), threads):
            progress(n)
            yield proof


def n_proof_bytes(n_kinds: int, size: int) -> int:
    """How long all proofs of an answer are."""
    return n_kinds * -(-size // BATCH) * PROOF_BYTES


def open_answer(
    exchange: Exchange,
    transcript: bytes,
    own: Sequence[Points],
    header: dict[str, object],
    body: memoryview,
    *,
    threads: int = 1,
    progress: Progress = no_progress,
) -> list[Points]:
    """One's own points as the other side raised them, kind by kind, once every proof holds.

    Raises
    ------
    InputUnusable
        A field is missing.
    ProofInvalid
        It is of another session, exchange or list, of another count, or a proof does not hold.
    """
    _check_sender(exchange, header)
    if field(header, "transcript", bytes, n_bytes=64) != transcript:
        raise ProofInvalid("It answers other lists than the two of this exchange.")
    kinds, size = exchange.own.terms.kinds, exchange.own.size
    n_proofs = n_proof_bytes(len(kinds), size)
    answers = sections(body[: len(body) - n_proofs], len(kinds), size)
    proofs_of = np.frombuffer(body[len(body) - n_proofs :], dtype=np.uint8).reshape(len(kinds), -1, PROOF_BYTES)
    keys = exchange.theirs.public_keys
    for kind, key, asked, given, of_kind in zip(kinds, keys, own, answers, proofs_of, strict=True):

        def one(
            first: int,
            kind: str = kind,
            key: bytes = key,
            asked: Points = asked,
            given: Points = given,
            of_kind: Points = of_kind,
        ) -> int:
            batch = asked[first : first + BATCH], given[first : first + BATCH]
            context = _context(transcript, exchange.theirs.party, kind, first, batch[1])
            try:
                verify(key, *batch, context, of_kind[first // BATCH].tobytes())
            except ProofInvalid as error:
                raise ProofInvalid(f"The answer on the kind {kind}, from point {first + 1} on: {error}") from error
            return len(batch[0])

        for n in in_turn(one, range(0, len(asked), BATCH), threads):
            progress(n)
    return answers


def _context(transcript: bytes, prover: str, kind: str, first: int, given: Points) -> bytes:
    """What one proof is bound to: both lists by the transcript, and every answer of its batch."""
    where = digest(
        b"proof", transcript, prover.encode(), kind.encode(), first.to_bytes(8, "big"), sha512(given.tobytes()).digest()
    )
    return b"RepatriaPSI-v1-proof-" + where[:32].hex().encode()


def found(own_answered: Points, their_answered: Points) -> npt.NDArray[np.bool_]:
    """For each of one's own points whether the other side has it too: both were raised to both secrets.

    Parameters
    ----------
    own_answered
        One's own points of a kind as the other side raised them.
    their_answered
        The other side's points of the kind as one raised them oneself.
    """
    ours, theirs = (np.ascontiguousarray(each).view("S32").ravel() for each in (own_answered, their_answered))
    return np.isin(ours, theirs)
