import pytest
from tests.web.review.test_comparison import ALEXEY, OLEKSIY
from tests.web.review.world import World

from repatria.web.accounts.models import Role
from repatria.web.registry.models import SearchKey
from repatria.web.review import actions, bridge
from repatria.web.review.models import Link
from repatria.web.review.neighbors import neighbors, told_apart


@pytest.fixture
def link(world: World) -> Link:
    [left] = world.deliver("a-missing", "A", "missing", [OLEKSIY])
    [right] = world.deliver("b-held", "B", "held", [ALEXEY])
    return world.propose(left, right, 0.8)


def index(*records) -> None:
    SearchKey.objects.all().delete()
    for record in records:
        for word in set(bridge.tokens(f"{record.surname} {record.given} {record.patronymic}")):
            SearchKey.objects.create(token=word, record=record)


def test_neighbors_are_relatives_and_namesakes_whom_the_user_may_see(world, link):
    rows = [
        OLEKSIY | {"given": "Степан"},
        OLEKSIY | {"patronymic": "Петрович"},
        OLEKSIY | {"given": "Степан", "patronymic": "Петрович"},
    ]
    brother, namesake, stranger = world.deliver("a-missing-2", "A", "missing", rows)
    index(link.left, link.right, brother, namesake, stranger)
    near = {found.record.pk: found.kind for found in neighbors(link, world.user("mira"))}
    assert near == {brother.pk: "relative", namesake.pk: "namesake"}
    assert neighbors(link, world.user("igor", Role.DELEGATE, "B")) == ()


def test_a_neighbor_says_what_tells_it_apart(world, link):
    brother = OLEKSIY | {"given": "Степан", "birth_year": 1990, "service_number": "77"}
    [other] = world.deliver("a-missing-2", "A", "missing", [brother])
    assert told_apart(other, link.left) == ("another given name", "another birth date")
    assert told_apart(link.right, link.left) == ()  # Алексей is Олексій


def test_a_rival_for_the_same_row_is_shown_with_its_link_and_nobodys_word(world, link):
    rival_row = ALEXEY | {"birth_year": 1991}
    later = world.deliver("b-held", "B", "held", [ALEXEY, rival_row], continues={0: link.right})
    rival = world.propose(link.left, later[1], 0.3)
    [found] = neighbors(link, world.user("mira"))
    assert (found.kind, found.near, found.link) == ("rival", "left", rival)
    assert "another birth date" in found.apart
    actions.decide(link=rival, reviewer=world.user("petro"), value="not_same")
    assert neighbors(link, world.user("mira"))[0].decided == ""
    actions.decide(link=rival, reviewer=world.user("oksana"), value="not_same")
    assert neighbors(link, world.user("mira"))[0].decided == "not the same person"
    assert neighbors(link, world.user("ivan", party="A")) == ()


def test_who_is_the_same_person_already_is_no_neighbor(world, link):
    [home] = world.deliver("b-returned", "B", "returned", [OLEKSIY])
    index(link.left, link.right, home)
    assert [one.kind for one in neighbors(link, world.user("mira"))] == ["namesake"]
    world.confirm(world.propose(link.left, home, 0.9))
    link.refresh_from_db()
    fresh = Link.objects.get(pk=link.pk)
    assert neighbors(fresh, world.user("mira")) == ()
