"""Profiles, families and frequencies as the commands on DNA read them: a folder of tables, or a Familias file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.cli.dna_models import DnaModels
from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.provenance import digest_of_bytes

if TYPE_CHECKING:
    from repatria.kinship import Family, Marker, Mutation, Panel
    from repatria.kinship.formats import FamiliasFile, ReadProfiles

FAMILIAS = ".fam"
PEDIGREES, REFERENCES = "pedigrees.csv", "references.csv"


class DnaFiles:
    """Files while they are read: what is found in them, and the SHA-256 of each."""

    def __init__(self, models: DnaModels) -> None:
        self.models = models
        self.findings: list[Finding] = []
        self.digests: dict[str, str] = {}

    def content(self, path: Path) -> bytes:
        """The bytes of a file.

        Raises
        ------
        InputUnusable
            There is none.
        """
        if not path.is_file():
            raise InputUnusable(f"{path}: no such file.")
        content = path.read_bytes()
        digest = digest_of_bytes(content)
        is_other = self.digests.get(path.name, digest) != digest
        self.digests[f"{path.parent.name}/{path.name}" if is_other else path.name] = digest
        return content

    def profiles(self, path: Path) -> "ReadProfiles":
        """A table of profiles."""
        from repatria.kinship.formats import parse_profiles

        read, said = parse_profiles(self.content(path), single_allele=self.models.single_allele(), file=path.name)
        self.findings += said
        return read

    def familias(self, path: Path) -> "FamiliasFile":
        """A Familias file."""
        from repatria.kinship.formats import parse_familias

        read, said = parse_familias(self.content(path), file=path.name)
        self.findings += said
        return read

    def frequencies(self, path: Path) -> "Panel":
        """A table of frequencies."""
        from repatria.kinship.formats import parse_frequencies

        panel, said = parse_frequencies(self.content(path), file=path.name)
        self.findings += said
        return panel

    def families(self, path: Path) -> "FamilyFiles":
        """A folder with ``pedigrees.csv`` and ``references.csv``, or a Familias file with its ``[DVI]`` part.

        Raises
        ------
        InputUnusable
            Neither of them, or the file has no families.
        """
        from repatria.kinship.formats import as_read

        if path.suffix.lower() == FAMILIAS:
            familias = self.familias(path)
            if not familias.families:
                raise InputUnusable(f"{path}: the file has no reference families ([DVI]).")
            reads = tuple(as_read(each.references, familias.panel) for each in familias.families)
            return FamilyFiles(path=path, reads=reads, familias=familias)
        if not path.is_dir():
            raise InputUnusable(f"{path}: not a folder with {PEDIGREES} and {REFERENCES}, and not a {FAMILIAS} file.")
        pedigrees = self.content(path / PEDIGREES)
        return FamilyFiles(path=path, reads=(self.profiles(path / REFERENCES),), pedigrees=pedigrees)

    def panel(
        self, frequencies: Path | None, families: "FamilyFiles", others: "Sequence[ReadProfiles]" = ()
    ) -> "Panel":
        """The loci to compare at: the named table or the Familias file's own, with mutation, and all alleles read.

        A Familias file states its models; another table gets the one of the options.

        Raises
        ------
        InputUnusable
            A folder of families, and no table is named.
        """
        from repatria.kinship.formats import as_stated, complete_panel
        from repatria.kinship.formats.wording import Notes

        notes = Notes((frequencies or families.path).name)
        mutation: Callable[[Marker], Mutation | None]
        if frequencies is not None:
            table, mutation = self.frequencies(frequencies), self.models.mutation_of
        elif families.familias is not None:
            table, mutation = families.familias.panel, as_stated(families.familias, notes)
        else:
            raise InputUnusable(f"{families.path}: a folder of families needs --frequencies: name the table.")
        panel, said = complete_panel(
            table,
            [*others, *families.reads],
            mutation,
            rates=self.models.rates,
            minimum_frequency=self.models.minimum_frequency,
            file=notes.file,
        )
        self.findings += [*said, *notes.findings()]
        return panel

    def in_panel(self, files: "FamilyFiles", panel: "Panel") -> "list[Family]":
        """The families with their relatives' profiles as places in the panel."""
        from repatria.kinship.formats import families_of, in_panel
        from repatria.kinship.formats.reads import places_in_panel
        from repatria.kinship.formats.wording import Notes

        if files.familias is None:
            notes = Notes(REFERENCES)
            alleles = places_in_panel(files.reads[0], panel, notes, min_loci=0)
            families, said = families_of(files.pedigrees, files.reads[0], alleles, file=PEDIGREES, notes=notes)
            self.findings += [*said, *notes.findings()]
            return families
        families = []
        for family, read in zip(files.familias.families, files.reads, strict=True):
            profiles, said = in_panel(read, panel, min_loci=0)
            self.findings += said
            families.append(replace(family, references=profiles))
        return families


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFiles:
    """Families as read: relatives' profiles by their alleles' names, and a table of pedigrees or a Familias file."""

    path: Path
    reads: "tuple[ReadProfiles, ...]"
    pedigrees: bytes = b""
    familias: "FamiliasFile | None" = None
