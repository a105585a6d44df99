"""Which mutation models let unread alleles be one."""

import numpy as np
import pytest

from repatria.kinship import Marker, Mutation
from repatria.kinship.lumping import is_lumpable, marker_tables

Q = np.array([0.1, 0.2, 0.3, 0.4])
EQUAL = np.full((4, 4), 0.01 / 3) + (0.99 - 0.01 / 3) * np.eye(4)
PROPORTIONAL = 0.99 * np.eye(4) + 0.01 * np.tile(Q, (4, 1))
STEPS = np.array(
    [[0.98, 0.01, 0.006, 0.004], [0.01, 0.98, 0.006, 0.004], [0.005, 0.01, 0.98, 0.005], [0.003, 0.006, 0.011, 0.98]]
)
# The last allele is silent and does not mutate; the others do as before.
SILENT = np.block([[EQUAL, np.zeros((4, 1))], [np.zeros((1, 4)), np.ones((1, 1))]])


@pytest.mark.parametrize(
    ("matrix", "expected"), [(np.eye(4), True), (EQUAL, True), (PROPORTIONAL, True), (STEPS, False), (SILENT, False)]
)
def test_a_column_must_be_reached_alike_from_everywhere(matrix, expected):
    assert is_lumpable(matrix) is expected


def test_a_silent_allele_may_have_a_row_of_its_own():
    assert is_lumpable(SILENT, has_silent=True)


def test_a_difference_beyond_rounding_forbids():
    for difference, expected in ((1e-17, True), (1e-9, False)):
        other = EQUAL.copy()
        other[2, 0] += difference
        other[2, 3] -= difference
        assert is_lumpable(other) is expected


def test_both_sexes_must_allow_it():
    marker = Marker(name="M", alleles=tuple("abcd"), frequencies=Q, mutation=Mutation(female=EQUAL, male=STEPS))
    assert not marker_tables(marker).is_lumpable
    assert marker_tables(Marker(name="M", alleles=tuple("abcd"), frequencies=Q)).is_lumpable


def test_a_markers_numbers_are_made_once():
    marker = Marker(name="M", alleles=tuple("abcd"), frequencies=Q)
    assert marker_tables(marker) is marker_tables(marker)
