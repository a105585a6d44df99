"""The journal: numbered without gaps, chained, verified from end to end, and without personal data."""

import datetime as dt

import pytest
from django.db import connection, transaction
from tests.web.conftest import unguarded

from repatria import ledger
from repatria.errors import ProofInvalid
from repatria.web.accounts.models import User
from repatria.web.journal import actions, bridge
from repatria.web.journal.models import Entry, Head, Viewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Entry]:
    """Three entries."""
    return [actions.append("test.done", subject_type="unit", subject_id=n, facts={"n": n}) for n in range(3)]


def _tamper(statement: str) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_entries_are_numbered_and_verify(three: list[Entry]):
    assert [entry.seq for entry in three] == [0, 1, 2]
    assert actions.verify() == 3


def test_hashes_can_be_redone_by_hand():
    entry = actions.append("test.done", party="A", subject_type="unit", subject_id="7", facts={"b": 1, "a": "x"})
    at = entry.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    text = (
        f'{{"actor":"","at":"{at}","code":"test.done","facts":{{"a":"x","b":1}},"format":1,'
        '"party":"A","seq":0,"subject":["unit","7"]}'
    )
    assert bridge.entry_bytes(Entry.objects.get()) == text.encode()
    assert bytes(entry.leaf_hash) == ledger.leaf_hash(text.encode())
    assert bytes(entry.chain_hash) == ledger.chain_hash(b"", bytes(entry.leaf_hash))


def test_head_holds_the_root_of_the_ledgers_tree(three: list[Entry]):
    leaves = [bytes(entry.leaf_hash) for entry in three]
    assert bridge.tip_of(Head.objects.get()).frontier.root() == ledger.root_of(leaves)


def test_an_entry_stays_only_if_its_act_does(three: list[Entry]):
    with transaction.atomic():
        actions.append("test.undone")
        transaction.set_rollback(True)
    assert actions.append("test.after").seq == 3
    assert actions.verify() == 4


def test_many_acts_are_appended_in_their_order():
    actions.append_many(actions.Act(code="test.done", facts={"n": n}) for n in range(50))
    assert [entry.facts["n"] for entry in Entry.objects.all()] == list(range(50))
    assert actions.append_many([]) == []
    assert actions.verify() == 50


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE journal_entry SET code = 'test.other' WHERE seq = 1", "entry 1 was altered"),
        ("UPDATE journal_entry SET actor = '9' WHERE seq = 2", "entry 2 was altered"),
        ("DELETE FROM journal_entry WHERE seq = 1", "entry 1 is missing"),
        ("DELETE FROM journal_entry WHERE seq = 2", "ends before entry 2"),
        ("UPDATE journal_entry SET chain_hash = leaf_hash WHERE seq = 1", "entry 1 does not follow"),
        ("UPDATE journal_head SET chain_hash = frontier", "head does not hold"),
    ],
)
def test_every_alteration_is_found(three: list[Entry], statement: str, reason: str):
    _tamper(statement)
    with pytest.raises(ProofInvalid, match=reason):
        actions.verify()


def test_two_entries_that_changed_places_are_found(three: list[Entry]):
    _tamper("UPDATE journal_entry SET seq = 9 WHERE seq = 0")
    _tamper("UPDATE journal_entry SET seq = 0 WHERE seq = 1")
    _tamper("UPDATE journal_entry SET seq = 1 WHERE seq = 9")
    with pytest.raises(ProofInvalid, match="entry 0 was altered"):
        actions.verify()


@pytest.mark.parametrize(
    "value",
    ["Someone was here", "Тарас", "x" * 81, float("nan"), 2**60, {"a": {"b": {"c": 1}}}, b"bytes", dt.date(2025, 6, 2)],
)
def test_facts_hold_numbers_codes_and_ids_only(value: object):
    with pytest.raises(ValueError, match="journal: the fact note") as caught:
        actions.append("test.done", facts={"note": value})
    assert str(value) not in str(caught.value)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "given", [{"party": "a party"}, {"subject_id": "two words"}, {"subject_type": "тип"}, {"facts": {"a key": 1}}]
)
def test_no_other_part_of_an_entry_holds_text(given: dict[str, object]):
    with pytest.raises(ValueError, match="journal: "):
        actions.append("test.done", **given)


def test_an_entry_needs_a_code():
    with pytest.raises(ValueError, match="needs a code"):
        actions.append("")


def test_facts_survive_the_database_unchanged():
    facts = {
        "n": 12,
        "share": 0.25,
        "whole": 5.0,
        "is_done": True,
        "nothing": None,
        "codes": ["a", "b"],
        "by": {"A": 1},
    }
    actions.append("test.done", facts=facts)
    assert Entry.objects.get().facts == facts
    assert actions.verify() == 1


def test_a_viewing_keeps_ids_only():
    user = User.objects.create(username="mira")
    actions.viewed(user, "person", "6f7c")
    viewing = Viewing.objects.get()
    assert (viewing.user_id, viewing.subject_type, viewing.subject_id) == (str(user.pk), "person", "6f7c")
    with pytest.raises(ValueError, match="id of what was viewed"):
        actions.viewed(user, "person", "a whole name")
