"""Bodies with their genotypes dealt anew."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repatria.kinship.genotype_codes import genotype_codes
from repatria.kinship.profiles import Profiles
from repatria.kinship.sweep import scans_of


@given(st.integers(0, 2**32 - 1), st.integers(0, 9), st.integers(0, 2))
def test_reshuffled_bodies_keep_their_markers_and_the_population_its_genotypes(seed, n_bodies, n_reshuffles):
    reads = np.random.default_rng(seed).integers(-1, 4, (12, 5, 2)).astype(np.int16)
    reads[reads[:, :, 0] < 0, 1] = -1
    codes = genotype_codes(Profiles(ids=tuple(map(str, range(12))), alleles=reads))
    ids = np.arange(12 - n_bodies, 12, dtype=np.int32)
    real, *reshuffled = scans_of(codes, ids, n_reshuffles)
    np.testing.assert_array_equal(real.codes, codes.codes[ids])
    assert len(reshuffled) == n_reshuffles
    for scan in reshuffled:
        np.testing.assert_array_equal(scan.codes == 0, real.codes == 0)
        np.testing.assert_array_equal(np.sort(scan.codes, axis=0), np.sort(real.codes, axis=0))
        np.testing.assert_array_equal(scan.rows - codes.first_rows, scan.codes)


def test_reshuffling_parts_the_markers_of_one_body():
    """Everyone is read everywhere and has a genotype of his own: dealt anew, nobody keeps two markers together."""
    n = 40
    reads = np.repeat(np.arange(n, dtype=np.int16)[:, None, None], 6, axis=1).repeat(2, axis=2)
    codes = genotype_codes(Profiles(ids=tuple(map(str, range(n))), alleles=reads))
    for scan in scans_of(codes, np.arange(n, dtype=np.int32), 3)[1:]:
        assert all(len(set(row)) == 6 for row in scan.codes.tolist())
        assert (scan.codes != codes.codes).all()
