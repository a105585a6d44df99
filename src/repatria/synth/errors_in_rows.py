"""What each planted error does to a row."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from repatria.synth import noise
from repatria.synth import vocabulary as words
from repatria.synth.clerk import FROM_PASSPORTS, NATIVE, Written, by_ear, forms, slipped
from repatria.synth.draft import Draft, Row
from repatria.synth.kinds import Kind
from repatria.synth.rows import AS_OF
from repatria.synth.spelling import romanize

Change = Callable[[Draft, Row, Row, np.random.Generator], None]


def number_field(row: Row) -> str:
    """The number by which a list knows its people."""
    return "prisoner_number" if "prisoner_number" in row.cells else "service_number"


def _again(row: Row, names: tuple[str, str, str], labels: list[str], rng: np.random.Generator) -> Row:
    cells = {**row.cells, "surname": names[0], "given": names[1], "patronymic": names[2]}
    if "prisoner_number" in cells:
        # Registered anew in another camp.
        cells["prisoner_number"] = f"9{row.person % 1_000_000:06d}"
    if "service_number" in cells and rng.random() < 0.6:
        cells["service_number"] = ""
    return Row(row.people, row.person, cells, noise.birth_of(int(row.people.birth[row.person])), labels=labels)


def _duplicate_spelling(draft: Draft, row: Row, partner: Row, rng: np.random.Generator) -> None:
    names, labels = (row.cells["surname"], row.cells["given"], row.cells["patronymic"]), ["second-spelling"]
    if draft.language in {"uk", "ru"} and draft.language != NATIVE[row.people.party]:
        heard, register = by_ear(row.people, row.person, draft.language), forms(row.people, row.person, draft.language)
        names = heard if heard != names else register
    if names == (row.cells["surname"], row.cells["given"], row.cells["patronymic"]):
        names = (noise.dropped_letter(names[0], rng=rng), names[1], names[2])
    partner.become(_again(row, names, labels, rng))


def _duplicate_script(_: Draft, row: Row, partner: Row, rng: np.random.Generator) -> None:
    systems = FROM_PASSPORTS[row.people.party]
    system = systems[int(rng.integers(0, len(systems)))]
    own = forms(row.people, row.person, NATIVE[row.people.party])
    names = (romanize(own[0], system), romanize(own[1], system), romanize(own[2], system))
    partner.become(_again(row, names, ["second-script", f"latin:{system}"], rng))


def _duplicate_row(_: Draft, row: Row, partner: Row, __: np.random.Generator) -> None:
    partner.become(replace(row, cells=dict(row.cells), labels=[*row.labels, "copied-row"], planted=[]))


def _cell(field: str, text: Callable[[Draft, Row], str]) -> Change:
    def change(draft: Draft, row: Row, changed: Row, _: np.random.Generator) -> None:
        changed.cells[field] = text(draft, row)

    return change


def _number(text: Callable[[Row], str]) -> Change:
    def change(_: Draft, row: Row, changed: Row, __: np.random.Generator) -> None:
        changed.cells[number_field(row)] = text(row)

    return change


def _style(style: str) -> Change:
    def change(_: Draft, __: Row, changed: Row, ___: np.random.Generator) -> None:
        changed.birth_style = style

    return change


def _slip(slip: str) -> Change:
    def change(_: Draft, __: Row, changed: Row, rng: np.random.Generator) -> None:
        cells = changed.cells
        written = Written(cells["surname"], cells["given"], cells["patronymic"], changed.birth, changed.labels)
        slipped(written, slip, rng=rng)
        cells |= {"surname": written.surname, "given": written.given, "patronymic": written.patronymic}
        changed.birth = written.birth

    return change


def _typo(_: Draft, __: Row, changed: Row, rng: np.random.Generator) -> None:
    kind = list(noise.TYPOS)[int(rng.integers(0, len(noise.TYPOS)))]
    changed.cells["surname"] = noise.TYPOS[kind](changed.cells["surname"], rng=rng)
    changed.labels.append(kind)


def _birth(days_old: tuple[int, int]) -> Change:
    def change(_: Draft, __: Row, changed: Row, rng: np.random.Generator) -> None:
        changed.birth = noise.birth_of(AS_OF.toordinal() - int(rng.integers(*days_old)))
        changed.labels.append("birth-untrue")

    return change


def _impossible(_: Draft, __: Row, changed: Row, rng: np.random.Generator) -> None:
    changed.birth_style = "impossible"
    if changed.birth is None:
        changed.birth = (int(rng.integers(1980, 2000)), 2, 28)


def _siblings(draft: Draft, _: Row, changed: Row, rng: np.random.Generator) -> None:
    names = {"uk": ("Марія", "Іван"), "ru": ("Мария", "Иван")}[draft.language]
    other = names[int(rng.integers(0, 2))]
    changed.cells["given"] = f"{changed.cells['given']} {words.AND[draft.language]} {other}"


def _formula(draft: Draft, row: Row) -> str:
    return f'=CONCATENATE("{row.cells["place"]}";"")'


_SEVENTEEN = (17 * 365 + 10, 18 * 365 - 10)
_EIGHTEEN = (18 * 365 + 12, 19 * 365)
_UNBORN = (-2_500, -30)

CHANGES: Mapping[Kind, Change] = {
    Kind.DUPLICATE_SPELLING: _duplicate_spelling,
    Kind.DUPLICATE_SCRIPT: _duplicate_script,
    Kind.DUPLICATE_ROW: _duplicate_row,
    Kind.CIVILIAN: _cell("category", lambda draft, _: words.CIVILIAN[draft.language]),
    Kind.STATED_DEAD: _cell("category", lambda draft, _: words.DIED[draft.language]),
    Kind.STATED_RETURNED: _cell("category", lambda draft, _: words.CAME_BACK[draft.language]),
    Kind.FORMULA: _cell("place", _formula),
    Kind.TAG_SHARED: _cell("tag", lambda _, row: row.cells["tag"]),
    Kind.TAG_EMPTY: _cell("tag", lambda _, __: ""),
    Kind.SEAL_SHARED: _cell("seal", lambda _, row: row.cells["seal"]),
    Kind.BAG_EMPTY: _cell("n_individuals", lambda _, __: "0"),
    Kind.NUMBER_SHARED: _number(lambda row: row.cells[number_field(row)]),
    Kind.NUMBER_ZERO: _number(lambda _: "0"),
    Kind.NUMBER_EMPTY: _number(lambda _: ""),
    Kind.LEADING_ZEROS: _number(lambda row: row.cells[number_field(row)]),
    Kind.MINOR: _birth(_SEVENTEEN),
    Kind.ADULT: _birth(_EIGHTEEN),
    Kind.BIRTH_FUTURE: _birth(_UNBORN),
    Kind.BIRTH_IMPOSSIBLE: _impossible,
    Kind.BIRTH_NO_SUCH_MONTH: _style("month-first"),
    Kind.BIRTH_TWO_DIGIT: _style("two-digit"),
    Kind.BIRTH_SERIAL: _style("serial"),
    Kind.BIRTH_UNREADABLE: _style("unreadable"),
    Kind.BIRTH_SWAPPED: _slip("day-month-swapped"),
    Kind.BIRTH_YEAR_ONLY: _slip("year-only"),
    Kind.NAME_COLUMNS_SWAPPED: _slip("name-columns-swapped"),
    Kind.PATRONYMIC_MISSING: _slip("patronymic-missing"),
    Kind.LOOKALIKE: _slip("lookalike-letters"),
    Kind.TYPO: _typo,
    Kind.SIBLINGS: _siblings,
}
