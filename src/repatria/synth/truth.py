"""What is true of an invented world, as Parquet tables that no run reads."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pyarrow as pa
import pyarrow.parquet as pq

from repatria.synth.clerk import forms
from repatria.synth.draft import Draft, Row
from repatria.synth.fates import Fates
from repatria.synth.kinds import EXPECTED_CODE, Kind
from repatria.synth.layout import Layout, errors_of_form, total_row
from repatria.synth.natural import consequences
from repatria.synth.people import People

# Errors of a list as a whole that stand in no one row.
_WITHOUT_ROW = {Kind.FEWER_ROWS, Kind.FILE_CHANGED, Kind.TITLE_ROWS, Kind.FORMULA_CELL}


class Places:
    """Where every row stands: its list and its number in the file, as a spreadsheet counts."""

    def __init__(self, drafts: Sequence[Draft], layouts: Mapping[str, Layout]) -> None:
        self._by_row: dict[int, tuple[str, int]] = {}
        for draft in drafts:
            first = layouts[draft.key].first_row
            for offset, row in enumerate(draft.rows):
                self._by_row[id(row)] = (draft.key, first + offset)

    def of(self, row: Row | None) -> tuple[str | None, int | None]:
        """List and row number; nothing for no row."""
        return (None, None) if row is None else self._by_row.get(id(row), (None, None))


def persons_table(fates: Mapping[str, Fates], children: People) -> bytes:
    """Everybody, with the spellings of their own registers."""
    lines = []
    for each in fates.values():
        fate_of = {
            int(index): fate
            for fate, indices in (
                ("held", each.held),
                ("dead", each.dead),
                ("returned", each.returned),
                ("own-dead", each.own_dead),
            )
            for index in indices
        }
        lines += [_person(each.people, index, fate_of.get(index, "unknown")) for index in range(len(each.people))]
    lines += [_person(children, index, "child") for index in range(len(children))]
    return _parquet(lines, {"birth_date": pa.date32(), "family": pa.int64()})


def _person(people: People, index: int, fate: str) -> dict[str, object]:
    uk, ru = forms(people, index, "uk"), forms(people, index, "ru")
    return {
        "person_id": people.person_id(index),
        "party": people.party,
        "sex": "F" if people.is_woman[index] else "M",
        "surname_uk": uk[0],
        "given_uk": uk[1],
        "patronymic_uk": uk[2],
        "surname_ru": ru[0],
        "given_ru": ru[1],
        "patronymic_ru": ru[2],
        "birth_date": dt.date.fromordinal(int(people.birth[index])),
        "fate": fate,
        "family": int(people.family[index]),
        "kinship": people.kinship[index],
    }


def rows_table(drafts: Sequence[Draft], places: Places) -> bytes:
    """Every row of every list with its person and what was done to it."""
    lines = [
        {
            "list": key,
            "row": number,
            "purpose": draft.purpose,
            "sender": draft.sender,
            "person_id": row.person_id(),
            "other_person_ids": [row.people.person_id(other) for other in row.others],
            "has_name": row.has_name,
            "labels": [*row.labels, *row.planted],
        }
        for draft in drafts
        for row in draft.rows
        for key, number in [places.of(row)]
    ]
    return _parquet(
        lines, {"row": pa.int64(), "other_person_ids": pa.list_(pa.string()), "labels": pa.list_(pa.string())}
    )


def links_table(drafts: Sequence[Draft], places: Places) -> bytes:
    """Every pair of rows that speak of one person; ``is_comparable`` where both rows name the person."""
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for draft in drafts:
        for row in draft.rows:
            person = row.person_id()
            if person is not None:
                rows_of[person].append(row)
    lines = [
        {
            "list_a": places.of(one)[0],
            "row_a": places.of(one)[1],
            "list_b": places.of(other)[0],
            "row_b": places.of(other)[1],
            "person_id": person,
            "is_comparable": one.has_name and other.has_name,
            "kinds": sorted({*one.labels, *other.labels, *one.planted, *other.planted}),
        }
        for person, rows in rows_of.items()
        for one, other in combinations(rows, 2)
    ]
    return _parquet(lines, {"row_a": pa.int64(), "row_b": pa.int64(), "kinds": pa.list_(pa.string())})


def planted_table(drafts: Sequence[Draft], layouts: Mapping[str, Layout], places: Places) -> bytes:
    """Every planted error, and after them what follows from them or came about by chance (``is_natural``)."""
    planted = [line for draft in drafts for line in _planted(draft, layouts[draft.key], places)]
    known = {(line["list"], line["row"], line["code"]) for line in planted}
    natural = [
        _line(key, number, Kind(consequence.kind), places.of(consequence.other), is_natural=True)
        for consequence in consequences(drafts)
        for key, number in [places.of(consequence.row)]
        if (key, number, EXPECTED_CODE[consequence.kind]) not in known
    ]
    return _parquet([*planted, *natural], {"row": pa.int64(), "other_row": pa.int64()})


def _planted(draft: Draft, layout: Layout, places: Places) -> Iterator[dict[str, object]]:
    for row in draft.rows:
        for kind in row.planted:
            yield _line(*places.of(row), kind, places.of(row.partner), is_natural=False)
    for kind in (*draft.planted, *errors_of_form(layout)):
        number = None if kind in _WITHOUT_ROW else total_row(draft, layout)
        yield _line(draft.key, number, kind, (None, None), is_natural=False)


def _line(
    key: str | None, number: int | None, kind: Kind, other: tuple[str | None, int | None], *, is_natural: bool
) -> dict[str, object]:
    return {
        "list": key,
        "row": number,
        "kind": str(kind),
        "code": EXPECTED_CODE[kind],
        "other_list": other[0],
        "other_row": other[1],
        "is_natural": is_natural,
    }


def _parquet(lines: Sequence[Mapping[str, object]], types: Mapping[str, pa.DataType]) -> bytes:
    columns = {
        name: pa.array([line[name] for line in lines], type=types.get(name) or _plain_type(lines, name))
        for name in (lines[0] if lines else {})
    }
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def _plain_type(lines: Sequence[Mapping[str, object]], name: str) -> pa.DataType:
    return pa.bool_() if isinstance(lines[0][name], bool) else pa.string()
