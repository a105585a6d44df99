"""A list arrives, arrives again, is replaced, is withdrawn: nothing that was received is lost."""

import datetime as dt
import io
import uuid

import pytest
import python_calamine
from django.db import IntegrityError, connection, transaction

from repatria.errors import InputUnusable, StateConflict
from repatria.web.accounts.models import Party, PartyRole, User
from repatria.web.registry import actions
from repatria.web.registry.bridge import Delivery, answer_file, record_id, tokens
from repatria.web.registry.models import (
    AnswerValue,
    Claim,
    ClaimState,
    ListVersion,
    Person,
    RecordState,
    SearchKey,
    Sight,
    SourceRecord,
    StoredFile,
    VersionState,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2025, 6, 10, 8, 0, tzinfo=dt.UTC)
HEADER = "Surname;Given name;Date of birth;Service number;Category\n"
FIRST = HEADER + "Oriv;Taras;12.03.1986;0012;\nSavin;Petro;31.02.1990;0013;severely wounded\nDolyn;Ivan;1991;0014;\n"
SECOND = HEADER + "Oriv;Taras;12.03.1986;0012;\nSavin;Petro;28.02.1990;0013;civilian\nKravets;Lev;1979;0015;\n"


@pytest.fixture(autouse=True)
def parties() -> None:
    for code, role in (("A", PartyRole.SIDE), ("B", PartyRole.SIDE), ("N", PartyRole.NEUTRAL)):
        Party.objects.create(code=code, name=f"Party {code}", role=role)


def delivery(**changes: object) -> Delivery:
    said = {"list_key": "a-held", "file_name": "a-held.csv", "sender": "A", "purpose": "held", "shared_with": ("B",)}
    return Delivery(**{**said, "as_of": dt.date(2025, 6, 1), **changes})


def receive(text: str, **changes: object) -> actions.Received:
    return actions.receive_list(data=text.encode(), delivery=delivery(**changes), received_at=NOW)


def test_every_row_becomes_a_record_with_its_raw_text_and_a_person_of_its_own():
    received = receive(FIRST)
    rows = SourceRecord.objects.filter(version=received.version).order_by("row")
    assert [record.row for record in rows] == [2, 3, 4]
    assert rows[1].raw["Date of birth"] == "31.02.1990"
    assert rows[1].birth_date is None
    assert rows[1].state == RecordState.WARNED
    assert len({record.person_id for record in rows}) == Person.objects.count() == 3
    assert StoredFile.objects.get().content == FIRST.encode()


def test_ids_of_rows_are_the_same_on_every_machine():
    received = receive(FIRST)
    expected = delivery().version_id(received.version.file_id, 1)
    assert received.version.id == expected
    assert received.new_record_ids[0] == uuid.uuid5(expected, "2") == record_id(expected, 2)


def test_the_same_file_again_changes_nothing():
    receive(FIRST)
    before = set(SourceRecord.objects.values_list("id", flat=True))
    again = receive(FIRST)
    assert not again.is_new
    assert set(SourceRecord.objects.values_list("id", flat=True)) == before
    assert ListVersion.objects.count() == 1


def test_a_stated_count_told_later_is_compared_with_the_rows_without_a_new_version():
    receive(FIRST)
    receive(FIRST, stated_count=4)
    finding = ListVersion.objects.get().findings.get(code="stated-count-differs")
    assert (finding.params["stated"], finding.params["counted"]) == (4, 3)


def test_a_new_file_continues_rows_that_stay_and_withdraws_rows_that_went():
    first = receive(FIRST)
    second = receive(SECOND)
    assert second.version.number == 2
    assert second.version.changes["same"] == 1
    assert len(second.version.changes["changed"]) == len(second.version.changes["added"]) == 1
    gone = SourceRecord.objects.get(version=first.version, row=4)
    assert second.dropped_ids == (gone.id,)
    assert gone.state == RecordState.WITHDRAWN
    stays = SourceRecord.objects.get(version=second.version, row=2)
    assert stays.continues.version_id == first.version.id
    assert stays.person_id == stays.continues.person_id
    assert len(second.new_record_ids) == 1
    first.version.refresh_from_db()
    assert first.version.state == VersionState.SUPERSEDED


