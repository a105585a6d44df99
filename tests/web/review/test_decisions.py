import pytest

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web.accounts.models import Role
from repatria.web.review import actions
from repatria.web.review.models import LinkState


@pytest.fixture
def link(world):
    [sought] = world.deliver("a-missing", "A", "missing", [{"surname": "Kovalenko", "given": "Petro"}], shared=["B"])
    [held] = world.deliver("b-held", "B", "held", [{"surname": "Коваленко", "given": "Петро"}], shared=["A"])
    return world.propose(sought, held)


def test_two_different_people_confirm(world, link):
    link = actions.decide(link=link, reviewer=world.user("mira"), value="same")
    assert link.state == LinkState.FIRST_SIGNED
    assert actions.decide(link=link, reviewer=world.user("petro"), value="same").state == LinkState.CONFIRMED


def test_same_person_cannot_sign_twice(world, link):
    actions.decide(link=link, reviewer=world.user("mira"), value="same")
    with pytest.raises(SignatureRefused):
        actions.decide(link=link, reviewer=world.user("mira"), value="same")
