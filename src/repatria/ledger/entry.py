"""An entry as bytes: the same on every machine."""

from collections.abc import Mapping
from typing import Any

import rfc8785


def canonical_bytes(entry: Mapping[str, Any]) -> bytes:
    """The canonical JSON (RFC 8785) of an entry: keys sorted, no spaces, numbers in one form.

    Raises
    ------
    ValueError
        The entry holds something that JSON cannot say the same way everywhere: NaN, an integer beyond 2**53,
        a key that is not text, an object of another type.
    """
    try:
        return rfc8785.dumps(dict(entry))
    except rfc8785.CanonicalizationError as error:
        raise ValueError(f"no canonical JSON for this entry: {error}") from error
