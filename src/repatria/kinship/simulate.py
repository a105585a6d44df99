"""Profiles that members of a pedigree may have, drawn by chance and given those that were read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InputUnusable
from repatria.kinship.distribution import genotype_tables
from repatria.kinship.markers import Chromosome, Marker, Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Pedigree, Sex
from repatria.kinship.profiles import UNREAD, Profiles


def simulate_profiles(
    pedigree: Pedigree,
    panel: Panel,
    ids: Sequence[str],
    *,
    rng: np.random.Generator,
    n: int = 1,
    given: Profiles | None = None,
    params: LikelihoodParams | None = None,
) -> NDArray[np.int16]:
    """Draw the profiles of untyped members together, given the profiles of others.

    One member after the other is drawn from the exact distribution of his genotype given what was read of the relatives
    and of those drawn before him, so that each draw is one of all of them at once.  They are reads as a laboratory
    would get them: nothing is seen of a silent allele, and each copy drops out as the panel states.

    Returns
    -------
    NDArray
        Alleles as in :class:`Profiles`, int16 of shape (n, len(ids), n_markers, 2).

    Raises
    ------
    InputUnusable
        The given profiles contradict the pedigree: nothing follows from them.
    """
    params = LikelihoodParams() if params is None else params
    typed = given.ids if given is not None else ()
    drawn = np.full((n, len(ids), len(panel), 2), UNREAD, dtype=np.int16)
    for place, marker in enumerate(panel.markers):
        known = np.full((n, len(typed), 2), UNREAD, dtype=np.int16)
        if given is not None:
            known[:] = given.alleles[:, place]
        people = list(typed)
        for row, person in enumerate(ids):
            genotypes = _draw(pedigree, people, person, known, marker, rng, params)
            is_single = marker.chromosome is Chromosome.X and pedigree.member(person).sex is Sex.MALE
            drawn[:, row, place] = _read(genotypes, marker, rng, is_single=is_single)
            known = np.concatenate([known, drawn[:, row, place][:, None]], axis=1)
            people.append(person)
    return drawn


def _read(
    genotypes: NDArray[np.int16], marker: Marker, rng: np.random.Generator, *, is_single: bool
) -> NDArray[np.int16]:
    """What the kit shows of genotypes (n, 2); ``is_single``: both are one copy, a man's X."""
    is_seen = np.ones(genotypes.shape, dtype=np.bool_)
    if marker.dropout > 0.0:
        is_seen = rng.random(genotypes.shape) >= marker.dropout
        if is_single:
            is_seen[:, 1] = is_seen[:, 0]
    if marker.has_silent:
        is_seen &= genotypes != marker.n_alleles - 1
    both = np.where(is_seen, genotypes, genotypes[:, ::-1])
    read: NDArray[np.int16] = np.where(is_seen.any(axis=1, keepdims=True), both, np.int16(UNREAD)).astype(np.int16)
    return read


def _draw(
    pedigree: Pedigree,
    typed: Sequence[str],
    target: str,
    known: NDArray[np.int16],
    marker: Marker,
    rng: np.random.Generator,
    params: LikelihoodParams,
) -> NDArray[np.int16]:
    different, which = np.unique(known.reshape(len(known), -1), axis=0, return_inverse=True)
    reads = np.ascontiguousarray(different.reshape(len(different), len(typed), 2))
    evidence, tables = genotype_tables(pedigree, typed, target, reads, marker, params=params)
    if np.any(evidence == -np.inf):
        raise InputUnusable(f"marker {marker.name}: the relatives' reads contradict the pedigree, nothing can be drawn")
    steps = np.cumsum(tables.reshape(len(tables), -1), axis=1)
    chosen = np.empty(len(known), dtype=np.int64)
    for group in range(len(different)):
        rows = np.flatnonzero(which.ravel() == group)
        chosen[rows] = np.searchsorted(steps[group], rng.random(len(rows)) * steps[group, -1], side="right")
    return np.stack(np.unravel_index(chosen, tables.shape[1:]), axis=-1).astype(np.int16)
