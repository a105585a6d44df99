"""What follows from planted errors or came about by chance: a finding there is no false alarm."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from repatria.synth.draft import Draft, Row
from repatria.synth.kinds import Kind
from repatria.synth.noise import Birth


@dataclass(frozen=True, slots=True)
class Consequence:
    """An error that nobody planted in ``row``, but that is there; ``other`` is the row that it speaks of."""

    row: Row
    kind: Kind
    other: Row | None


def consequences(drafts: Sequence[Draft]) -> Iterator[Consequence]:
    """Find every such row, by the truth and by the cells."""
    for draft in drafts:
        yield from _twice_in_list(draft)
        yield from _alike(draft)
        yield from _two_people_alike(draft)
        yield from (Consequence(row, Kind.LOOKALIKE, None) for row in draft.rows if "lookalike-letters" in row.labels)
        if draft.purpose in {"held", "offer"}:
            yield from _elsewhere(draft, drafts)


def _twice_in_list(draft: Draft) -> Iterator[Consequence]:
    if draft.purpose == "dead":
        return
    for rows in _groups(draft.rows, lambda row: row.person_id()):
        for row in rows:
            yield Consequence(row, Kind.DUPLICATE_SPELLING, rows[row is rows[0]])


def _alike(draft: Draft) -> Iterator[Consequence]:
    for rows in _groups(draft.rows, _name_and_birth):
        for row in rows:
            other = rows[row is rows[0]]
            yield Consequence(row, Kind.DOUBLES, other)
            if row.cells == other.cells:
                yield Consequence(row, Kind.DUPLICATE_ROW, other)
    for kind, field in (
        (Kind.NUMBER_SHARED, "prisoner_number"),
        (Kind.NUMBER_SHARED, "service_number"),
        (Kind.TAG_SHARED, "tag"),
        (Kind.SEAL_SHARED, "seal"),
    ):
        for rows in _groups(draft.rows, lambda row, field=field: row.cells.get(field)):  # type: ignore[misc]  # binds the loop's value
            for row in rows:
                yield Consequence(row, kind, rows[row is rows[0]])


def _two_people_alike(draft: Draft) -> Iterator[Consequence]:
    """Rows of two people who bear one whole name and whose written birth dates are one slip apart, or unknown."""
    if draft.purpose == "dead":
        return
    for rows in _groups(draft.rows, _whole_name):
        for row in rows:
            others = [
                other for other in rows if other.person != row.person and _may_be_one_date(row.birth, other.birth)
            ]
            if others:
                yield Consequence(row, Kind.ALIKE, others[0])


def _whole_name(row: Row) -> tuple[object, ...] | None:
    if row.person < 0:
        return None
    people, index = row.people, row.person
    names = (people.surname[index], people.given[index], people.father[index])
    return (people.party, bool(people.is_woman[index]), *(int(name) for name in names))


def _may_be_one_date(one: Birth | None, other: Birth | None) -> bool:
    if one is None or other is None:
        return True
    n_same = sum(part == another for part, another in zip(one, other, strict=True))
    is_swapped = one[0] == other[0] and one[1:] == (other[2], other[1])
    return n_same >= 2 or is_swapped or (one[0] == other[0] and None in (one[2], other[2]))


def _elsewhere(draft: Draft, drafts: Sequence[Draft]) -> Iterator[Consequence]:
    for purpose, kind in (("returned", Kind.ALREADY_RETURNED), ("dead", Kind.DEAD)):
        known = {
            row.person_id(): row
            for other in drafts
            if other.purpose == purpose
            for row in other.rows
            if row.person >= 0 and row.has_name
        }
        for row in draft.rows:
            if row.person_id() in known:
                yield Consequence(row, kind, known[row.person_id()])


def _name_and_birth(row: Row) -> tuple[object, ...] | None:
    if not row.has_name or row.birth is None or row.birth_style:
        return None
    return (row.cells["surname"], row.cells["given"], row.cells["patronymic"], row.birth)


def _groups(rows: Sequence[Row], key: Callable[[Row], object]) -> Iterator[list[Row]]:
    found: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        name = key(row)
        if name:
            found[name].append(row)
    return (group for group in found.values() if len(group) > 1)
