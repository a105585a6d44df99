"""Join two tables of blocking keys: for each left record the right records that share a key, each once.

Every rule's keys are sorted once for each list; merging two sorted lists finds what both hold.  A pair is brought by
the first rule whose key both records share, which is seen by looking at the earlier keys of the two records alone:
nothing is collected and sorted, so memory stays that of a chunk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.linkage.levels import Rows

if TYPE_CHECKING:
    from repatria.linkage.blocking import Caps, Keys

Places = npt.NDArray[np.int32]
_LOW: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedKeys:
    """The blocking keys of a list, and for each rule the rows in the order of their keys.

    Parameters
    ----------
    keys
        uint32 of shape (n_records, n_keys), 0 where a record has no key.
    order
        For each kind of key the rows that have one, by key and then by row; one kind after another.
    begins
        Where each kind's rows begin in ``order``; int64 of shape (n_keys + 1,).
    """

    keys: "Keys"
    order: Rows
    begins: npt.NDArray[np.int64]

    @classmethod
    def of(cls, keys: "Keys") -> "SortedKeys":
        """Sort every kind of key."""
        rows = np.arange(len(keys), dtype=np.uint64)
        orders = []
        for place in range(keys.shape[1]):
            # Key and row in one number: its order is total, so equal keys stand in the order of rows.
            both = ((keys[:, place].astype(np.uint64) << np.uint64(32)) | rows)[keys[:, place] != 0]
            both.sort()
            orders.append((both & np.uint64(_LOW)).astype(np.uint32))
        begins = np.concatenate([[0], np.cumsum([len(order) for order in orders])]).astype(np.int64)
        return cls(keys=keys, order=np.concatenate([*orders, np.empty(0, np.uint32)]), begins=begins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Two lists' keys brought together.

    Parameters
    ----------
    first, last
        For each left row and rule the span of ``right.order`` that holds the rows with its key; int32 of shape
        (n_left, n_rules), empty where the key is missing, on one list only, or skipped.
    kept
        For each left row and rule its key, 0 where the span is empty.
    places
        For each rule the column of ``right.keys`` that it looks at.
    most
        For each left row how many pairs its rules bring at most; int64.
    """

    right: SortedKeys
    kept: "Keys"
    first: Places
    last: Places
    places: npt.NDArray[np.int64]
    most: npt.NDArray[np.int64]
    within: bool


def join(
    left: SortedKeys,
    right: SortedKeys,
    rules: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    caps: "Caps",
    *,
    within: bool,
) -> Join:
    """Find the right rows of each left row's keys, and skip the keys that would bring too many.

    Parameters
    ----------
    rules
        For each rule the column of the left and of the right keys that it compares.
    """
    n_with = [np.diff(side.begins)[places] for side, places in zip((left, right), rules, strict=True)]
    # Lists without telephones need no column for their rule.
    rules = tuple(places[(n_with[0] > 0) & (n_with[1] > 0)] for places in rules)  # type: ignore[assignment]  # two
    shape = len(left.keys), len(rules[0])
    first, last = (np.zeros(shape, dtype=np.int32) for _ in range(2))
    kept = np.zeros(shape, dtype=np.uint32)
    budget = caps.pairs_per_record * max(len(left.keys), len(right.keys))
    for rule, (place, other) in enumerate(zip(*rules, strict=True)):
        orders = left.order[left.begins[place] : left.begins[place + 1]], right.order
        spans = _shared_spans(left.keys, right.keys, *orders, right.begins[other : other + 2], place, other)
        brings, n_keys = np.unique(_brings(spans), return_counts=True)
        most = most_pairs(brings, n_keys, caps.block_pairs * (2 if within else 1), budget)
        _keep(kept, first, last, left.keys, orders[0], spans, most, (rule, place))
    return Join(
        right=right,
        kept=kept,
        first=first,
        last=last,
        places=rules[1],
        most=(last - first).sum(axis=1, dtype=np.int64),
        within=within,
    )


