"""The answer to a problem of identification in plain values: every pair, all at once, and conclusions in steps."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.dvi import DviSolution, solve_dvi
from repatria.kinship.dvi_joint import JointTable
from repatria.kinship.dvi_rows import DviConclusion, DviRow
from repatria.kinship.formats.case import DviCase
from repatria.kinship.formats.case_dvi import NOBODY
from repatria.kinship.formats.numbers import plain, ratio_of
from repatria.kinship.params import LikelihoodParams


def answer_dvi(case: DviCase, params: LikelihoodParams) -> dict[str, Any]:
    """Answer a problem of identification.

    Raises
    ------
    InputUnusable
        A family's references cannot be related as drawn.
    """
    found = solve_dvi(
        case.bodies, case.families, case.panel, pairings=case.pairings, missing=case.missing, likelihood=params
    )
    bodies, missing = case.bodies.ids, found.missing
    names = _Names(case, found)
    return {
        "lnlik_victims": _by_name(bodies, found.log_likelihood_bodies),
        "lnlik_families": _by_name([each.id for each in case.families], found.log_likelihood_families),
        "pairwise_LR": _matrix(bodies, missing, _ratios(found.log_lr)),
        "pairwise_log10LR": _matrix(bodies, missing, found.log_lr / math.log(10)),
        "pairwise_LR_ignore_sex": _matrix(bodies, missing, _ratios(found.log_lr_any_sex)),
        "exclusion_matrix": _matrix(bodies, missing, np.where(found.n_exclusions < 0, np.nan, found.n_exclusions)),
        "undisputed": [
            {key: value for key, value in names.by_missing(row).items() if key != "GLR"}
            for row in found.undisputed
            if row.conclusion is DviConclusion.UNDISPUTED
        ],
        "grid_size": found.grid_size,
        "joint_pairings_reduced_to_LR_at_least": found.weighed.least_lr or None,
        "joint_pairings_reduced_to_posterior_above": found.weighed.negligible or None,
        "joint_pairings": names.pairings() if found.weighed.least_lr or found.weighed.negligible else None,
        "joint": {"error": found.too_complex} if found.joint is None else names.joint(found.joint),
        "components": names.components(),
        "marginal_posterior": (
            None if found.posterior is None else _matrix(bodies, [*missing, NOBODY], found.posterior)
        ),
        "solve": {
            "threshold": found.params.threshold,
            "AM": [names.by_missing(row) for row in found.steps.am],
            "PM": [names.by_body(row) for row in found.steps.pm],
            "joint_tables": {
                **{case.families[f].id: names.family_table(table) for f, table in found.steps.joint_tables.items()},
                **{case.families[f].id: {"error": said} for f, said in found.steps.too_complex.items()},
            }
            or [],
        },
    }


class _Names:
    """Says places of the whole problem as the ids of the case."""

    def __init__(self, case: DviCase, found: DviSolution) -> None:
        self._bodies = case.bodies.ids
        self._families = [each.id for each in case.families]
        self._people = found.people.ids
        self._missing = found.missing
        self._found = found

    def by_missing(self, row: DviRow) -> dict[str, Any]:
        """A conclusion on a missing person."""
        return {
            "Family": self._family(row),
            "Missing": None if row.missing is None else self._people[row.missing],
            "Sample": "/".join(self._bodies[body] for body in row.bodies) or None,
            **self._weights(row),
        }

    def by_body(self, row: DviRow) -> dict[str, Any]:
        """A conclusion on a body; who is left open names nobody, who is excluded has nobody to name."""
        nobody = None if row.conclusion is DviConclusion.EXCLUDED else ""
        return {
            "Sample": "/".join(self._bodies[body] for body in row.bodies),
            "Missing": "/".join(self._people[each] for each in row.missing_all) or nobody,
            "Family": self._family(row) if row.missing_all else nobody,
            **self._weights(row),
        }

    def _family(self, row: DviRow) -> str | None:
        return None if row.family is None else self._families[row.family]

    def _weights(self, row: DviRow) -> dict[str, Any]:
        return {
            "LR": plain(ratio_of(row.log_lr)),
            "GLR": plain(ratio_of(row.log_glr)),
            "Conclusion": row.conclusion.value,
            "Comment": row.comment or None,
        }

    def pairings(self) -> dict[str, list[str]]:
        """Whom the joint tables weigh each body against."""
        return {
            body: [NOBODY, *(self._missing[place] for place in np.flatnonzero(kept))]
            for body, kept in zip(self._bodies, self._found.weighed.pairs, strict=True)
        }

    def joint(self, table: JointTable) -> dict[str, Any]:
        """The best assignments of the whole problem."""
        rows = [
            {
                **row,
                **dict.fromkeys(self._missing, NOBODY),
                **{person: body for body, person in row.items() if person in self._missing},
                "posterior": plain(posterior),
                "LR_best_over_this": plain(ratio),
            }
            for row, posterior, ratio in zip(
                self._assignments(table), table.posteriors, _finite_ratios(table), strict=True
            )
        ]
        return {
            "n_assignments": table.n_assignments,
            "n_shown": len(rows),
            "rows": rows,
            "tail_bound": plain(table.tail_bound),
        }

    def family_table(self, table: JointTable) -> dict[str, Any]:
        """The best assignments of one family's bodies."""
        asked = {person for row in self._assignments(table) for person in row.values()}
        people = [each for each in self._missing if each in asked]
        rows = [
            {
                **row,
                "LR": plain(ratio),
                **dict.fromkeys(people, NOBODY),
                **{person: body for body, person in row.items() if person in people},
            }
            for row, ratio in zip(self._assignments(table), _finite_ratios(table), strict=True)
        ]
        return {"n_assignments": table.n_assignments, "n_shown": len(rows), "rows": rows}

    def _assignments(self, table: JointTable) -> list[dict[str, Any]]:
        bodies = [self._bodies[body] for body in table.bodies]
        return [
            {
                **{
                    body: NOBODY if place < 0 else self._people[place]
                    for body, place in zip(bodies, assignment.tolist(), strict=True)
                },
                "loglik": plain(log),
            }
            for assignment, log in zip(table.assignments, table.log_likelihoods, strict=True)
        ]

    def components(self) -> list[dict[str, Any]] | None:
        """Parts that do not touch each other, how each was solved, and what was lost at most."""
        if self._found.solved is None:
            return None
        return [
            {
                "victims": [self._bodies[body] for body in each.bodies.tolist()],
                "families": [self._families[family] for family in each.families.tolist()],
                "method": each.method.value,
                "posterior_error_at_most": plain(each.lost),
            }
            for each in self._found.solved.solved
        ]


def _ratios(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(over="ignore"):  # beyond what a float can hold is said as Infinity
        return np.exp(logs)


def _finite_ratios(table: JointTable) -> list[float]:
    best = table.log_likelihoods[0] if table.log_likelihoods.size else 0.0
    return [math.nan if best == log == -math.inf else ratio_of(best - log) for log in table.log_likelihoods.tolist()]


def _by_name(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, Any]:
    return {name: plain(value) for name, value in zip(names, values.tolist(), strict=True)}


def _matrix(bodies: Sequence[str], missing: Sequence[str], values: NDArray[np.float64]) -> dict[str, Any]:
    return {
        "victims": list(bodies),
        "missing": list(missing),
        "values": [[plain(value) for value in row] for row in values.tolist()],
    }
