"""A whole comparison in memory: equal to the plain intersection, and refused for its own reason when tampered with."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.errors import InputUnusable, ProofInvalid, StateConflict
from repatria.psi import (
    Commit,
    Exchange,
    Terms,
    answer_header,
    answered,
    blind,
    blind_header,
    found,
    list_digest,
    open_answer,
    open_blinded,
    proofs,
    public_key,
    random_scalar,
    sections,
    size_class,
)
from repatria.psi.group import ascending, hash_to_group, times_point

TERMS = Terms(session="winter", parties=("north", "south"), kinds=("date", "number"), tables="1")


class Side:
    """One party at work, with all it knows."""

    def __init__(self, party: str, keys: dict[str, list[bytes]], seed: int, terms: Terms = TERMS) -> None:
        self.random, self.terms, self.keys = np.random.default_rng(seed).bytes, terms, keys
        self.secrets, self.nonce = [random_scalar(self.random) for _ in terms.kinds], self.random(32)
        size = max(size_class(len(each)) for each in keys.values())
        self.kinds = [
            blind(keys[kind], terms=terms, kind=kind, secret=secret, size=size, random=self.random)
            for kind, secret in zip(terms.kinds, self.secrets, strict=True)
        ]
        self.body = b"".join(each.points.tobytes() for each in self.kinds)
        draft = Commit(
            terms=terms,
            party=party,
            dated="2026-11-01",
            size=size,
            public_keys=tuple(map(public_key, self.secrets)),
            commitment=bytes(64),
        )
        commitment = draft.expected(self.nonce, list_digest([self.body]))
        self.commit = Commit(**{**{name: getattr(draft, name) for name in draft.__slots__}, "commitment": commitment})

    def meet(self, other: "Side") -> None:
        self.exchange = Exchange(own=self.commit, theirs=other.commit)
        self.sent = blind_header(self.exchange, self.nonce)

    def answer(self, other: "Side") -> tuple[dict, bytes]:
        theirs, digest = open_blinded(self.exchange, dict(other.sent), memoryview(other.body))
        self.transcript = self.exchange.transcript(list_digest([self.body]), digest)
        self.answers = sections(
            b"".join(chunk.tobytes() for chunk in answered(theirs, self.secrets)),
            len(self.terms.kinds),
            other.commit.size,
        )
        shown = proofs(self.exchange, self.transcript, self.secrets, theirs, self.answers, random=self.random)
        body = b"".join([*(each.tobytes() for each in self.answers), *shown])
        return answer_header(self.exchange, self.transcript), body

    def reveal(self, header: dict, body: bytes) -> dict[str, set[bytes]]:
        own = sections(self.body, len(self.terms.kinds), self.commit.size)
        raised = open_answer(self.exchange, self.transcript, own, dict(header), memoryview(body))
        both = {}
        for kind, blinded, ours, theirs in zip(self.terms.kinds, self.kinds, raised, self.answers, strict=True):
            is_found = found(ours, theirs)[blinded.places]
            both[kind] = {key for key, hit in zip(self.keys[kind], is_found, strict=True) if hit}
        return both


def two_sides(left: dict, right: dict, seed: int = 1, terms: Terms = TERMS) -> tuple[Side, Side]:
    north, south = Side("north", left, seed, terms), Side("south", right, seed + 1, terms)
    north.meet(south)
    south.meet(north)
    return north, south


LEFT = {"date": [b"a", b"b", b"c"], "number": [b"1", b"2"]}
RIGHT = {"date": [b"b", b"x"], "number": [b"2", b"a", b"3"]}

some_keys = st.lists(st.binary(min_size=1, max_size=2), unique=True, max_size=12)


@given(some_keys, some_keys, some_keys, some_keys, st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_both_sides_find_what_both_have(left_dates, right_dates, left_numbers, right_numbers, seed):
    with pytest.MonkeyPatch.context() as patch:
        # A small class, so that many lists are tried; the class of 1,024 has every other test here.
        patch.setattr("repatria.psi.terms.SMALLEST", 16)
        north, south = two_sides(
            {"date": left_dates, "number": left_numbers}, {"date": right_dates, "number": right_numbers}, seed
        )
    from_north, from_south = north.answer(south), south.answer(north)
    expected = {"date": {*left_dates} & {*right_dates}, "number": {*left_numbers} & {*right_numbers}}
    assert north.reveal(*from_south) == expected
    assert south.reveal(*from_north) == expected


@pytest.fixture(scope="module")
def sides() -> tuple[Side, Side, tuple, tuple]:
    north, south = two_sides(LEFT, RIGHT)
    return north, south, north.answer(south), south.answer(north)


def test_a_key_of_one_kind_never_meets_the_same_bytes_of_another(sides):
    north, south, *_ = sides
    assert north.reveal(*south.answer(north)) == {"date": {b"b"}, "number": {b"2"}}


def test_lists_of_one_size_class_cannot_be_told_apart_by_size():
    """One entry or a thousand: the same bytes, and no order left from the list."""
    few, many = (Side("north", {kind: [b"%d" % k for k in range(n)] for kind in TERMS.kinds}, 3) for n in (1, 1000))
    assert len(few.body) == len(many.body) == 2 * 1024 * 32
    for kind in many.kinds:
        assert np.array_equal(ascending(kind.points), np.arange(1024))
        assert len(set(kind.places.tolist())) == 1000
        # Of 1,000 places drawn without order about half rise; that all lie in order is one chance in 1000!.
        assert 400 < (np.diff(kind.places) > 0).sum() < 600


def test_two_sessions_of_one_list_share_no_point():
    once, again = Side("north", LEFT, 1), Side("north", LEFT, 2)
    assert not {row.tobytes() for row in once.kinds[0].points} & {row.tobytes() for row in again.kinds[0].points}


def with_point(body: bytes, place: int, point: bytes) -> bytes:
    return body[: place * 32] + point + body[place * 32 + 32 :]


BLIND_FLAWS = {
    "another list than committed to": (lambda h, b, _: (h, with_point(b, 3, b[:32])), "not the one that its sender"),
    "another nonce": (lambda h, b, _: (h | {"nonce": "00" * 32}, b), "not the one that its sender"),
    "a point left out": (lambda h, b, _: (h, b[32:]), "It holds 2047 points where 2 kinds of 1024"),
    "another session": (lambda h, b, _: (h | {"session": "00" * 64}, b), "another session"),
    "another exchange": (lambda h, b, _: (h | {"exchange": "00" * 64}, b), "another exchange"),
    "one's own file": (lambda _h, _b, own: (own.sent, own.body), "not sent by the other party"),
    "no nonce": (lambda h, b, _: ({k: v for k, v in h.items() if k != "nonce"}, b), "field nonce is missing"),
    "a nonce in capitals": (lambda h, b, _: (h | {"nonce": "AB" * 32}, b), "not 32 bytes in hexadecimal"),
}


@pytest.mark.parametrize("flaw", BLIND_FLAWS)
def test_a_blinded_list_is_refused_for_its_own_reason(sides, flaw):
    north, south, *_ = sides
    spoil, reason = BLIND_FLAWS[flaw]
    header, body = spoil(dict(south.sent), south.body, north)
    with pytest.raises((ProofInvalid, InputUnusable), match=reason):
        open_blinded(north.exchange, header, memoryview(body))


def committed_to(points: np.ndarray) -> tuple[Side, Side]:
    """Two sides of which the second has committed to points of its own making."""
    north, south = Side("north", LEFT, 1), Side("south", RIGHT, 2)
    south.body = points.tobytes() + south.body[len(points) * 32 :]
    fields = {name: getattr(south.commit, name) for name in south.commit.__slots__}
    commitment = south.commit.expected(south.nonce, list_digest([south.body]))
    south.commit = Commit(**(fields | {"commitment": commitment}))
    north.meet(south)
    south.meet(north)
    return north, south


def test_points_that_were_committed_to_and_are_none_are_refused():
    rising = Side("south", RIGHT, 2).kinds[0].points
    cases = {
        "holds a point twice": rising[[0, 0, *range(1, 1023)]],
        "not in ascending order": rising[::-1],
        "holds the identity point": np.concatenate([np.zeros((1, 32), np.uint8), rising[1:]]),
    }
    for reason, points in cases.items():
        north, south = committed_to(points)
        with pytest.raises(ProofInvalid, match=reason):
            north.answer(south)
    odd = rising.copy()
    odd[7, 31] |= 128
    north, south = committed_to(odd[ascending(odd)])
    with pytest.raises(ProofInvalid, match="not the canonical encoding"):
        north.answer(south)


ANSWER_FLAWS = {
    "an answer changed": (lambda h, b: (h, with_point(b, 5, b[:32])), "kind date, from point 1 on: The points"),
    "answers exchanged": (lambda h, b: (h, b[32:64] + b[:32] + b[64:]), "not all raised to the one key"),
    "an answer that is no point": (lambda h, b: (h, with_point(b, 1030, b"\xff" * 32)), "kind number, .*canonical"),
    "an answer that is the identity": (lambda h, b: (h, with_point(b, 9, bytes(32))), "not all raised to the one key"),
    "a proof changed": (lambda h, b: (h, b[:-1] + bytes([b[-1] ^ 1])), "kind number, .*not all raised"),
    "proofs exchanged": (lambda h, b: (h, b[:-128] + b[-64:] + b[-128:-64]), "not all raised to the one key"),
    "an answer left out": (lambda h, b: (h, b[32:]), "It holds 2047 points"),
    "another session": (lambda h, b: (h | {"session": "00" * 64}, b), "another session"),
    "another exchange": (lambda h, b: (h | {"exchange": "00" * 64}, b), "another exchange"),
    "another transcript": (lambda h, b: (h | {"transcript": "00" * 64}, b), "answers other lists"),
    "its own party's name": (lambda h, b: (h | {"party": "north"}, b), "not sent by the other party"),
}


@pytest.mark.parametrize("flaw", ANSWER_FLAWS)
def test_an_answer_is_refused_for_its_own_reason(sides, flaw):
    north, _, _, from_south = sides
    spoil, reason = ANSWER_FLAWS[flaw]
    with pytest.raises(ProofInvalid, match=reason):
        north.reveal(*spoil(dict(from_south[0]), from_south[1]))


def test_what_one_kind_answers_does_not_tell_of_another(sides):
    """A side that lists guesses of one kind under another gets them raised to a secret that fits nothing there."""
    north, south, *_ = sides
    guess = hash_to_group(b"b", TERMS.tag("date"))
    by_kind = [times_point(secret, guess) for secret in north.secrets]
    blinded = {row.tobytes() for row in north.kinds[0].points}
    assert by_kind[0] in blinded
    assert by_kind[1] not in blinded
    theirs = sections(south.body, 2, 1024)
    swapped = sections(b"".join(c.tobytes() for c in answered(theirs, north.secrets[::-1])), 2, 1024)
    shown = proofs(north.exchange, north.transcript, north.secrets[::-1], theirs, swapped, random=north.random)
    body = b"".join([*(each.tobytes() for each in swapped), *shown])
    with pytest.raises(ProofInvalid, match=r"kind date, .*not all raised"):
        south.reveal(answer_header(north.exchange, north.transcript), body)


def test_a_fingerprint_is_alike_on_both_sides_and_changes_with_either_commit(sides):
    north, south, *_ = sides
    said = north.exchange.fingerprint()
    assert said == south.exchange.fingerprint()
    assert len(said.replace(" ", "")) == 40
    others = (Side("south", RIGHT, 9).commit, Side("south", RIGHT, 10).commit)
    assert len({said, *(Exchange(own=north.commit, theirs=each).fingerprint() for each in others)}) == 3


def test_one_answer_by_another_key_is_found_out(sides):
    """A side that wants some of the other's entries to miss cannot raise them to another secret."""
    north, south, _, (header, body) = sides
    theirs = sections(north.body, 2, 1024)
    other = next(iter(answered([theirs[0][:1]], [(9).to_bytes(32, "little")]))).tobytes()
    with pytest.raises(ProofInvalid, match="not all raised to the one key"):
        north.reveal(header, with_point(body, 0, other))
    forged = sections(with_point(body, 0, other)[: 2048 * 32], 2, 1024)
    shown = proofs(south.exchange, south.transcript, south.secrets, theirs, forged, random=south.random)
    with pytest.raises(ProofInvalid, match="not all raised to the one key"):
        north.reveal(header, b"".join([*(each.tobytes() for each in forged), *shown]))


