"""The bags: whose body is in each, and what the laboratory could still read of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.synth.dna.families import Families
from repatria.synth.dna.kinds import Origin, Trouble
from repatria.synth.dna.loci import Loci
from repatria.synth.dna.reading import Quality, draw_quality, read_mixed, read_one

MIXTURES, STAFF_BODIES, EXTRA_BAGS = 0.012, 0.003, 0.05
NO_FAMILY, OTHER_PARTY = 0.12, 0.26  # of the people in the bags; the rest are missed by a family that gave samples
MOST_FOUND = 0.9  # of the missing, where there are more bags than missing
BROTHERS_TOGETHER = 0.85
N_STAFF = 300  # bags for each member of staff
NO_SEX, WRONG_SEX = 0.06, 0.002


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Persons:
    """Everyone who lies in a bag.  ``missing``: the place among the families' missing, -1 for anyone else."""

    origins: NDArray[np.str_]
    missing: NDArray[np.int32]
    is_male: NDArray[np.bool_]
    alleles: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.missing)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bags:
    """Bags in the order of their ids.

    ``person``: place in ``persons``, -1 for staff; ``second``: the other person of a mixture, else -1; ``staff``: who
    of the staff, else -1.  ``reads``: (n_bags, n_loci, 4) int8, -1 for none: one read alone is a single read.
    ``sexes``: as written in the list ("M", "F", ""); ``amelogenin``: as read ("X", "XY", "").
    """

    persons: Persons
    person: NDArray[np.int32]
    second: NDArray[np.int32]
    staff: NDArray[np.int32]
    reads: NDArray[np.int8]
    sexes: NDArray[np.str_]
    amelogenin: NDArray[np.str_]
    troubles: Mapping[Trouble, NDArray[np.bool_]]

    def __len__(self) -> int:
        return len(self.person)


