"""The answer to a case in plain values: infinities are words, ``None`` is what is not defined."""

import math
from typing import Any

import numpy as np

from repatria.errors import InputUnusable
from repatria.kinship.distribution import genotype_distributions
from repatria.kinship.expected import expected_linked_ratio, expected_ratio
from repatria.kinship.formats.answer_dvi import answer_dvi
from repatria.kinship.formats.case import (
    Case,
    DistributionCase,
    DviCase,
    ExclusionPowerCase,
    ExpectedRatioCase,
    KinshipCase,
    LinkedCase,
)
from repatria.kinship.formats.numbers import log_ratio, plain, ratio_of
from repatria.kinship.likelihood import log_likelihoods
from repatria.kinship.linked import linked_log_likelihood
from repatria.kinship.markers import Chromosome, Marker
from repatria.kinship.params import Convention, LikelihoodParams
from repatria.kinship.pedigree import Member, Pedigree, Sex
from repatria.kinship.power import exclusion_power


def answer_case(case: Case, *, convention: Convention = Convention.AS_DRAWN) -> dict[str, Any] | list[dict[str, Any]]:
    """Answer a case; the shape of each schema's results is described in ``docs/reference/formats.md``.

    Raises
    ------
    TooComplex
        An exact sum would take too much memory or work.
    InputUnusable
        The question has no answer, such as an expected ratio of an inbred pair.
    """
    match case:
        case KinshipCase():
            return _kinship(case, LikelihoodParams(theta=case.theta, convention=convention))
        case LinkedCase():
            return _linked(case, LikelihoodParams(convention=convention))
        case DistributionCase():
            return _distribution(case, LikelihoodParams(theta=case.theta, convention=convention))
        case ExclusionPowerCase():
            return _exclusion_power(case)
        case ExpectedRatioCase():
            return _expected_ratios(case)
        case DviCase():
            return answer_dvi(case, LikelihoodParams(theta=case.theta, convention=convention))


def _kinship(case: KinshipCase, params: LikelihoodParams) -> dict[str, Any]:
    logs = {
        each.name: log_likelihoods(each.pedigree, case.profiles, case.panel, params=params).tolist()
        for each in case.hypotheses
    }
    totals = {name: math.fsum(values) if -math.inf not in values else -math.inf for name, values in logs.items()}
    log_lr = {name: log_ratio(total, totals[case.denominator]) for name, total in totals.items()}
    return {
        "per_marker": [
            {
                "marker": marker.name,
                "lnlik": {name: plain(values[place]) for name, values in logs.items()},
                "lnLR": {
                    name: plain(log_ratio(values[place], logs[case.denominator][place]))
                    for name, values in logs.items()
                },
            }
            for place, marker in enumerate(case.panel.markers)
        ],
        "total_lnlik": {name: plain(total) for name, total in totals.items()},
        "total_lnLR": {name: plain(log) for name, log in log_lr.items()},
        "total_log10LR": {name: plain(log / math.log(10)) for name, log in log_lr.items()},
        "total_LR": {name: plain(ratio_of(log)) for name, log in log_lr.items()},
    }


def _linked(case: LinkedCase, params: LikelihoodParams) -> list[dict[str, Any]]:
    _refuse_theta(case.theta, "linked markers")
    typed = case.profiles.only([each for each in case.profiles.ids if each in case.typed])
    strangers = Pedigree(
        members=tuple(Member(id=each, sex=case.pedigree.member(each).sex) for each in typed.ids),
        inbreeding={each: value for each, value in case.pedigree.inbreeding.items() if each in typed},
    )
    apart = float(log_likelihoods(strangers, typed, case.panel, params=params).sum())
    pair = (case.panel.markers[0], case.panel.markers[1])
    rows = []
    for rho in case.recombinations:
        log = linked_log_likelihood(case.pedigree, typed, pair, rho, params=params)
        rows.append(
            {"rho": rho, "lnlik": plain(log), "lnlik_unrelated": plain(apart), "lnLR": plain(log_ratio(log, apart))}
        )
    return rows


def _refuse_theta(theta: float, what: str) -> None:
    """An answer without the theta that was asked for would be an answer to another question."""
    if theta > 0.0:
        raise InputUnusable(f"theta is {theta}, and {what} can be weighed with theta 0 only; take theta out")


def _distribution(case: DistributionCase, params: LikelihoodParams) -> list[dict[str, Any]]:
    found = genotype_distributions(case.pedigree, case.profiles, case.panel, case.target, params=params)
    rows = []
    for marker, table in zip(case.panel.markers, found.tables, strict=True):
        names, places = _genotypes(marker, case.pedigree.member(case.target).sex)
        probabilities = table[places]
        rows.append(
            {
                "marker": marker.name,
                "genotypes": names,
                "prob": [plain(each) for each in probabilities],
                "sum": plain(probabilities.sum()),
            }
        )
    return rows


def _genotypes(marker: Marker, sex: Sex) -> tuple[list[str], tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """Names of the genotypes in the order of the schema, and where each stands in a table."""
    if marker.chromosome is Chromosome.X and sex is Sex.MALE:
        diagonal = np.arange(marker.n_alleles)
        return list(marker.alleles), (diagonal, diagonal)
    rows, columns = np.triu_indices(marker.n_alleles)
    names = [f"{marker.alleles[a]}/{marker.alleles[b]}" for a, b in zip(rows.tolist(), columns.tolist(), strict=True)]
    return names, (rows, columns)


def _exclusion_power(case: ExclusionPowerCase) -> dict[str, Any]:
    _refuse_theta(case.theta, "the power of exclusion")
    found = exclusion_power(case.pedigree, case.missing, case.profiles, case.panel)
    return {
        "per_marker": [plain(each) for each in found.by_marker],
        "total": plain(found.total),
        "expected_mismatches": plain(found.expected_mismatches),
        "distribution": {str(n): plain(each) for n, each in enumerate(found.distribution)},
    }


def _expected_ratios(case: ExpectedRatioCase) -> dict[str, Any]:
    return {
        "one_locus": [
            {"n_alleles": float(n), "E_LR_if_related": plain(expected_ratio(case.pedigree, *case.pair, n))}
            for n in case.n_alleles
        ],
        "two_linked_loci": [
            {
                "n_alleles_1": float(first),
                "n_alleles_2": float(second),
                "rho": rho,
                "E_LR_if_related": plain(expected_linked_ratio(case.pedigree, *case.pair, (first, second), rho)),
            }
            for first, second, rho in case.linked
        ],
    }
