"""Records that carry with them all that is asked of them, so that any machine can weigh any pair.

On one machine a pair is two row numbers into tables that hold everything.  Beyond it a record travels with its
prepared columns, the hashes of its keys, and how often each of its values stands on both lists; the lists' sizes
and the skipped keys go to every machine.  What is computed is the same, to the bit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

import numpy as np
import polars as pl
import pyarrow as pa

from repatria.linkage.blocking import LEFT, RIGHT, RULES, key_table
from repatria.linkage.blocks import NO_KEY, ON_LEFT, ON_RIGHT, KeyTable, pairs_within
from repatria.linkage.joining import most_pairs
from repatria.linkage.levels import WEIGHED_BY_FREQUENCY, Bits, Rows
from repatria.linkage.model import LinkageModel
from repatria.linkage.params import LinkageParams
from repatria.linkage.proposals import ScoredPairs, conclude, least_bits
from repatria.linkage.records import COLUMNS, PreparedRecords, prepare
from repatria.linkage.scoring import PRIOR_RECORDS, Rarity, rarity_bits
from repatria.linkage.streaming import Edges, Sieve

RULE_PLACES: Final = {ON_LEFT: LEFT, ON_RIGHT: RIGHT}
_ARROW: Final[dict[pl.DataType, pa.DataType]] = {
    pl.String(): pa.string(),
    pl.Int8(): pa.int8(),
    pl.Int16(): pa.int16(),
    pl.Int32(): pa.int32(),
    pl.Int64(): pa.int64(),
    pl.Float64(): pa.float64(),
    pl.Date(): pa.date32(),
    pl.List(pl.Int32()): pa.list_(pa.int32()),
}
_FATHERS: Final = "patronymic_key"


@cache
def carried() -> dict[str, pl.DataType]:
    """The prepared columns that travel, and ``keys``; codes are made anew wherever records arrive."""
    prepared = prepare(pl.DataFrame(schema=COLUMNS)).frame.schema
    whole = {
        name: kind for name, kind in prepared.items() if not name.startswith(("block_", "code_")) and name != "row"
    }
    return {**whole, "keys": pl.List(pl.Int32())}


def counts(model: LinkageModel) -> dict[str, str]:
    """For each column whose values a model weighs by frequency, the one that says how often a record's value occurs."""
    weighed = (column for name, column in WEIGHED_BY_FREQUENCY.items() if name in model.comparisons)
    # The names of fathers are asked for by every model.
    return {column: f"n_{column}" for column in dict.fromkeys((_FATHERS, *weighed))}


def prepared_to_carry(records: pl.DataFrame, side: int) -> pl.DataFrame:
    """Prepare a part of a list: same rows, same order; ``keys`` has a key for each rule, 0 where there is none."""
    frame = prepare(records).frame
    # SQL engines have no unsigned numbers in common.
    keys = key_table(frame).view(np.int32)[:, RULE_PLACES[side]]
    return frame.with_columns(keys=pl.Series(keys, dtype=pl.Array(pl.Int32, len(RULES))).arr.to_list()).select(
        *carried()
    )


