"""One small world for each file of page tests, rolled back after it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from tests.web import world as worlds
from tests.web.cast import Cast
from tests.web.world import World


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield worlds.build(tmp_path_factory.mktemp("case"))
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def world(built: World, db: None) -> World:
    cache.clear()
    return built


@pytest.fixture
def cast(world: World) -> Cast:
    return world.cast