def _brings(spans: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many pairs each shared key brings."""
    return np.asarray((spans[:, 1] - spans[:, 0]) * (spans[:, 3] - spans[:, 2]), dtype=np.int64)


def most_pairs(brings: npt.NDArray[np.int64], n_keys: npt.NDArray[np.int64], block_pairs: int, budget: int) -> int:
    """The greatest number of pairs that a key of a rule may bring: the rarest keys are taken until the budget is spent.

    Parameters
    ----------
    brings, n_keys
        Each number of pairs that a key brings, in rising order, and how many keys bring so many.
    """
    # Keys of one size stand or fall together, or the order of keys would decide.
    n_within = int(np.searchsorted(np.cumsum(brings * n_keys), budget, side="right"))
    return min(int(brings[n_within]) - 1 if n_within < len(brings) else block_pairs, block_pairs)


def chunks(of: Join, n_pairs: int) -> Iterator[tuple[int, int]]:
    """Spans of left rows that bring about ``n_pairs`` pairs each, or a single row that brings more."""
    ends = np.cumsum(of.most)
    begin = 0
    while begin < len(ends):
        before = ends[begin - 1] if begin else 0
        end = max(int(np.searchsorted(ends, before + n_pairs, side="right")), begin + 1)
        yield begin, end
        begin = end


def pairs(of: Join, begin: int, end: int) -> tuple[Rows, Rows]:
    """The pairs of a span of left rows, in the order of left rows."""
    left, right = (np.empty(int(of.most[begin:end].sum()), dtype=np.uint32) for _ in range(2))
    rows = of.right
    n = _fill(of.kept, rows.keys, rows.order, of.first, of.last, of.places, begin, end, of.within, left, right)
    return left[:n], right[:n]


@compiled
def _shared_spans(
    left_keys: "Keys",
    right_keys: "Keys",
    left_order: Rows,
    right_order: Rows,
    right_bounds: npt.NDArray[np.int64],
    place: int,
    other_place: int,
) -> npt.NDArray[np.int64]:
    """For each key on both lists its spans in the two orders: begin and end on the left, begin and end on the right."""
    at, at_end = 0, len(left_order)
    other, other_end = right_bounds[0], right_bounds[1]
    spans = np.empty((min(at_end, other_end - other), 4), dtype=np.int64)
    n = 0
    while at < at_end and other < other_end:
        key, other_key = left_keys[left_order[at], place], right_keys[right_order[other], other_place]
        if key < other_key:
            at += 1
        elif other_key < key:
            other += 1
        else:
            spans[n, 0], spans[n, 2] = at, other
            while at < at_end and left_keys[left_order[at], place] == key:
                at += 1
            while other < other_end and right_keys[right_order[other], other_place] == key:
                other += 1
            spans[n, 1], spans[n, 3] = at, other
            n += 1
    return spans[:n]


@compiled
def _keep(
    kept: "Keys",
    first: Places,
    last: Places,
    keys: "Keys",
    order: Rows,
    spans: npt.NDArray[np.int64],
    most: int,
    at: tuple[int, int],
) -> None:
    rule, place = at
    for span in range(len(spans)):
        if (spans[span, 1] - spans[span, 0]) * (spans[span, 3] - spans[span, 2]) > most:
            continue
        for entry in range(spans[span, 0], spans[span, 1]):
            row = order[entry]
            first[row, rule], last[row, rule] = spans[span, 2], spans[span, 3]
            kept[row, rule] = keys[row, place]


@compiled
def _fill(
    kept: "Keys",
    keys: "Keys",
    order: Rows,
    first: Places,
    last: Places,
    places: npt.NDArray[np.int64],
    begin: int,
    end: int,
    within: bool,
    left: Rows,
    right: Rows,
) -> int:
    n = 0
    for row in range(begin, end):
        for rule in range(kept.shape[1]):
            for place in range(first[row, rule], last[row, rule]):
                other = order[place]
                if within and other <= row:
                    continue
                is_new = True
                for earlier in range(rule):
                    if kept[row, earlier] != 0 and kept[row, earlier] == keys[other, places[earlier]]:
                        is_new = False
                        break
                if is_new:
                    left[n], right[n] = row, other
                    n += 1
    return n
