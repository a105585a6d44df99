import pytest
from tests.web.review.world import World


@pytest.fixture
def world(db) -> World:
    return World()
