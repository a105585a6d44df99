"""The mean nearness against the same mean written out, places beyond reach included."""

import numpy as np

from repatria.kinship.nearness import KM_A_DEGREE, nearness_in_general


def test_the_mean_over_the_cases_is_that_of_each_of_them():
    rng = np.random.default_rng(4)
    cells = np.unique(np.round(rng.uniform([46.0, 31.0], [51.0, 39.0], size=(400, 2)), 2), axis=0).T
    shares = rng.dirichlet(np.ones(cells.shape[1]))
    latitude, longitude = rng.uniform(46.0, 51.0, 25), rng.uniform(31.0, 39.0, 25)
    north = (cells[0] - latitude[:, None]) * KM_A_DEGREE
    east = (cells[1] - longitude[:, None]) * KM_A_DEGREE * np.cos(np.radians(latitude))[:, None]
    for distance in (5.0, 40.0):
        expected = np.exp2(-((np.hypot(north, east) / distance) ** 2)) @ shares
        found = nearness_in_general(latitude, longitude, cells, shares, distance)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-25)
        assert (found > 0.0).any()


def test_a_find_far_from_everyone_is_near_to_nobody():
    cells = np.array([[48.0, 48.1], [35.0, 36.0]])
    far = nearness_in_general(np.array([30.0]), np.array([35.0]), cells, np.array([0.5, 0.5]), 10.0)
    np.testing.assert_array_equal(far, [0.0])
