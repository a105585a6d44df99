"""Frequency tables: wide (a column a locus), long (a row an allele), and the lists that Familias imports."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.kinship.formats.cells import allele_name
from repatria.kinship.formats.loci import AMELOGENIN, canonical, chromosome_of, is_on_y
from repatria.kinship.formats.text import Table, decode, find_columns, read_table, render_table, simplified
from repatria.kinship.formats.wording import Notes
from repatria.kinship.markers import FREQUENCY_TOLERANCE, Chromosome, Marker, Panel

SUM_NOTED = 1e-9
_FIELDS = {
    **dict.fromkeys(("marker", "markername", "locus", "locusname", "system", "локус", "маркер"), "marker"),
    **dict.fromkeys(("allele", "allel", "alleles", "алель", "аллель"), "allele"),
    **dict.fromkeys(("frequency", "freq", "frequencies", "частота"), "frequency"),
    **dict.fromkeys(("chromosome", "chrom", "хромосома"), "chromosome"),
}
_COUNTS = frozenset({"n", "2n", "count", "samplesize", "size", "total", "sum", "кількість"})
_Rows = dict[str, list[tuple[str, str, int]]]


def parse_frequencies(data: bytes, *, rescale: bool = False, file: str = "") -> tuple[Panel, list[Finding]]:
    """Read a frequency table of any of the three layouts, as its first lines show.

    A locus whose frequencies do not sum to 1 within 1e-6 is left out, with the sum named, unless ``rescale`` says
    that they are to be divided by it.  A frequency of 0 says that the table does not hold the allele.

    Raises
    ------
    InputUnusable
        The file is no table, or no locus of it can be used.
    """
    notes = Notes(file)
    chromosomes: dict[str, Chromosome] = {}
    by_locus = _familias_list(decode(data, file, Notes(file)))
    if by_locus is None:
        table = read_table(data, file, notes)
        found = find_columns(table.headers, _FIELDS)
        if {"marker", "allele", "frequency"} <= found.keys():
            by_locus, chromosomes = _long(table, found)
        elif "allele" in found:
            by_locus = _wide(table, found["allele"], notes)
        else:
            raise InputUnusable(
                f"{file or 'file'}: not a frequency table. The header is 'Allele' and the loci, or marker, allele and "
                "frequency; or each locus stands alone above its alleles."
            )
    markers = _markers(by_locus, chromosomes, rescale, notes)
    if not markers:
        flaws = "; ".join(each.text() for each in notes.findings()[:3])
        raise InputUnusable(f"{file or 'file'}: no locus has usable frequencies. {flaws}".strip())
    return Panel(markers=tuple(markers)), notes.findings()


def _familias_list(text: str) -> _Rows | None:
    """Locus alone on a line, then an allele and its frequency a line; ``None`` if the file is not laid out so."""
    by_locus: _Rows = {}
    locus = ""
    for number, line in enumerate(text.split("\n"), start=1):
        cells = line.split("\t") if "\t" in line else line.rsplit(maxsplit=1)
        cells = [cell.strip().strip('"') for cell in cells if cell.strip()]
        if not cells:
            continue
        if len(cells) == 1 and ("," not in cells[0] and ";" not in cells[0]):
            locus = cells[0]
            by_locus.setdefault(locus, [])
        elif len(cells) == 2 and not locus and len(canonical(" ".join(cells)).split()) <= 2 and _is_spaced_locus(cells):
            locus = " ".join(cells)
            by_locus.setdefault(locus, [])
        elif len(cells) == 2 and locus and _number(cells[1]) is not None:
            by_locus[locus].append((cells[0], cells[1], number))
        elif len(cells) == 2 and locus and _is_spaced_locus(cells):
            locus = " ".join(cells)
            by_locus.setdefault(locus, [])
        else:
            return None
    usable = {locus: rows for locus, rows in by_locus.items() if rows}
    return usable or None


def _is_spaced_locus(cells: Sequence[str]) -> bool:
    return cells[0].casefold() == "penta" and len(cells[1]) == 1


def _long(table: Table, found: Mapping[str, int]) -> tuple[_Rows, dict[str, Chromosome]]:
    by_locus: _Rows = {}
    chromosomes: dict[str, Chromosome] = {}
    columns = [table.texts(found.get(name)) for name in ("marker", "allele", "frequency", "chromosome")]
    for marker, allele, frequency, chromosome, row in zip(*columns, table.rows.tolist(), strict=True):
        if marker:
            by_locus.setdefault(marker, []).append((allele, frequency, row))
        if chromosome.casefold() in ("x", "autosomal"):
            chromosomes[marker] = Chromosome.X if chromosome.casefold() == "x" else Chromosome.AUTOSOMAL
    return by_locus, chromosomes


def _wide(table: Table, allele_at: int, notes: Notes) -> _Rows:
    alleles, rows = table.texts(allele_at), table.rows.tolist()
    is_count = [simplified(allele) in _COUNTS for allele in alleles]
    for row, each in zip(rows, is_count, strict=True):
        if each:
            notes.add("frequency-row-set-aside", row=row)
    return {
        header: [
            (allele, cell, row)
            for allele, cell, row, each in zip(alleles, table.texts(place), rows, is_count, strict=True)
            if cell not in ("", "-") and not each
        ]
        for place, header in enumerate(table.headers)
        if place != allele_at and header
    }


def _markers(by_locus: _Rows, chromosomes: Mapping[str, Chromosome], rescale: bool, notes: Notes) -> list[Marker]:
    markers: dict[str, Marker] = {}
    n_commas = 0
    for spelled, rows in by_locus.items():
        locus = canonical(spelled)
        if locus != spelled:
            notes.add("locus-respelled", field=locus, spelling=spelled[:40], locus=locus, n=1)
        if locus == AMELOGENIN or is_on_y(locus) or not rows:
            notes.add("locus-without-frequencies", field=locus, locus=locus)
        elif locus in markers:
            notes.add("locus-twice", field=locus, locus=locus)
        else:
            n_commas += sum("," in frequency for _allele, frequency, _row in rows)
            chromosome = chromosomes.get(spelled, chromosome_of(locus))
            marker = _marker(locus, rows, chromosome, rescale, notes)
            if marker is not None:
                markers[locus] = marker
    if n_commas:
        notes.add("decimal-comma", n=n_commas)
    return list(markers.values())


def _marker(
    locus: str, rows: Sequence[tuple[str, str, int]], chromosome: Chromosome, rescale: bool, notes: Notes
) -> Marker | None:
    by_allele: dict[str, float] = {}
    for allele, said, row in rows:
        name, frequency = allele_name(allele), _number(said)
        if name is None:
            notes.add("frequency-allele-unusable", row=row, field=locus, locus=locus)
            return None
        if frequency is None:
            notes.add("frequency-unreadable", row=row, field=locus, locus=locus)
            return None
        if name in by_allele:
            notes.add("frequency-twice", row=row, field=locus, locus=locus)
            return None
        by_allele[name] = frequency
    held = {name: frequency for name, frequency in by_allele.items() if frequency > 0}
    frequencies = settled_frequencies(np.array(list(held.values())), locus, rescale, notes)
    if frequencies is None:
        return None
    return Marker(name=locus, alleles=tuple(held), frequencies=frequencies, chromosome=chromosome)


def settled_frequencies(
    frequencies: np.ndarray[tuple[int], np.dtype[np.float64]], locus: str, rescale: bool, notes: Notes
) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """Frequencies that sum to 1 as closely as a :class:`Marker` asks, or ``None`` with the sum noted."""
    total = math.fsum(frequencies.tolist())
    said = f"{total:.12g}"
    if len(frequencies) == 0 or (abs(total - 1) > FREQUENCY_TOLERANCE and not (rescale and total > 0)):
        notes.add("frequencies-sum", field=locus, locus=locus, total=said)
        return None
    if abs(total - 1) > FREQUENCY_TOLERANCE:
        notes.add("frequencies-rescaled", field=locus, locus=locus, total=said)
        return frequencies / total
    if abs(total - 1) > SUM_NOTED:
        notes.add("frequencies-sum-near-one", field=locus, locus=locus, total=said)
    return frequencies


def _number(text: str) -> float | None:
    """A proportion, with a point or a comma."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def render_frequencies(panel: Panel) -> bytes:
    """The long table: marker, chromosome, allele, frequency, in full precision.

    Raises
    ------
    ValueError
        A marker has a silent allele, which a table of frequencies has no place for.
    """
    rows = []
    for marker in panel.markers:
        if marker.has_silent:
            raise ValueError(f"marker {marker.name}: a silent allele has no place in a frequency table")
        for allele, frequency in zip(marker.alleles, marker.frequencies.tolist(), strict=True):
            rows.append([marker.name, marker.chromosome.value, allele, repr(frequency)])
    return render_table(["marker", "chromosome", "allele", "frequency"], rows)


def render_frequencies_wide(panel: Panel) -> bytes:
    """The wide table: a row an allele, a column a marker, as laboratories exchange them."""
    names = sorted({allele for marker in panel.markers for allele in marker.alleles}, key=_ladder)
    by_marker = [dict(zip(m.alleles, m.frequencies.tolist(), strict=True)) for m in panel.markers]
    rows = [[name, *(repr(each[name]) if name in each else "" for each in by_marker)] for name in names]
    return render_table(["Allele", *panel.names], rows)


def _ladder(name: str) -> tuple[float, str]:
    try:
        return float(name), name
    except ValueError:
        return math.inf, name
