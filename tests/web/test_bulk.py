"""Many rows at once, all or none, and as a single ``save`` would have written them."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection

from repatria.web.bulk import insert
from repatria.web.registry.models import Person, StoredFile

NOW = dt.datetime(2025, 6, 10, 9, 30, 15, 250, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_rows_come_back_as_they_went_in():
    kept = [StoredFile(sha256=f"{n:064}", size=n, content=bytes([n, 0, 255]), stored_at=NOW) for n in range(3)]
    assert insert(iter(kept)) == 3
    assert [(file.size, bytes(file.content)) for file in StoredFile.objects.order_by("sha256")] == [
        (n, bytes([n, 0, 255])) for n in range(3)
    ]
    person = Person(id=uuid.uuid4(), changed_at=NOW)
    assert insert([person]) == 1
    assert Person.objects.get().changed_at == NOW


@pytest.mark.django_db
def test_no_rows_are_no_statement():
    assert insert([]) == 0


@pytest.mark.django_db(transaction=True)
def test_all_rows_are_stored_or_none():
    twice = uuid.uuid4()
    with pytest.raises(IntegrityError):
        insert(Person(id=each, changed_at=NOW) for each in (uuid.uuid4(), twice, twice))
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_sqlite_keeps_its_statement_journal_out_of_memory():
    """In memory it is a list that is walked for each row: 150,000 units then take minutes instead of seconds."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store")
        assert cursor.fetchone() == (0,)
