"""Everything that an identification reads: bodies, families, frequencies, staff; with what is wrong in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.cli.identify.evidence import ReadEvidence, parse_evidence, strangers
from repatria.cli.identify.settings import Settings
from repatria.errors import InputUnusable
from repatria.findings import Finding, Severity
from repatria.provenance import digest_of_bytes

if TYPE_CHECKING:
    from repatria.kinship import Bodies, Family, Marker, Panel, Profiles
    from repatria.kinship.formats.familias import FamiliasFile, FamiliasLocus
    from repatria.kinship.formats.reads import ReadProfiles

FAMILIAS = ".fam"
PEDIGREES, REFERENCES = "pedigrees.csv", "references.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files that were named."""

    bodies: Path
    families: Path
    frequencies: Path | None
    staff: Path | None
    evidence: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What was read.

    ``refused``: ids of bags that hold several persons, which are among no bodies.  ``added``: alleles by marker that
    the frequency table does not hold.  ``digests``: SHA-256 of each file.
    """

    panel: "Panel"
    bodies: "Bodies"
    families: "Sequence[Family]"
    staff: "Profiles | None"
    refused: tuple[str, ...]
    findings: tuple[Finding, ...]
    evidence: ReadEvidence | None
    added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def read_inputs(sources: Sources, settings: Settings) -> Inputs:
    """Read all files.

    Raises
    ------
    InputUnusable
        A file is not there or cannot be read at all, or nothing is left to compare.
    """
    return _Reading(sources, settings).read()


class _Reading:
    def __init__(self, sources: Sources, settings: Settings) -> None:
        self.sources = sources
        self.settings = settings
        self.findings: list[Finding] = []
        self.digests: dict[str, str] = {}

    def read(self) -> Inputs:
        from repatria.kinship import Bodies
        from repatria.kinship.formats.reads import in_panel

        is_familias = self.sources.families.suffix.lower() == FAMILIAS
        familias = self._familias(self.sources.families) if is_familias else None
        bodies = self._bodies(familias)
        staff = self._profiles(self.sources.staff) if self.sources.staff is not None else None
        folder = self._folder(self.sources.families) if familias is None else None
        references = [folder[1]] if folder is not None else self._references(familias)
        panel, added = self._panel(self._table(familias), [bodies, *references, *([staff] if staff else [])], familias)
        evidence = self._evidence()
        profiles, said = in_panel(bodies, panel, min_loci=self.settings.min_loci)
        self.findings += said
        staff_profiles = None
        if staff is not None:
            staff_profiles, said = in_panel(staff, panel, min_loci=0)
            self.findings += said
        if folder is not None:
            families = self._families(*folder, panel)
        else:
            families = self._families_of_familias(familias, references, panel)
        for named, left in ((self.sources.bodies, profiles), (self.sources.families, families)):
            if not len(left):
                flaws = " ".join(each.text() for each in self.findings[:3])
                raise InputUnusable(
                    f"{named}: nothing is left that can be compared. Mend what was found. {flaws}".strip()
                )
        if evidence is not None and self.sources.evidence is not None:
            known = {("", each) for each in (*bodies.ids, *bodies.refused)}
            known |= {(family.id, each) for family in families for each in family.missing}
            self.findings += strangers(evidence, known, file=self.sources.evidence.name)
        return Inputs(
            panel=panel,
            bodies=Bodies(profiles=profiles, sexes=bodies.sexes),
            families=families,
            staff=staff_profiles,
            refused=bodies.refused,
            evidence=evidence,
            findings=tuple(self.findings),
            added=added,
            digests=self.digests,
        )

    def _bodies(self, familias: "FamiliasFile | None") -> "ReadProfiles":
        from repatria.kinship.formats.reads import as_read

        if self.sources.bodies.suffix.lower() != FAMILIAS:
            return self._profiles(self.sources.bodies)
        same = familias is not None and self.sources.bodies == self.sources.families
        held = familias if same and familias is not None else self._familias(self.sources.bodies)
        if held.bodies is None:
            raise InputUnusable(
                f"{self.sources.bodies}: the file has no unidentified persons ([DVI]). Name a table of bodies."
            )
        return as_read(held.bodies.profiles, held.panel, sexes=held.bodies.sexes)

    def _familias(self, path: Path) -> "FamiliasFile":
        from repatria.kinship.formats.familias_parse import parse_familias

        familias, said = parse_familias(self._bytes(path), file=path.name)
        self.findings += said
        return familias

    def _references(self, familias: "FamiliasFile | None") -> "list[ReadProfiles]":
        from repatria.kinship.formats.reads import as_read

        if familias is None or not familias.families:
            raise InputUnusable(f"{self.sources.families}: the file has no reference families ([DVI]).")
        return [as_read(each.references, familias.panel) for each in familias.families]

    def _families_of_familias(
        self, familias: "FamiliasFile | None", references: "Sequence[ReadProfiles]", panel: "Panel"
    ) -> "list[Family]":
        from repatria.kinship.formats.reads import in_panel

        families = []
        for family, read in zip(familias.families if familias is not None else (), references, strict=True):
            profiles, said = in_panel(read, panel, min_loci=0)
            self.findings += said
            families.append(replace(family, references=profiles))
        return families

    def _table(self, familias: "FamiliasFile | None") -> "Panel":
        if self.sources.frequencies is not None:
            return self._frequencies(self.sources.frequencies)
        if familias is None:
            raise InputUnusable(f"{self.sources.families}: a folder of families needs --frequencies: name the table.")
        return familias.panel

    def _evidence(self) -> ReadEvidence | None:
        if self.sources.evidence is None:
            return None
        read, said = parse_evidence(self._bytes(self.sources.evidence), file=self.sources.evidence.name)
        self.findings += said
        return read

    def _bytes(self, path: Path) -> bytes:
        if not path.is_file():
            raise InputUnusable(f"{path}: no such file.")
        content = path.read_bytes()
        digest = digest_of_bytes(content)
        is_other = self.digests.get(path.name, digest) != digest
        self.digests[f"{path.parent.name}/{path.name}" if is_other else path.name] = digest
        return content

    def _profiles(self, path: Path) -> "ReadProfiles":
        from repatria.kinship.formats.profiles import parse_profiles

        read, said = parse_profiles(self._bytes(path), single_allele=self.settings.single_allele(), file=path.name)
        self.findings += said
        return read

    def _frequencies(self, path: Path) -> "Panel":
        from repatria.kinship.formats.frequencies import parse_frequencies

        panel, said = parse_frequencies(self._bytes(path), file=path.name)
        self.findings += said
        return panel

    def _folder(self, path: Path) -> "tuple[bytes, ReadProfiles]":
        if not path.is_dir():
            raise InputUnusable(f"{path}: not a folder with {PEDIGREES} and {REFERENCES}, and not a .fam file.")
        return self._bytes(path / PEDIGREES), self._profiles(path / REFERENCES)

    def _families(self, pedigrees: bytes, references: "ReadProfiles", panel: "Panel") -> "list[Family]":
        from repatria.kinship.formats.families import families_of
        from repatria.kinship.formats.reads import places_in_panel
        from repatria.kinship.formats.wording import Notes

        notes = Notes(REFERENCES)
        alleles = places_in_panel(references, panel, notes, min_loci=0)
        families, said = families_of(pedigrees, references, alleles, file=PEDIGREES, notes=notes)
        self.findings += [*said, *notes.findings()]
        return families

    def _panel(
        self, table: "Panel", reads: "Sequence[ReadProfiles]", familias: "FamiliasFile | None"
    ) -> "tuple[Panel, dict[str, tuple[str, ...]]]":
        """The table with the alleles that it does not hold and with mutation."""
        from repatria.kinship import Panel, with_alleles
        from repatria.kinship.formats.reads import unknown_alleles

        unknown: dict[str, tuple[str, ...]] = {}
        for read in reads:
            for name, alleles in unknown_alleles(read, table).items():
                unknown[name] = tuple(dict.fromkeys((*unknown.get(name, ()), *alleles)))
        # A Familias file states its models; another table gets the model of the options.
        is_own = familias is not None and self.sources.frequencies is None
        models = {each.marker.name: each for each in familias.loci} if familias is not None and is_own else {}
        markers = []
        for marker in table.markers:
            extended = with_alleles(marker, unknown.get(marker.name, ()), self.settings.minimum_frequency)
            if extended.added:
                self._note(
                    "alleles-added",
                    Severity.NOTE,
                    "The table has no allele {alleles} at the locus {locus}; each counts with the frequency {minimum}.",
                    "Check the reading; add the alleles to the table if they hold.",
                    locus=marker.name,
                    alleles=", ".join(extended.added),
                    minimum=f"{self.settings.minimum_frequency:g}",
                )
            own = models.get(marker.name)
            markers.append(
                self._with_mutation(extended.marker) if own is None else self._as_stated(extended.marker, own)
            )
        return Panel(markers=tuple(markers)), unknown

    def _as_stated(self, marker: "Marker", locus: "FamiliasLocus") -> "Marker":
        from repatria.kinship.formats.familias import mutation_of
        from repatria.kinship.formats.wording import Notes

        notes = Notes(self.sources.families.name)
        made = replace(marker, mutation=mutation_of(marker, locus.female, locus.male, notes))
        self.findings += notes.findings()
        return made

    def _with_mutation(self, marker: "Marker") -> "Marker":
        from repatria.kinship import equal

        try:
            return replace(marker, mutation=self.settings.mutation_of(marker))
        except ValueError as error:
            self._note(
                "mutation-model-replaced",
                Severity.WARNING,
                "{reason}. The locus {locus} mutates by the equal model with the same rates instead.",
                "Name alleles by their repeats, or choose --mutation equal or proportional for all.",
                locus=marker.name,
                reason=str(error),
            )
            rates = (self.settings.rate_female, self.settings.rate_male)
            return replace(marker, mutation=equal(marker, rates))

    def _note(self, code: str, severity: Severity, message: str, remedy: str, **params: str | int) -> None:
        file = self.sources.frequencies.name if self.sources.frequencies else self.sources.families.name
        self.findings.append(
            Finding(code=code, severity=severity, message=message, remedy=remedy, file=file, params=params)
        )
