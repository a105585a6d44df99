"""Conclusions of a whole problem drawn in steps, as the field's program for disaster victims draws them.

First whoever is related to nobody typed; then, as long as something changes, pairs with too many inconsistent markers
are excluded and undisputed identifications are fixed; then family by family; then body by body.

References
----------
Vigeland and Egeland (2021), doi:10.1038/s41598-021-93071-5; rules as documented for ``dviSolve`` of dvir 3.4.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.dvi_board import Board
from repatria.kinship.dvi_families import family_tables
from repatria.kinship.dvi_joint import JointTable
from repatria.kinship.dvi_rows import DviConclusion, DviParams, DviRow
from repatria.kinship.relatedness import unrelated_missing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DviTables:
    """Conclusions by missing person (``am``), by body (``pm``), and the joint table of families with several missing.

    Rows are in the order of families and of bodies.
    """

    am: tuple[DviRow, ...]
    pm: tuple[DviRow, ...]
    joint_tables: dict[int, JointTable]
    too_complex: dict[int, str]


def undisputed(start: Board, params: DviParams) -> tuple[Board, tuple[DviRow, ...], NDArray[np.float64]]:
    """Fix identifications that no pairwise ratio disputes, again and again, until nothing changes.

    A pair is undisputed if its likelihood ratio reaches the threshold and is at least as many times that of every
    other open pair of its body and of its missing person.  Its profile then joins the family's references.

    Returns
    -------
    The board after it, the rows (a body whose last open pair was taken from it is excluded), and the ratios last seen.
    """
    rows: list[DviRow] = []
    now, step = start, 0
    while True:
        step += 1
        log_lr = now.log_lr()
        found = _undisputed_pairs(log_lr, params)
        if not found:
            return now, tuple(rows), log_lr
        for body, person in found:
            rows.append(_row(now, DviConclusion.UNDISPUTED, person, body, log_lr[body, person], f"Step {step}"))
        before = now
        now = now.identified(dict(found))
        alone = np.flatnonzero(now.bodies_left & ~now.is_open.any(axis=1)).tolist()
        rows.extend(
            _row(before, DviConclusion.EXCLUDED, None, body, np.nan, "No compatible pairings") for body in alone
        )
        now = now.without(bodies=alone)
        if not now.bodies_left.any() or not now.missing_left.any():
            return now, tuple(rows), log_lr


def solve_in_steps(start: Board, params: DviParams) -> DviTables:
    """Draw the conclusions of a whole problem."""
    am: list[DviRow] = []
    pm: list[DviRow] = []
    now = start
    for person, others in unrelated_missing(now.families, now.people).items():
        am.append(_row(now, DviConclusion.NONIDENTIFIABLE, person, None, np.nan, f"unrelated to {', '.join(others)}"))
        now = now.without(missing=[person])
    log_lr, first = np.full(now.is_open.shape, np.nan), True
    while now.bodies_left.any() and now.missing_left.any():
        after, more_am, more_pm = _exclude(now, params)
        if not first and np.array_equal(after.is_open, now.is_open):
            break
        am.extend(more_am)
        pm.extend(more_pm)
        now, first = after, False
        after, rows, log_lr = undisputed(now, params)
        am.extend(row for row in rows if row.missing is not None)
        pm.extend(rows)
        impossible = after.is_open & (log_lr == -np.inf)
        after = after.without(pairs=impossible)
        changed = not np.array_equal(after.is_open, now.is_open)
        now = after
        if not changed:
            break
    log_lr = np.where(now.is_open | (log_lr == -np.inf), log_lr, np.nan)
    n_left = np.bincount(now.people.family[now.missing_left], minlength=len(now.families))
    for family in np.flatnonzero(n_left == 1).tolist():
        am.append(_simple_family(now, family, log_lr, params))
    tables: dict[int, JointTable] = {}
    too_complex: dict[int, str] = {}
    for family in np.flatnonzero(n_left > 1).tolist():
        found = family_tables(now.of_family(family), family, log_lr, params)
        am.extend(found.am)
        pm.extend(found.pm)
        if found.joint is not None:
            tables[family] = found.joint
        else:
            too_complex[family] = found.too_complex
        now = now.without(bodies=[body for row in found.pm for body in row.bodies])
    pm.extend(_lone_body(now, body, log_lr, params) for body in np.flatnonzero(now.bodies_left).tolist())
    return DviTables(
        am=tuple(sorted(am, key=lambda row: row.missing if row.missing is not None else -1)),
        pm=tuple(sorted(pm, key=lambda row: row.bodies)),
        joint_tables=tables,
        too_complex=too_complex,
    )


def _row(
    now: Board, conclusion: DviConclusion, person: int | None, body: int | None, log_lr: float, comment: str
) -> DviRow:
    return DviRow(
        family=None if person is None else int(now.people.family[person]),
        missing=person,
        missing_all=() if person is None else (person,),
        bodies=() if body is None else (body,),
        log_lr=float(log_lr),
        log_glr=np.nan,
        conclusion=conclusion,
        comment=comment,
    )


def _undisputed_pairs(log_lr: NDArray[np.float64], params: DviParams) -> list[tuple[int, int]]:
    filled = np.where(np.isnan(log_lr), -np.inf, log_lr)
    bar = np.log(params.threshold)
    found = []
    reaches = filled + 1e-12 >= bar
    for person, body in zip(*np.nonzero(reaches.T), strict=True):
        rivals = np.concatenate([np.delete(filled[body], person), np.delete(filled[:, person], body)])
        if np.all(rivals <= filled[body, person] - bar):
            found.append((int(body), int(person)))
    return found


def _exclude(now: Board, params: DviParams) -> tuple[Board, list[DviRow], list[DviRow]]:
    """Leave out pairs with too many inconsistent markers, and whoever has no other pair."""
    counts = now.n_exclusions().astype(np.float64)
    counts[counts < 0] = np.inf
    am, pm = [], []
    for body in np.flatnonzero(now.bodies_left).tolist():
        least = float(counts[body].min(initial=np.inf))
        if least > params.most_exclusions:
            pm.append(_row(now, DviConclusion.EXCLUDED, None, body, np.nan, _least(least)))
    for person in np.flatnonzero(now.missing_left).tolist():
        least = float(counts[:, person].min(initial=np.inf))
        if least > params.most_exclusions:
            am.append(_row(now, DviConclusion.EXCLUDED, person, None, np.nan, _least(least)))
    after = now.without(
        bodies=[row.bodies[0] for row in pm],
        missing=[row.missing for row in am if row.missing is not None],
        pairs=counts > params.most_exclusions,
    )
    return after, am, pm


def _least(count: float) -> str:
    return "No compatible pairings" if count == np.inf else f"{int(count)}+ inconsistencies"


def _simple_family(now: Board, family: int, log_lr: NDArray[np.float64], params: DviParams) -> DviRow:
    """A family that looks for one more person: judged by pairwise ratios."""
    person = int(np.flatnonzero(now.missing_left & (now.people.family == family))[0])
    ratios = log_lr[:, person]
    return _judged(now, ratios, now.bodies.ids, params, lambda best: (person, best), strictly=True)


def _lone_body(now: Board, body: int, log_lr: NDArray[np.float64], params: DviParams) -> DviRow:
    """A body that no family claimed jointly: judged by its pairwise ratios."""
    return _judged(now, log_lr[body], now.people.ids, params, lambda best: (best, body), strictly=False)


def _judged(
    now: Board,
    log_lr: NDArray[np.float64],
    names: Sequence[str],
    params: DviParams,
    pair_of: Callable[[int], tuple[int, int]],
    *,
    strictly: bool,
) -> DviRow:
    known = np.flatnonzero(~np.isnan(log_lr))
    if not known.size:
        person, body = pair_of(0)
        return _row(now, DviConclusion.NO_MATCH, person if strictly else None, None if strictly else body, np.nan, "")
    best = int(known[np.argmax(log_lr[known])])
    bar = np.log(params.probable)
    high = [place for place in known.tolist() if (log_lr[place] > bar if strictly else log_lr[place] >= bar - 1e-12)]
    others = [place for place in known.tolist() if place != best]
    person, body = pair_of(best)
    if len(high) > 1:
        also = ", ".join(f"{names[place]} (LR={np.exp(log_lr[place]):.2g})" for place in high if place != best)
        return _row(now, DviConclusion.DISPUTED, person, body, log_lr[best], f"Also: {also}")
    if len(high) == 1:
        runner = max(others, key=lambda place: log_lr[place], default=None)
        said = "-" if runner is None else f"{names[runner]} (LR={np.exp(log_lr[runner]):.2g})"
        return _row(now, DviConclusion.PROBABLE, person, body, log_lr[best], f"Runner-up: {said}")
    verdict = DviConclusion.INCONCLUSIVE if log_lr[best] >= -1e-12 else DviConclusion.NO_MATCH
    comment = f"Best: {names[best]}" if verdict is DviConclusion.INCONCLUSIVE else ""
    row = _row(now, verdict, person, body, log_lr[best], comment)
    return row if strictly else _row(now, verdict, None, body, log_lr[best], comment)
