"""How near a find is to where people were last seen, on average over all open cases."""

from math import cos, exp, log, radians

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled

KM_A_DEGREE = 111.2
# So many median distances away a case counts 2 ** -100: less than the last digit of any mean that is used.
FAR = 10.0


def nearness_in_general(
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    cells: NDArray[np.float64],
    shares: NDArray[np.float64],
    distance_km: float,
) -> NDArray[np.float64]:
    """For each find, the mean of ``2 ** -(km / distance_km) ** 2`` over the cases.

    Parameters
    ----------
    latitude, longitude
        Of the finds, degrees; shape (n_finds,).
    cells
        Latitude and longitude of places, in order of latitude; shape (2, n_cells).
    shares
        Share of the cases in each cell; shape (n_cells,).
    """
    reach = FAR * distance_km / KM_A_DEGREE
    first, last = np.searchsorted(cells[0], latitude - reach), np.searchsorted(cells[0], latitude + reach)
    means = np.empty(latitude.size)
    _add_near(latitude, longitude, np.ascontiguousarray(cells), shares, first, last, distance_km, means)
    return means


@compiled
def _add_near(
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    cells: NDArray[np.float64],
    shares: NDArray[np.float64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    distance_km: float,
    means: NDArray[np.float64],
) -> None:
    farthest = FAR * FAR
    north_unit = KM_A_DEGREE / distance_km
    for find in range(latitude.size):
        east_unit = north_unit * cos(radians(latitude[find]))
        total = 0.0
        for cell in range(first[find], last[find]):
            north = (cells[0, cell] - latitude[find]) * north_unit
            east = (cells[1, cell] - longitude[find]) * east_unit
            away = north * north + east * east
            if away < farthest:
                total += shares[cell] * exp(-away * log(2.0))
        means[find] = total
