"""The loci that profiles are compared at: a frequency table with the alleles that it lacks, and with mutation."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from repatria.findings import Finding
from repatria.kinship.formats.familias import FamiliasFile, mutation_of
from repatria.kinship.formats.reads import ReadProfiles, unknown_alleles
from repatria.kinship.formats.wording import Notes
from repatria.kinship.markers import Marker, Mutation, Panel
from repatria.kinship.mutation import equal
from repatria.kinship.rare import DEFAULT_MINIMUM_FREQUENCY, with_alleles


def complete_panel(
    table: Panel,
    reads: Sequence[ReadProfiles],
    mutation: Callable[[Marker], Mutation | None],
    *,
    rates: tuple[float, float],
    minimum_frequency: float = DEFAULT_MINIMUM_FREQUENCY,
    file: str = "",
) -> tuple[Panel, list[Finding]]:
    """Let in what was read and the table does not hold, and give every marker its mutation model.

    Parameters
    ----------
    mutation
        The model of a marker.  Where it raises ValueError, because it has no place for the marker's alleles, the equal
        model takes its place at ``rates`` (mothers', fathers'), with a finding.
    """
    notes = Notes(file)
    unknown: dict[str, dict[str, None]] = {}
    for read in reads:
        for name, alleles in unknown_alleles(read, table).items():
            unknown.setdefault(name, {}).update(dict.fromkeys(alleles))
    markers = []
    for marker in table.markers:
        extended = with_alleles(marker, tuple(unknown.get(marker.name, ())), minimum_frequency)
        if extended.added:
            named, least = ", ".join(extended.added), f"{minimum_frequency:g}"
            notes.add("alleles-added", field=marker.name, locus=marker.name, alleles=named, minimum=least)
        try:
            model = mutation(extended.marker)
        except ValueError as error:
            reason = str(error).removeprefix(f"marker {marker.name}: ")
            notes.add("mutation-model-replaced", field=marker.name, locus=marker.name, reason=reason)
            model = equal(extended.marker, rates)
        markers.append(replace(extended.marker, mutation=model))
    return Panel(markers=tuple(markers)), notes.findings()


def as_stated(familias: FamiliasFile, notes: Notes) -> Callable[[Marker], Mutation | None]:
    """The models that a Familias file states for its loci, made for a marker that may have further alleles."""
    loci = {locus.marker.name: locus for locus in familias.loci}
    return lambda marker: mutation_of(marker, loci[marker.name].female, loci[marker.name].male, notes)
