"""Answers that are sets: which of them is which, DNA does not say, and that they are these it does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from repatria.kinship.family import Family
from repatria.kinship.joint import Joint
from repatria.kinship.pairings import MissingPeople
from repatria.kinship.symmetry import interchangeable

EQUAL = 1e-9


class SetKind(StrEnum):
    """How bodies and people of a set belong together."""

    EITHER_ORDER = "the bodies are these people in some order"
    ONE_OF = "each body is one of these people"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MatchSet:
    """Bodies (places) that are among missing people (places), and the joint posterior of just that, at least."""

    bodies: tuple[int, ...]
    missing: tuple[int, ...]
    kind: SetKind
    posterior: float


def match_sets(
    joint: Joint, families: Sequence[Family], people: MissingPeople, *, posterior: float = 0.99
) -> tuple[MatchSet, ...]:
    """Sets that reach the posterior and inside of which DNA says nothing, whatever else may be known.

    First missing people whom the pedigree cannot tell apart, with the bodies that stand in their places; then, for
    bodies not yet in a set, people with whom the body's DNA weighs the same to the last digit.  Age, place and effects
    may prefer one order; they are evidence and not identity, so the answer stays a set.
    """
    found: list[MatchSet] = []
    asked: dict[int, set[int]] = {}
    for body, person in zip(joint.pairings.body.tolist(), joint.pairings.missing.tolist(), strict=True):
        asked.setdefault(body, set()).add(person)
    for family, weighed in sorted(joint.families.items()):
        first = int(people.first[family])
        places = {name: place for place, name in enumerate(families[family].missing)}
        for orbit in interchangeable(families[family]):
            columns = [places[name] for name in orbit]
            members = {first + column for column in columns}
            shares: dict[frozenset[int], float] = {}
            for row, share in zip(weighed.placements[:, columns].tolist(), weighed.posteriors.tolist(), strict=True):
                held = frozenset(body for body in row if body >= 0)
                shares[held] = shares.get(held, 0.0) + share
            held, share = max(shares.items(), key=lambda each: (each[1], sorted(each[0])))
            share *= 1.0 - max((joint.solved[joint.component[body]].lost for body in held), default=0.0)
            if held and share >= posterior and all(len(asked.get(body, set()) & members) > 1 for body in held):
                kind = SetKind.EITHER_ORDER if len(held) == len(columns) > 1 else SetKind.ONE_OF
                missing = tuple(first + column for column in columns)
                found.append(MatchSet(bodies=tuple(sorted(held)), missing=missing, kind=kind, posterior=share))
    taken = {body for each in found for body in each.bodies}
    return (*found, *_alike(joint, posterior, taken))


def _alike(joint: Joint, posterior: float, taken: set[int]) -> list[MatchSet]:
    """Bodies with several people whom their DNA fits the same, and whose posteriors together reach the bar."""
    log_lr = joint.pairings.log_lr
    rows_of: dict[int, list[int]] = {}
    for row, body in enumerate(joint.pairings.body.tolist()):
        if body not in taken:
            rows_of.setdefault(body, []).append(row)
    found = []
    for body, rows in sorted(rows_of.items()):
        best = max(rows, key=lambda row: joint.posterior[row])
        if log_lr[best] == -math.inf:
            continue
        like = [row for row in rows if abs(log_lr[row] - log_lr[best]) <= EQUAL * max(1.0, abs(float(log_lr[best])))]
        share = float(joint.at_least[like].sum())
        if len(like) > 1 and share >= posterior:
            missing = tuple(sorted(int(joint.pairings.missing[row]) for row in like))
            found.append(MatchSet(bodies=(body,), missing=missing, kind=SetKind.ONE_OF, posterior=share))
    return found