def n_staff(n_bags: int) -> int:
    """How many people work in a laboratory of that size."""
    return max(3, n_bags // N_STAFF)


def make_bags(n: int, families: Families, staff: NDArray[np.int8], loci: Loci, *, rng: np.random.Generator) -> Bags:
    """Fill ``n`` bags; ``staff`` holds the alleles of the laboratory's own people, (n_staff, n_loci, 2)."""
    n_mixed, n_of_staff, n_extra = (round(share * n) for share in (MIXTURES, STAFF_BODIES, EXTRA_BAGS))
    n_persons = max(1, n - n_mixed - n_of_staff - n_extra)
    n_extra = n - n_persons - n_mixed - n_of_staff
    persons = _persons(n_persons, families, loci, rng=rng)
    person = np.concatenate(
        [
            np.arange(len(persons)),
            rng.integers(0, len(persons), size=n_extra + n_mixed),
            np.full(n_of_staff, -1),
        ]
    ).astype(np.int32)
    is_mixed = np.zeros(n, dtype=bool)
    is_mixed[n_persons + n_extra : n_persons + n_extra + n_mixed] = True
    order = rng.permutation(n)
    person, is_mixed = person[order], is_mixed[order]
    is_staff = person == -1
    other = rng.integers(1, max(2, len(persons)), size=n)
    second = np.where(is_mixed, (person + other) % len(persons), -1).astype(np.int32)
    of_staff = np.where(is_staff, rng.integers(0, len(staff), size=n), -1).astype(np.int32)

    true = np.where(is_staff[:, None, None], staff[of_staff], persons.alleles[person])
    is_male = np.where(is_staff, rng.random(n) < 0.5, persons.is_male[person])
    quality = draw_quality(n, rng=rng)
    quality.at_bp[is_staff] = np.inf  # fresh DNA upon old bone
    troubles = {kind: np.zeros(n, dtype=bool) for kind in Trouble}
    reads, troubles[Trouble.UNSEEN_DROPOUT] = read_one(true, quality, loci, rng=rng)
    mixed = np.flatnonzero(is_mixed)
    reads[mixed] = read_mixed(reads[mixed], persons.alleles[second[mixed]], quality.only(mixed), loci, rng=rng)
    sexes, amelogenin = _sexes(is_male, quality, rng=rng)
    _mark(troubles, quality, person, is_mixed, is_staff, families, persons)
    troubles[Trouble.SEX_MISREAD] = (sexes != "") & (sexes != np.where(is_male, "M", "F"))
    return Bags(
        persons=persons,
        person=person,
        second=second,
        staff=of_staff,
        reads=reads,
        sexes=sexes,
        amelogenin=amelogenin,
        troubles=troubles,
    )


def _mark(
    troubles: Mapping[Trouble, NDArray[np.bool_]],
    quality: Quality,
    person: NDArray[np.int32],
    is_mixed: NDArray[np.bool_],
    is_staff: NDArray[np.bool_],
    families: Families,
    persons: Persons,
) -> None:
    for kind, mask in quality.classes().items():
        troubles[kind][:] = mask
    alone = person[~is_staff & ~is_mixed]
    n_bags = np.bincount(alone, minlength=len(persons))
    troubles[Trouble.SEVERAL_BAGS][:] = ~is_staff & ~is_mixed & (n_bags[person] > 1)
    troubles[Trouble.MIXTURE][:] = is_mixed
    troubles[Trouble.STAFF][:] = is_staff
    missing = np.where(is_staff, -1, persons.missing[person])
    has_family = missing >= 0
    for kind, by_family in families.troubles.items():
        if by_family.any():
            troubles[kind][has_family] |= by_family[families.missing.family[missing[has_family]]]


def _persons(n: int, families: Families, loci: Loci, *, rng: np.random.Generator) -> Persons:
    found = _found(
        min(round((1 - NO_FAMILY - OTHER_PARTY) * n), int(MOST_FOUND * len(families.missing))), families, rng=rng
    )
    rest = n - len(found)
    n_without = round(rest * NO_FAMILY / (NO_FAMILY + OTHER_PARTY))
    origins = [Origin.FAMILY] * len(found) + [Origin.NO_FAMILY] * n_without + [Origin.OTHER_PARTY] * (rest - n_without)
    return Persons(
        origins=np.array([each.value for each in origins]),
        missing=np.concatenate([found, np.full(rest, -1)]).astype(np.int32),
        is_male=np.concatenate([families.missing.is_male[found], rng.random(rest) < 0.97]),
        alleles=np.concatenate([families.missing.alleles[found], loci.draw((rest,), rng=rng)]),
    )


def _found(n: int, families: Families, *, rng: np.random.Generator) -> NDArray[np.int64]:
    """Places of the missing who lie in a bag: families by chance, and the brothers of one family mostly together."""
    family = families.missing.family
    rank = rng.permutation(families.n)[family] + np.where(rng.random(len(family)) < BROTHERS_TOGETHER, 0, families.n)
    chosen: NDArray[np.int64] = np.sort(np.argsort(rank, kind="stable")[:n])
    return chosen


def _sexes(
    is_male: NDArray[np.bool_], quality: Quality, *, rng: np.random.Generator
) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    n = len(is_male)
    x_read, y_read = (rng.random(n) < quality.survival(np.array([110.0]))[:, 0] for _ in range(2))
    amelogenin = np.where(is_male & y_read, np.where(x_read, "XY", "Y"), np.where(x_read, "X", ""))
    written = np.where(amelogenin == "", "", np.where(np.char.find(amelogenin, "Y") >= 0, "M", "F"))
    wrong = rng.random(n) < WRONG_SEX
    written = np.where(wrong & (written != ""), np.where(written == "M", "F", "M"), written)
    # Y is lost first in poor samples: a laboratory that knows this writes F only where the profile is good.
    written = np.where((written == "F") & (quality.at_bp < 250), "", written)
    return np.where(rng.random(n) < NO_SEX, "", written), amelogenin
