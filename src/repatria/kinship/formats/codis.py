"""CODIS CMF 3.x in XML, as laboratories' programs write it: read by local names, never by place.

Two dialects are met: the header's elements directly under ``CODISImportFile``, and inside a ``HEADER`` under another
root and namespace.  Facts of the format: the CODIS interface specification as implemented in NCBI's OSIRIS.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

import defusedxml.ElementTree
import numpy as np
from defusedxml.common import DefusedXmlException

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.kinship.formats.loci import AMELOGENIN, is_on_y
from repatria.kinship.formats.profiles import from_long
from repatria.kinship.formats.reads import ReadProfiles, SingleAllele
from repatria.kinship.formats.text import MAX_FILE_BYTES
from repatria.kinship.formats.wording import Notes
from repatria.kinship.pedigree import Sex

NAMESPACE = "urn:CODISImportFile-schema"
_HEADER = {
    "HEADERVERSION": "version",
    "MESSAGEVERSION": "version",
    "DESTINATIONORI": "destination",
    "SOURCELAB": "source",
    "SOURCEORI": "source",
    "SUBMITBYUSERID": "submitted_by",
    "MSGCREATORUSERID": "submitted_by",
    "SUBMITDATETIME": "submitted_at",
    "MESSAGEDATETIME": "submitted_at",
    "BATCHID": "batch",
    "KIT": "kit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodisHeader:
    """Who sent what to whom; texts as in the file, "" where it has none."""

    version: str = "3.2"
    destination: str = ""
    source: str = ""
    submitted_by: str = ""
    submitted_at: str = ""
    batch: str = ""
    kit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """What a file says of a specimen beside its alleles."""

    id: str
    category: str = ""
    case: str = ""
    comment: str = ""
    is_partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodisFile:
    """A header, the specimens, and their profiles under the specimens' ids (mixtures and nameless ones excepted)."""

    header: CodisHeader
    specimens: tuple[Specimen, ...]
    profiles: ReadProfiles


def parse_codis(data: bytes, *, file: str = "") -> tuple[CodisFile, list[Finding]]:
    """Read a CMF file; rows of findings are places of specimens, counted from 1.

    One ALLELE means homozygous, as the format has it; a finding says how many loci that were.

    Raises
    ------
    InputUnusable
        No XML, a document type or an entity is declared (they are never followed), or there is no specimen.
    """
    root = _root(data, file or "file")
    notes = Notes(file)
    specimens: dict[str, Specimen] = {}
    places: dict[str, int] = {}
    samples: list[str] = []
    loci: list[str] = []
    cells: list[str] = []
    rows: list[int] = []
    elements = [each for each in root.iter() if _local(each) == "SPECIMEN"]
    if not elements:
        raise InputUnusable(f"{file or 'file'}: no SPECIMEN in it: it is no CODIS import file (CMF 3.x).")
    for place, element in enumerate(elements, start=1):
        specimen = _specimen(element, place, notes)
        if specimen is None:
            continue
        if specimen.id in specimens:
            notes.add("sample-twice", row=place, sample=specimen.id, other_row=places[specimen.id])
            continue
        specimens[specimen.id], places[specimen.id] = specimen, place
        for locus, cell in _loci(element, specimen.id, place, notes):
            samples.append(specimen.id)
            loci.append(locus)
            cells.append(cell)
            rows.append(place)
    profiles = from_long(
        samples,
        loci,
        cells,
        np.array(rows, dtype=np.int32),
        notes=notes,
        single_allele=SingleAllele.HOMOZYGOUS,
        known=places,
    )
    read = CodisFile(header=_header(root), specimens=tuple(specimens.values()), profiles=profiles)
    return read, notes.findings()


