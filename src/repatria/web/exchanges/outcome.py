"""What planning gave, in the words of the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One person in one leg, legs counted from 1."""

    unit_id: UUID
    holder: str
    leg: int
    category: str
    standing: str


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """One person left out, the reason, and the category and rule that it speaks of."""

    unit_id: UUID
    holder: str
    reason: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What planning gave, in the words of the store: ``state`` is a state of a round; lists in the published order."""

    state: str
    summary: dict[str, Any]
    provenance: dict[str, Any] = field(default_factory=dict)
    conflict: list[dict[str, Any]] = field(default_factory=list)
    placed: Sequence[PlacementRow] = ()
    left_out: Sequence[LeftOutRow] = ()
