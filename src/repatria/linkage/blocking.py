"""Which pairs are worth comparing: the union of several rules, each kept within bounds.

A pair is a candidate when any rule gives both records the same key.  The rules tolerate each other's blind
spots: some need no date, some no surname, one no name at all.  A key that many records share tells little and
brings many pairs: such keys are skipped, the commonest first, so that the pairs of a rule grow as the lists do and
not as their product; the finer rules bring the true pairs of skipped keys.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

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
COLUMNS: Final = tuple(f"block_{key}" for key in KEYS)
_PLACE = {key: place for place, key in enumerate(KEYS)}
LEFT: Final = np.array([_PLACE[left] for left, _ in RULES.values()], dtype=np.int64)
"""For each rule the place in ``KEYS`` of the left record's key ..."""
RIGHT: Final = np.array([_PLACE[right] for _, right in RULES.values()], dtype=np.int64)
"""... and of the right record's."""

Keys = npt.NDArray[np.uint32]
"""One row a record, one column each of ``KEYS``; 0 where a record lacks a part of the key."""
Pairs = tuple[Rows, Rows]
_CHUNK_PAIRS: Final = 1 << 20
_MIXER: Final = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many pairs blocking may bring.

    Parameters
    ----------
    block_pairs
        A key that would bring more pairs than this is skipped, however small the lists are ...
    pairs_per_record
        ... and so are a rule's commonest keys, until it brings at most so many pairs for each record of the longer
        list.
    """

    block_pairs: int
    pairs_per_record: int


def block_keys(frame: pl.DataFrame) -> list[pl.Series]:
    """For each of ``KEYS`` a column ``block_…`` of hashes (UInt32), null where a record lacks a part of the key.

    A hash depends on its record alone, never on the list.
    """
    parts = _parts(frame)
    columns = []
    for name, key in zip(COLUMNS, KEYS.values(), strict=True):
        hashed = _joined([parts[part] for part in key if part not in {_UNDATED, _FATHERLESS}])
        if _UNDATED in key:
            hashed[parts[_DAY] != 0] = 0
        if _FATHERLESS in key:
            hashed[parts[_PATRONYMIC] != 0] = 0
        columns.append(pl.Series(name, hashed).set(pl.Series(hashed == 0), None))
    return columns


def _parts(frame: pl.DataFrame) -> dict[str, Hashes]:
    texts = {name: frame[name] for name in _READ}
    texts["district"] = frame["postcode"].str.head(-3)
    # A slip spoils one end of a surname and leaves the other.
    texts[_BEGINNING], texts[_ENDING] = frame[_FRAME].str.head(2), frame[_FRAME].str.tail(3)
    year, month, day = (
        frame[f"birth_{part}"].cast(pl.Int64).fill_null(0).to_numpy() for part in ("year", "month", "day")
    )
    # Day and month in either order: a swapped date has the same key.
    both = np.where((month != 0) & (day != 0), np.minimum(month, day) * 1000 + np.maximum(month, day), 0)
    return {name: hashes(text) for name, text in texts.items()} | {
        _YEAR: year.astype(np.uint64),
        _DAY: both.astype(np.uint64),
    }


def _joined(parts: Sequence[Hashes]) -> npt.NDArray[np.uint32]:
    key = np.zeros_like(parts[0])
    is_known = np.ones(len(key), dtype=bool)
    for part in parts:
        key = (key ^ part) * np.uint64(_MIXER)
        key ^= key >> np.uint64(29)
        is_known &= part != 0
    short = ((key * np.uint64(_MIXER)) >> np.uint64(32)).astype(np.uint32)
    # 0 is kept for "no key".
    return np.where(is_known, np.maximum(short, np.uint32(1)), np.uint32(0))


def key_table(frame: pl.DataFrame) -> Keys:
    """The keys of all records side by side, so that one record's lie together in memory."""
    keys = np.empty((frame.height, len(KEYS)), dtype=np.uint32)
    for place, name in enumerate(COLUMNS):
        keys[:, place] = frame[name].fill_null(0).to_numpy()
    return keys


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
