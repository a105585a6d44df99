"""What moves a unit: its permission, its journal entry, and its refusals in words."""

import uuid

import pytest
from tests.web.custody import world

from repatria.errors import CustodyConflict, PermissionRefused
from repatria.web.access import Permission
from repatria.web.accounts.models import Role, User
from repatria.web.custody import actions, balances
from repatria.web.custody.models import AccountKind, Movement, Unit
from repatria.web.journal import actions as journal
from repatria.web.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def parties() -> None:
    world.parties()


@pytest.fixture
def mira() -> User:
    return User.objects.create(username="mira", role=Role.COORDINATOR, party_id="N")


@pytest.fixture
def olha() -> User:
    return User.objects.create(username="olha", role=Role.DELEGATE, party_id="A")


def _move(unit: Unit, kind: AccountKind, party: str | None = None, **details: object) -> Movement:
    to = actions.account_for(kind, party)
    return actions.move(unit, to=to, reason="moved", happened_at=world.NOW, **details)


def test_units_open_where_their_lists_say():
    n = actions.open_units(
        [
            *(world.opening() for _ in range(3)),
            *(world.opening(by="B", into=AccountKind.SOUGHT) for _ in range(2)),
            world.opening(kind="bag", into=AccountKind.REMAINS, n_individuals=2),
        ]
    )
    assert n == 6
    assert [(row.account, row.unit, row.n_units, row.n_individuals) for row in balances.balances()] == [
        ("held:A", "person", 3, 0),
        ("remains:A", "bag", 1, 2),
        ("sought:B", "person", 2, 0),
    ]
    assert balances.verify() == 6
    facts = Entry.objects.get(code="custody.opened").facts
    assert facts["n"] == 6
    assert facts["by_account"]["declared:B/sought:B"] == 2


def test_opening_is_all_or_none():
    unit = world.units(1)[0]
    with pytest.raises(CustodyConflict, match="exists already"):
        actions.open_units([world.opening(), world.opening(unit.pk)])
    assert Unit.objects.count() == Movement.objects.count() == 1
    assert actions.open_units([]) == 0
    assert Entry.objects.count() == journal.verify() == 1


def test_a_movement_tells_who_gave_and_who_took(mira: User):
    unit = world.units(1)[0]
    movement = _move(unit, AccountKind.HOME, "B", actor=mira, giver="A-7", receiver="B-2", witness="N-1", term_key="t")
    stored = Movement.objects.get(pk=movement.pk)
    assert (stored.debit_id, stored.credit_id, stored.seq) == ("held:A", "home:B", 2)
    assert (stored.giver, stored.receiver, stored.witness, stored.term_key) == ("A-7", "B-2", "N-1", "t")
    assert (unit.account_id, unit.seq) == ("home:B", 2)
    unit.refresh_from_db()
    assert (unit.account_id, unit.seq) == ("home:B", 2)
    entry = Entry.objects.get(code="custody.moved")
    assert (entry.actor, entry.subject_id, entry.facts["credit"]) == (str(mira.pk), str(unit.pk), "home:B")


def test_who_saw_the_unit_elsewhere_is_refused_and_may_go_on():
    unit = world.units(1)[0]
    as_seen_before = Unit.objects.get(pk=unit.pk)
    _move(unit, AccountKind.TRANSPORT, "A")
    with pytest.raises(CustodyConflict, match=f"unit {unit.pk} is no longer in held:A"):
        _move(as_seen_before, AccountKind.NEUTRAL)
    assert (as_seen_before.account_id, as_seen_before.seq) == ("held:A", 1)
    _move(unit, AccountKind.NEUTRAL)
    assert balances.verify() == 3


def test_only_who_may_moves(olha: User, mira: User):
    unit = world.units(1)[0]
    with pytest.raises(PermissionRefused):
        _move(unit, AccountKind.NEUTRAL, actor=olha)
    with pytest.raises(PermissionRefused):
        actions.open_units([world.opening()], actor=olha)
    with pytest.raises(PermissionRefused):
        actions.reverse(Movement.objects.get(), reason="corrected", actor=olha)
    with pytest.raises(PermissionRefused):
        actions.associate([unit], None, evidence="x:1", actor=olha)
    _move(unit, AccountKind.NEUTRAL, actor=olha, under=Permission.ROUND_SIGN)
    _move(unit, AccountKind.HOME, "B", actor=mira)


