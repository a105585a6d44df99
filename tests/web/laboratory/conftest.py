import pytest
from tests.web.laboratory.world import World


@pytest.fixture
def world(db) -> World:
    return World()