def most_pairs_by_rule(brought: pl.DataFrame, n_longer: int, params: LinkageParams) -> dict[int, int]:
    """How many pairs a key of each rule may bring.

    Parameters
    ----------
    brought
        Columns ``rule``, ``brings`` and ``n_keys``: how many keys on both lists bring so many pairs.
    """
    budget = params.pairs_per_record * n_longer
    return {
        rule: most_pairs(
            keys["brings"].to_numpy().astype(np.int64),
            keys["n_keys"].to_numpy().astype(np.int64),
            params.block_pairs,
            budget,
        )
        for (rule,), keys in brought.sort("rule", "brings").group_by("rule", maintain_order=True)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Weigher:
    """What every machine knows: enough to weigh the pairs of any block that it is given.

    Parameters
    ----------
    sizes
        How many records each list has.
    n_known
        For each column of :func:`counts` how many records of both lists say something.
    least_bits
        Pairs that weigh less for one person cannot count.
    skipped
        For each rule the keys that would bring too many pairs, sorted.
    """

    model: LinkageModel
    sizes: tuple[int, int]
    n_known: Mapping[str, int]
    least_bits: float
    skipped: Mapping[int, KeyTable]

    @classmethod
    def of(
        cls,
        model: LinkageModel,
        params: LinkageParams,
        sizes: tuple[int, int],
        n_known: Mapping[str, int],
        skipped: pl.DataFrame,
    ) -> Self:
        """From what was counted; ``skipped`` has the columns ``rule`` and ``key``."""
        return cls(
            model=model,
            sizes=sizes,
            n_known=n_known,
            least_bits=least_bits(*sizes, params),
            skipped={
                rule: np.sort(keys["key"].to_numpy()).astype(np.int32) for (rule,), keys in skipped.group_by("rule")
            },
        )

    def survivors(self, entries: pl.DataFrame) -> tuple[int, Rows, pl.DataFrame]:
        """How many pairs whole blocks hold, and those of them that may count, with the places of their left entries."""
        records = PreparedRecords.of(entries)
        rarity = {name: (bits, bits) for name, bits in self._rarity_bits(entries).items()}
        sieve = Sieve(records, records, self.model, rarity, self.least_bits)
        rows = entries["row"].to_numpy()
        n_compared, lefts, kept = 0, [np.empty(0, np.uint32)], [pl.DataFrame(schema=survivors_schema(self.model))]
        for pairs in pairs_within(entries, self._keys(entries)):
            edges = sieve.kept(*pairs)
            n_compared += len(pairs[0])
            lefts.append(edges.left)
            levels = {f"level_{name}": found for name, found in edges.levels.items()}
            columns = {"left_row": rows[edges.left], "right_row": rows[edges.right], **levels}
            kept.append(pl.DataFrame(columns, schema=survivors_schema(self.model)))
        return n_compared, np.concatenate(lefts), pl.concat(kept)

    def _keys(self, entries: pl.DataFrame) -> KeyTable:
        keys = (
            entries["keys"]
            .list.explode(keep_nulls=False, empty_as_null=False)
            .to_numpy()
            .reshape(entries.height, len(RULES))
            .copy()
        )
        for rule, skipped in self.skipped.items():
            nearest = np.minimum(np.searchsorted(skipped, keys[:, rule]), len(skipped) - 1)
            keys[skipped[nearest] == keys[:, rule], rule] = NO_KEY
        return keys

    def rarity(self, left: pl.DataFrame, right: pl.DataFrame) -> Rarity:
        """How rare the values of some records of each list are, by the counts that they carry."""
        names = pl.concat([side[column] for side in (left, right) for column in ("given_key", _FATHERS)])
        codes = names.rank("dense").cast(pl.Int32).fill_null(0).to_numpy() - 1
        parts = np.split(codes, np.cumsum([left.height, left.height, right.height]))
        n_fathers = np.zeros(int(codes.max(initial=-1)) + 1)
        for side, father in ((left, parts[1]), (right, parts[3])):
            is_known = father >= 0
            n_fathers[father[is_known]] = side[counts(self.model)[_FATHERS]].to_numpy()[is_known]
        return Rarity(
            left=self._rarity_bits(left),
            right=self._rarity_bits(right),
            given=(parts[0], parts[2]),
            father=(parts[1], parts[3]),
            name_shares=(n_fathers + 1.0) / (self.n_known[_FATHERS] + PRIOR_RECORDS),
        )

    def _rarity_bits(self, records: pl.DataFrame) -> dict[str, Bits]:
        found = {}
        for comparison, column in WEIGHED_BY_FREQUENCY.items():
            if comparison in self.model.comparisons:
                n_seen = records[counts(self.model)[column]].cast(pl.Float64).fill_null(0.0).to_numpy()
                bits = rarity_bits(n_seen, self.n_known[column], float(self.model.u[comparison][-1]))
                found[comparison] = np.where(n_seen > 0, bits, 0.0)
        return found


def survivors_schema(model: LinkageModel) -> dict[str, pl.DataType]:
    """Columns of surviving pairs: both rows and the level of each comparison."""
    return {
        **dict.fromkeys(("left_row", "right_row"), pl.Int64()),
        **{f"level_{name}": pl.Int8() for name in model.comparisons},
    }


def concluded(
    survivors: pl.DataFrame,
    n_compared: int,
    records_of: Callable[[int, pl.Series], pl.DataFrame],
    weigher: Weigher,
    params: LinkageParams,
) -> ScoredPairs:
    """Judge the pairs that survived, as one machine does.

    Parameters
    ----------
    records_of
        Gives the records of a side with these rows, in their order.
    """
    pairs = survivors.sort("left_row", "right_row")
    sides, places = [], []
    for side, name in ((ON_LEFT, "left_row"), (ON_RIGHT, "right_row")):
        rows = pairs[name].unique().sort()
        sides.append(records_of(side, rows))
        # Numbered anew, in the same order: whoever has no pair left changes nothing.
        places.append(rows.search_sorted(pairs[name]).to_numpy().astype(np.uint32))
    levels = {name: pairs[f"level_{name}"].to_numpy() for name in weigher.model.comparisons}
    return conclude(
        PreparedRecords.of(sides[0]),
        PreparedRecords.of(sides[1]),
        Edges(left=places[0], right=places[1], levels=levels),
        weigher.rarity(*sides),
        model=weigher.model,
        params=params,
        sizes=weigher.sizes,
        n_candidates=n_compared,
    )


def structs(frame: pl.DataFrame) -> pa.StructArray:
    """The rows as Arrow's structs, of the types that SQL engines share."""
    schema = pa.schema([(name, _ARROW[kind]) for name, kind in frame.schema.items()])
    return frame.to_arrow().cast(schema).to_struct_array().combine_chunks()


def unnested(array: pa.StructArray) -> pl.DataFrame:
    """The frame that :func:`structs` was given."""
    return pl.DataFrame(pl.from_arrow(pa.RecordBatch.from_struct_array(array)))
