"""What changed between two versions of a list."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields

from repatria.lists.cells import label_key
from repatria.lists.row import ListRow

Pair = tuple[int, int]
Key = Callable[[ListRow], Hashable]
_APART = {"number", "raw", "state", "other", "findings"}
_SAID = tuple(field.name for field in fields(ListRow) if field.name not in _APART)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChanges:
    """Row numbers: ``same`` and ``changed`` as (old, new), ``added`` in the new version, ``removed`` from the old."""

    same: tuple[Pair, ...] = ()
    changed: tuple[Pair, ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


def compare_versions(old: Sequence[ListRow], new: Sequence[ListRow]) -> VersionChanges:
    """Match the rows of two versions of a list: what stayed, what changed, what came and what went.

    Rows of the same content are the same wherever they stand.  The others are matched by service number, then prisoner
    number, tag, and name with birth date; only where a key stands once on either side, so that nothing is guessed.
    """
    left, right = list(old), list(new)
    same = _pair(left, right, _content, is_repeated=True)
    changed: list[Pair] = []
    for key in (_label("service_number"), _label("prisoner_number"), _label("tag"), _name_and_birth):
        changed += _pair(left, right, key, is_repeated=False)
    return VersionChanges(
        same=tuple(sorted(same)),
        changed=tuple(sorted(changed)),
        added=tuple(row.number for row in right),
        removed=tuple(row.number for row in left),
    )


def _pair(left: list[ListRow], right: list[ListRow], key: Key, *, is_repeated: bool) -> list[Pair]:
    """Pair rows with an equal key, in their order, and take them out of both lists."""
    waiting: dict[Hashable, list[ListRow]] = defaultdict(list)
    for row in left:
        if (value := key(row)) is not None:
            waiting[value].append(row)
    n_right = Counter(key(row) for row in right)
    pairs: list[Pair] = []
    for row in right:
        value = key(row)
        candidates = waiting.get(value) if value is not None else None
        if candidates and (is_repeated or (len(candidates) == 1 and n_right[value] == 1)):
            pairs.append((candidates.pop(0).number, row.number))
    _drop(left, (pair[0] for pair in pairs))
    _drop(right, (pair[1] for pair in pairs))
    return pairs


def _drop(rows: list[ListRow], numbers: Iterable[int]) -> None:
    gone = set(numbers)
    rows[:] = [row for row in rows if row.number not in gone]


def _content(row: ListRow) -> Hashable:
    """What the row says, and every text of it in any order of columns; its running number does not count."""
    running = row.other.get("row_number")
    texts = Counter(" ".join(text.split()) for text in row.raw.values())
    if running is not None:
        texts[running] -= 1
    said = tuple(getattr(row, name) for name in _SAID)
    return (said, frozenset((text, n) for text, n in texts.items() if text and n > 0))


def _label(field: str) -> Key:
    return lambda row: label_key(getattr(row, field)) or None


def _name_and_birth(row: ListRow) -> Hashable:
    if row.birth_date is None or not (row.surname or row.given):
        return None
    return (row.surname.casefold(), row.given.casefold(), row.patronymic.casefold(), row.birth_date)
