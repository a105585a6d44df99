"""Which pairs are worth comparing: the union of several rules, each kept within bounds.

A pair is a candidate when any rule gives both records the same key.  The rules tolerate each other's blind
spots: some need no date, some no surname, one no name at all.  A key that many records share tells little and
brings many pairs: such keys are skipped, the commonest first, so that the pairs of a rule grow as the lists do and
not as their product; the finer rules bring the true pairs of skipped keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.compiled import compiled
from repatria.linkage import joining
from repatria.linkage.levels import Rows
from repatria.linkage.texts import Hashes, hashes

_SURNAME, _FRAME, _BEGINNING, _ENDING = "surname_stem", "surname_frame", "beginning", "ending"
_GIVEN, _PATRONYMIC, _YEAR, _DAY = "given_key", "patronymic_key", "year", "day-and-month"
_UNDATED: Final = "undated"
# Of such a key only records without a patronymic have one: lists of other cultures, which say less of a name.
_FATHERLESS: Final = "without-father"
_READ: Final = (
    *("service_number", _SURNAME, _FRAME, _GIVEN, _PATRONYMIC, "place"),
    *("code", "phone", "email", "address", "postcode"),
)

# What records are looked up by; of a key with ``undated`` only records without a whole birth date have one.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "service-number": ("service_number",),
    "beginning-given-date": (_BEGINNING, _GIVEN, _YEAR, _DAY),
    "frame-date": (_FRAME, _YEAR, _DAY),
    "given-patronymic-date": (_GIVEN, _PATRONYMIC, _YEAR, _DAY),
    "beginning-patronymic-date": (_BEGINNING, _PATRONYMIC, _YEAR, _DAY),
    "frame-patronymic-day": (_FRAME, _PATRONYMIC, _DAY),
    "frame-given-day": (_FRAME, _GIVEN, _DAY),
    "surname-given-patronymic": (_SURNAME, _GIVEN, _PATRONYMIC),
    "surname-given-year": (_SURNAME, _GIVEN, _YEAR),
    "frame-given-patronymic": (_FRAME, _GIVEN, _PATRONYMIC),
    "frame-given-year": (_FRAME, _GIVEN, _YEAR),
    "frame-patronymic-year": (_FRAME, _PATRONYMIC, _YEAR),
    "beginning-given-patronymic-year": (_BEGINNING, _GIVEN, _PATRONYMIC, _YEAR),
    "beginning-date": (_BEGINNING, _YEAR, _DAY),
    "given-date": (_GIVEN, _YEAR, _DAY),
    "patronymic-date": (_PATRONYMIC, _YEAR, _DAY),
    "beginning-given-day": (_BEGINNING, _GIVEN, _DAY),
    "given-patronymic-day": (_GIVEN, _PATRONYMIC, _DAY),
    "given-patronymic-year": (_GIVEN, _PATRONYMIC, _YEAR),
    "beginning-given-patronymic": (_BEGINNING, _GIVEN, _PATRONYMIC),
    "frame-day": (_FRAME, _DAY),
    "frame-year": (_FRAME, _YEAR),
    "surname-given": (_SURNAME, _GIVEN),
    "surname-patronymic": (_SURNAME, _PATRONYMIC),
    "frame-given": (_FRAME, _GIVEN),
    "beginning-given-year": (_BEGINNING, _GIVEN, _YEAR),
    "ending-given-year": (_ENDING, _GIVEN, _YEAR),
    "beginning-given": (_BEGINNING, _GIVEN),
    "ending-given": (_ENDING, _GIVEN),
    "given-patronymic": (_GIVEN, _PATRONYMIC),
    "surname": (_SURNAME,),
    "code": ("code",),
    "phone": ("phone",),
    "email": ("email",),
    "address": ("address",),
    "postcode-given": ("postcode", _GIVEN),
    "postcode-surname": ("postcode", _SURNAME),
    "postcode-year": ("postcode", _YEAR),
    "district-date": ("district", _YEAR, _DAY),
    "district-given": ("district", _GIVEN),
    "district-surname": ("district", _SURNAME),
    "place-date": ("place", _YEAR, _DAY),
    "date-without-father": (_YEAR, _DAY, _FATHERLESS),
    "given-without-father": (_GIVEN, _FATHERLESS),
    "beginning-year-without-father": (_BEGINNING, _YEAR, _FATHERLESS),
    "given-day-without-father": (_GIVEN, _DAY, _FATHERLESS),
    "surname-given-undated": (_SURNAME, _GIVEN, _UNDATED),
    "surname-patronymic-undated": (_SURNAME, _PATRONYMIC, _UNDATED),
    "frame-given-undated": (_FRAME, _GIVEN, _UNDATED),
    "beginning-given-undated": (_BEGINNING, _GIVEN, _UNDATED),
    "ending-given-undated": (_ENDING, _GIVEN, _UNDATED),
    "beginning-given-patronymic-undated": (_BEGINNING, _GIVEN, _PATRONYMIC, _UNDATED),
}
# A rule compares a key of the left record with one of the right, the finest first.  Who has no date is looked for among
# all who have the name: a rule for two keys that few share, where the same rule for everybody would be skipped.
_WITHOUT_DATE = [(name, name.removesuffix("-undated")) for name in KEYS if name.endswith("-undated")]
RULES: Final[dict[str, tuple[str, str]]] = {
    **{name: (name, name) for name in KEYS if not name.endswith("-undated")},
    **{f"{lacking}-left": (lacking, other) for lacking, other in _WITHOUT_DATE},
    **{f"{lacking}-right": (other, lacking) for lacking, other in _WITHOUT_DATE},
}
_PLACE = {key: place for place, key in enumerate(KEYS)}
LEFT: Final = np.array([_PLACE[left] for left, _ in RULES.values()], dtype=np.int64)
"""For each rule the place in ``KEYS`` of the left record's key ..."""
RIGHT: Final = np.array([_PLACE[right] for _, right in RULES.values()], dtype=np.int64)
"""... and of the right record's."""