def test_a_proof_holds_for_no_other_answer_of_its_batch(sides):
    """The context hashes every answer: a weight that follows its own pair alone could be searched for."""
    from repatria.psi.protocol import _context

    points = sides[0].kinds[0].points
    contexts = {_context(bytes(64), "north", "date", first, points[:n]) for first in (0, 1) for n in (5, 6)}
    assert len(contexts) == 4


def test_proofs_of_one_session_do_not_hold_in_another(sides):
    """The same two lists, secrets and points under another nonce: the old answer is refused at every depth."""
    north, _, _, (header, body) = sides
    again, other = Side("north", LEFT, 1), Side("south", RIGHT, 99)
    again.meet(other)
    again.transcript, again.answers = north.transcript, north.answers
    with pytest.raises(ProofInvalid, match="another exchange"):
        again.reveal(header, body)
    own = sections(again.body, 2, 1024)
    passed_off = header | answer_header_of(other, again)
    with pytest.raises(ProofInvalid, match="answers other lists"):
        open_answer(again.exchange, bytes([1] * 64), own, passed_off, memoryview(body))
    with pytest.raises(ProofInvalid, match="not all raised"):
        open_answer(again.exchange, north.transcript, own, passed_off | transcript_of(north), memoryview(body))


def transcript_of(side: Side) -> dict:
    return {"transcript": side.transcript.hex()}


