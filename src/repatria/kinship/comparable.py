"""What may be compared: sexes that do not contradict each other, and on X only people whose sex is known."""

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.family import Family
from repatria.kinship.inheritance import roles
from repatria.kinship.markers import Chromosome, Panel
from repatria.kinship.pedigree import Pedigree, Sex
from repatria.kinship.profiles import UNREAD, Profiles


def sex_of(pedigree: Pedigree, member_id: str) -> Sex:
    """A member's sex as stated, or as being a father or a mother tells it."""
    return Sex(int(roles(pedigree)[pedigree.index(member_id)]))


def may_be(sexes: NDArray[np.int8], sex: Sex) -> NDArray[np.bool_]:
    """Whether bodies of these sexes may be a person of that sex; an unknown one may be either."""
    return np.asarray((sexes == sex) | (sexes == Sex.UNKNOWN) | (sex == Sex.UNKNOWN), dtype=np.bool_)


def on_x(panel: Panel) -> NDArray[np.bool_]:
    """Which markers lie on X; shape (n_markers,)."""
    return np.array([marker.chromosome == Chromosome.X for marker in panel.markers], dtype=np.bool_)


def without_reads(profiles: Profiles, markers: NDArray[np.bool_]) -> Profiles:
    """The profiles as if nobody had been read at those markers."""
    return Profiles(ids=profiles.ids, alleles=np.where(markers[:, None], np.int16(UNREAD), profiles.alleles))


def usable_references(family: Family, panel: Panel) -> Profiles:
    """The relatives' profiles without reads on X of those whose sex nobody knows: they may mean one allele or two."""
    references = family.references
    x = on_x(panel)
    if not x.any():
        return references
    sexes = roles(family.pedigree)
    unknown = [row for row, each in enumerate(references.ids) if sexes[family.pedigree.index(each)] == Sex.UNKNOWN]
    if not unknown:
        return references
    alleles = references.alleles.copy()
    alleles[np.array(unknown)[:, None], np.flatnonzero(x)] = UNREAD
    return Profiles(ids=references.ids, alleles=alleles)
