"""Everything that an identification reads: bodies, families, frequencies, staff; with what is wrong in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.cli.dna_files import FAMILIAS, DnaFiles, FamilyFiles
from repatria.cli.identify.settings import Settings
from repatria.errors import InputUnusable
from repatria.findings import Finding

if TYPE_CHECKING:
    from repatria.kinship import Bodies, EvidenceTable, Family, Panel, Profiles
    from repatria.kinship.formats import ReadProfiles


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

    ``refused``: ids of bags that hold several persons, which are among no bodies.  ``evidence``: a row for each bag of
    ``bodies`` and then of ``refused``, and a row for each missing person, family by family.  ``digests``: SHA-256 of
    each file.
    """

    panel: "Panel"
    bodies: "Bodies"
    families: "Sequence[Family]"
    staff: "Profiles | None"
    refused: tuple[str, ...]
    findings: tuple[Finding, ...]
    evidence: "tuple[EvidenceTable, EvidenceTable] | None"
    digests: dict[str, str] = field(default_factory=dict)


def read_inputs(sources: Sources, settings: Settings) -> Inputs:
    """Read all files.

    Raises
    ------
    InputUnusable
        A file is not there or cannot be read at all, or nothing is left to compare.
    """
    from repatria.kinship import Bodies
    from repatria.kinship.formats import in_panel

    files = DnaFiles(settings)
    found = files.families(sources.families)
    bodies = _bodies(files, sources, found)
    staff = files.profiles(sources.staff) if sources.staff is not None else None
    panel = files.panel(sources.frequencies, found, [bodies, *([staff] if staff is not None else [])])
    profiles, said = in_panel(bodies, panel, min_loci=settings.min_loci)
    files.findings += said
    staff_profiles = None
    if staff is not None:
        staff_profiles, said = in_panel(staff, panel, min_loci=0)
        files.findings += said
    families = files.in_panel(found, panel)
    for named, left in ((sources.bodies, profiles), (sources.families, families)):
        if not len(left):
            flaws = " ".join(each.text() for each in files.findings[:3])
            raise InputUnusable(f"{named}: nothing is left that can be compared. Mend what was found. {flaws}".strip())
    return Inputs(
        panel=panel,
        bodies=Bodies(profiles=profiles, sexes=bodies.sexes),
        families=families,
        staff=staff_profiles,
        refused=bodies.refused,
        evidence=_evidence(files, sources.evidence, bodies, families),
        findings=tuple(files.findings),
        digests=files.digests,
    )


def _bodies(files: DnaFiles, sources: Sources, families: FamilyFiles) -> "ReadProfiles":
    from repatria.kinship.formats import as_read

    if sources.bodies.suffix.lower() != FAMILIAS:
        return files.profiles(sources.bodies)
    is_same = families.familias is not None and sources.bodies == sources.families
    held = families.familias if is_same else None
    held = files.familias(sources.bodies) if held is None else held
    if held.bodies is None:
        raise InputUnusable(f"{sources.bodies}: the file has no unidentified persons ([DVI]). Name a table of bodies.")
    return as_read(held.bodies.profiles, held.panel, sexes=held.bodies.sexes)


def _evidence(
    files: DnaFiles, path: Path | None, bodies: "ReadProfiles", families: "Sequence[Family]"
) -> "tuple[EvidenceTable, EvidenceTable] | None":
    """What else is known; of bags that are refused as mixtures too, so that their rows are nobody's mistake."""
    from repatria.kinship.formats import parse_evidence

    if path is None:
        return None
    ids = [*bodies.ids, *bodies.refused]
    found, reported, said = parse_evidence(files.content(path), ids, families, file=path.name)
    files.findings += said
    return found, reported