def answer_header_of(side: Side, other: Side) -> dict:
    side.meet(other)
    return answer_header(side.exchange, bytes(64))


def test_commits_that_do_not_fit_are_refused():
    north, south = Side("north", LEFT, 1), Side("south", RIGHT, 2)

    def their(**changes) -> Commit:
        return Commit(**({name: getattr(south.commit, name) for name in south.commit.__slots__} | changes))

    refused = {
        "other terms: the tables": (StateConflict, {"terms": Terms(**(of(TERMS) | {"tables": "2"}))}),
        "the number of rounds": (StateConflict, {"terms": Terms(**(of(TERMS) | {"rounds": 2}))}),
        "commit of north": (ProofInvalid, {"party": "north"}),
        "commit of east": (ProofInvalid, {"party": "east"}),
        "a key of this side": (
            ProofInvalid,
            {"public_keys": (south.commit.public_keys[0], north.commit.public_keys[0])},
        ),
        "or its commitment": (ProofInvalid, {"commitment": north.commit.commitment}),
        "no size class": (ProofInvalid, {"size": 1025}),
        "the agreed cap is 2097152": (StateConflict, {"size": 1 << 22}),
    }
    for reason, (error, changes) in refused.items():
        with pytest.raises(error, match=reason):
            Exchange(own=north.commit, theirs=their(**changes))


def of(terms: Terms) -> dict:
    return {name: getattr(terms, name) for name in terms.__slots__}


def test_a_key_twice_or_too_many_are_the_callers_mistake():
    for keys in ([b"a", b"a"], [b"%d" % k for k in range(1025)]):
        with pytest.raises(ValueError, match="at most 1024 keys, each once"):
            blind(keys, terms=TERMS, kind="date", secret=(3).to_bytes(32, "little"), size=1024, random=bytes)
