"""Records that carry with them all that is asked of them, so that any machine can weigh any part of two lists.

On one machine a pair is two row numbers into tables that hold everything.  Beyond it a part of a list travels with its
prepared columns and the hashes of its keys; the lists' sizes, how often values repeat on them, and the skipped keys
go to every machine.  What is computed is the same, to the bit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final

import numpy as np
import polars as pl

from repatria.linkage.blocking import LEFT, RIGHT, Keys, key_table
from repatria.linkage.cells import pairs_of_cell
from repatria.linkage.joining import SortedKeys
from repatria.linkage.levels import WEIGHED_BY_FREQUENCY, Bits
from repatria.linkage.model import LinkageModel
from repatria.linkage.params import LinkageParams
from repatria.linkage.proposals import ScoredPairs, conclude, least_bits
from repatria.linkage.records import COLUMNS, PreparedRecords, prepare
from repatria.linkage.scoring import PRIOR_RECORDS, Rarity, rarity_bits
from repatria.linkage.streaming import Edges, Sieve
from repatria.linkage.tallies import ON_LEFT, ON_RIGHT, Summary

LIST_ROW: Final = "list_row"
"""A record's number on its whole list, in the order of ids."""
_KEYS_OF: Final = {ON_LEFT: LEFT, ON_RIGHT: RIGHT}
_FATHERS: Final = "patronymic_key"
# What is asked of the records of surviving pairs, beside the columns whose values are weighed by frequency.
_ASKED: Final = ("record_id", "given_key", "sex")


def prepared_to_carry(records: pl.DataFrame) -> pl.DataFrame:
    """Prepare a part of a list, which has the column ``LIST_ROW``; codes are made anew wherever records arrive."""
    frame = prepare(records).frame
    names = [name for name in frame.columns if not name.startswith("code_") and name != "row"]
    return frame.select(*names, records[LIST_ROW])


def packed(frame: pl.DataFrame) -> bytes:
    """The frame as Arrow's own file format, compressed."""
    written = BytesIO()
    frame.write_ipc(written, compression="lz4")
    return written.getvalue()


def unpacked(data: bytes) -> pl.DataFrame:
    """The frame that :func:`packed` was given."""
    return pl.read_ipc(BytesIO(data))


