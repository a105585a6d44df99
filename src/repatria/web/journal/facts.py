"""What a journal entry may hold: numbers, codes and ids; never a name, never a sentence."""

import math
import re
from collections.abc import Mapping
from typing import Any

# A code or an id: ASCII without spaces, at most a SHA-256 in hexadecimal with a short prefix.
_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:@/+-]{0,79}")
_EXACT = 2**53 - 1  # beyond it JSON numbers are not the same everywhere (RFC 7493, 2.2)
_DEEPEST = 3


def check_code(value: str, what: str) -> str:
    """The value itself, or a ``ValueError`` when it is not a code or an id (it is not repeated: it may be a name)."""
    if value and not _CODE.fullmatch(value):
        raise ValueError(f"journal: {what} must be a code or an id of ASCII letters and digits, at most 80 long")
    return value


def check_facts(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    """A plain copy of the facts, or a ``ValueError`` that names the key of what does not belong there."""
    return {check_code(key, "a fact's key"): _checked(value, key, depth=1) for key, value in (facts or {}).items()}


def _checked(value: Any, key: str, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= _EXACT:
        return int(value)
    if isinstance(value, float) and math.isfinite(value) and abs(value) < 1e15:
        return value
    if isinstance(value, str):
        return check_code(str(value), f"the fact {key}")
    if depth < _DEEPEST and isinstance(value, list | tuple):
        return [_checked(part, key, depth + 1) for part in value]
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {check_code(inner, f"a key of {key}"): _checked(part, key, depth + 1) for inner, part in value.items()}
    raise ValueError(f"journal: the fact {key} must be a number, a code, an id, or a short list of them")
