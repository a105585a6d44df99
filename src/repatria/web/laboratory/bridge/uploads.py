"""Files that laboratories send, read by the engine's parsers: profiles, families and frequencies with findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from repatria.findings import Finding
from repatria.kinship import formats
from repatria.web.laboratory.reading import Loci

_UNREAD = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedMember:
    """One row of a pedigree file."""

    key: str
    father: str
    mother: str
    sex: str
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFamily:
    """One family of a pedigree file."""

    id: str
    members: Sequence[UploadedMember]


def read_profiles(
    data: bytes,
    *,
    kind: str,
    name: str,
    one_is_homozygous: bool,
) -> tuple[dict[str, Loci], list[Finding]]:
    """Samples of a file with the alleles read, locus by locus; mixtures and flawed rows are findings."""
    if kind == "codis":
        file, findings = formats.parse_codis(data, file=name)
        return _loci(file.profiles), list(findings)
    single = formats.SingleAllele.HOMOZYGOUS if one_is_homozygous else formats.SingleAllele.UNKNOWN_SECOND
    parse = formats.parse_genemapper if kind == "genemapper" else formats.parse_profiles
    read, findings = parse(data, single_allele=single, file=name)
    return _loci(read), list(findings)


def read_references(
    data: bytes, *, name: str, one_is_homozygous: bool
) -> tuple[dict[tuple[str, str], Loci], list[Finding]]:
    """Profiles of relatives in CSV with a column of families: (family, member) → alleles read."""
    single = formats.SingleAllele.HOMOZYGOUS if one_is_homozygous else formats.SingleAllele.UNKNOWN_SECOND
    read, findings = formats.parse_profiles(data, single_allele=single, file=name)
    families = read.families or ("",) * len(read)
    pairs = zip(families, read.ids, _rows(read), strict=True)
    return {(family, member): loci for family, member, loci in pairs}, list(findings)


def _loci(read: formats.ReadProfiles) -> dict[str, Loci]:
    return dict(zip(read.ids, _rows(read), strict=True))


def _rows(read: formats.ReadProfiles) -> Iterator[Loci]:
    for row in range(len(read)):
        loci: dict[str, list[str | None]] = {}
        for column, locus in enumerate(read.markers):
            first, second = (int(place) for place in read.reads[row, column])
            if first == _UNREAD:
                continue
            names = read.names[column]
            loci[locus] = [names[first], None if second == _UNREAD else names[second]]
        yield loci


def read_frequencies(data: bytes, *, name: str) -> tuple[dict[str, dict[str, float]], list[Finding]]:
    """Locus → allele → proportion of a table of frequencies."""
    panel, findings = formats.parse_frequencies(data, file=name)
    table = {
        marker.name: dict(zip(marker.alleles, map(float, marker.frequencies), strict=True)) for marker in panel.markers
    }
    return table, list(findings)


def read_families(data: bytes, *, name: str) -> tuple[list[UploadedFamily], list[Finding]]:
    """The families of a pedigree file: CSV with a header, one row a person."""
    drawn, findings = formats.parse_pedigrees(data, file=name)
    letters = {1: "M", 2: "F"}
    families = [
        UploadedFamily(
            id=one.id,
            members=[
                UploadedMember(
                    key=member.id,
                    father=member.father or "",
                    mother=member.mother or "",
                    sex=letters.get(int(member.sex), ""),
                    is_missing=member.id in one.missing,
                )
                for member in one.pedigree.members
            ],
        )
        for one in drawn
    ]
    return families, list(findings)


def as_table(loci: Mapping[str, Sequence[str | None]]) -> dict[str, str]:
    """Alleles as a page writes them: "12 13", "12 ?" where only one was read."""
    return {locus: " ".join(allele or "?" for allele in alleles) for locus, alleles in loci.items()}
