"""The files that travel: one canonical form, bounded when it is read, refused when a byte is missing or changed.

A message is a first line, the length of its header (4 bytes, big-endian), the header (canonical JSON in ASCII), a body
whose length the header states, and SHA-256 of all before it.  The hash finds damage on the way; what a sender
means to falsify is found by commitments and proofs.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from repatria.errors import InputUnusable
from repatria.psi.terms import VERSION, canonical_json

MAGIC: Final = b"repatria private comparison\n"
HEADER_LIMIT: Final = 1 << 14
_HASH_BYTES = 32
_THE: Final = {name: f"the other side's {name}" for name in ("commit", "blind", "answer")}
_AGAIN = "Ask for the file again, or copy it again."


def render(header: Mapping[str, Any], body: Iterable[bytes | memoryview] = (), *, n_bytes: int = 0) -> Iterator[bytes]:
    """The bytes of a message, part by part; ``n_bytes`` is the length of the body.

    Raises
    ------
    ValueError
        The body turned out to have another length.
    """
    text = canonical_json({**header, "version": VERSION, "body_bytes": n_bytes})
    head = MAGIC + len(text).to_bytes(4, "big") + text
    hashed, n = sha256(head), 0
    yield head
    for part in body:
        hashed.update(part)
        n += len(part)
        yield bytes(part)
    if n != n_bytes:
        raise ValueError(f"expected a body of {n_bytes} bytes, got {n}")
    yield hashed.digest()


def parse(message: bytes | memoryview, expected: str) -> tuple[dict[str, Any], memoryview]:
    """The header and the body of a message of the expected kind, neither copied nor believed yet.

    Raises
    ------
    InputUnusable
        It is no message, of another kind or version, cut short, too long, or changed on the way.
    """
    view = memoryview(message)
    start = len(MAGIC) + 4
    if bytes(view[: len(MAGIC)]) != MAGIC[: len(view)] or not view:
        raise InputUnusable(f"It is no message of a private comparison. The file of {_THE[expected]} is wanted here.")
    n_header = int.from_bytes(view[len(MAGIC) : start], "big")
    if n_header > HEADER_LIMIT:
        raise InputUnusable(f"Its header states {n_header} bytes; {HEADER_LIMIT} is the limit. {_AGAIN}")
    if len(view) < start + n_header:
        raise InputUnusable(f"It is cut short, within its header. {_AGAIN}")
    header = _header(bytes(view[start : start + n_header]))
    n_body, n = header.pop("body_bytes"), len(view) - start - n_header - _HASH_BYTES
    if n < n_body:
        raise InputUnusable(f"It is cut short: {n_body - n} bytes are missing. {_AGAIN}")
    if n > n_body:
        raise InputUnusable(f"It is {n - n_body} bytes too long. {_AGAIN}")
    if sha256(view[:-_HASH_BYTES]).digest() != view[-_HASH_BYTES:]:
        raise InputUnusable(f"It was changed on the way: its checksum does not fit. {_AGAIN}")
    if header["message"] != expected:
        found = _THE.get(header["message"], "something unknown")
        raise InputUnusable(f"It is the file of {found}; the file of {_THE[expected]} is wanted here.")
    return header, view[start + n_header : -_HASH_BYTES]


def _header(text: bytes) -> dict[str, Any]:
    header: dict[str, Any]
    try:
        header = json.loads(text)
        is_canonical = isinstance(header, dict) and canonical_json(header) == text
    except (ValueError, RecursionError) as error:
        raise InputUnusable(f"Its header is no JSON. {_AGAIN}") from error
    if not is_canonical or type(header.get("body_bytes")) is not int or not isinstance(header.get("message"), str):
        raise InputUnusable(f"Its header is not in its canonical form. {_AGAIN}")
    if (version := header.pop("version", None)) != VERSION:
        said = version if type(version) is int else "unknown"
        raise InputUnusable(f"It is of version {said}; this program speaks version {VERSION}. Update the older one.")
    return header


def field(header: Mapping[str, Any], name: str, kind: type, *, n_bytes: int = 0) -> Any:
    """A field of a header; with ``n_bytes``, bytes written in hexadecimal.

    Raises
    ------
    InputUnusable
        It is missing or of another type or length.
    """
    value = header.get(name)
    if type(value) is not (str if n_bytes else kind):
        raise InputUnusable(f"Its field {name} is missing or no {kind.__name__}. {_AGAIN}")
    if not n_bytes:
        return value
    try:
        found = bytes.fromhex(str(value))
    except ValueError:
        found = b""
    if len(found) != n_bytes or found.hex() != value:
        raise InputUnusable(f"Its field {name} is not {n_bytes} bytes in hexadecimal. {_AGAIN}")
    return found
