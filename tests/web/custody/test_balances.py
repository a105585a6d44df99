"""The account is checked from end to end, and every break in it is found."""

import importlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import unguarded
from tests.web.custody import world

from repatria.errors import ProofInvalid
from repatria.web.custody import actions, balances, guards
from repatria.web.custody.models import AccountKind, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moved() -> Unit:
    """Three units, of which one went home and came back."""
    world.parties()
    unit = world.units(3)[0]
    home = actions.move(
        unit, to=actions.account_for(AccountKind.HOME, "B"), reason="handed_over", happened_at=world.NOW
    )
    actions.reverse(home, reason="corrected")
    return unit


def test_both_reckonings_agree():
    assert balances.counts_from_movements() == {("declared:A", "person"): -3, ("held:A", "person"): 3}
    assert balances.counts_from_units() == {("held:A", "person"): 3}
    assert balances.verify() == 5


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE custody_unit SET account_id = 'home:B' WHERE seq = 3", "does not stand where"),
        ("UPDATE custody_unit SET seq = 2 WHERE seq = 3", "does not stand where"),
        ("UPDATE custody_unit SET account_id = 'declared:A', seq = 0 WHERE seq = 3", "not all there"),
        ("DELETE FROM custody_movement WHERE seq = 3", "does not stand where"),
        ("UPDATE custody_movement SET seq = 7 WHERE seq = 3", "is broken at movement 7"),
        ("UPDATE custody_movement SET debit_id = 'held:A', credit_id = 'declared:A' WHERE seq = 1", "is broken"),
        ("UPDATE custody_movement SET credit_id = 'declared:A' WHERE seq = 2", "is broken at movement 3"),
    ],
)
def test_every_break_is_found(statement: str, reason: str):
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(ProofInvalid, match=reason):
        balances.verify()


def test_a_reversal_that_reverses_something_else_is_found():
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE custody_movement SET reverses_id = (SELECT id FROM custody_movement WHERE seq = 1 LIMIT 1)"
            " WHERE seq = 3"
        )
    with pytest.raises(ProofInvalid, match="does not reverse"):
        balances.verify()


def test_a_missing_guard_is_found():
    guards.remove(connection)
    with pytest.raises(ProofInvalid, match=r"custody_unit_insert.* missing"):
        balances.verify()
    guards.install(connection)
    assert balances.verify() == 5


@pytest.mark.parametrize("app", ["custody.migrations.0002_guards", "journal.migrations.0002_head"])
def test_the_migration_can_go_back_and_forth(app: str):
    migration = importlib.import_module(f"repatria.web.{app}").Migration
    operation = migration.operations[-1]

    class Editor:
        connection = connection

    with CaptureQueriesContext(connection) as queries:
        operation.reverse_code(None, Editor)
        operation.code(None, Editor)
    assert any("DROP" in query["sql"] for query in queries)
    assert balances.verify() == 5
