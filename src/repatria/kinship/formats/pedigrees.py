"""Pedigrees in files: our own CSV and TOML."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.kinship.formats.cells import read_sex
from repatria.kinship.formats.kindred import PersonRow, draw, note_flaws
from repatria.kinship.formats.text import Table, decode, find_columns, read_table, render_table
from repatria.kinship.formats.wording import Notes
from repatria.kinship.pedigree import Pedigree, Sex

NOBODY = frozenset({"", "0", "-9", "-", "na", "none", "null", "unknown", "?"})
_YES = frozenset({"1", "yes", "y", "true", "x", "missing", "так", "да", "+"})
_NO = frozenset({"", "0", "no", "n", "false", "ні", "нет", "-"})
_FIELDS = {
    **dict.fromkeys(("family", "familyid", "fid", "сімя", "родина", "семья"), "family"),
    **dict.fromkeys(("id", "person", "personid", "iid", "individual", "member", "особа", "лицо"), "id"),
    **dict.fromkeys(("father", "fatherid", "pat", "батько", "отец"), "father"),
    **dict.fromkeys(("mother", "motherid", "mat", "мати", "мать"), "mother"),
    **dict.fromkeys(("sex", "gender", "стать", "пол"), "sex"),
    **dict.fromkeys(("missing", "ismissing", "зниклий", "пропавший"), "missing"),
}
_LETTER = {Sex.UNKNOWN: "", Sex.MALE: "M", Sex.FEMALE: "F"}
_WORD = {Sex.UNKNOWN: "unknown", Sex.MALE: "male", Sex.FEMALE: "female"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPedigree:
    """The pedigree of one family of a file, and who of it is missing."""

    id: str
    pedigree: Pedigree
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRows:
    """The rows of one family as they stand in a table, before anything is drawn."""

    id: str
    people: tuple[PersonRow, ...]
    missing: tuple[str, ...]
    rows: tuple[int, ...]


def person_named(text: str) -> str:
    """The id in a cell, "" where it names nobody."""
    return "" if text.casefold() in NOBODY else text


def parse_pedigrees(data: bytes, *, file: str = "") -> tuple[list[FamilyPedigree], list[Finding]]:
    """Read ``family,id,father,mother,sex,missing``: a row for each person.

    A family whose rows cannot be one pedigree is left out with a finding; the others go on.

    Raises
    ------
    InputUnusable
        The file is no table, or a column is missing.
    """
    notes = Notes(file)
    table = read_table(data, file, notes)
    pedigrees = []
    for family in family_rows(table, notes):
        drawn, flaws = draw(family.people)
        note_flaws(flaws, family.id, family.rows, notes)
        if drawn is not None:
            pedigrees.append(FamilyPedigree(id=family.id, pedigree=drawn, missing=family.missing))
    return pedigrees, notes.findings()


def family_rows(table: Table, notes: Notes) -> list[FamilyRows]:
    """The table's rows family by family, in the order in which families first appear."""
    found = find_columns(table.headers, _FIELDS)
    lacking = [name for name in ("family", "id", "father", "mother", "sex") if name not in found]
    if lacking:
        raise InputUnusable(
            f"{notes.file or 'file'}: no column {', '.join(lacking)}. A table of pedigrees has the columns "
            "family, id, father, mother, sex and missing."
        )
    families, ids, fathers, mothers, sexes, missing = (
        table.texts(found.get(name)) for name in ("family", "id", "father", "mother", "sex", "missing")
    )
    sex_of = {text: read_sex(text) for text in set(sexes)}
    nobody = {text: person_named(text) for text in {*fathers, *mothers}}
    numbers: list[int] = table.rows.tolist()
    places: dict[str, list[int]] = {}
    for place, family in enumerate(families):
        if family:
            places.setdefault(family, []).append(place)
        else:
            notes.add("family-id-missing", row=numbers[place], field="family")
    gathered = []
    for family, of_family in places.items():
        for place in of_family:
            if sex_of[sexes[place]] is None:
                notes.add("person-sex-unreadable", row=numbers[place], field="sex", person=ids[place], family=family)
        people = tuple(
            PersonRow(ids[p], nobody[fathers[p]], nobody[mothers[p]], sex_of[sexes[p]] or Sex.UNKNOWN)
            for p in of_family
        )
        sought = tuple(
            dict.fromkeys(ids[p] for p in of_family if _is_yes(missing[p], numbers[p], ids[p], family, notes))
        )
        rows = tuple(numbers[place] for place in of_family)
        gathered.append(FamilyRows(id=family, people=people, missing=sought, rows=rows))
    return gathered


def _is_yes(text: str, row: int, person: str, family: str, notes: Notes) -> bool:
    folded = text.casefold()
    if folded not in _YES and folded not in _NO:
        notes.add("missing-unreadable", row=row, field="missing", person=person, family=family)
    return folded in _YES and bool(person)


