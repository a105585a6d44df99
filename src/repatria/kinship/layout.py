"""Two ways to lay a joint problem out: families that choose bodies, or bodies that choose missing people."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from repatria.kinship.assignment import Group
from repatria.kinship.pairings import MissingPeople, Pairings
from repatria.kinship.placements import FamilyTable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Groups, the pairings (places) that each option uses, and the family and table of groups that have one."""

    groups: tuple[Group, ...]
    uses: tuple[tuple[tuple[int, ...], ...], ...]
    tables: tuple[tuple[int, FamilyTable] | None, ...]


def by_bodies(pairings: Pairings) -> Layout:
    """Each body chooses a missing person or nobody; right where no family looks for several people."""
    weights = pairings.log_lr + pairings.log_odds
    rows_of: dict[int, list[int]] = {}
    for row, body in enumerate(pairings.body.tolist()):
        rows_of.setdefault(body, []).append(row)
    groups, uses = [], []
    for _, rows in sorted(rows_of.items()):
        options = ((), *((int(pairings.missing[row]),) for row in rows))
        groups.append(Group(options=options, log_weights=np.concatenate([[0.0], weights[rows]])))
        uses.append(((), *((row,) for row in rows)))
    return Layout(groups=tuple(groups), uses=tuple(uses), tables=(None,) * len(groups))


def by_families(pairings: Pairings, missing: MissingPeople, tables: Mapping[int, FamilyTable]) -> Layout:
    """Each family chooses who of the bodies stands where; ``tables`` for those that look for several people."""
    rows_of: dict[int, list[int]] = {}
    for row, person in enumerate(pairings.missing.tolist()):
        rows_of.setdefault(int(missing.family[person]), []).append(row)
    groups, uses = [], []
    found: list[tuple[int, FamilyTable] | None] = []
    for family, rows in sorted(rows_of.items()):
        if missing.n_places[family] == 1:
            weights = (pairings.log_lr + pairings.log_odds)[rows]
            used: list[tuple[int, ...]] = [(), *((row,) for row in rows)]
            log_weights = np.concatenate([[0.0], weights])
            found.append(None)
        else:
            table = tables[family]
            row_at = {(int(missing.place[pairings.missing[row]]), int(pairings.body[row])): row for row in rows}
            used = [
                tuple(row_at[place, body] for place, body in enumerate(placement) if body >= 0)
                for placement in table.placements.tolist()
            ]
            odds = np.array([pairings.log_odds[list(each)].sum() for each in used])
            log_weights = table.log_ratios + odds
            found.append((family, table))
        options = tuple(tuple(int(pairings.body[row]) for row in each) for each in used)
        groups.append(Group(options=options, log_weights=log_weights))
        uses.append(tuple(used))
    return Layout(groups=tuple(groups), uses=tuple(uses), tables=tuple(found))
