"""Files that travel: read back byte by byte, bounded, and refused with a reason and a remedy."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.psi.test_protocol import LEFT, Side

from repatria.errors import InputUnusable, ProofInvalid
from repatria.psi import commit_of, parse, render
from repatria.psi.messages import HEADER_LIMIT, MAGIC, field
from repatria.psi.terms import canonical_json

COMMIT = Side("north", LEFT, 1).commit
KEYS = [key.hex() for key in COMMIT.public_keys]


def message(body: bytes = b"0123456789", **changes) -> bytes:
    return b"".join(render({"message": "blind", "party": "north"} | changes, [body[:4], body[4:]], n_bytes=len(body)))


def with_header(text: bytes) -> bytes:
    return MAGIC + len(text).to_bytes(4, "big") + text


@settings(deadline=None)
@given(st.binary(max_size=40), st.text(max_size=9))
def test_what_is_written_is_read(body, party):
    header, read = parse(message(body, party=party), "blind")
    assert (header["party"], bytes(read)) == (party, body)


def test_a_commit_is_read_back():
    header, body = parse(b"".join(render(COMMIT.header())), "commit")
    assert commit_of(header) == COMMIT
    assert not body


@settings(deadline=None)
@given(st.data())
def test_any_byte_changed_is_refused(data):
    whole = bytearray(message())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(InputUnusable):
        parse(bytes(whole), "blind")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_words(data):
    for start in (b"", MAGIC, MAGIC + b"\x00\x00\x00\x02"):
        with pytest.raises(InputUnusable):
            parse(start + data, "blind")


FLAWS = {
    "It is no message of a private comparison": [b"id,surname\n1,x\n", b""],
    "It is cut short, within its header": [message()[:40], MAGIC + b"\x00\x00"],
    "It is cut short: 4 bytes are missing": [message()[:-4]],
    "It is 3 bytes too long": [message() + b"abc"],
    "It was changed on the way": [message().replace(b"56", b"65"), message().replace(b"north", b"south")],
    "Its header states 4294967295 bytes": [MAGIC + b"\xff" * 4 + b"x" * 50],
    "Its header is no JSON": [with_header(b"{" * 9), with_header(b'{"a":'), with_header(b"[" * HEADER_LIMIT)],
    "Its header is not in its canonical form": [
        with_header(b'{"a": 1}'),
        with_header(b"[]"),
        with_header(canonical_json({"message": "blind"})),
        with_header(canonical_json({"message": "blind", "body_bytes": 1.0})),
        with_header(b'{"a":1,"a":1}'),
    ],
    "It is of version 2; this program speaks version 1": [
        with_header(canonical_json({"message": "blind", "body_bytes": 0, "version": 2}))
    ],
    "It is the file of the other side's answer; the file of the other side's blind": [message(message="answer")],
    "It is the file of something unknown": [message(message="gift")],
}


@pytest.mark.parametrize("reason", FLAWS)
def test_a_flaw_is_said_with_what_to_do(reason):
    for whole in FLAWS[reason]:
        with pytest.raises(InputUnusable, match=reason) as refused:
            parse(whole, "blind")
        assert any(word in str(refused.value) for word in ("again", "wanted here", "Update"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"public_keys": [KEYS[0], "00" * 32]}, "identity point"),
        ({"public_keys": ["01" + "00" * 31, KEYS[1]]}, "not the canonical encoding"),
        ({"public_keys": ["ab", KEYS[1]]}, "public_key is not 32 bytes"),
        ({"public_keys": [1, None]}, "public_key is missing or no"),
        ({"public_keys": KEYS[:1]}, "1 public keys for 2 kinds"),
        ({"public_keys": KEYS[:1] * 2}, "one public key for two kinds"),
        ({"public_keys": KEYS[0]}, "public_keys is missing or no list"),
        ({"size": "1024"}, "size is missing or no int"),
        ({"party": "\x1b[2J"}, "party is no label"),
        ({"dated": "yesterday"}, "date is not written"),
        ({"size": True}, "size is missing or no int"),
        ({"terms": {}}, "terms in it cannot be read"),
        ({"terms": COMMIT.terms.as_json() | {"rounds": 0}}, "terms in it cannot be read"),
        ({"terms": COMMIT.terms.as_json() | {"parties": ["south", "north"]}}, "terms in it cannot be read"),
        ({"terms": COMMIT.terms.as_json() | {"kinds": [["a"]]}}, "terms in it cannot be read"),
        ({"terms": COMMIT.terms.as_json() | {"more": 1}}, "terms in it cannot be read"),
        ({"terms": COMMIT.terms.as_json() | {"parties": "ns"}}, "parties and kinds are lists"),
        ({"terms": COMMIT.terms.as_json() | {"kinds": {"date": 1, "number": 2}}}, "parties and kinds are lists"),
        ({"terms": COMMIT.terms.as_json() | {"cap": 1024.0}}, "expected a whole number, got 1024.0"),
        ({"terms": COMMIT.terms.as_json() | {"round": True}}, "expected a whole number, got True"),
        ({"terms": COMMIT.terms.as_json() | {"version": "\x1b[2J"}}, r"got '\\x1b\[2J'"),
        ({"more": 1}, "fields that nobody knows"),
    ],
)
def test_a_commit_that_states_nonsense_is_refused(changes, reason):
    header = json.loads(canonical_json(COMMIT.header() | changes))
    with pytest.raises((InputUnusable, ProofInvalid), match=reason):
        commit_of(header)


def test_a_body_of_another_length_is_the_callers_mistake():
    with pytest.raises(ValueError, match="expected a body of 3 bytes, got 2"):
        list(render({"message": "blind"}, [b"ab"], n_bytes=3))


def test_a_field_of_another_type_is_refused():
    with pytest.raises(InputUnusable, match="party is missing or no str"):
        field({}, "party", str)
