"""Exclusions: at how many markers can this body not be that missing person without a mutation?"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.candidates import Obstacle
from repatria.kinship.columns import group_columns
from repatria.kinship.comparable import may_be, sex_of
from repatria.kinship.family import Bodies, Family
from repatria.kinship.genotype_codes import GenotypeCodes, genotype_codes
from repatria.kinship.markers import Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.tables import RatioTables, ratio_tables

NOT_COMPARED = -1


def exclusions(family: Family, missing: str, bodies: Bodies, panel: Panel) -> NDArray[np.int16]:
    """Count the markers at which no Mendelian inheritance lets a body be the missing member, mutation off.

    Silent alleles and drop-out stay as the panel says.  A marker at which the relatives' own reads contradict the
    pedigree counts for every body, typed there or not: the likelihood is zero.

    Returns
    -------
    NDArray[np.int16]
        Shape (n_bodies,); :data:`NOT_COMPARED` where body and missing person are of different sex.

    References
    ----------
    The count is the one of Vigeland and Egeland (2021), doi:10.1038/s41598-021-93071-5.
    """
    if missing not in family.missing:
        raise ValueError(f"family {family.id}: {missing} is not one of its missing members")
    if bodies.profiles.alleles.shape[1] != len(panel):
        raise ValueError(f"expected bodies of {len(panel)} markers, got {bodies.profiles.alleles.shape[1]}")
    columns = group_columns([replace(family, missing=(missing,))], panel)
    codes = genotype_codes(bodies.profiles)
    place = np.zeros(len(bodies), dtype=np.int32)
    tables = ratio_tables(columns.groups, codes, without_mutation(panel), params=LikelihoodParams())
    counts = count_exclusions(tables, codes, place, np.arange(len(bodies), dtype=np.int32))
    return np.where(may_be(bodies.sexes, sex_of(family.pedigree, missing)), counts, np.int16(NOT_COMPARED))


def without_mutation(panel: Panel) -> Panel:
    """The same panel with mutation off."""
    return Panel(markers=tuple(replace(marker, mutation=None) for marker in panel.markers))


def count_exclusions(
    tables: RatioTables, codes: GenotypeCodes, column: NDArray[np.int32], body: NDArray[np.int32]
) -> NDArray[np.int16]:
    """Exclusions of pairs of a column (a row of the tables, made without mutation) and a body; (n_pairs,)."""
    ratios = tables.values[tables.starts[column] + codes.codes[body]]
    contradicts = tables.obstacles[column] == Obstacle.CONTRADICTION
    return np.asarray((np.isneginf(ratios) | contradicts).sum(axis=1), dtype=np.int16)
