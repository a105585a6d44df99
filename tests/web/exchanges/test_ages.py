"""The pair of age pyramids: counted by hand, and no more than counts on the page."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.web.exchanges.world import cast, hold, propose

from repatria.web.exchanges import bridge
from repatria.web.exchanges.ages import UNKNOWN, Ages, ages
from repatria.web.exchanges.models import Placement
from repatria.web.registry.models import SourceRecord

pytestmark = pytest.mark.django_db
YOUNG, OLDER = 1, 6  # 18 to 24, 45 to 49


@pytest.fixture
def people():
    cache.clear()
    return cast()


@pytest.fixture
def proposed(people):
    """A holds two of 1980 and one of 2003, B two of 1980 and one of no known year; one goes from each."""
    hold("A", 2), hold("A", 1, born=(2003, 1, 1), key="a-young")
    hold("B", 2), hold("B", 1, born=(None, None, None), key="b-unknown")
    return propose(quantity=1)


def test_before_is_who_stays_and_who_goes(proposed):
    going = {one.holder_id: one.unit.record.birth_year for one in proposed.placements.select_related("unit__record")}
    counted = ages(proposed.placements.all(), year=2025)
    assert [counted.before("A", YOUNG), counted.before("A", OLDER), counted.before("A", UNKNOWN)] == [1, 2, 0]
    assert [counted.before("B", YOUNG), counted.before("B", OLDER), counted.before("B", UNKNOWN)] == [0, 2, 1]
    for side, born in going.items():
        band = {1980: OLDER, 2003: YOUNG, None: UNKNOWN}[born]
        assert counted.after(side, band) == counted.before(side, band) - 1
    assert sum(counted.staying.values()) == SourceRecord.objects.count() - Placement.objects.count() == 4


def test_an_unknown_year_is_a_band_of_its_own_and_only_where_it_is_needed():
    assert Ages(staying={("A", 0): 1}, going={}).bands(["A", "B"])[-1] == UNKNOWN - 1
    assert Ages(staying={}, going={("B", UNKNOWN): 1}).bands(["A", "B"])[-1] == UNKNOWN


def test_the_table_says_the_same_as_the_picture():
    drawn = bridge.draw_ages(("A", "B"), Ages(staying={("A", 2): 40, ("B", 2): 31}, going={("A", 2): 3}))
    assert "43 → 40" in drawn.svg
    assert "31 → 31" in drawn.svg
    cells = drawn.table.replace("</td>", "|").replace("</th>", "|")
    assert "25–29" in cells
    assert "43" in cells


def test_the_round_shows_the_pyramids_with_a_table_to_both_sides(people, proposed):
    for name in ("olha", "igor", "mira"):
        client = Client()
        client.force_login(people[name], backend="django.contrib.auth.backends.ModelBackend")
        text = client.get(reverse("exchanges:round", args=[proposed.pk])).content.decode()
        figure = text[text.index('<figure class="ages">') :].split("</figure>")[0]
        assert "show as table" in figure
        assert "<table" in figure
        assert "year of birth unknown" in figure
        ids = [str(pk) for pk in SourceRecord.objects.values_list("pk", flat=True)]
        assert not [pk for pk in ids if pk in figure]
