import pytest
from tests.web.exchanges.world import cast, hold, propose


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def proposed(people):
    hold("A", 3), hold("B", 3)
    return propose(quantity=2)