def test_a_changed_row_claims_anew_what_it_now_says_and_keeps_its_status():
    receive(FIRST)
    receive(SECOND)
    changed = SourceRecord.objects.get(version__number=2, row=3)
    said = set(Claim.objects.filter(record=changed).values_list("predicate", "value", "state"))
    assert said == {
        ("status", "alive_held", ClaimState.ASSERTED),
        ("category", "civilian", ClaimState.ASSERTED),
    }
    old = Claim.objects.get(predicate="category", value="severely_wounded")
    assert (old.record.version.number, old.state) == (1, ClaimState.WITHDRAWN)


def test_a_claim_stands_under_the_list_of_its_row_also_after_a_new_version():
    receive(FIRST)
    receive(SECOND)
    listed = Claim.objects.values_list("party_list", "record__version__party_list")
    assert {noted == of_row for noted, of_row in listed} == {True}


def test_an_earlier_file_may_come_back_as_the_next_version():
    receive(FIRST)
    receive(SECOND)
    third = receive(FIRST)
    assert third.version.number == 3
    assert SourceRecord.objects.filter(version=third.version).count() == 3


def test_a_list_keeps_its_sender_purpose_and_unit():
    receive(FIRST)
    with pytest.raises(StateConflict, match="a-held is stored as A held person"):
        receive(SECOND, purpose="missing")


def test_a_withdrawn_list_keeps_its_rows_and_ends_its_claims():
    received = receive(FIRST)
    ids = actions.withdraw_list(list_key="a-held")
    assert set(ids) == set(received.new_record_ids)
    assert set(SourceRecord.objects.values_list("state", flat=True)) == {RecordState.WITHDRAWN}
    assert not Claim.objects.exclude(state=ClaimState.WITHDRAWN).exists()
    assert actions.withdraw_list(list_key="a-held") == ()


def test_an_unreadable_file_is_refused_whole_and_nothing_stored_is_lost():
    receive(FIRST)
    with pytest.raises(InputUnusable):
        receive("")
    assert ListVersion.objects.get().state == VersionState.SENT
    assert SourceRecord.objects.count() == 3


def test_a_claim_that_asks_nobody_is_answered_by_nobody():
    received = receive(FIRST)
    claim = Claim.objects.filter(record__version=received.version, addressee=None).first()
    olha = User.objects.create_user("olha", role="delegate", party_id="A")
    with pytest.raises(StateConflict, match=f"claim {claim.pk} asks no party"):
        actions.answer_claim(user=olha, claim=claim, value=AnswerValue.HELD)


@pytest.mark.parametrize(
    "statement",
    [
        "update registry_sourcerecord set surname = 'x'",
        "update registry_sourcerecord set raw = '{}'",
        "delete from registry_sourcerecord",
        "update registry_storedfile set size = 1",
        "delete from registry_storedfile",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_received(statement):
    receive(FIRST)
    refused = pytest.raises(IntegrityError, match="never changed or deleted")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_sights_follow_who_sent_and_who_was_sent_a_row():
    receive(FIRST)
    receive(HEADER + "Lysenko;Oleh;1990;0099;\n", list_key="a-own", shared_with=())
    actions.refresh_sights()
    counts = {party: Sight.objects.filter(party=party).count() for party in "ABN"}
    assert counts == {"A": 4, "B": 3, "N": 4}


def test_a_record_is_found_by_its_name_in_either_script_and_by_its_number():
    receive(HEADER + "Шевчук;Олексій;1990;0042;\n")
    for query in ("Шевчук", "Shevchuk", "0042"):
        assert SearchKey.objects.filter(token__in=tokens(query)).exists(), query


def test_the_answer_file_gives_every_row_back_with_what_became_of_it():
    received = receive(FIRST)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer_file(received.version)))
    cells = [" ".join(map(str, row)) for row in book.get_sheet_by_index(0).to_python()]
    assert sum("31.02.1990" in row for row in cells) == 1
    assert any("calendar" in row for row in cells)
