"""Profiles as a table: wide, a row for each sample, or long, a row for each sample and locus."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.kinship.formats.cells import read_cell
from repatria.kinship.formats.loci import is_known
from repatria.kinship.formats.reads import ReadProfiles, SingleAllele, assemble
from repatria.kinship.formats.text import Table, codes, find_columns, read_table, render_table, simplified
from repatria.kinship.formats.wording import Notes
from repatria.kinship.pedigree import Sex
from repatria.kinship.profiles import UNREAD

_FIELDS = {
    **dict.fromkeys(
        ("sample", "sampleid", "samplename", "id", "profile", "profileid", "body", "bodyid", "specimen", "specimenid",
         "person", "personid", "tag", "зразок", "образец", "проба", "профіль", "профиль"),
        "sample",
    ),
    **dict.fromkeys(("family", "familyid", "fid", "сімя", "родина", "семья"), "family"),
    **dict.fromkeys(("sex", "gender", "стать", "пол"), "sex"),
    **dict.fromkeys(("marker", "markername", "locus", "locusname", "system", "локус", "маркер"), "marker"),
}  # fmt: skip
_ALLELE = re.compile(r"(?:allele|allel|алель|аллель)(\d*)")
_ONE_OF_SEVERAL = re.compile(r"(.+?)[\s_.\-:]+(?:allele[\s_.]*)?([1-9])", re.IGNORECASE)


def parse_profiles(data: bytes, *, single_allele: SingleAllele, file: str = "") -> tuple[ReadProfiles, list[Finding]]:
    """Read a table of profiles in CSV or TSV, wide or long, as the header shows.

    Parameters
    ----------
    single_allele
        What one allele alone means; laboratories differ, so there is no default.

    Raises
    ------
    InputUnusable
        The file is no table, or names no samples or no loci.
    """
    notes = Notes(file)
    table = read_table(data, file, notes)
    found = find_columns(table.headers, _FIELDS)
    alleles = [place for place, header in enumerate(table.headers) if _ALLELE.fullmatch(simplified(header))]
    if "sample" not in found:
        raise InputUnusable(
            f"{file or 'file'}: no column names the sample. Call it 'sample' or 'id', with a header over every column."
        )
    if "marker" in found and alleles:
        return _long(table, found, alleles, notes, single_allele), notes.findings()
    return _wide(table, found, notes, single_allele), notes.findings()


def _wide(table: Table, found: dict[str, int], notes: Notes, single_allele: SingleAllele) -> ReadProfiles:
    groups = _locus_columns(table, set(found.values()), notes)
    if not groups:
        raise InputUnusable(
            f"{notes.file or 'file'}: no column is a locus. Give each locus a column with cells such as 12/14, or two."
        )
    ids, families = table.texts(found["sample"]), table.texts(found.get("family")) if "family" in found else []
    kept = _first_of_each(ids, families, table.rows, notes)
    frame = table.frame[kept]
    cells = {
        name: frame.select(pl.concat_str([pl.col(str(place)) for place in places], separator="/")).to_series()
        if len(places) > 1
        else frame[str(places[0])]
        for name, places in groups
    }
    sexes = table.texts(found.get("sex")) if "sex" in found else []
    return assemble(
        [ids[place] for place in kept],
        table.rows[kept],
        dict(cells),
        notes=notes,
        single_allele=single_allele,
        sexes=[sexes[place] for place in kept] if sexes else (),
        families=[families[place] for place in kept] if families else (),
    )


def _first_of_each(
    ids: Sequence[str], families: Sequence[str], rows: NDArray[np.int32], notes: Notes
) -> NDArray[np.int64]:
    """Places of rows that name a sample for the first time."""
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for place, sample in enumerate(ids):
        key = (families[place] if families else "", sample)
        if not sample:
            notes.add("sample-id-missing", row=int(rows[place]), field="sample")
        elif key in seen:
            notes.add("sample-twice", row=int(rows[place]), field="sample", sample=sample, other_row=seen[key])
        else:
            seen[key] = int(rows[place])
            kept.append(place)
    return np.array(kept, dtype=np.int64)


def _locus_columns(table: Table, taken: set[int], notes: Notes) -> list[tuple[str, list[int]]]:
    """Each locus with its columns: one, or several called ``D3S1358_1`` and ``D3S1358_2``, or alike, or nothing."""
    groups: dict[str, list[int]] = {}
    bases = _bases(table.headers)
    last = ""
    for place, header in enumerate(table.headers):
        if place in taken:
            last = ""
        elif not header:
            # A cell that was merged with the one before it.
            if last and is_known(last):
                groups[last].append(place)
        else:
            last = bases.get(place, header)
            groups.setdefault(last, []).append(place)
    kept = []
    for name, places in groups.items():
        if is_known(name) or len(places) > 1 or _holds_pairs(table.column(places[0])):
            kept.append((name, places))
        else:
            notes.add("column-not-a-locus", field=name[:60], header=name[:60])
    return kept


def _bases(headers: Sequence[str]) -> dict[int, str]:
    """Place → the locus that the header is one column of several of."""
    split = {place: match for place, header in enumerate(headers) if (match := _ONE_OF_SEVERAL.fullmatch(header))}
    numbers: dict[str, set[str]] = {}
    for match in split.values():
        numbers.setdefault(match[1], set()).add(match[2])
    # A spreadsheet's "FGA", "FGA.1" counts as one and two.
    plain = set(headers)
    return {
        place: match[1]
        for place, match in split.items()
        if len(numbers[match[1]]) > 1 or (match[1] in plain and match[2] == "1")
    }


def _holds_pairs(column: pl.Series) -> bool:
    different, _codes = codes(column)
    cells = [read_cell(text) for text in different[:1000] if text]
    n_pairs = sum(len(cell.alleles) == 2 for cell in cells)
    return bool(n_pairs) and n_pairs * 2 >= len(cells)


def _long(
    table: Table, found: dict[str, int], alleles: list[int], notes: Notes, single_allele: SingleAllele
) -> ReadProfiles:
    joined = table.frame.select(pl.concat_str([pl.col(str(place)) for place in alleles], separator="/")).to_series()
    samples, markers = table.texts(found["sample"]), table.texts(found["marker"])
    families = table.texts(found.get("family"))
    sexes = table.texts(found.get("sex"))
    return from_long(
        samples, markers, joined.to_list(), table.rows, notes=notes, single_allele=single_allele,
        sexes=sexes if "sex" in found else (), families=families if "family" in found else (),
    )  # fmt: skip


def from_long(
    samples: Sequence[str],
    markers: Sequence[str],
    cells: Sequence[str],
    rows: NDArray[np.int32],
    *,
    notes: Notes,
    single_allele: SingleAllele,
    sexes: Sequence[str] = (),
    families: Sequence[str] = (),
    known: Mapping[str, int] | None = None,
) -> ReadProfiles:
    """Profiles from a row for each sample and locus; a locus with two different rows is left out.

    ``known``: sample → row of those that come first, with or without loci.
    """
    place_of = {("", sample): place for place, sample in enumerate(known or {})}
    first_rows: list[int] = list((known or {}).values())
    stated = [""] * len(first_rows)
    texts: dict[str, dict[int, str]] = {}
    for index, (sample, marker, cell) in enumerate(zip(samples, markers, cells, strict=True)):
        row = int(rows[index])
        if not sample:
            notes.add("sample-id-missing", row=row, field="sample")
            continue
        key = (families[index] if families else "", sample)
        place = place_of.setdefault(key, len(place_of))
        if place == len(first_rows):
            first_rows.append(row)
            stated.append(sexes[index] if sexes else "")
        if not marker:
            notes.add("locus-without-name", row=row, field="marker", sample=sample)
            continue
        of_marker = texts.setdefault(marker, {})
        if read_cell(of_marker.get(place, cell)) != read_cell(cell):
            notes.add("locus-read-twice", row=row, field=marker[:60], sample=sample, locus=marker[:60])
            cell = ""  # noqa: PLW2901  # two readings that differ are no reading
        of_marker[place] = cell
    n = len(place_of)
    columns = {
        marker: pl.Series([of_marker.get(place, "") for place in range(n)], dtype=pl.String)
        for marker, of_marker in texts.items()
    }
    return assemble(
        [sample for _family, sample in place_of],
        np.array(first_rows, dtype=np.int32),
        columns,
        notes=notes,
        single_allele=single_allele,
        sexes=stated if sexes else (),
        families=[family for family, _sample in place_of] if families else (),
    )


_LETTER = {Sex.UNKNOWN: "", Sex.MALE: "M", Sex.FEMALE: "F"}


def render_profiles(read: ReadProfiles) -> bytes:
    """A wide CSV: sample, sex, a column for each locus; ``12/-`` where the second allele was not read."""
    headers = [*(["family"] if read.families else []), "sample", "sex", *read.markers]
    columns: list[Sequence[str]] = [list(read.families)] if read.families else []
    columns += [list(read.ids), [_LETTER[Sex(sex)] for sex in read.sexes]]
    columns += [_cells(names, read.reads[:, place]) for place, names in enumerate(read.names)]
    return render_table(headers, list(zip(*columns, strict=True)))


def _cells(names: Sequence[str], reads: NDArray[np.int16]) -> list[str]:
    said = ["-", *names]
    n = len(said)
    genotypes = [f"{first}/{second}" if place else "" for place, first in enumerate(said) for second in said]
    first, second = reads.astype(np.int64).T - UNREAD
    return [genotypes[code] for code in (first * n + second).tolist()]