Keys = npt.NDArray[np.uint32]
"""One row a record, one column each of ``KEYS``; 0 where a record lacks a part of the key."""
Pairs = tuple[Rows, Rows]
Places = npt.NDArray[np.int64]
_CHUNK_PAIRS: Final = 1 << 20
_ROWS_AT_ONCE: Final = 1 << 16
_MIXER: Final = 0x9E3779B97F4A7C15
# What a record of these keys must not say.
_LACKED: Final = {_UNDATED: _DAY, _FATHERLESS: _PATRONYMIC}
_PARTS: Final = (*_READ, "district", _BEGINNING, _ENDING, _YEAR, _DAY)
_SAID: Final = [[_PARTS.index(part) for part in key if part not in _LACKED] for key in KEYS.values()]
_OF_KEY: Final = np.array([part for key in _SAID for part in key], dtype=np.int64)
_KEY_BEGINS: Final = np.concatenate([[0], np.cumsum([len(key) for key in _SAID])]).astype(np.int64)
_LACKING: Final = np.array(
    [next((_PARTS.index(_LACKED[part]) for part in key if part in _LACKED), -1) for key in KEYS.values()],
    dtype=np.int64,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many pairs blocking may bring.

    Parameters
    ----------
    block_pairs
        A key that would bring more pairs than this is skipped, however small the lists are ...
    pairs_per_record
        ... and so are a rule's commonest keys, until it brings at most so many pairs for each record of the longer
        list; of lists beyond 100,000 records fewer, see :func:`repatria.linkage.joining.budget`.
    """

    block_pairs: int
    pairs_per_record: int


def key_table(frame: pl.DataFrame) -> Keys:
    """The keys of all records side by side, so that one record's lie together in memory.

    A key depends on its record alone, never on the list.

    Parameters
    ----------
    frame
        Prepared records; their texts and dates are read.
    """
    keys = np.empty((frame.height, len(KEYS)), dtype=np.uint32)
    for begin in range(0, frame.height, _ROWS_AT_ONCE):
        parts = _parts(frame.slice(begin, _ROWS_AT_ONCE))
        _fill_keys(parts, _OF_KEY, _KEY_BEGINS, _LACKING, np.uint64(_MIXER), keys[begin : begin + _ROWS_AT_ONCE])
    return keys


def _parts(frame: pl.DataFrame) -> Hashes:
    """One row a record, one column each of ``_PARTS``; 0 where a record does not say it."""
    texts = {name: frame[name] for name in _READ}
    texts["district"] = frame["postcode"].str.head(-3)
    # A slip spoils one end of a surname and leaves the other.
    texts[_BEGINNING], texts[_ENDING] = frame[_FRAME].str.head(2), frame[_FRAME].str.tail(3)
    parts = np.zeros((frame.height, len(_PARTS)), dtype=np.uint64)
    for name, text in texts.items():
        if text.null_count() < len(text):
            parts[:, _PARTS.index(name)] = hashes(text)
    year, month, day = (
        frame[f"birth_{part}"].cast(pl.Int64).fill_null(0).to_numpy() for part in ("year", "month", "day")
    )
    parts[:, _PARTS.index(_YEAR)] = year
    # Day and month in either order: a swapped date has the same key.
    both = np.minimum(month, day) * 1000 + np.maximum(month, day)
    parts[:, _PARTS.index(_DAY)] = np.where((month != 0) & (day != 0), both, 0)
    return parts


@compiled
def _fill_keys(parts: Hashes, of_key: Places, begins: Places, lacking: Places, mixer: np.uint64, keys: Keys) -> None:
    for row in range(len(parts)):
        for kind in range(len(lacking)):
            is_known = lacking[kind] < 0 or parts[row, lacking[kind]] == 0
            key = np.uint64(0)
            for place in range(begins[kind], begins[kind + 1]):
                part = parts[row, of_key[place]]
                is_known = is_known and part != 0
                key = (key ^ part) * mixer
                key ^= key >> np.uint64(29)
            # 0 is kept for "no key".
            keys[row, kind] = max((key * mixer) >> np.uint64(32), np.uint64(1)) if is_known else np.uint64(0)


def candidate_pairs(
    left: joining.SortedKeys, right: joining.SortedKeys, caps: Caps, *, within: bool = False
) -> Iterator[Pairs]:
    """Row numbers of the candidate pairs, each pair once, in chunks of about a million in the order of left rows.

    With ``within`` both tables are the same one, and each unordered pair of different rows stands once.
    Neither the order nor the pairs depend on how chunks fall.
    """
    join = joining.join(left, right, (LEFT, RIGHT), caps, within=within)
    for begin, end in joining.chunks(join, _CHUNK_PAIRS):
        yield joining.pairs(join, begin, end)