def _root(data: bytes, file: str) -> Element:
    if len(data) > MAX_FILE_BYTES:
        raise InputUnusable(f"{file}: larger than {MAX_FILE_BYTES // 1024**2} MiB. Split it into several files.")
    try:
        root: Element = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise InputUnusable(
            f"{file}: the XML declares a document type or entities. They are never followed; write the file without."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise InputUnusable(
            f"{file}: this is no whole XML file. Export it again from the program it comes from."
        ) from error
    return root


def _local(element: Element) -> str:
    """The name without its namespace, in capitals; "" for a comment."""
    return element.tag.rpartition("}")[2].upper() if isinstance(element.tag, str) else ""


def _children(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element if _local(each) == name)


def _text(element: Element, name: str) -> str:
    return next(((each.text or "").strip() for each in _children(element, name)), "")


def _header(root: Element) -> CodisHeader:
    found: dict[str, str] = {}
    within = [root, *_children(root, "HEADER")]
    for element in (each for parent in within for each in parent):
        field = _HEADER.get(_local(element))
        if field is not None and (element.text or "").strip():
            found.setdefault(field, (element.text or "").strip())
    return CodisHeader(**found)


def _specimen(element: Element, place: int, notes: Notes) -> Specimen | None:
    name = _text(element, "SPECIMENID")
    if not name:
        notes.add("specimen-without-id", row=place, place=place)
        return None
    category = _text(element, "SPECIMENCATEGORY")
    if not category:
        notes.add("specimen-without-category", row=place, sample=name)
    said = {key.rpartition("}")[2].upper(): value.strip() for key, value in element.attrib.items()}
    return Specimen(
        id=name,
        category=category,
        case=said.get("CASEID", ""),
        comment=_text(element, "SPECIMENCOMMENT"),
        is_partial=said.get("PARTIAL", "").casefold() in ("true", "1", "yes"),
    )


def _loci(element: Element, sample: str, place: int, notes: Notes) -> Iterator[tuple[str, str]]:
    for locus in _children(element, "LOCUS"):
        name = _text(locus, "LOCUSNAME")
        values = [_text(allele, "ALLELEVALUE") or (allele.text or "").strip() for allele in _children(locus, "ALLELE")]
        values = [value for value in values if value]
        if not name:
            notes.add("locus-without-name", row=place, sample=sample)
        elif not values:
            notes.add("locus-without-alleles", row=place, field=name[:60], sample=sample, locus=name[:60])
        else:
            # A value holds no slash; whatever does is no allele and is noted as such.
            yield name, "/".join(value.replace("/", "\\") for value in values)


_LENGTHS = {"destination": 10, "source": 10, "submitted_by": 20, "batch": 32, "id": 24, "category": 21, "case": 32}
_LENGTHS |= {"comment": 255, "allele": 10}
_ELEMENTS = (
    ("HEADERVERSION", "version"),
    ("MESSAGETYPE", ""),
    ("DESTINATIONORI", "destination"),
    ("SOURCELAB", "source"),
    ("SUBMITBYUSERID", "submitted_by"),
    ("SUBMITDATETIME", "submitted_at"),
    ("BATCHID", "batch"),
    ("KIT", "kit"),
)


def render_codis(codis: CodisFile) -> bytes:
    """Write CMF 3.2; a homozygote's allele stands once, a man's sex as Amelogenin X and Y.

    Raises
    ------
    ValueError
        A field is longer than the format allows or lacks what it demands, the time is no ISO time, or a second
        allele is unknown: the format would make it homozygous.  Names the field and the specimen.
    """
    header = codis.header
    root = Element("CODISImportFile", {"xmlns": NAMESPACE})
    for name, field in _ELEMENTS:
        value = "Import" if name == "MESSAGETYPE" else _checked(getattr(header, field), field, "the header")
        if name == "HEADERVERSION":
            value = "3.2"
        if not value and field not in ("batch", "kit"):
            raise ValueError(f"the header lacks {field}")
        if value:
            SubElement(root, name).text = value
    dt.datetime.fromisoformat(header.submitted_at)
    place_of = {sample: place for place, sample in enumerate(codis.profiles.ids)}
    for specimen in codis.specimens:
        if specimen.id in place_of:
            _render_specimen(root, specimen, codis.profiles, place_of[specimen.id], header)
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _checked(value: str, field: str, whose: str) -> str:
    longest = _LENGTHS.get(field)
    if longest is not None and len(value) > longest:
        raise ValueError(f"{field} of {whose} has {len(value)} characters, at most {longest} are allowed")
    if any(ord(letter) < 32 for letter in value):
        raise ValueError(f"{field} of {whose} holds a control character")
    return value


def _render_specimen(root: Element, specimen: Specimen, read: ReadProfiles, place: int, header: CodisHeader) -> None:
    whose = f"specimen {specimen.id}"
    if not specimen.category:
        raise ValueError(f"{whose} lacks a category")
    element = SubElement(root, "SPECIMEN")
    if specimen.case:
        element.set("CASEID", _checked(specimen.case, "case", whose))
    element.set("PARTIAL", "true" if specimen.is_partial else "false")
    SubElement(element, "SPECIMENID").text = _checked(specimen.id, "id", whose)
    SubElement(element, "SPECIMENCATEGORY").text = _checked(specimen.category, "category", whose)
    if specimen.comment:
        SubElement(element, "SPECIMENCOMMENT").text = _checked(specimen.comment, "comment", whose)
    genotypes = [(marker, read.genotype(specimen.id, marker)) for marker in read.markers]
    if (sex := Sex(read.sexes[place])) is not Sex.UNKNOWN:
        genotypes.append((AMELOGENIN, ("X", "Y" if sex is Sex.MALE else "X")))
    for marker, genotype in genotypes:
        if genotype is None:
            continue
        first, second = genotype
        if second is None and not is_on_y(marker):
            raise ValueError(f"{whose}, {marker}: a second allele that is unknown has no place in CMF")
        locus = SubElement(element, "LOCUS")
        SubElement(locus, "LOCUSNAME").text = marker
        SubElement(locus, "READINGBY").text = header.submitted_by
        SubElement(locus, "READINGDATETIME").text = header.submitted_at
        for allele in dict.fromkeys((first, second)):
            SubElement(SubElement(locus, "ALLELE"), "ALLELEVALUE").text = _checked(allele or "", "allele", whose)
