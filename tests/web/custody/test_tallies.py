import pytest
from tests.web.custody import world

from repatria.web.custody import actions, tallies

pytestmark = pytest.mark.django_db


def test_openings_are_kept_until_one_is_added_or_taken_back():
    world.parties()
    first, *_ = world.units(3)
    assert tallies.kept_openings() is None
    assert actions.keep_openings()
    assert not actions.keep_openings()
    assert tallies.kept_openings() == tallies.count_openings() == {("declared:A", "held:A", "person", ""): 3}
    world.units(2, by="B")
    assert tallies.kept_openings() is None
    actions.keep_openings()
    actions.reverse(first.movements.get(), reason="corrected")
    assert tallies.kept_openings() is None
    actions.keep_openings()
    assert tallies.kept_openings()[("declared:A", "held:A", "person", "")] == 2
