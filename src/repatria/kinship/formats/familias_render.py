"""Writing a Familias file."""

from collections.abc import Iterator, Sequence

from repatria.kinship.family import Bodies, Family
from repatria.kinship.formats.familias import MISSING_PERSON, REFERENCE_PEDIGREE, FamiliasFile, FamiliasLocus
from repatria.kinship.markers import Panel
from repatria.kinship.pedigree import Member, Pedigree, Sex
from repatria.kinship.profiles import UNREAD, Profiles

_VERSION = "3.3.1"


def render_familias(fam: FamiliasFile) -> bytes:
    """Write a ``.fam`` file; everyone of a pedigree becomes a person of the file.

    Raises
    ------
    ValueError
        Something that the format cannot say: an unknown sex, an inbred founder, a second allele that is not known,
        a family that looks for several people, a line break in a name.
    """
    lines = [*_first_part(fam), *_database(fam)]
    if fam.bodies is not None or fam.families:
        lines += _dvi(fam.bodies, fam.families, fam.panel)
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")


def _quoted(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("a name holds a line break")
    return f'"{text}"'


def _flag(value: bool) -> str:
    return "#TRUE#" if value else "#FALSE#"


def _first_part(fam: FamiliasFile) -> Iterator[str]:
    version = fam.version or _VERSION
    if (fam.bodies is not None or fam.families) and "(DVI)" not in version:
        version += " (DVI)"
    yield from (_quoted("Familias"), _quoted("written by Repatria"), version, _quoted(""))
    sexes = {person.id: person.sex for person in fam.persons}
    for each in fam.pedigrees:
        for member in each.pedigree.members:
            sexes.setdefault(member.id, member.sex)
    dropouts = {person.id for person in fam.persons if person.considers_dropout}
    yield str(len(sexes))
    for person, sex in sexes.items():
        yield from _person(person, sex, person in dropouts, fam.profiles)
    yield from (_quoted("Known relations"), "0", "0", "0", str(len(fam.pedigrees)))
    place = {person: index for index, person in enumerate(sexes)}
    for index, each in enumerate(fam.pedigrees):
        pairs = _relations(each.pedigree)
        yield from (str(index), _quoted(each.id), "0", "0", str(len(pairs)))
        for parent, child in pairs:
            yield from (str(place[parent]), str(place[child]))


def _person(person: str, sex: Sex, considers_dropout: bool, profiles: Profiles) -> Iterator[str]:
    if sex is Sex.UNKNOWN:
        raise ValueError(f"the sex of {person} is unknown, which a Familias file cannot say")
    birth = "-1 (Consider dropouts)" if considers_dropout else "-1"
    yield from (_quoted(person), "#FALSE#", birth, "#FALSE#", _flag(sex is Sex.MALE))
    reads = profiles.alleles[profiles.index(person)].tolist() if person in profiles else []
    typed = [(place, pair) for place, pair in enumerate(reads) if pair[0] != UNREAD]
    yield str(len(typed))
    for place, (first, second) in typed:
        if second == UNREAD:
            raise ValueError(f"a second allele of {person} is unknown, which a Familias file cannot say")
        yield from (str(first), str(second), str(place))


def _relations(pedigree: Pedigree) -> list[tuple[str, str]]:
    if pedigree.inbreeding:
        raise ValueError("an inbred founder has no place in a Familias file")
    return [
        (parent, member.id)
        for member in pedigree.members
        for parent in (member.father, member.mother)
        if parent is not None
    ]


def _database(fam: FamiliasFile) -> Iterator[str]:
    yield f"#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: {fam.theta!r} )"
    yield from (str(len(fam.loci)), "#TRUE#", _quoted(fam.database))
    for locus in fam.loci:
        yield from _locus(locus)


def _locus(locus: FamiliasLocus) -> Iterator[str]:
    marker, models = locus.marker, (locus.female, locus.male)
    n_visible = marker.n_alleles - marker.has_silent
    frequencies = marker.frequencies.tolist()
    yield _quoted(marker.name)
    yield from (repr(model.rate) for model in models)
    yield from (str(int(model.code)) for model in models)
    yield str(marker.n_alleles)
    yield from (repr(model.range) for model in models)
    yield from (repr(model.rate2) for model in models)
    yield _flag(marker.has_silent)
    yield repr(frequencies[-1]) if marker.has_silent else "0"
    yield (
        f"{n_visible}\t(DatabaseSize = {locus.database_size} , Dropout probability = {locus.dropout!r} , "
        f"Minor allele frequency = {locus.minor_frequency!r} )"
    )
    for allele, frequency in zip(marker.alleles[:n_visible], frequencies[:n_visible], strict=True):
        yield from (_quoted(allele), repr(frequency))


def _dvi(bodies: Bodies | None, families: Sequence[Family], panel: Panel) -> Iterator[str]:
    yield from ("", "[DVI]", "[[Unidentified persons]]", f"nPersons= {0 if bodies is None else len(bodies)}")
    if bodies is not None:
        for number, (name, sex) in enumerate(zip(bodies.ids, bodies.sexes.tolist(), strict=True), start=1):
            yield from _dvi_person(number, name, Sex(sex), bodies.profiles, panel, depth=3)
    yield from ("[[Notes]]", f"nFamilies= {len(families)}", *("" for _ in families))
    yield from ("[[Reference Families]]", f"nFamilies= {len(families)}")
    for number, family in enumerate(families, start=1):
        yield from _dvi_family(number, family, panel)


def _dvi_person(number: int, name: str, sex: Sex, profiles: Profiles, panel: Panel, *, depth: int) -> Iterator[str]:
    yield f"{'[' * depth}Person {number}{']' * depth}"
    yield f"Name= {_quoted(name)[1:-1]}"
    if sex is not Sex.UNKNOWN:
        yield f"Gender= {'Male' if sex is Sex.MALE else 'Female'}"
    reads = profiles.alleles[profiles.index(name)].tolist() if name in profiles else []
    typed = [(marker, pair) for marker, pair in zip(panel.markers, reads, strict=False) if pair[0] != UNREAD]
    yield from (f"{'[' * (depth + 1)}DNA data{']' * (depth + 1)}", f"nSystems= {len(typed)}")
    for marker, (first, second) in typed:
        if second == UNREAD:
            raise ValueError(f"a second allele of {name} is unknown, which a Familias file cannot say")
        yield from (f"SystemName= {marker.name}", f"Allele1= {marker.alleles[first]}")
        yield f"Allele2= {marker.alleles[second]}"


def _dvi_family(number: int, family: Family, panel: Panel) -> Iterator[str]:
    if len(family.missing) != 1:
        raise ValueError(f"family {family.id} looks for {len(family.missing)} people; a Familias family has one")
    others: list[Member] = [each for each in family.pedigree.members if each.id not in family.missing]
    yield from (f"[[[Family {number} ]]]", f"Name= {_quoted(family.id)[1:-1]}")
    yield from ("[[[[Persons]]]]", f"nPersons= {len(others)}")
    for place, member in enumerate(others, start=1):
        yield from _dvi_person(place, member.id, member.sex, family.references, panel, depth=5)
    said = {family.missing[0]: MISSING_PERSON}
    pairs = [
        line
        for parent, child in _relations(family.pedigree)
        for line in (f"Parent= {said.get(parent, parent)}", f"Child= {said.get(child, child)}")
    ]
    yield from ("[[[[Pedigrees]]]]", "nPedigrees= 2")
    for place, name in enumerate((REFERENCE_PEDIGREE, family.id), start=1):
        yield from (f"[[[[[Pedigree {place}]]]]]", f"Name= {name}", f"nRelations= {len(pairs) // 2}", *pairs)
