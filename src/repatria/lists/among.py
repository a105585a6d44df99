"""What rows of one list say about each other: shared numbers, the same name and birth date, rows sent twice."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from repatria.findings import Finding
from repatria.lists.cells import label_key
from repatria.lists.purpose import ListPurpose
from repatria.lists.row import ListRow, RowState
from repatria.lists.wording import finding

Groups = Iterable[list[ListRow]]


def compare_rows(rows: Sequence[ListRow], purpose: ListPurpose, row_number_header: str) -> tuple[ListRow, ...]:
    """The same rows, each with the findings that follow from the others.  None is removed."""
    found: dict[int, list[Finding]] = defaultdict(list)
    content = {row.number: _content(row, row_number_header) for row in rows}
    for group in _shared((content[row.number], row) for row in rows):
        _say_to_all(group, "duplicate-row", "", found)
    for field in ("service_number", "prisoner_number"):
        for group in _distinct(_shared((label_key(getattr(row, field)), row) for row in rows), content):
            _say_to_all(group, "number-shared", field, found)
    if purpose is ListPurpose.DEAD:
        for field in ("tag", "seal"):
            for group in _shared((label_key(getattr(row, field)), row) for row in rows):
                _say_to_all(group, f"{field}-duplicate", field, found)
    for group in _distinct(_shared((_name_and_birth(row), row) for row in rows), content):
        _say_to_all(group, "same-name-and-birth-date", "", found)
    return tuple(_with(row, found[row.number]) if row.number in found else row for row in rows)


def _content(row: ListRow, row_number_header: str) -> int:
    # The hash stands for the texts: for a million rows a false match has a chance of one in 10^7.
    return hash(tuple(text for header, text in row.raw.items() if header != row_number_header)) or 1


def _name_and_birth(row: ListRow) -> Hashable:
    if row.birth_date is None or not (row.surname or row.given):
        return None
    return (row.surname.casefold(), row.given.casefold(), row.patronymic.casefold(), row.birth_date)


def _shared(keyed: Iterable[tuple[Hashable, ListRow]]) -> list[list[ListRow]]:
    groups: dict[Hashable, list[ListRow]] = defaultdict(list)
    for key, row in keyed:
        if key:
            groups[key].append(row)
    return [group for group in groups.values() if len(group) > 1]


def _distinct(groups: Groups, content: Mapping[int, int]) -> Groups:
    """Only groups of rows that differ: copies of one row are said to be that, and nothing more."""
    return (group for group in groups if len({content[row.number] for row in group}) > 1)


def _say_to_all(group: list[ListRow], code: str, field: str, found: dict[int, list[Finding]]) -> None:
    first, second = group[0].number, group[1].number
    for row in group:
        other = second if row.number == first else first
        found[row.number].append(finding(code, row=row.number, field=field, other_row=other, n_rows=len(group)))


def _with(row: ListRow, more: Sequence[Finding]) -> ListRow:
    findings = (*row.findings, *more)
    return replace(row, findings=findings, state=RowState.after(findings))
