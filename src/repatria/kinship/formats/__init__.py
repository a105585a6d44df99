"""Files of DNA: bytes in, nouns and findings out; and back where we write them.

Every reader takes whatever bytes arrive. What can be read is read; what cannot is a finding that names file, row,
sample and locus with a remedy, or, where nothing can be read at all, one refusal in words. Nothing is guessed: what
one allele alone means, and how frequent an allele is that no table holds, the importer says.
"""

from repatria.kinship.formats.cells import ReadFlag
from repatria.kinship.formats.codis import CodisFile, CodisHeader, Specimen, parse_codis, render_codis
from repatria.kinship.formats.evidence import parse_evidence
from repatria.kinship.formats.familias import FamiliasFile, FamiliasLocus, FamiliasModel, FamiliasPerson, ModelCode
from repatria.kinship.formats.familias_parse import parse_familias
from repatria.kinship.formats.familias_render import render_familias
from repatria.kinship.formats.families import families_of, parse_families, render_families
from repatria.kinship.formats.frequencies import parse_frequencies, render_frequencies, render_frequencies_wide
from repatria.kinship.formats.genemapper import parse_genemapper, render_genemapper
from repatria.kinship.formats.linkage_ped import PedFile, parse_ped, render_ped
from repatria.kinship.formats.loci import AMELOGENIN, canonical
from repatria.kinship.formats.obstacles import not_compared
from repatria.kinship.formats.panels import as_stated, complete_panel
from repatria.kinship.formats.pedigrees import (
    FamilyPedigree,
    parse_pedigrees,
    parse_pedigrees_toml,
    render_pedigrees,
    render_pedigrees_toml,
)
from repatria.kinship.formats.profiles import parse_profiles, render_profiles
from repatria.kinship.formats.reads import (
    DEFAULT_MIN_LOCI,
    ReadProfiles,
    SingleAllele,
    as_read,
    in_panel,
    unknown_alleles,
)

__all__ = [
    "AMELOGENIN",
    "DEFAULT_MIN_LOCI",
    "CodisFile",
    "CodisHeader",
    "FamiliasFile",
    "FamiliasLocus",
    "FamiliasModel",
    "FamiliasPerson",
    "FamilyPedigree",
    "ModelCode",
    "PedFile",
    "ReadFlag",
    "ReadProfiles",
    "SingleAllele",
    "Specimen",
    "as_read",
    "as_stated",
    "canonical",
    "complete_panel",
    "families_of",
    "in_panel",
    "not_compared",
    "parse_codis",
    "parse_evidence",
    "parse_familias",
    "parse_families",
    "parse_frequencies",
    "parse_genemapper",
    "parse_ped",
    "parse_pedigrees",
    "parse_pedigrees_toml",
    "parse_profiles",
    "render_codis",
    "render_familias",
    "render_families",
    "render_frequencies",
    "render_frequencies_wide",
    "render_genemapper",
    "render_ped",
    "render_pedigrees",
    "render_pedigrees_toml",
    "render_profiles",
    "unknown_alleles",
]
