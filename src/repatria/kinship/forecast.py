"""How strong the evidence will be if the missing person is found, and which further relative would make it stronger."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InputUnusable
from repatria.kinship.distribution import genotype_tables
from repatria.kinship.markers import Marker, Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Member, Pedigree
from repatria.kinship.power import population_genotypes
from repatria.kinship.profiles import Profiles

LN10 = float(np.log(10.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastParams:
    """``log10_threshold``: likelihood ratio that is asked for.  ``n_draws``: profiles drawn for its probability."""

    log10_threshold: float = 4.0
    n_draws: int = 20_000

    def __post_init__(self) -> None:
        if self.n_draws < 1:
            raise ValueError(f"expected at least one draw, got {self.n_draws}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """The log10 likelihood ratio that is to be expected, before a body is compared.

    ``mean`` and ``sd`` if the body is the missing person, exact sums; ``by_marker`` (n_markers,) the parts of the mean.
    ``reaches``: probability that the ratio reaches the threshold if it is he, ``stranger_reaches`` if it is a stranger,
    from draws, with standard errors of at most ``0.5 / sqrt(n_draws)``.
    """

    mean: float
    sd: float
    by_marker: NDArray[np.float64]
    reaches: float
    stranger_reaches: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankedRelative:
    """What one more sample would add: ``gain`` of the mean log10 likelihood ratio over what it is without."""

    person: str
    forecast: Forecast
    gain: float


@dataclass(frozen=True, slots=True, eq=False)
class _Spectrum:
    """All that can come out at one marker: probability if it is he, if it is a stranger, and the log10 ratio."""

    if_true: NDArray[np.float64]
    if_stranger: NDArray[np.float64]
    log10_lr: NDArray[np.float64]


def forecast(
    pedigree: Pedigree,
    missing: str,
    references: Profiles,
    panel: Panel,
    *,
    rng: np.random.Generator,
    sampled: str | None = None,
    params: ForecastParams | None = None,
    likelihood: LikelihoodParams | None = None,
) -> Forecast:
    """Expect the likelihood ratio of a complete profile of the missing person.

    At each marker all genotypes that he can have given the references are summed; ``sampled`` adds a relative who has
    not been typed yet, over all genotypes that he in turn can have.

    Raises
    ------
    InputUnusable
        The references contradict the pedigree at a marker.
    """
    params = ForecastParams() if params is None else params
    likelihood = LikelihoodParams() if likelihood is None else likelihood
    spectra = [
        _spectrum(pedigree, missing, references, place, marker, sampled, likelihood)
        for place, marker in enumerate(panel.markers)
    ]
    by_marker = np.array([_mean(each.if_true, each.log10_lr) for each in spectra])
    squares = np.array([_mean(each.if_true, each.log10_lr**2) for each in spectra])
    return Forecast(
        mean=float(by_marker.sum()),
        sd=float(np.sqrt(np.maximum(squares - by_marker**2, 0.0).sum())),
        by_marker=by_marker,
        reaches=_reaches([(each.if_true, each.log10_lr) for each in spectra], params, rng),
        stranger_reaches=_reaches([(each.if_stranger, each.log10_lr) for each in spectra], params, rng),
    )


def rank_relatives(
    pedigree: Pedigree,
    missing: str,
    references: Profiles,
    panel: Panel,
    candidates: Sequence[str],
    *,
    rng: np.random.Generator,
    params: ForecastParams | None = None,
    likelihood: LikelihoodParams | None = None,
) -> tuple[Forecast, tuple[RankedRelative, ...]]:
    """Say which further relative should give a sample: the forecast as things stand, and the candidates, best first.

    Raises
    ------
    ValueError
        A candidate is typed already, is missing, or is no member.
    """
    for each in candidates:
        if each in references or each == missing or each not in pedigree:
            raise ValueError(f"{each} cannot be asked for a sample: typed already, missing, or no member")
    now = forecast(pedigree, missing, references, panel, rng=rng, params=params, likelihood=likelihood)
    ranked = []
    for each in candidates:
        after = forecast(
            pedigree, missing, references, panel, rng=rng, sampled=each, params=params, likelihood=likelihood
        )
        ranked.append(RankedRelative(person=each, forecast=after, gain=after.mean - now.mean))
    return now, tuple(sorted(ranked, key=lambda row: -row.gain))


def _spectrum(
    pedigree: Pedigree,
    missing: str,
    references: Profiles,
    place: int,
    marker: Marker,
    sampled: str | None,
    likelihood: LikelihoodParams,
) -> _Spectrum:
    reads = np.ascontiguousarray(references.alleles[None, :, place])
    typed, weights = list(references.ids), np.ones(1)
    if sampled is not None:
        tables = _seen(_tables(pedigree, typed, sampled, reads, marker, likelihood), marker)[0]
        one, other = np.nonzero(tables > 0.0)
        weights = tables[one, other] / tables.sum()
        drawn = np.stack([one, other], axis=1).astype(np.int16)[:, None]
        reads = np.concatenate([np.broadcast_to(reads, (len(drawn), *reads.shape[1:])), drawn], axis=1)
        typed.append(sampled)
    related = _seen(_tables(pedigree, typed, missing, reads, marker, likelihood), marker)
    if likelihood.theta > 0.0:
        stranger = Member(id=f"{missing} as a stranger", sex=pedigree.member(missing).sex)
        beside = pedigree.beside([stranger])
        unrelated = _seen(_tables(beside, typed, stranger.id, reads, marker, likelihood), marker)
    else:
        population = population_genotypes(marker, pedigree.member(missing).sex)
        unrelated = np.broadcast_to(_seen(population[None], marker), related.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        log10_lr = np.log(related / unrelated) / LN10
    can_be = (unrelated > 0.0) | (related > 0.0)
    return _Spectrum(
        if_true=(weights[:, None, None] * related)[can_be],
        if_stranger=(weights[:, None, None] * unrelated)[can_be],
        log10_lr=log10_lr[can_be],
    )


def _tables(
    pedigree: Pedigree,
    typed: Sequence[str],
    target: str,
    reads: NDArray[np.int16],
    marker: Marker,
    likelihood: LikelihoodParams,
) -> NDArray[np.float64]:
    evidence, tables = genotype_tables(pedigree, typed, target, np.ascontiguousarray(reads), marker, params=likelihood)
    if np.any(evidence == -np.inf):
        raise InputUnusable(f"marker {marker.name}: the references contradict the pedigree; check the relations")
    return tables


def _seen(tables: NDArray[np.float64], marker: Marker) -> NDArray[np.float64]:
    """Genotypes as they are read: a/silent as a twice; silent/silent, which shows nothing, is left out."""
    if not marker.has_silent:
        return tables
    visible = tables[:, :-1, :-1].copy()
    places = np.arange(marker.n_alleles - 1)
    visible[:, places, places] += tables[:, :-1, -1]
    return visible


def _mean(weights: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    happens = weights > 0.0
    return float(weights[happens] @ values[happens])


def _reaches(
    spectra: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]],
    params: ForecastParams,
    rng: np.random.Generator,
) -> float:
    total = np.zeros(params.n_draws)
    for weights, values in spectra:
        steps = np.cumsum(weights)
        # What is left to 1 is a profile that shows nothing here: a ratio of 1.
        drawn = np.searchsorted(steps, rng.random(params.n_draws) * max(1.0, steps[-1]), side="right")
        total += np.append(values, 0.0)[drawn]
    return float(np.mean(total >= params.log10_threshold))
