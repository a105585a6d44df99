"""Two analysts' readings set side by side: what they agree on, what they do not, what more than one person left.

Plain functions of plain values: locus → alleles as somebody wrote them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Alleles = Sequence[str | None]
Loci = Mapping[str, Alleles]

MIXED_LOCI = 2
"""From this many loci with three or more alleles on, a profile is of several persons; one alone may be one person's."""
SAME_LOCI = 8
"""Two profiles that agree in all loci that both have, at least so many, are one person's (or a twin's)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two readings come to: ``agreed`` locus → alleles, ``disputed`` loci in order, whether it is a mixture."""

    agreed: dict[str, list[str | None]]
    disputed: tuple[str, ...]
    is_mixture: bool


def normal(alleles: Alleles) -> tuple[str | None, ...]:
    """Alleles in one order whatever the order they were written in; a single read is followed by ``None``.

    ``("12",)`` is one allele read twice, as tables write it; ``("12", None)`` says that only one was read.
    """
    known = sorted((one for one in alleles if one is not None), key=_size)
    if not known:
        return ()
    if len(known) == 1:
        return (known[0], None) if len(alleles) > 1 else (known[0], known[0])
    return tuple(known)


def compare(first: Loci, second: Loci) -> Comparison:
    """Set two readings side by side, locus by locus: a locus that only one of them read is disputed as well."""
    one, other = _normal_loci(first), _normal_loci(second)
    agreed: dict[str, list[str | None]] = {}
    disputed = []
    for locus in sorted(one.keys() | other.keys()):
        if one.get(locus) == other.get(locus):
            agreed[locus] = list(one[locus])
        else:
            disputed.append(locus)
    crowded = {locus for loci in (one, other) for locus, alleles in loci.items() if len(alleles) > 2}
    # One locus with three alleles may be a person's own; it cannot be weighed and is left out.
    kept = {locus: alleles for locus, alleles in agreed.items() if len(alleles) == 2}
    left = tuple(locus for locus in disputed if len(one.get(locus, ())) <= 2 and len(other.get(locus, ())) <= 2)
    return Comparison(agreed=kept, disputed=left, is_mixture=len(crowded) >= MIXED_LOCI)


def resolve(comparison: Comparison, first: Loci, second: Loci, third: Loci) -> dict[str, list[str | None]]:
    """The agreed loci after a third reading: a disputed one counts where the third is either of the two."""
    one, other, judge = _normal_loci(first), _normal_loci(second), _normal_loci(third)
    agreed = dict(comparison.agreed)
    for locus in comparison.disputed:
        said = judge.get(locus)
        if said and said in (one.get(locus), other.get(locus)):
            agreed[locus] = list(said)
    return agreed


def are_same_person(left: Loci, right: Loci) -> bool:
    """Whether two profiles agree in every locus that both read in full, at least :data:`SAME_LOCI` of them."""
    one, other = _normal_loci(left), _normal_loci(right)
    shared = [locus for locus in one.keys() & other.keys() if None not in one[locus] and None not in other[locus]]
    return len(shared) >= SAME_LOCI and all(one[locus] == other[locus] for locus in shared)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRead:
    """What several bags of one person gave at a locus: the read that is weighed, and whose it is.

    ``alleles`` is empty where the bags contradict each other: such a locus is not weighed.
    """

    alleles: tuple[str | None, ...]
    origins: tuple[str, ...]


def merge(profiles: Sequence[tuple[str, Loci]]) -> dict[str, MergedRead]:
    """At each locus the fullest read that all others fit into, as the comparison merges bags of one person."""
    named = [(origin, _normal_loci(loci)) for origin, loci in profiles]
    merged = {}
    for locus in sorted({locus for _origin, loci in named for locus in loci}):
        reads = [(origin, loci[locus]) for origin, loci in named if locus in loci]
        full = max((read for _origin, read in reads), key=lambda read: (len(set(read) - {None}), None not in read))
        if all(set(read) - {None} <= set(full) for _origin, read in reads):
            origins = tuple(origin for origin, read in reads if read == full)
            merged[locus] = MergedRead(alleles=full, origins=origins)
        else:
            merged[locus] = MergedRead(alleles=(), origins=tuple(origin for origin, _read in reads))
    return merged


def _normal_loci(loci: Loci) -> dict[str, tuple[str | None, ...]]:
    found = {locus: normal(alleles) for locus, alleles in loci.items()}
    return {locus: alleles for locus, alleles in found.items() if alleles}


def _size(allele: str) -> tuple[float, str]:
    try:
        return float(allele), allele
    except ValueError:
        return float("inf"), allele
