"""Remains set beside the missing person's own belongings: a toothbrush, a milk tooth, a blood card."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from repatria import kinship
from repatria.web.laboratory.bridge.found import Found

DIRECT = "direct"
"""The conclusion of a pair whose two profiles are one person's, or identical twins'."""


def with_belongings(
    found: Sequence[Found],
    persons: kinship.Profiles,
    parts: Sequence[Sequence[str]],
    own: Mapping[tuple[str, str], kinship.Profiles],
    panel: kinship.Panel,
    prior: float,
) -> list[Found]:
    """The pairs found by kinship, with those that belongings show; where both speak, belongings are the stronger.

    ``parts`` are the profiles' ids of each person, ``own`` the profile of belongings by family and missing member.
    The posterior of such a pair sets it against every other pairing of the same body; identical twins are not told
    apart by it.
    """
    keys = list(own)
    if not keys or not len(persons):
        return list(found)
    alleles = np.concatenate([own[key].alleles for key in keys])
    same = kinship.same_as(
        persons, kinship.Profiles(ids=tuple(str(n) for n in range(len(keys))), alleles=alleles), panel
    )
    shown: list[Found] = []
    for at in range(len(same)):
        family, member = keys[int(same.other[at])]
        ids = parts[int(same.one[at])]
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
                conclusion=DIRECT,
                together=tuple(other for other in ids if other != one),
            )
            for one in ids
        ]
    pairs = {(one.body, one.family, one.member) for one in shown}
    kept = [one for one in found if (one.body, one.family, one.member) not in pairs]
    return [*kept, *(_against_rivals(one, [*kept, *shown]) for one in shown)]


def _against_rivals(one: Found, others: Sequence[Found]) -> Found:
    same_person = {one.body, *one.together}
    rivals = [
        other.log10_lr
        for other in others
        if other.log10_lr is not None
        and (other.body == one.body) != ((other.family, other.member) == (one.family, one.member))
        and not (other.body in same_person and other.body != one.body)
    ]
    odds = 10.0 ** min(one.log10_lr or 0.0, 300.0) * (one.prior or 0.0)
    against = 1.0 - (one.prior or 0.0) + sum(10.0 ** min(rival, 300.0) * (one.prior or 0.0) for rival in rivals)
    return replace(
        one, posterior=odds / (odds + against), n_rivals=len(rivals), rival_log10_lr=max(rivals, default=None)
    )
