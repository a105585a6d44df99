"""Which genotypes show a reading."""

import itertools

import numpy as np
import pytest
from tests.kinship import oracle
from tests.kinship.worlds import FEMALE, MALE, marker

from repatria.kinship import UNREAD, Chromosome, Sex
from repatria.kinship.genotype_ratios import has_no_probability, population, shown_by

NAMES = ("10", "11", "12", "silent")


@pytest.mark.parametrize("has_silent", [False, True])
@pytest.mark.parametrize("dropout", [0.0, 0.2])
@pytest.mark.parametrize("chromosome", Chromosome)
@pytest.mark.parametrize("sex", [MALE, FEMALE])
def test_weights_are_the_oracles(has_silent, dropout, chromosome, sex):
    one = marker(
        frequencies=(0.4, 0.3, 0.2, 0.1), alleles=NAMES, has_silent=has_silent, dropout=dropout, chromosome=chromosome
    )
    plain = {
        "alleles": list(NAMES),
        "chrom": "X" if chromosome == Chromosome.X else "autosomal",
        "silent_allele": NAMES[-1] if has_silent else None,
        "dropout": dropout,
    }
    who = {"id": "B", "sex": "M" if sex == Sex.MALE else "F"}
    is_single = chromosome == Chromosome.X and sex == Sex.MALE
    genotypes = [(a, a) for a in range(4)] if is_single else list(itertools.combinations_with_replacement(range(4), 2))
    visible = range(3 if has_silent else 4)
    readings = [*((a, UNREAD) for a in visible), *itertools.combinations_with_replacement(visible, 2)]
    shown = shown_by(np.array(readings, dtype=np.int16), one, sex)
    for row, (a, b) in enumerate(readings):
        found = np.zeros((4, 4))
        for at in range(shown.starts[row], shown.starts[row + 1]):
            found[shown.first[at], shown.second[at]] += shown.weight[at]
        read = [NAMES[a], None if b == UNREAD else NAMES[b]]
        for pair in genotypes:
            wanted = oracle.observed(read[:1] if is_single and a == b else read, pair, who, plain)
            if not (is_single and b not in (a, UNREAD)):
                assert found[pair] == pytest.approx(wanted), (read, pair)
        assert found.sum() == pytest.approx(sum(found[pair] for pair in genotypes))


def test_the_population_is_hardys_and_weinbergs():
    one = marker(frequencies=(0.7, 0.2, 0.1))
    np.testing.assert_allclose(population(one, MALE), [[0.49, 0.28, 0.14], [0, 0.04, 0.04], [0, 0, 0.01]])
    assert population(one, FEMALE).sum() == pytest.approx(1)


def test_an_allele_that_nobody_has_is_noticed():
    one = marker(frequencies=(0.5, 0.5, 0.0))
    readings = np.array([[0, 1], [0, 2], [2, UNREAD], [0, UNREAD]], dtype=np.int16)
    assert has_no_probability(readings, one, MALE).tolist() == [False, True, True, False]
