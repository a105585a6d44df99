import json
from pathlib import Path

import numpy as np
import pytest

from repatria.kinship import Marker
from repatria.kinship.mutation import equal
from repatria.kinship.rare import RoomFor, with_alleles

TABLE = Marker(name="M", alleles=("8", "9.3", "10"), frequencies=np.array([0.2, 0.3, 0.5]))


def test_others_are_scaled_by_what_is_left():
    got = with_alleles(TABLE, ["9", "7"], 0.01)
    assert got.marker.alleles == ("7", "8", "9", "9.3", "10")
    np.testing.assert_allclose(got.marker.frequencies, [0.01, 0.2 * 0.98, 0.01, 0.3 * 0.98, 0.5 * 0.98])
    assert got.added == ("9", "7")
    assert got.minimum_frequency == 0.01
    assert got.room is RoomFor.ALL_SCALED


def test_or_the_commonest_gives():
    got = with_alleles(TABLE, ["9"], 0.01, room=RoomFor.COMMONEST)
    np.testing.assert_allclose(got.marker.frequencies, [0.2, 0.01, 0.3, 0.49])


def test_a_silent_allele_stays_last_and_is_scaled_too():
    silent = Marker(name="M", alleles=("8", "null"), frequencies=np.array([0.9, 0.1]), has_silent=True)
    got = with_alleles(silent, ["12", "OL"], 0.1).marker
    assert got.alleles == ("8", "12", "OL", "null")
    np.testing.assert_allclose(got.frequencies, [0.72, 0.1, 0.1, 0.08])
    assert got.has_silent


def test_known_alleles_change_nothing():
    assert with_alleles(TABLE, ["8", "10"]).marker is TABLE
    assert with_alleles(TABLE, ["9", "9"]).added == ("9",)


def test_the_old_matrix_does_not_fit_and_falls_away():
    mutating = Marker(name="M", alleles=("8", "9"), frequencies=np.array([0.5, 0.5]))
    mutating = Marker(name="M", alleles=("8", "9"), frequencies=mutating.frequencies, mutation=equal(mutating, 0.1))
    assert with_alleles(mutating, ["10"]).marker.mutation is None


@pytest.mark.parametrize("minimum", [0.0, 1.0, -1.0, float("nan")])
def test_a_minimum_is_a_proportion(minimum):
    with pytest.raises(ValueError, match="marker M"):
        with_alleles(TABLE, ["9"], minimum)


def test_there_must_be_room():
    with pytest.raises(ValueError, match="no room"):
        with_alleles(TABLE, ["1", "2", "3"], 0.4)
    with pytest.raises(ValueError, match="no room"):
        with_alleles(TABLE, ["1", "2"], 0.3, room=RoomFor.COMMONEST)


@pytest.mark.parametrize("name", ["rare-allele-1", "rare-allele-3"])
def test_the_peer_scales_all(reference: Path, name: str):
    """The peer's rare markers are those of its other cases with one allele more."""
    folder = reference / "dna" / "kinship"
    known = {row["name"]: row for row in json.loads((folder / "power-ep-parents.json").read_text())["markers"]}
    n_extended = 0
    for row in json.loads((folder / f"{name}.json").read_text())["markers"]:
        table = known[row["name"]]
        before = Marker(name=row["name"], alleles=tuple(table["alleles"]), frequencies=np.array(table["freqs"]))
        new = [allele for allele in row["alleles"] if allele not in table["alleles"]]
        if not new:
            continue
        n_extended += 1
        floor = row["freqs"][row["alleles"].index(new[0])]
        got = with_alleles(before, new, floor).marker
        assert got.alleles == tuple(row["alleles"])
        np.testing.assert_allclose(got.frequencies, row["freqs"], rtol=1e-15)
    assert n_extended == 5
