"""Join two tables of blocking keys: for each left record the right records that share a key, each once.

Every rule's keys are sorted once for each list; merging two sorted lists finds what both hold.  A pair is brought by
the first rule whose key both records share, which is seen by looking at the earlier keys of the two records alone:
nothing is collected and sorted, so memory stays that of a chunk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.linkage.levels import Rows

if TYPE_CHECKING:
    from repatria.linkage.blocking import Caps, Keys

Places = npt.NDArray[np.int32]
_LOW: Final = 0xFFFFFFFF
# To look a key up costs as much as to pass so many.
_LOOKED_UP: Final = 16
_LONG: Final = 100_000


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
    spans
        For each left row and rule the number of the span of right rows with its key, -1 where the key is missing, on
        one list only, or skipped; int32 of shape (n_left, n_rules).
    first, last
        Where each span begins and ends in ``right.order``; int32.
    places
        For each rule the column of ``left.keys`` and of ``right.keys`` that it compares.
    most
        For each left row how many pairs its rules bring at most; int64.
    """

    left: SortedKeys
    right: SortedKeys
    spans: Places
    first: Places
    last: Places
    places: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
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
    places = rules[0][(n_with[0] > 0) & (n_with[1] > 0)], rules[1][(n_with[0] > 0) & (n_with[1] > 0)]
    spans_of = np.full((len(left.keys), len(places[0])), -1, dtype=np.int32)
    most_of = np.zeros(len(left.keys), dtype=np.int64)
    most_of_a_rule = budget(caps.pairs_per_record, max(len(left.keys), len(right.keys)))
    n_spans, bounds = 0, [np.empty((0, 2), dtype=np.int32)]
    for rule, (place, other) in enumerate(zip(*places, strict=True)):
        order = left.order[left.begins[place] : left.begins[place + 1]]
        spans = _spans(left, right, order, place, other)
        brings, n_keys = np.unique(_brings(spans), return_counts=True)
        most = most_pairs(brings, n_keys, caps.block_pairs * (2 if within else 1), most_of_a_rule)
        spans = spans[_brings(spans) <= most]
        _number(spans_of, most_of, order, spans, rule, n_spans)
        bounds.append(spans[:, 2:].astype(np.int32))
        n_spans += len(spans)
    first, last = (np.ascontiguousarray(side) for side in np.concatenate(bounds).T)
    return Join(
        left=left, right=right, spans=spans_of, first=first, last=last, places=places, most=most_of, within=within
    )


def _spans(left: SortedKeys, right: SortedKeys, order: Rows, place: int, other: int) -> npt.NDArray[np.int64]:
    """For each key on both lists its spans in the two orders: begin and end on the left, begin and end on the right."""
    begin, end = right.begins[other : other + 2]
    keys = left.keys[order, place]
    if len(keys) * _LOOKED_UP > end - begin:
        return _shared_spans(keys, right.keys[right.order[begin:end], other], begin)
    return _looked_up_spans(keys, right.keys, right.order, begin, end, other)


def _brings(spans: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many pairs each shared key brings."""
    return np.asarray((spans[:, 1] - spans[:, 0]) * (spans[:, 3] - spans[:, 2]), dtype=np.int64)


def budget(pairs_per_record: int, n_longer: int) -> int:
    """How many pairs a rule may bring for lists of which the longer has so many records.

    The longer the lists, the more rules spend all they may.  Beyond 100,000 records a rule's part grows as the root
    of the list, so that the pairs of all rules together grow about as the list does.
    """
    return pairs_per_record * min(n_longer, isqrt(n_longer * _LONG))


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
    sides = of.left.keys, of.right.keys, of.right.order
    n = _fill(of.spans, *sides, of.first, of.last, *of.places, begin, end, of.within, left, right)
    return left[:n], right[:n]


@compiled
def _shared_spans(keys: npt.NDArray[np.uint32], others: npt.NDArray[np.uint32], begin: int) -> npt.NDArray[np.int64]:
    """Both lists' keys are sorted; right places count from ``begin`` on."""
    at, other = 0, 0
    spans = np.empty((min(len(keys), len(others)), 4), dtype=np.int64)
    n = 0
    while at < len(keys) and other < len(others):
        key = keys[at]
        if key < others[other]:
            at += 1
        elif others[other] < key:
            other += 1
        else:
            spans[n, 0], spans[n, 2] = at, begin + other
            while at < len(keys) and keys[at] == key:
                at += 1
            while other < len(others) and others[other] == key:
                other += 1
            spans[n, 1], spans[n, 3] = at, begin + other
            n += 1
    return spans[:n]


@compiled
def _looked_up_spans(
    keys: npt.NDArray[np.uint32], others: "Keys", order: Rows, begin: int, end: int, place: int
) -> npt.NDArray[np.int64]:
    """As ``_shared_spans`` where the left list is short: each of its keys is looked up on the right."""
    spans = np.empty((len(keys), 4), dtype=np.int64)
    at, n = 0, 0
    while at < len(keys):
        key, start = keys[at], at
        while at < len(keys) and keys[at] == key:
            at += 1
        first = _first_not_below(key, others, order, begin, end, place)
        last = first
        while last < end and others[order[last], place] == key:
            last += 1
        if last > first:
            spans[n, 0], spans[n, 1], spans[n, 2], spans[n, 3] = start, at, first, last
            n += 1
        begin = last
    return spans[:n]


@compiled
def _first_not_below(key: np.uint32, others: "Keys", order: Rows, begin: int, end: int, place: int) -> int:
    while begin < end:
        middle = (begin + end) // 2
        if others[order[middle], place] < key:
            begin = middle + 1
        else:
            end = middle
    return begin


@compiled
def _number(
    spans_of: Places,
    most_of: npt.NDArray[np.int64],
    order: Rows,
    spans: npt.NDArray[np.int64],
    rule: int,
    n_before: int,
) -> None:
    for span in range(len(spans)):
        for entry in range(spans[span, 0], spans[span, 1]):
            row = order[entry]
            spans_of[row, rule] = n_before + span
            most_of[row] += spans[span, 3] - spans[span, 2]


@compiled
def _fill(
    spans: Places,
    left_keys: "Keys",
    right_keys: "Keys",
    order: Rows,
    first: Places,
    last: Places,
    left_places: npt.NDArray[np.int64],
    right_places: npt.NDArray[np.int64],
    begin: int,
    end: int,
    within: bool,
    left: Rows,
    right: Rows,
) -> int:
    n = 0
    earlier_keys, earlier_places = np.empty(spans.shape[1], np.uint32), np.empty(spans.shape[1], np.int64)
    for row in range(begin, end):
        n_earlier = 0
        for rule in range(spans.shape[1]):
            span = spans[row, rule]
            if span < 0:
                continue
            for place in range(first[span], last[span]):
                other = order[place]
                if within and other <= row:
                    continue
                is_new = True
                for earlier in range(n_earlier):
                    if earlier_keys[earlier] == right_keys[other, earlier_places[earlier]]:
                        is_new = False
                        break
                if is_new:
                    left[n], right[n] = row, other
                    n += 1
            earlier_keys[n_earlier], earlier_places[n_earlier] = left_keys[row, left_places[rule]], right_places[rule]
            n_earlier += 1
    return n
