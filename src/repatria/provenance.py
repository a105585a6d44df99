"""What it takes to make a result again: the engine, its version, its parameters, its seed and its inputs."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from repatria import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a result came about.  ``inputs`` maps an input's name to its SHA-256 in hexadecimal."""

    engine: str
    version: str = __version__
    params: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values for storing beside the result."""
        return {**asdict(self), "params": dict(self.params), "inputs": dict(self.inputs)}

    def digest(self) -> str:
        """SHA-256 over all of it: equal digests mean that nothing needs to be computed again."""
        return digest_of(self.as_json())


def digest_of(value: Any) -> str:
    """SHA-256 in hexadecimal of a JSON value; order of keys does not matter."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_bytes(data: bytes) -> str:
    """SHA-256 in hexadecimal of a file's content."""
    return hashlib.sha256(data).hexdigest()