def render_pedigrees(pedigrees: Sequence[FamilyPedigree]) -> bytes:
    """The same table in CSV.

    Raises
    ------
    ValueError
        A founder is inbred: the table has no place for that, :func:`render_pedigrees_toml` has.
    """
    rows = []
    for family in pedigrees:
        if family.pedigree.inbreeding:
            raise ValueError(f"family {family.id} has inbred founders: write it as TOML")
        for member in family.pedigree.members:
            missing = "yes" if member.id in family.missing else ""
            rows.append([family.id, member.id, member.father or "", member.mother or "", _LETTER[member.sex], missing])
    return render_table(["family", "id", "father", "mother", "sex", "missing"], rows)


def parse_pedigrees_toml(data: bytes, *, file: str = "") -> tuple[list[FamilyPedigree], list[Finding]]:
    """Read ``[[family]]`` tables with ``id``, ``missing``, ``inbreeding`` and ``[[family.person]]`` tables.

    Raises
    ------
    InputUnusable
        The file is no TOML, or has no family.
    """
    notes = Notes(file)
    families = _toml(decode(data, file, notes), file).get("family")
    if not isinstance(families, list):
        raise InputUnusable(f"{file or 'file'}: no [[family]] table. Compare it with the reference of DNA files.")
    pedigrees = []
    for number, family in enumerate(families, start=1):
        if not isinstance(family, dict) or not isinstance(family.get("id"), str) or not family["id"].strip():
            notes.add("toml-value-unusable", entry=f"family {number}", expected="a table with an id")
            continue
        read = _toml_family(family["id"].strip(), family, notes)
        if read is not None:
            pedigrees.append(read)
    return pedigrees, notes.findings()


def _toml(text: str, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InputUnusable(f"{file or 'file'}: this is no TOML. Look for a missing quote or bracket.") from error


def _toml_family(family: str, table: Mapping[str, object], notes: Notes) -> FamilyPedigree | None:
    people = []
    persons = table.get("person", [])
    for number, person in enumerate(persons if isinstance(persons, list) else [], start=1):
        values = [person.get(key, "") for key in ("id", "father", "mother", "sex")] if isinstance(person, dict) else []
        if not values or not all(isinstance(value, str) for value in values):
            entry = f"family {family}, person {number}"
            notes.add("toml-value-unusable", entry=entry, expected="a table of texts: id, father, mother, sex")
            continue
        name, father, mother, said = (str(value).strip() for value in values)
        sex = read_sex(said)
        if sex is None:
            notes.add("person-sex-unreadable", field="sex", person=name, family=family)
        people.append(PersonRow(name, person_named(father), person_named(mother), sex or Sex.UNKNOWN))
    drawn, flaws = draw(people)
    for flaw in flaws:
        notes.add_flaw(flaw.code, {"family": family, **flaw.params})
    if drawn is None or not people:
        return None
    inbreeding = _inbreeding(table.get("inbreeding", {}), drawn, family, notes)
    missing = table.get("missing", [])
    sought = [each for each in missing if isinstance(each, str)] if isinstance(missing, list) else []
    if not isinstance(missing, list) or any(each not in drawn for each in missing if isinstance(each, str)):
        notes.add("toml-value-unusable", entry=f"family {family}, missing", expected="ids of persons in brackets")
    return FamilyPedigree(
        id=family,
        pedigree=Pedigree(members=drawn.members, inbreeding=inbreeding),
        missing=tuple(dict.fromkeys(each for each in sought if each in drawn)),
    )


def _inbreeding(said: object, drawn: Pedigree, family: str, notes: Notes) -> dict[str, float]:
    inbreeding: dict[str, float] = {}
    for person, coefficient in said.items() if isinstance(said, dict) else [("", said)]:
        is_founder = person in drawn and drawn.member(person).father is None
        if is_founder and isinstance(coefficient, int | float) and 0 <= coefficient <= 1:
            inbreeding[person] = float(coefficient)
        else:
            notes.add("inbreeding-unusable", field="inbreeding", family=family)
    return inbreeding


def render_pedigrees_toml(pedigrees: Sequence[FamilyPedigree]) -> bytes:
    """The same in TOML, with what a table has no place for."""
    lines = []
    for family in pedigrees:
        lines += ["[[family]]", f"id = {_quoted(family.id)}"]
        lines.append(f"missing = [{', '.join(_quoted(each) for each in family.missing)}]")
        if family.pedigree.inbreeding:
            pairs = (f"{_quoted(each)} = {value!r}" for each, value in family.pedigree.inbreeding.items())
            lines.append(f"inbreeding = {{ {', '.join(pairs)} }}")
        for member in family.pedigree.members:
            lines += ["", "[[family.person]]", f"id = {_quoted(member.id)}"]
            if member.father is not None and member.mother is not None:
                lines += [f"father = {_quoted(member.father)}", f"mother = {_quoted(member.mother)}"]
            lines.append(f'sex = "{_WORD[member.sex]}"')
        lines.append("")
    return "\n".join(lines).encode("utf-8")


def _quoted(text: str) -> str:
    # A JSON string without escapes above ASCII is a basic string of TOML, save for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
