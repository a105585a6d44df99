"""Alleles that a profile shows and the frequency table does not hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from repatria.kinship.markers import Marker

DEFAULT_MINIMUM_FREQUENCY: Final = 0.001


class RoomFor(StrEnum):
    """Where the frequency of an allele that the table does not hold is taken from.

    ``ALL_SCALED``: every frequency of the table is multiplied by what is left, so that their proportions stay.
    ``COMMONEST``: the commonest allele gives it and all others stand as the table has them.
    """

    ALL_SCALED = "all scaled"
    COMMONEST = "taken from the commonest"


@dataclass(frozen=True, kw_only=True, eq=False)
class Extended:
    """A marker with further alleles, and how they came in: ``added`` names them in their order."""

    marker: Marker
    added: tuple[str, ...]
    minimum_frequency: float
    room: RoomFor


def with_alleles(
    marker: Marker,
    names: Sequence[str],
    minimum_frequency: float = DEFAULT_MINIMUM_FREQUENCY,
    *,
    room: RoomFor = RoomFor.ALL_SCALED,
) -> Extended:
    """Let alleles into a marker that its frequency table does not hold, each with ``minimum_frequency``.

    An allele that nobody in the sample of the table had is rare, not impossible.  New alleles take their place on
    the ladder (by repeats; names that are no numbers stand before a silent allele).  Names that the marker knows are
    left alone.  A mutation model is a matrix over the old alleles: it falls away, so build it anew for the result.

    Returns
    -------
    Extended
        ``marker`` without mutation (the same object, mutation included, where nothing was added), and how.

    Raises
    ------
    ValueError
        A minimum frequency outside (0, 1), or more new alleles than there is room for.

    References
    ----------
    0.001 is the least frequency in the Norwegian table that is shipped, 5 / (2 N) the rule of NRC II (1996),
    doi:10.17226/5141, for a sample of N people.
    """
    if not 0.0 < minimum_frequency < 1.0:
        raise ValueError(f"marker {marker.name}: a minimum frequency must be in (0, 1), got {minimum_frequency}")
    known = set(marker.alleles)
    added = tuple(dict.fromkeys(name for name in names if name not in known))
    if not added:
        return Extended(marker=marker, added=(), minimum_frequency=minimum_frequency, room=room)
    new_total = len(added) * minimum_frequency
    frequencies = marker.frequencies.copy()
    if room is RoomFor.ALL_SCALED:
        frequencies *= 1.0 - new_total
    else:
        frequencies[int(np.argmax(frequencies))] -= new_total
    if new_total >= 1.0 or np.any(frequencies < 0.0):
        raise ValueError(
            f"marker {marker.name}: {len(added)} new alleles of {minimum_frequency} leave no room for the others"
        )
    n_visible = marker.n_alleles - marker.has_silent
    ladder = (*marker.alleles[:n_visible], *added)
    values = np.concatenate([frequencies[:n_visible], np.full(len(added), minimum_frequency)])
    order = sorted(range(len(ladder)), key=lambda place: (_repeats(ladder[place]), place))
    return Extended(
        marker=replace(
            marker,
            alleles=(*(ladder[place] for place in order), *marker.alleles[n_visible:]),
            frequencies=np.concatenate([values[order], frequencies[n_visible:]]),
            mutation=None,
        ),
        added=added,
        minimum_frequency=minimum_frequency,
        room=room,
    )


def _repeats(allele: str) -> float:
    try:
        return float(allele)
    except ValueError:
        return np.inf
