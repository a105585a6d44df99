"""A family that looks for several people, judged by all ways to place its candidates at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex
from repatria.kinship.dvi_board import Board
from repatria.kinship.dvi_joint import JointTable, joint_table
from repatria.kinship.dvi_rows import DviConclusion, DviParams, DviRow
from repatria.kinship.joint import JointParams

LISTED = JointParams(negligible=0.0, max_placements=200_000)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FamilyTables:
    """Rows of a family, and its joint table or why there is none."""

    am: tuple[DviRow, ...]
    pm: tuple[DviRow, ...]
    joint: JointTable | None
    too_complex: str


def family_tables(mine: Board, family: int, log_lr: NDArray[np.float64], params: DviParams) -> FamilyTables:
    """Judge a family by generalized likelihood ratios: pairs first, then what is left for a symmetric match."""
    missing = np.flatnonzero(mine.missing_left).tolist()
    best_lr = {person: _largest(log_lr[:, person]) for person in missing}
    try:
        table = joint_table(mine, log_lr, log_total=0.0, params=LISTED, n_listed=LISTED.max_placements)
    except TooComplex as error:
        rows = [_row(family, person, (person,), (), best_lr[person], np.nan, _OPEN, "") for person in missing]
        return FamilyTables(am=tuple(rows), pm=(), joint=None, too_complex=str(error))
    glr = generalized_ratios(table, missing)
    bar = np.log(params.threshold) - 1e-12
    said = f"Joint: {{{','.join(mine.people.ids[person] for person in missing)}}}"
    pm, am = [], []
    for column, person in enumerate(missing):
        for row in np.flatnonzero(glr[:, column] >= bar).tolist():
            body = table.bodies[row]
            pair_lr, log_glr = float(log_lr[body, person]), float(glr[row, column])
            pm.append(_row(family, person, (person,), (body,), pair_lr, log_glr, DviConclusion.MATCH_GLR, said))
            am.append(_row(family, person, (person,), (body,), pair_lr, log_glr, DviConclusion.MATCH_GLR, said))
    gone = {body for row in pm for body in row.bodies}
    named = {row.missing for row in pm}
    symmetric = _symmetric(mine, table, [b for b in table.bodies if b not in gone], params)
    if symmetric is not None:
        people, bodies, log_glr = symmetric
        is_of_bodies, is_of_people = _said_of_set(mine, family, people, bodies)
        for body in bodies:
            lr = _largest(log_lr[body, list(people)])
            pm.append(_row(family, people[0], people, (body,), lr, log_glr, DviConclusion.SYMMETRIC, is_of_bodies))
        for person in people:  # no pair of these is the finding, so none has its ratio here
            am.append(_row(family, person, people, bodies, np.nan, log_glr, DviConclusion.SYMMETRIC, is_of_people))
        named.update(people)
    for column, person in enumerate(missing):
        if person not in named:
            best = _largest(glr[:, column])
            am.append(_row(family, person, (person,), (), best_lr[person], best, _OPEN, ""))
    return FamilyTables(am=tuple(am), pm=tuple(pm), joint=table, too_complex="")


_OPEN = DviConclusion.INCONCLUSIVE


def generalized_ratios(table: JointTable, missing: list[int]) -> NDArray[np.float64]:
    """Log of the best likelihood with a pair over the best without; (n_bodies, n_missing), NaN where undefined."""
    found = np.full((len(table.bodies), len(missing)), np.nan)
    for row in range(len(table.bodies)):
        who = table.assignments[:, row]
        if np.unique(who).size < 2:
            continue
        for column, person in enumerate(missing):
            with_it, without = np.flatnonzero(who == person), np.flatnonzero(who != person)
            if with_it.size and without.size:
                found[row, column] = table.log_likelihoods[with_it[0]] - table.log_likelihoods[without[0]]
    return found


def _symmetric(
    mine: Board, table: JointTable, bodies: list[int], params: DviParams
) -> tuple[tuple[int, ...], tuple[int, ...], float] | None:
    """Two people that one body fits alike, or two bodies that fit two people in either order."""
    columns = [table.bodies.index(body) for body in bodies]
    if len(table.assignments) < 3 or not columns:
        return None
    who = table.assignments[:, columns]
    differs = np.flatnonzero(who[0] != who[1])
    if not 1 <= differs.size <= 2 or np.any(who[:2, differs] < 0):
        return None
    people = tuple(sorted({int(each) for each in who[:2, differs].ravel()}))
    if len(people) != 2 or (differs.size == 2 and set(who[0, differs]) != set(who[1, differs])):
        return None
    outside = np.flatnonzero(~np.isin(who[:, differs], people).all(axis=1))
    if not outside.size:
        return None
    log_glr = float(table.log_likelihoods[0] - table.log_likelihoods[outside[0]])
    if not log_glr >= np.log(params.threshold):
        return None
    return people, tuple(bodies[each] for each in differs.tolist()), log_glr


def _said_of_set(mine: Board, family: int, people: tuple[int, ...], bodies: tuple[int, ...]) -> tuple[str, str]:
    """What is said of the bodies and of the people of a symmetric match."""
    missing, found = [mine.people.ids[each] for each in people], [mine.bodies.ids[each] for each in bodies]
    one, other = (mine.families[family].pedigree.member(each) for each in missing)
    if len(found) == 2 and one.father is not None and (one.father, one.mother) == (other.father, other.mother):
        sets = f"{{{', '.join(found)}}}", f"{{{', '.join(missing)}}}"
        return f"Full siblings: {sets[0]} = {sets[1]}", f"Full siblings: {sets[1]} = {sets[0]}"
    order = "is one of" if len(found) == 1 else "are, in either order,"
    said = f"{' and '.join(found)} {order} {' and '.join(missing)}"
    return said, said


def _row(
    family: int,
    missing: int,
    missing_all: tuple[int, ...],
    bodies: tuple[int, ...],
    log_lr: float,
    log_glr: float,
    conclusion: DviConclusion,
    comment: str,
) -> DviRow:
    return DviRow(
        family=family,
        missing=missing,
        missing_all=missing_all,
        bodies=bodies,
        log_lr=float(log_lr),
        log_glr=float(log_glr),
        conclusion=conclusion,
        comment=comment,
    )


def _largest(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.max()) if known.size else float("nan")
