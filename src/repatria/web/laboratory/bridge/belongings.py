"""Remains set beside a profile of the person's own: belongings, or another bag that bears the name already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from repatria import kinship
from repatria.web.laboratory.bridge.evidence import Beside
from repatria.web.laboratory.bridge.found import Found

DIRECT = "direct"
"""The conclusion of a pair whose two profiles are one person's, or identical twins'."""
FRAGMENT = "fragment"
"""The same of a bag and the body of one who is identified already: a further part of that person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A profile of a missing person's own, and the row of that person among what was reported."""

    profile: kinship.Profiles
    row: int
    conclusion: str = DIRECT


def with_belongings(
    found: Sequence[Found],
    persons: kinship.Profiles,
    parts: Sequence[Sequence[str]],
    own: Mapping[tuple[str, str], Own],
    panel: kinship.Panel,
    prior: float,
    beside: Beside,
) -> list[Found]:
    """The pairs found by kinship, with those that belongings show; where both speak, belongings are the stronger.

    ``parts`` are the profiles' ids of each person, ``own`` the own profile by family and missing member.
    The posterior of such a pair sets it, with what is known beside DNA, against every other pairing of the same body;
    identical twins are not told apart by it.
    """
    keys = list(own)
    if not keys or not len(persons):
        return list(found)
    alleles = np.concatenate([own[key].profile.alleles for key in keys])
    same = kinship.same_as(
        persons, kinship.Profiles(ids=tuple(str(n) for n in range(len(keys))), alleles=alleles), panel
    )
    person = np.array([own[keys[int(at)]].row for at in same.other], dtype=np.int32)
    ratios = beside.weigh(same.one, person)
    shown: list[Found] = []
    weights: list[float] = []
    for at in range(len(same)):
        family, member = keys[int(same.other[at])]
        ids = parts[int(same.one[at])]
        weights += [float(ratios.log10_total[at])] * len(ids)
        shown += [
            Found(
                body=one,
                family=family,
                member=member,
                log10_lr=float(same.log10_lr[at]),
                posterior=None,
                prior=prior,
                n_compared=int(same.n_compared[at]),
                n_exclusions=int(same.n_mismatches[at]),
                conclusion=own[family, member].conclusion,
                evidence=beside.rows(ratios, at, int(same.one[at]), int(person[at])),
                together=tuple(other for other in ids if other != one),
            )
            for one in ids
        ]
    pairs = {(one.body, one.family, one.member) for one in shown}
    kept = [one for one in found if (one.body, one.family, one.member) not in pairs]
    pairings = [*kept, *shown]
    return [*kept, *(_against_rivals(one, pairings, known) for one, known in zip(shown, weights, strict=True))]


def _against_rivals(one: Found, others: Sequence[Found], known: float) -> Found:
    same_person = {one.body, *one.together}
    rivals = [
        other.log10_lr
        for other in others
        if other.log10_lr is not None
        and (other.body == one.body) != ((other.family, other.member) == (one.family, one.member))
        and not (other.body in same_person and other.body != one.body)
    ]
    odds = 10.0 ** min((one.log10_lr or 0.0) + known, 300.0) * (one.prior or 0.0)
    against = 1.0 - (one.prior or 0.0) + sum(10.0 ** min(rival, 300.0) * (one.prior or 0.0) for rival in rivals)
    return replace(
        one, posterior=odds / (odds + against), n_rivals=len(rivals), rival_log10_lr=max(rivals, default=None)
    )
