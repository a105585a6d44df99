"""One row of cells into one :class:`ListRow`, with a finding for every flaw."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Literal, cast

from repatria.findings import Finding
from repatria.lists.categories import CATEGORIES, claims_in
from repatria.lists.cells import (
    FORMULA_STARTS,
    clean,
    is_formula,
    is_label,
    mixes_scripts,
    number_problem,
    whole_number,
)
from repatria.lists.dating import DateReader
from repatria.lists.fullname import NameOrder, seems_several, split_name
from repatria.lists.headers import FLAG_FIELDS, Header, column_letters, is_surname_last
from repatria.lists.limits import MAX_CHARACTERS_BY_FIELD
from repatria.lists.purpose import ListPurpose
from repatria.lists.row import ListRow, RowState
from repatria.lists.wording import finding
from repatria.lists.words import sex as sex_of
from repatria.lists.words import yes_or_no

_LETTER = re.compile(r"[^\W\d_]")
_NAMES = ("surname", "given", "patronymic")
_NUMBERS = ("service_number", "prisoner_number")
_CATEGORY_FIELDS = ("category", "health", "medical_decision", *FLAG_FIELDS)
_READ_APART = {"full_name", "birth_date", "sex", "n_individuals", "event_date", *_CATEGORY_FIELDS}
_NOT_A_PRISONER = ("civilian", "deceased", "returned")


class RowReader:
    """Reads the rows of one list: the header, the purpose and the as-of date are the same for all of them."""

    def __init__(self, header: Header, purpose: ListPurpose, as_of: dt.date | None) -> None:
        columns = header.index_by_field
        self.header, self.purpose, self.columns = header, purpose, columns
        self.dates = DateReader(header, purpose, as_of)
        self._texts = [(name, columns[name]) for name in MAX_CHARACTERS_BY_FIELD if name in columns]
        self._others = [
            (name, at)
            for name, at in columns.items()
            if name not in MAX_CHARACTERS_BY_FIELD and name not in _READ_APART
        ]
        self._claims = [(name, columns[name]) for name in _CATEGORY_FIELDS if name in columns]
        self._field_by_index = {index: name for name, index in columns.items()}
        full_name = columns.get("full_name")
        is_last = full_name is not None and is_surname_last(header.names[full_name])
        self._order = NameOrder.SURNAME_LAST if is_last else NameOrder.SURNAME_FIRST
        self._padding = [""] * len(header.names)
        # A value such as a rank repeats a thousand times over in a long list: one copy of each.
        self._one_copy: dict[str, str] = {}

    def read(self, number: int, cells: Sequence[str]) -> ListRow:
        """The row with what could be read of it; its state follows from its findings."""
        found: list[Finding] = []
        copy = self._one_copy.setdefault
        full = [copy(cell, cell) for cell in cells] + self._padding[len(cells) :]
        raw = dict(zip(self.header.names, full, strict=False))
        if len(full) > len(raw):
            self._keep_extra_cells(number, full, raw, found)
        self._look_for_formulas(number, full, found)
        values = self._read_texts(number, full, found)
        claims = self._read_claims(number, full, values.get("rank", ""), found)
        birth_date, event_date = self.dates.read(number, full, found)
        sex = self._read_sex(number, full, found)
        n_individuals = self._read_count(number, full, found)
        findings = tuple(found)
        return ListRow(
            number=number,
            raw=raw,
            state=RowState.after(findings),
            birth_date=birth_date,
            event_date=event_date,
            sex=sex,
            n_individuals=n_individuals,
            categories=claims,
            other={name: value for name, at in self._others if (value := clean(full[at]))},
            findings=findings,
            **{name: copy(value, value) for name, value in values.items()},
        )

    def _keep_extra_cells(self, number: int, full: Sequence[str], raw: dict[str, str], found: list[Finding]) -> None:
        """Text to the right of the last column is kept; it often means that a separator stood inside a value."""
        width = len(self.header.names)
        for index in range(width, len(full)):
            raw[f"column {column_letters(index)}"] = full[index]
        if any(cell.strip() for cell in full[width:]):
            found.append(finding("row-too-wide", row=number))

    def _look_for_formulas(self, number: int, full: Sequence[str], found: list[Finding]) -> None:
        for index, cell in enumerate(full):
            if cell and cell.startswith(FORMULA_STARTS) and is_formula(cell):
                name = self._field_by_index.get(index, "")
                found.append(finding("formula-neutralized", row=number, field=name))

    def _read_texts(self, number: int, full: Sequence[str], found: list[Finding]) -> dict[str, str]:
        values = {name: value for name, at in self._texts if (value := clean(full[at]))}
        self._read_name(number, full, values, found)
        self._check_labels(number, values, found)
        for name, value in list(values.items()):
            most = MAX_CHARACTERS_BY_FIELD[name]
            if len(value) > most:
                del values[name]
                found.append(finding("value-too-long", row=number, field=name, max_characters=most))
        return values

    def _read_name(self, number: int, full: Sequence[str], values: dict[str, str], found: list[Finding]) -> None:
        if (at := self.columns.get("full_name")) is not None and (text := clean(full[at])):
            parts = split_name(text, self._order)
            for name, part in (("surname", parts.surname), ("given", parts.given), ("patronymic", parts.patronymic)):
                if part and name not in values:
                    values[name] = part
            if seems_several(text, n_commas=2):
                found.append(finding("several-people-in-row", row=number, field="full_name"))
        elif seems_several(values.get("given", "")):
            found.append(finding("several-people-in-row", row=number, field="given"))
        for name in _NAMES:
            if name in values and not _LETTER.search(values[name]):
                del values[name]
        is_named_by_tag = self.purpose is ListPurpose.DEAD and "tag" in self.columns
        n_parts = ("surname" in values) + ("given" in values)
        if n_parts < 2 and not is_named_by_tag:
            found.append(finding("name-incomplete" if n_parts else "name-missing", row=number, field="surname"))
        for name in _NAMES:
            if name in values and mixes_scripts(values[name]):
                found.append(finding("mixed-script-letters", row=number, field=name))

    def _check_labels(self, number: int, values: dict[str, str], found: list[Finding]) -> None:
        for name in _NUMBERS:
            if name in values and (problem := number_problem(values[name])):
                if problem == "zero":
                    del values[name]
                found.append(finding(f"number-{problem}", row=number, field=name))
        if self.purpose is not ListPurpose.DEAD:
            return
        if "tag" in self.columns and "tag" not in values:
            found.append(finding("tag-missing", row=number, field="tag"))
        for name in ("tag", "seal"):
            if name in values and not is_label(values[name]):
                del values[name]
                found.append(finding(f"{name}-unreadable", row=number, field=name))

    def _read_claims(self, number: int, full: Sequence[str], rank: str, found: list[Finding]) -> tuple[str, ...]:
        claimed: set[str] = set()
        for name, at in self._claims:
            text = "+" if full[at].strip() == "+" else clean(full[at])
            claims = _claims_of(name, text) if text else ()
            if claims is None:
                found.append(finding("category-unrecognized", row=number, field=name))
            else:
                claimed.update(claims)
        if rank and "civilian" in (claims_in(rank) or ()):
            claimed.add("civilian")
        if not claimed:
            return ()
        if self.purpose.is_of_prisoners:
            found.extend(
                finding(f"{name}-on-prisoners-list", row=number) for name in _NOT_A_PRISONER if name in claimed
            )
        return tuple(name for name in CATEGORIES if name in claimed)

    def _read_sex(self, number: int, full: Sequence[str], found: list[Finding]) -> Literal["", "M", "F"]:
        at = self.columns.get("sex")
        text = clean(full[at]) if at is not None else ""
        if not text:
            return ""
        read = sex_of(text)
        if read is None:
            found.append(finding("sex-unreadable", row=number, field="sex"))
        return cast(Literal["", "M", "F"], read or "")

    def _read_count(self, number: int, full: Sequence[str], found: list[Finding]) -> int | None:
        at = self.columns.get("n_individuals")
        text = clean(full[at]) if at is not None else ""
        if not text:
            return None
        count = whole_number(text)
        if not count:
            code = "count-unreadable" if count is None else "bag-empty"
            found.append(finding(code, row=number, field="n_individuals"))
        return count


def _claims_of(name: str, text: str) -> tuple[str, ...] | None:
    """What a cell claims: a tick in a column of its own, or words."""
    if name in ("medical_decision", *FLAG_FIELDS) and (answer := yes_or_no(text)) is not None:
        claim = "medical_confirmed" if name == "medical_decision" else name.removeprefix("is_")
        return (claim,) if answer else ()
    return claims_in(text)
