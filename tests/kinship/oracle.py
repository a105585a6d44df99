"""The slow, obvious likelihood: every ordered genotype of every member is tried.  Shares no code with the engine.

People and markers are the plain values of a case file: a pedigree is a list of ``{"id", "father", "mother", "sex"}``,
a marker is ``{"name", "alleles", "freqs", "chrom", "silent_allele", "mutation": {"female": {"matrix"}, "male": …}}``
with an optional ``"dropout"``, a genotype is ``[a, b]``, ``[a, None]``, ``[a]`` or ``None``.  Founders are drawn one
after the other, so that an urn (theta) needs nothing more than counts.
"""

import itertools
import math


def likelihood(pedigree, genotypes, marker, *, theta=0.0, inbreeding=None):
    """P(genotypes) at one marker; ``genotypes`` maps ids to what was read at it."""
    members = _parents_first(pedigree)
    inbreeding = inbreeding or {}

    def visit(place, known, counts):
        if place == len(members):
            return 1.0
        member = members[place]
        total = 0.0
        for pair in _candidates(member, marker):
            seen = observed(genotypes.get(member["id"]), pair, member, marker)
            if seen == 0.0:
                continue
            if member["father"] is None:
                for chance, drawn in _founder(pair, member, marker, counts, theta, inbreeding):
                    after = tuple(count + drawn.count(allele) for allele, count in enumerate(counts))
                    if chance > 0.0:
                        total += seen * chance * visit(place + 1, {**known, member["id"]: pair}, after)
            else:
                chance = _child(pair, member, marker, known)
                if chance > 0.0:
                    total += seen * chance * visit(place + 1, {**known, member["id"]: pair}, counts)
        return total

    return visit(0, {}, (0,) * len(marker["alleles"]))


def ln(value):
    """Natural logarithm; of nothing, minus infinity."""
    return math.log(value) if value > 0.0 else -math.inf


def genotype_distribution(pedigree, genotypes, marker, target, **how):
    """Unordered genotype → P(genotype of ``target`` | what was read), by trying each one in turn."""
    alleles = marker["alleles"]
    places = range(len(alleles))
    joint = {}
    for pair in itertools.combinations_with_replacement(places, 2):
        one = {**marker, "only": {target: set(itertools.permutations(pair)) if pair[0] != pair[1] else {pair}}}
        joint[pair] = likelihood(pedigree, genotypes, one, **how)
    total = sum(joint.values())
    return {pair: value / total for pair, value in joint.items()} if total else None


def linked_likelihood(pedigree, genotypes, first, second, rho):
    """P(genotypes at two linked markers); ``genotypes`` maps ids to a pair of reads, founders in equilibrium."""
    members = _parents_first(pedigree)

    def visit(place, known):
        if place == len(members):
            return 1.0
        member = members[place]
        reads = genotypes.get(member["id"], (None, None))
        total = 0.0
        for one in _candidates(member, first):
            seen_one = observed(reads[0], one, member, first)
            if seen_one == 0.0:
                continue
            for two in _candidates(member, second):
                seen = seen_one * observed(reads[1], two, member, second)
                if seen == 0.0:
                    continue
                if member["father"] is None:
                    chance = 1.0
                    for pair, marker in ((one, first), (two, second)):
                        chance *= marker["freqs"][pair[0]] * marker["freqs"][pair[1]]
                else:
                    chance = 1.0
                    for strand, parent, side in ((0, "father", "male"), (1, "mother", "female")):
                        ones, twos = known[member[parent]]
                        passed = 0.0
                        for start, end in itertools.product((0, 1), repeat=2):
                            together = (1 - rho) / 2 if start == end else rho / 2
                            passed += (
                                together
                                * _changed(first, side, ones[start], one[strand])
                                * _changed(second, side, twos[end], two[strand])
                            )
                        chance *= passed
                if chance > 0.0:
                    total += seen * chance * visit(place + 1, {**known, member["id"]: (one, two)})
        return total

    return visit(0, {})


def observed(read, pair, member, marker):
    """P(what was read | ordered genotype)."""
    only = marker.get("only", {}).get(member["id"])
    if only is not None and pair not in only:
        return 0.0
    if read is None or all(each is None for each in read):
        return 1.0
    silent = len(marker["alleles"]) - 1 if marker.get("silent_allele") is not None else None
    dropout = marker.get("dropout", 0.0)
    copies = [allele for allele in pair if allele != silent]
    if _is_hemizygous(member, marker):
        copies = copies[:1]
    named = [marker["alleles"].index(each) for each in read if each is not None]
    if len(read) == 2 and None in read:
        if dropout == 0.0:
            return float(named[0] in copies)
        return _peaks({named[0]}, copies, dropout)
    return _peaks(set(named), copies, dropout)


def _peaks(seen, copies, dropout):
    """P(exactly these alleles are seen), each copy being lost on its own with probability ``dropout``."""
    total = 0.0
    for kept in itertools.product((True, False), repeat=len(copies)):
        if {allele for allele, is_kept in zip(copies, kept, strict=True) if is_kept} == seen:
            total += math.prod(1 - dropout if is_kept else dropout for is_kept in kept)
    return total


def _is_hemizygous(member, marker):
    return marker.get("chrom") == "X" and member["sex"] == "M"


def _candidates(member, marker):
    places = range(len(marker["alleles"]))
    if _is_hemizygous(member, marker):
        return [(place, place) for place in places]
    return list(itertools.product(places, repeat=2))


def _founder(pair, member, marker, counts, theta, inbreeding):
    """Ways in which a founder comes to an ordered genotype: (probability, alleles drawn from the population)."""

    def draw(alleles):
        chance, now = 1.0, list(counts)
        for allele in alleles:
            n = sum(now)
            chance *= (now[allele] * theta + (1 - theta) * marker["freqs"][allele]) / (1 + (n - 1) * theta)
            now[allele] += 1
        return chance

    if _is_hemizygous(member, marker):
        return [(draw(pair[:1]), pair[:1])]
    share = inbreeding.get(member["id"], 0.0)
    ways = [((1 - share) * draw(pair), pair)]
    if share and pair[0] == pair[1]:
        ways.append((share * draw(pair[:1]), pair[:1]))
    return ways


def _changed(marker, side, parental, passed):
    mutation = marker.get("mutation")
    if mutation is None:
        return float(parental == passed)
    return mutation[side]["matrix"][parental][passed]


def _child(pair, member, marker, known):
    father, mother = known[member["father"]], known[member["mother"]]

    def passed(parent, side, allele):
        return sum(_changed(marker, side, each, allele) for each in parent) / 2

    if marker.get("chrom") != "X":
        return passed(father, "male", pair[0]) * passed(mother, "female", pair[1])
    if member["sex"] == "M":
        return passed(mother, "female", pair[0])
    return _changed(marker, "male", father[0], pair[0]) * passed(mother, "female", pair[1])


def _parents_first(pedigree):
    waiting, placed, done = list(pedigree), [], set()
    while waiting:
        ready = [each for each in waiting if {each["father"], each["mother"]} <= done | {None}]
        placed += ready
        done |= {each["id"] for each in ready}
        waiting = [each for each in waiting if each["id"] not in done]
    return placed