def counted_columns(model: LinkageModel) -> list[str]:
    """The columns whose values a model weighs by frequency; the names of fathers are asked for by every model."""
    weighed = (column for name, column in WEIGHED_BY_FREQUENCY.items() if name in model.comparisons)
    return list(dict.fromkeys((_FATHERS, *weighed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a cell gives: its pairs that may count, and of their records what is asked at the end.

    Parameters
    ----------
    n_compared
        How many pairs the cell had.
    pairs
        ``left_row``, ``right_row`` (places on the whole lists) and the level of each comparison.
    left, right
        ``LIST_ROW`` and the columns that the last judgement asks for.
    """

    n_compared: int
    pairs: pl.DataFrame
    left: pl.DataFrame
    right: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a list, laid out for comparing with any part of the other."""

    records: PreparedRecords
    rows: pl.Series
    keys: SortedKeys
    rarity: Mapping[str, Bits]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weigher:
    """What every machine knows: enough to weigh the pairs of any cell that it is given.

    Parameters
    ----------
    summary
        Of both whole lists, with :func:`counted_columns` counted.
    skipped
        For each rule the keys that would bring too many pairs, in any order.
    """

    model: LinkageModel
    params: LinkageParams
    summary: Summary
    skipped: Mapping[int, Keys]

    def part(self, frame: pl.DataFrame, side: int) -> Part:
        """Lay out prepared records of one list."""
        keys = key_table(frame)[:, _KEYS_OF[side]]
        for rule, skipped in self.skipped.items():
            keys[np.isin(keys[:, rule], skipped), rule] = 0
        return Part(
            records=PreparedRecords.of(frame),
            rows=frame[LIST_ROW],
            keys=SortedKeys.of(keys),
            rarity=self._rarity_bits(frame),
        )

    def found(self, left: Part, right: Part) -> Found:
        """Compare all pairs of two parts that share a key."""
        rarity = {name: (bits, right.rarity[name]) for name, bits in left.rarity.items()}
        sieve = Sieve(left.records, right.records, self.model, rarity, least_bits(*self.summary.n_records, self.params))
        n_compared, kept = 0, []
        for rows in pairs_of_cell(left.keys, right.keys):
            n_compared += len(rows[0])
            kept.append(sieve.kept(*rows))
        edges = Edges.joined(kept, self.model.comparisons)
        levels = {f"level_{name}": levels for name, levels in edges.levels.items()}
        asked = self._asked()
        return Found(
            n_compared=n_compared,
            pairs=pl.DataFrame(
                {"left_row": left.rows.gather(edges.left), "right_row": right.rows.gather(edges.right), **levels}
            ),
            left=left.records.frame[np.unique(edges.left)].select(asked),
            right=right.records.frame[np.unique(edges.right)].select(asked),
        )

    def concluded(self, found: Iterable[Found]) -> ScoredPairs:
        """Judge the pairs of all cells, as one machine does."""
        cells = [self._nothing(), *found]
        pairs = pl.concat([cell.pairs for cell in cells]).sort("left_row", "right_row")
        sides = [
            pl.concat([getattr(cell, side) for cell in cells]).unique(LIST_ROW).sort(LIST_ROW)
            for side in ("left", "right")
        ]
        # Numbered anew, in the same order: whoever has no pair left changes nothing.
        places = [
            side[LIST_ROW].search_sorted(pairs[name]).to_numpy().astype(np.uint32)
            for side, name in zip(sides, ("left_row", "right_row"), strict=True)
        ]
        return conclude(
            PreparedRecords(frame=sides[0], texts={}, tables={}),
            PreparedRecords(frame=sides[1], texts={}, tables={}),
            Edges(
                left=places[0],
                right=places[1],
                levels={name: pairs[f"level_{name}"].to_numpy() for name in self.model.comparisons},
            ),
            self._rarity(sides[0], sides[1]),
            model=self.model,
            params=self.params,
            sizes=self.summary.n_records,
            n_candidates=sum(cell.n_compared for cell in cells),
        )

    def _asked(self) -> list[str]:
        return list(dict.fromkeys((LIST_ROW, *counted_columns(self.model), *_ASKED)))

    def _nothing(self) -> Found:
        columns = _columns()
        records = pl.DataFrame(schema={name: columns[name] for name in self._asked()})
        pairs: dict[str, pl.DataType] = {"left_row": pl.Int64(), "right_row": pl.Int64()}
        pairs |= {f"level_{name}": pl.Int8() for name in self.model.comparisons}
        return Found(n_compared=0, pairs=pl.DataFrame(schema=pairs), left=records, right=records)

    def _rarity(self, left: pl.DataFrame, right: pl.DataFrame) -> Rarity:
        names = pl.concat([side[column] for side in (left, right) for column in ("given_key", _FATHERS)])
        codes = names.rank("dense").cast(pl.Int32).fill_null(0).to_numpy() - 1
        parts = np.split(codes, np.cumsum([left.height, left.height, right.height]))
        n_fathers = np.zeros(int(codes.max(initial=-1)) + 1)
        for side, father in ((left, parts[1]), (right, parts[3])):
            is_known = father >= 0
            n_fathers[father[is_known]] = self._seen(side, _FATHERS)[is_known]
        return Rarity(
            left=self._rarity_bits(left),
            right=self._rarity_bits(right),
            given=(parts[0], parts[2]),
            father=(parts[1], parts[3]),
            name_shares=(n_fathers + 1.0) / (self.summary.n_known[_FATHERS] + PRIOR_RECORDS),
        )

    def _rarity_bits(self, frame: pl.DataFrame) -> dict[str, Bits]:
        found = {}
        for comparison, column in WEIGHED_BY_FREQUENCY.items():
            if comparison in self.model.comparisons:
                n_seen = self._seen(frame, column)
                bits = rarity_bits(n_seen, self.summary.n_known[column], float(self.model.u[comparison][-1]))
                found[comparison] = np.where(n_seen > 0, bits, 0.0)
        return found

    def _seen(self, frame: pl.DataFrame, column: str) -> Bits:
        """How often each row's value stands on both lists, 0 where nothing is said."""
        values = frame.select(value=column)
        n = values.join(self.summary.repeated[column], on="value", how="left", maintain_order="left")["n"].fill_null(1)
        return np.where(values["value"].is_null().to_numpy(), 0.0, n.cast(pl.Float64).to_numpy())


@cache
def _columns() -> dict[str, pl.DataType]:
    return dict(prepared_to_carry(pl.DataFrame(schema=COLUMNS | {LIST_ROW: pl.Int64()})).schema)
