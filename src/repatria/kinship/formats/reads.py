"""Profiles as they were read: allele names, before any frequency table says which of them it knows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.findings import Finding
from repatria.kinship.formats.cells import Cell, ReadFlag, allele_name, read_amelogenin, read_cell, read_sex
from repatria.kinship.formats.loci import AMELOGENIN, canonical, is_on_y, normalized
from repatria.kinship.formats.text import codes
from repatria.kinship.formats.wording import Notes
from repatria.kinship.markers import Chromosome, Marker, Panel
from repatria.kinship.pedigree import Sex
from repatria.kinship.profiles import UNREAD, Profiles

DEFAULT_MIN_LOCI = 8


class SingleAllele(StrEnum):
    """What one allele alone at a locus means: the importer says it, nothing is guessed.

    A second allele that the file itself marks as not read (0, -9, OL, <6, ?) is unknown under either.
    """

    UNKNOWN_SECOND = "second allele unknown"
    HOMOZYGOUS = "homozygous"


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadProfiles:
    """Samples as a file gives them.

    ``reads``: int16 of shape (n_samples, n_markers, 2), places in the marker's ``names``, :data:`UNREAD` as in
    :class:`Profiles`.  ``flags``: :class:`ReadFlag`, uint8 of shape (n_samples, n_markers).  ``sexes``: int8 of shape
    (n_samples,), from the stated sex and Amelogenin.  ``rows``: row in ``file``.  ``families``: the family of each
    sample, or empty; ids are then the family's own.  ``refused``: ids of mixtures, which are not among ``ids``.
    """

    ids: tuple[str, ...]
    sexes: NDArray[np.int8]
    markers: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    reads: NDArray[np.int16]
    flags: NDArray[np.uint8]
    rows: NDArray[np.int32]
    families: tuple[str, ...] = ()
    refused: tuple[str, ...] = field(default=())
    file: str = ""

    def __post_init__(self) -> None:
        n, m = len(self.ids), len(self.markers)
        if self.reads.shape != (n, m, 2) or self.flags.shape != (n, m) or len(self.names) != m:
            raise ValueError(f"expected reads of shape ({n}, {m}, 2), got {self.reads.shape}")
        if self.sexes.shape != (n,) or self.rows.shape != (n,) or len(self.families) not in (0, n):
            raise ValueError(f"expected a sex and a row for each of {n} samples")

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {sample: place for place, sample in reversed(list(enumerate(self.ids)))}

    def genotype(self, sample: str, marker: str) -> tuple[str | None, str | None] | None:
        """The two names read, the second ``None`` where it is not known; ``None`` where nothing was read."""
        column = self.markers.index(marker)
        first, second = self.reads[self._index[sample], column].tolist()
        if first == UNREAD:
            return None
        return self.names[column][first], None if second == UNREAD else self.names[column][second]


def assemble(
    ids: Sequence[str],
    rows: NDArray[np.int32],
    cells: Mapping[str, pl.Series],
    *,
    notes: Notes,
    single_allele: SingleAllele,
    sexes: Sequence[str] = (),
    families: Sequence[str] = (),
) -> ReadProfiles:
    """Read the cells of every locus: what all formats of profiles have in common.

    ``cells``: for each locus, as the file spells it, the text of every sample (``12/14``).
    """
    stated = _stated_sexes(sexes, ids, rows, notes)
    usual = dict(zip(cells, normalized(cells, notes), strict=True))
    amelogenin: pl.Series | None = None
    columns: dict[str, tuple[tuple[str, ...], NDArray[np.int16], NDArray[np.uint8]]] = {}
    for spelled, texts in cells.items():
        locus = usual[spelled]
        if locus in columns or (locus == AMELOGENIN and amelogenin is not None):
            notes.add("locus-twice", field=locus, locus=locus)
        elif locus == AMELOGENIN:
            amelogenin = texts
        elif is_on_y(locus):
            notes.add("locus-on-y", field=locus, locus=locus)
        else:
            columns[locus] = _read_column(texts, single_allele)
    if amelogenin is not None:
        _add_amelogenin(stated, amelogenin, ids, rows, notes, single_allele)
    n, markers = len(ids), tuple(columns)
    reads = np.full((n, len(markers), 2), UNREAD, dtype=np.int16)
    flags = np.zeros((n, len(markers)), dtype=np.uint8)
    for place, (_names, read, flag) in enumerate(columns.values()):
        reads[:, place], flags[:, place] = read, flag
    _note_flags(flags, markers, ids, rows, notes)
    _note_singles(flags, single_allele, notes)
    is_mixture = _mixtures(flags, ids, rows, notes)
    for place in np.flatnonzero(~is_mixture & ~(reads[:, :, 0] != UNREAD).any(axis=1)).tolist():
        notes.add("sample-empty", row=int(rows[place]), sample=ids[place])
    kept: list[int] = np.flatnonzero(~is_mixture).tolist()
    return ReadProfiles(
        ids=tuple(ids[place] for place in kept),
        sexes=stated[kept],
        markers=markers,
        names=tuple(column[0] for column in columns.values()),
        reads=reads[kept],
        flags=flags[kept],
        rows=rows[kept],
        families=tuple(families[place] for place in kept) if families else (),
        refused=tuple(ids[place] for place in np.flatnonzero(is_mixture).tolist()),
        file=notes.file,
    )


def _stated_sexes(sexes: Sequence[str], ids: Sequence[str], rows: NDArray[np.int32], notes: Notes) -> NDArray[np.int8]:
    stated = np.zeros(len(ids), dtype=np.int8)
    read = {text: read_sex(text) for text in set(sexes)}
    for place, text in enumerate(sexes):
        sex = read[text]
        if sex is None:
            notes.add("sample-sex-unreadable", row=int(rows[place]), field="sex", sample=ids[place])
        else:
            stated[place] = sex
    return stated


def _read_column(
    texts: pl.Series, single_allele: SingleAllele
) -> tuple[tuple[str, ...], NDArray[np.int16], NDArray[np.uint8]]:
    """Each different text is read once: a column of 180,000 cells has a few hundred of them."""
    different, of_cell = codes(texts)
    read = [read_cell(text) for text in different]
    names = tuple(sorted({allele for cell in read for allele in cell.alleles}, key=_by_size))
    place = {name: index for index, name in enumerate(names)}
    pairs = np.full((len(read), 2), UNREAD, dtype=np.int16)
    flags = np.zeros(len(read), dtype=np.uint8)
    for index, cell in enumerate(read):
        flags[index] = cell.flags
        if cell.alleles:
            pairs[index] = _pair(cell, place, single_allele)
            if len(cell.alleles) == 1 and not cell.is_second_unread:
                flags[index] |= ReadFlag.SINGLE
    return names, pairs[of_cell], flags[of_cell]


def _pair(cell: Cell, place: Mapping[str, int], single_allele: SingleAllele) -> tuple[int, int]:
    first = place[cell.alleles[0]]
    if len(cell.alleles) == 2:
        return first, place[cell.alleles[1]]
    is_homozygous = single_allele is SingleAllele.HOMOZYGOUS and not cell.is_second_unread
    return first, first if is_homozygous else UNREAD


def _is_number(name: str) -> bool:
    return name.replace(".", "", 1).isdecimal()


def _by_size(name: str) -> tuple[float, str]:
    try:
        return float(name), name
    except ValueError:
        return float("inf"), name


def _add_amelogenin(
    stated: NDArray[np.int8],
    texts: pl.Series,
    ids: Sequence[str],
    rows: NDArray[np.int32],
    notes: Notes,
    single_allele: SingleAllele,
) -> None:
    """Amelogenin fills the unknown sexes; where it contradicts a stated one, neither is believed."""
    one_is_homozygous = single_allele is SingleAllele.HOMOZYGOUS
    read = {text: read_amelogenin(text, one_is_homozygous=one_is_homozygous) for text in texts.unique().to_list()}
    for place, text in enumerate(texts.to_list()):
        sex = read[text]
        if sex is None:
            notes.add("amelogenin-unreadable", row=int(rows[place]), field=AMELOGENIN, sample=ids[place])
        elif sex is not Sex.UNKNOWN and stated[place] == Sex.UNKNOWN:
            stated[place] = sex
        elif sex is not Sex.UNKNOWN and stated[place] != sex:
            notes.add("sex-contradicts-amelogenin", row=int(rows[place]), field=AMELOGENIN, sample=ids[place])
            stated[place] = Sex.UNKNOWN


_CODES = {
    ReadFlag.OFF_LADDER: "allele-off-ladder",
    ReadFlag.OUTSIDE_LADDER: "allele-outside-ladder",
    ReadFlag.DOUBTFUL: "allele-doubtful",
    ReadFlag.UNREADABLE: "allele-unreadable",
    ReadFlag.AMBIGUOUS: "allele-ambiguous",
    ReadFlag.THREE_ALLELES: "three-alleles",
}


def _note_flags(
    flags: NDArray[np.uint8], markers: Sequence[str], ids: Sequence[str], rows: NDArray[np.int32], notes: Notes
) -> None:
    for flag, code in _CODES.items():
        for sample, marker in np.argwhere(flags & flag).tolist():
            locus = markers[marker]
            notes.add(code, row=int(rows[sample]), field=locus, sample=ids[sample], locus=locus)
    for marker, n in enumerate((flags & ReadFlag.RESPELLED != 0).sum(axis=0)):
        if n:
            notes.add("allele-respelled", field=markers[marker], locus=markers[marker], n=int(n))


def _note_singles(flags: NDArray[np.uint8], single_allele: SingleAllele, notes: Notes) -> None:
    n = int(np.count_nonzero(flags & ReadFlag.SINGLE))
    is_homozygous = single_allele is SingleAllele.HOMOZYGOUS
    if n:
        notes.add("single-allele-homozygous" if is_homozygous else "single-allele-unknown", n=n)


def _mixtures(flags: NDArray[np.uint8], ids: Sequence[str], rows: NDArray[np.int32], notes: Notes) -> NDArray[np.bool_]:
    n_by_sample = (flags & ReadFlag.THREE_ALLELES != 0).sum(axis=1)
    for place in np.flatnonzero(n_by_sample >= 2).tolist():
        notes.add("mixture-profile", row=int(rows[place]), sample=ids[place], n_loci=int(n_by_sample[place]))
    is_mixture: NDArray[np.bool_] = n_by_sample >= 2
    return is_mixture


def in_panel(read: ReadProfiles, panel: Panel, *, min_loci: int = DEFAULT_MIN_LOCI) -> tuple[Profiles, list[Finding]]:
    """The samples as places in the alleles of a panel, in the same order.

    A locus with an allele that the panel does not hold is left unread: to guess its frequency would invent evidence.
    :func:`unknown_alleles` says which they are, so that they can be given a minimum frequency first.
    """
    notes = Notes(read.file)
    alleles = places_in_panel(read, panel, notes, min_loci=min_loci)
    return Profiles(ids=read.ids, alleles=alleles), notes.findings()


def unknown_alleles(read: ReadProfiles, panel: Panel) -> dict[str, tuple[str, ...]]:
    """For each marker of the panel, the alleles read somewhere that the panel does not hold.

    A letter at a marker whose alleles are all numbers of repeats is a slip of a hand and no rare allele: let in, it
    would take the step-wise models from everybody's marker.  Such a read stays unread, with its finding.
    """
    found: dict[str, tuple[str, ...]] = {}
    by_locus = {canonical(marker.name): marker for marker in panel.markers}
    for place, (locus, names) in enumerate(zip(read.markers, read.names, strict=True)):
        if locus in by_locus:
            known = _known(by_locus[locus])
            used = set(read.reads[:, place].ravel().tolist())
            is_counted = all(_is_number(name) for name in known)
            new = (name for at, name in enumerate(names) if at in used and name not in known)
            if unknown := tuple(name for name in new if _is_number(name) or not is_counted):
                found[by_locus[locus].name] = unknown
    return found


def _known(marker: Marker) -> dict[str, int]:
    """Alleles that can be read, in their usual spelling; a silent one is never read."""
    visible = marker.alleles[:-1] if marker.has_silent else marker.alleles
    return {allele_name(allele) or allele: place for place, allele in enumerate(visible)} | {
        allele: place for place, allele in enumerate(visible)
    }


def places_in_panel(read: ReadProfiles, panel: Panel, notes: Notes, *, min_loci: int) -> NDArray[np.int16]:
    """Allele places, int16 of shape (n_samples, n_markers of the panel, 2), with what does not fit noted."""
    alleles = np.full((len(read), len(panel), 2), UNREAD, dtype=np.int16)
    column_of = {canonical(marker.name): place for place, marker in enumerate(panel.markers)}
    for place, locus in enumerate(read.markers):
        column = column_of.get(locus)
        if column is None:
            n = int(np.count_nonzero(read.reads[:, place, 0] != UNREAD))
            notes.add("locus-not-in-panel", field=locus, locus=locus, n=n)
            continue
        alleles[:, column] = _places(read, place, panel.markers[column], notes)
    n_loci = (alleles[:, :, 0] != UNREAD).sum(axis=1)
    for sample in np.flatnonzero(n_loci < min_loci):
        row = int(read.rows[sample])
        n = int(n_loci[sample])
        notes.add("profile-under-minimum", row=row, sample=read.ids[sample], n_loci=n, minimum=min_loci)
    return alleles


def _places(read: ReadProfiles, place: int, marker: Marker, notes: Notes) -> NDArray[np.int16]:
    known, names, locus = _known(marker), read.names[place], read.markers[place]
    unknown = np.array([name not in known for name in names] + [False])
    table = np.array([known.get(name, UNREAD) for name in names] + [UNREAD], dtype=np.int16)
    reads = read.reads[:, place]
    # UNREAD is -1: it takes the last entry of both tables.
    found, is_unknown = table[reads], unknown[reads].any(axis=1)
    if is_unknown.any():
        samples = np.flatnonzero(is_unknown)
        for sample in samples:
            notes.add(
                "allele-not-in-table", row=int(read.rows[sample]), field=locus, sample=read.ids[sample], locus=locus
            )
        counts = Counter(name for s in samples for name in {names[each] for each in reads[s] if unknown[each]})
        for name, n in sorted(counts.items(), key=lambda item: _by_size(item[0])):
            notes.add("alleles-not-in-table", field=locus, locus=locus, allele=name, n=n)
        found[is_unknown] = UNREAD
    if marker.chromosome is Chromosome.X:
        _settle_males(found, read, locus, notes)
    return found


def _settle_males(found: NDArray[np.int16], read: ReadProfiles, locus: str, notes: Notes) -> None:
    is_male = (read.sexes == Sex.MALE) & (found[:, 0] != UNREAD)
    is_single = is_male & (found[:, 1] == UNREAD)
    found[is_single, 1] = found[is_single, 0]
    for sample in np.flatnonzero(is_male & (found[:, 0] != found[:, 1])):
        row = int(read.rows[sample])
        notes.add("x-two-alleles-in-male", row=row, field=locus, sample=read.ids[sample], locus=locus)
        found[sample] = UNREAD


def as_read(profiles: Profiles, panel: Panel, *, sexes: NDArray[np.int8] | None = None) -> ReadProfiles:
    """Profiles of a panel under their alleles' names, to be written."""
    n = len(profiles)
    return ReadProfiles(
        ids=profiles.ids,
        sexes=np.zeros(n, dtype=np.int8) if sexes is None else sexes,
        markers=tuple(canonical(name) for name in panel.names),
        names=tuple(marker.alleles for marker in panel.markers),
        reads=profiles.alleles,
        flags=np.zeros(profiles.alleles.shape[:2], dtype=np.uint8),
        rows=np.arange(2, n + 2, dtype=np.int32),
    )
