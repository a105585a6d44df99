"""Drawn profiles have the frequencies that the likelihood gives them."""

from collections import Counter

import numpy as np
import pytest
from tests.kinship import oracle
from tests.kinship.families import drawn_pedigree

from repatria.errors import InputUnusable
from repatria.kinship import UNREAD, Chromosome, Marker, Panel, Profiles
from repatria.kinship.simulate import simulate_profiles

TRIO = drawn_pedigree("F,,,M M,,,F C,F,M,M")
ROWS = [{"id": m.id, "father": m.father, "mother": m.mother, "sex": " MF"[m.sex]} for m in TRIO.members]
FREQUENCIES = np.array([0.5, 0.3, 0.2])
N = 20_000


def panel(**more):
    return Panel(markers=(Marker(name="M", alleles=("a", "b", "c"), frequencies=FREQUENCIES, **more),))


def drawn(of, ids, given=None, n=N):
    profiles = None if given is None else Profiles.of({who: {"M": read} for who, read in given.items()}, of)
    return simulate_profiles(TRIO, of, ids, rng=np.random.default_rng(7), n=n, given=profiles)


@pytest.mark.parametrize("chromosome", list(Chromosome))
@pytest.mark.parametrize("given", [None, {"C": ("a", "a")}])
def test_two_members_are_drawn_jointly(chromosome, given):
    """Each joint outcome of father and mother as often as the oracle says, within four standard errors."""
    of = panel(chromosome=chromosome)
    found = drawn(of, ["F", "M"], given)[:, :, 0]
    counts = Counter(tuple(map(tuple, np.sort(pair, axis=1).tolist())) for pair in found)
    plain = {"name": "M", "alleles": list("abc"), "freqs": FREQUENCIES.tolist(), "chrom": chromosome.value}
    known = {who: list(read) for who, read in (given or {}).items()}
    total = oracle.likelihood(ROWS, known, plain)
    assert len(counts) > 5
    for (father, mother), count in counts.items():
        reads = {"F": ["abc"[each] for each in father], "M": ["abc"[each] for each in mother]}
        expected = oracle.likelihood(ROWS, known | reads, plain) / total
        assert count / N == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / N) + 1e-4)


def test_nothing_is_seen_of_a_silent_allele():
    """Read a twice: a/a or a/silent, p² + 2ps; unread: s²."""
    found = drawn(panel(has_silent=True), ["F"])[:, 0, 0]
    assert not np.any(found == 2)
    assert np.mean((found == 0).all(axis=1)) == pytest.approx(0.5**2 + 2 * 0.5 * 0.2, abs=0.015)
    assert np.mean((found == UNREAD).all(axis=1)) == pytest.approx(0.2**2, abs=0.006)


def test_copies_drop_out_one_by_one():
    """a/b with one copy lost is read as the other twice: never half a read."""
    found = drawn(panel(dropout=0.1), ["F"])[:, 0, 0]
    assert np.mean((found == UNREAD).all(axis=1)) == pytest.approx(0.01, abs=0.003)
    assert np.mean((found == [0, 1]).all(axis=1) | (found == [1, 0]).all(axis=1)) == pytest.approx(
        2 * 0.5 * 0.3 * 0.81, abs=0.013
    )
    assert not np.any((found[:, 0] != UNREAD) & (found[:, 1] == UNREAD))


def test_the_same_seed_draws_the_same():
    assert np.array_equal(drawn(panel(), ["F", "M"], n=50), drawn(panel(), ["F", "M"], n=50))


def test_relatives_who_contradict_each_other_are_refused():
    with pytest.raises(InputUnusable, match="marker M"):
        drawn(panel(), ["M"], {"F": ("a", "a"), "C": ("b", "b")})
