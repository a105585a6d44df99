"""Genotypes as numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repatria.kinship import UNREAD, Profiles
from repatria.kinship.genotype_codes import genotype_codes


def _profiles(reads):
    return Profiles(ids=tuple(map(str, range(len(reads)))), alleles=np.array(reads, dtype=np.int16))


def test_order_of_reads_does_not_matter_and_a_single_read_is_its_own_genotype():
    codes = genotype_codes(_profiles([[[1, 0]], [[0, 1]], [[1, UNREAD]], [[1, 1]], [[UNREAD, UNREAD]]]))
    assert codes.codes[0] == codes.codes[1]
    assert codes.codes[4] == 0
    assert len(set(codes.codes[1:].ravel().tolist())) == 4
    assert codes.genotypes[0][codes.codes[2, 0]].tolist() == [1, UNREAD]


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), max_size=20))
def test_codes_say_what_was_read(pairs):
    reads = [[[a, b] if a != UNREAD else [UNREAD, UNREAD], [0, 1]] for a, b in pairs]
    codes = genotype_codes(_profiles(reads) if reads else Profiles(ids=(), alleles=np.empty((0, 2, 2), np.int16)))
    for row, (read, _) in enumerate(reads):
        known = sorted(each for each in read if each != UNREAD)
        said = codes.genotypes[0][codes.codes[row, 0]].tolist()
        assert sorted(each for each in said if each != UNREAD) == known
    assert codes.genotypes[0][0].tolist() == [UNREAD, UNREAD]
    assert codes.first_rows.tolist() == [0, len(codes.genotypes[0])]
    assert len(codes.genotypes[0]) == 1 + len({code for code in codes.codes[:, 0].tolist() if code})