def test_many_move_together_or_not_at_all():
    units = world.units(4)
    to = actions.account_for(AccountKind.TRANSPORT, "A")
    stale = Unit.objects.get(pk=units[0].pk)
    _move(units[0], AccountKind.NEUTRAL)
    with pytest.raises(CustodyConflict, match="one of 4 units"):
        actions.move_many([stale, *units[1:]], to=to, reason="moved", happened_at=world.NOW)
    assert Unit.objects.filter(account=to).count() == 0
    moved = actions.move_many(units, to=to, reason="moved", happened_at=world.NOW, term_key="round-1")
    assert len(moved) == Unit.objects.filter(account=to).count() == 4
    assert {unit.seq for unit in units} == {2, 3}
    facts = Entry.objects.get(code="custody.moved.many").facts
    assert facts["n"] == 4
    assert facts["by_debit"] == {"held:A": 3, "neutral": 1}
    assert actions.move_many([], to=to, reason="moved", happened_at=world.NOW) == []


def test_movements_are_undone_from_the_last():
    unit = world.units(1)[0]
    first, second = _move(unit, AccountKind.TRANSPORT, "A"), _move(unit, AccountKind.HOME, "B")
    with pytest.raises(CustodyConflict, match="not the latest"):
        actions.reverse(first, reason="corrected")
    undoing = actions.reverse(second, reason="corrected")
    assert (undoing.debit_id, undoing.credit_id, undoing.reverses_id) == ("home:B", "transport:A", second.pk)
    for once_more in (second, undoing):
        with pytest.raises(CustodyConflict):
            actions.reverse(once_more, reason="corrected")
    actions.reverse(first, reason="corrected")
    unit.refresh_from_db()
    assert (unit.account_id, unit.seq) == ("held:A", 5)
    assert list(unit.movements.counting().values_list("seq", flat=True)) == [1]


def test_reversing_the_opening_leads_back_to_what_was_declared_and_nothing_else_does():
    unit = world.units(1)[0]
    with pytest.raises(CustodyConflict):
        _move(unit, AccountKind.DECLARED, "A")
    actions.reverse(unit.movements.get(), reason="withdrawn")
    unit.refresh_from_db()
    assert unit.account_id == "declared:A"
    assert unit.movements.opening() is None
    _move(unit, AccountKind.HELD, "A")
    assert unit.movements.opening().seq == 3
    assert balances.verify() == 3


def test_splitting_a_bag_keeps_the_tree_and_adds_nothing_to_the_bags():
    bag = world.units(1, kind="bag", into=AccountKind.REMAINS, n_individuals=2)[0]
    _move(bag, AccountKind.MORTUARY, "B")
    parts = actions.split_bag(bag, [actions.Part(uuid.uuid4(), 1), actions.Part(uuid.uuid4())], happened_at=world.NOW)
    smaller = actions.split_bag(parts[0], [actions.Part(uuid.uuid4())], happened_at=world.NOW)[0]
    assert [part.parent_id for part in parts] == [bag.pk, bag.pk]
    assert smaller.parent_id == parts[0].pk
    assert {(row.account, row.unit): row.n_units for row in balances.balances()} == {
        ("mortuary:B", "bag"): 1,
        ("mortuary:B", "part"): 3,
    }
    opening = parts[0].movements.get()
    assert (opening.debit_id, opening.evidence, opening.reason) == ("declared:A", "record:0", "split")
    assert balances.verify() == 5


def test_what_is_not_a_bag_or_has_moved_on_is_not_split():
    person = world.units(1)[0]
    bag = world.units(1, kind="bag", into=AccountKind.REMAINS)[0]
    as_seen_before = Unit.objects.get(pk=bag.pk)
    _move(bag, AccountKind.LABORATORY, "B")
    part = [actions.Part(uuid.uuid4())]
    for unit in (person, as_seen_before):
        with pytest.raises(CustodyConflict, match=f"unit {unit.pk}"):
            actions.split_bag(unit, part, happened_at=world.NOW)
    taken = actions.split_bag(bag, part, happened_at=world.NOW)[0]
    with pytest.raises(CustodyConflict, match="exists already"):
        actions.split_bag(bag, [actions.Part(taken.pk)], happened_at=world.NOW)


def test_a_person_over_several_bags_counts_once():
    person = world.person()
    bags = world.units(3, kind="bag", into=AccountKind.REMAINS)
    actions.associate(bags[:2], person, evidence="identification:1")
    assert [(row.n_units, row.n_persons) for row in balances.balances()] == [(3, 1)]
    assert Movement.objects.story(person).count() == 2
    actions.associate(bags[:1], None, evidence="identification:1")
    assert Unit.objects.of_person(person).get().pk == bags[1].pk
    assert journal.verify() == 3


def test_a_story_is_told_in_its_order():
    person = world.person()
    unit = world.units(1, person_id=person)[0]
    _move(unit, AccountKind.TRANSPORT, "A")
    actions.reverse(_move(unit, AccountKind.HOME, "B"), reason="corrected", happened_at=world.NOW)
    assert [(m.debit_id, m.credit_id) for m in Movement.objects.story(person)] == [
        ("declared:A", "held:A"),
        ("held:A", "transport:A"),
        ("transport:A", "home:B"),
        ("home:B", "transport:A"),
    ]
