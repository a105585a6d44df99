"""How often keys and values stand on two lists, counted in parts, in any order, on any number of machines."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage.blocking import KEYS, LEFT, RIGHT, Keys, key_table
from repatria.linkage.joining import budget, most_pairs
from repatria.linkage.params import LinkageParams
from repatria.linkage.texts import hashes

ON_LEFT: Final = 0
ON_RIGHT: Final = 1
Numbers = npt.NDArray[np.int64]
Counted = tuple[npt.NDArray[Any], Numbers]
"""Distinct keys, or numbers of pairs, in rising order, and how many there are of each."""
_KEY_BITS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of a part of the records, or of a part of all keys and values.

    Parameters
    ----------
    n_records
        Of the left and of the right list.
    keys
        By side and place in ``KEYS``.
    values
        For each counted column a frame of ``value`` and ``n``, how many records of both lists have it.
    """

    n_records: tuple[int, int] = (0, 0)
    keys: Mapping[tuple[int, int], Counted] = field(default_factory=dict)
    values: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pl.DataFrame, side: int, columns: Collection[str]) -> Self:
        """Count prepared records of one list."""
        table = key_table(frame)
        return cls(
            n_records=(frame.height, 0) if side == ON_LEFT else (0, frame.height),
            keys={(side, kind): counted(table[:, kind]) for kind in range(len(KEYS))},
            values={
                name: frame.lazy().select(value=name).drop_nulls().group_by("value").agg(n=pl.len()).collect()
                for name in columns
            },
        )

    @classmethod
    def merged(cls, parts: Iterable["Tally"]) -> Self:
        """The counts of several parts together."""
        found = list(parts)
        sides = sorted({each for part in found for each in part.keys})
        columns = dict.fromkeys(name for part in found for name in part.values)
        return cls(
            n_records=(sum(part.n_records[0] for part in found), sum(part.n_records[1] for part in found)),
            keys={each: _added([part.keys[each] for part in found if each in part.keys]) for each in sides},
            values={
                name: pl.concat([part.values[name] for part in found if name in part.values])
                .group_by("value")
                .agg(pl.col("n").sum())
                for name in columns
            },
        )

    def split(self, n_parts: int) -> "list[Tally]":
        """The counts in parts of about one size: what is one key or value goes to the same part, whoever counted it."""
        # Keys are hashes: equal spans of them hold about equally many.
        bounds = (np.arange(1, n_parts, dtype=np.uint64) << np.uint64(_KEY_BITS)) // np.uint64(n_parts)
        keys: list[dict[tuple[int, int], Counted]] = [{} for _ in range(n_parts)]
        for each, (found, n) in self.keys.items():
            ends = [0, *np.searchsorted(found, bounds.astype(np.uint32)).tolist(), len(found)]
            for part in range(n_parts):
                begin, end = ends[part], ends[part + 1]
                if end > begin:
                    keys[part][each] = found[begin:end], n[begin:end]
        values: list[dict[str, pl.DataFrame]] = [{} for _ in range(n_parts)]
        for name, frame in self.values.items():
            places = hashes(frame["value"]) % np.uint64(n_parts)
            for part in range(n_parts):
                values[part][name] = frame.filter(places == part)
        return [
            Tally(n_records=self.n_records if part == 0 else (0, 0), keys=keys[part], values=values[part])
            for part in range(n_parts)
        ]

    def brought(self) -> dict[int, Counted]:
        """For each rule the keys on both lists, and how many pairs each brings."""
        found = {}
        for rule, (left, right) in enumerate(zip(LEFT.tolist(), RIGHT.tolist(), strict=True)):
            if (ON_LEFT, left) in self.keys and (ON_RIGHT, right) in self.keys:
                found[rule] = shared(self.keys[ON_LEFT, left], self.keys[ON_RIGHT, right])
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What must be known of a tally everywhere.

    Parameters
    ----------
    n_records
        Of the left and of the right list.
    n_known
        For each counted column how many records say something.
    repeated
        For each of them the values that more than one record has, columns ``value`` and ``n``.
    histograms
        For each rule the numbers of pairs that keys bring, and how many keys bring so many.
    """

    n_records: tuple[int, int]
    n_known: Mapping[str, int]
    repeated: Mapping[str, pl.DataFrame]
    histograms: Mapping[int, Counted]

    @classmethod
    def of(cls, tally: Tally, brought: Mapping[int, Counted]) -> Self:
        """Of a part that holds all that was counted of its keys and values; ``brought`` is the tally's own."""
        return cls(
            n_records=tally.n_records,
            n_known={name: int(frame["n"].sum()) for name, frame in tally.values.items()},
            repeated={name: frame.filter(pl.col("n") > 1) for name, frame in tally.values.items()},
            histograms={rule: histogram(found) for rule, found in brought.items()},
        )

    @classmethod
    def joined(cls, parts: Iterable["Summary"]) -> Self:
        """Of several parts that share no key and no value."""
        found = list(parts)
        columns = dict.fromkeys(name for part in found for name in part.repeated)
        rules = sorted({rule for part in found for rule in part.histograms})
        return cls(
            n_records=(sum(part.n_records[0] for part in found), sum(part.n_records[1] for part in found)),
            n_known={name: sum(part.n_known.get(name, 0) for part in found) for name in columns},
            repeated={
                name: pl.concat([part.repeated[name] for part in found if name in part.repeated]) for name in columns
            },
            histograms={
                rule: _added([part.histograms[rule] for part in found if rule in part.histograms]) for rule in rules
            },
        )

    def most_by_rule(self, params: LinkageParams) -> dict[int, int]:
        """How many pairs a key of each rule may bring."""
        most = budget(params.pairs_per_record, max(self.n_records))
        return {rule: most_pairs(*found, params.block_pairs, most) for rule, found in self.histograms.items()}


def counted(keys: Keys) -> Counted:
    """Each key with the number of times it stands there, but for 0, which is none."""
    found, n = np.unique(keys[keys != 0], return_counts=True)
    return found, n.astype(np.int64)


def shared(left: Counted, right: Counted) -> Counted:
    """The keys of both lists, and how many pairs each brings."""
    keys, at_left, at_right = np.intersect1d(left[0], right[0], assume_unique=True, return_indices=True)
    return keys, left[1][at_left] * right[1][at_right]


def histogram(brought: Counted) -> Counted:
    """How many keys bring so many pairs: the numbers of pairs, and of keys."""
    brings, n_keys = np.unique(brought[1], return_counts=True)
    return brings, n_keys.astype(np.int64)


def skipped(brought: Mapping[int, Counted], most: Mapping[int, int]) -> dict[int, Keys]:
    """For each rule the keys that would bring too many pairs."""
    too_many = {rule: keys[brings > most[rule]] for rule, (keys, brings) in brought.items()}
    return {rule: keys for rule, keys in too_many.items() if len(keys)}


def _added(parts: list[Counted]) -> Counted:
    keys, n = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    # Parts are sorted: merging them is what this sort is quick at.
    order = np.argsort(keys, kind="stable")
    keys, n = keys[order], n[order]
    begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.intp)
    return keys[begins], np.add.reduceat(n, begins) if len(keys) else n
