from contextlib import suppress

import numpy as np
import polars as pl
import pytest
from tests.linkage.people import crowd

from repatria.errors import InputUnusable
from repatria.linkage import pack, prepare, propose, store, unpack


def test_a_stored_list_is_compared_as_the_list_itself():
    left, right = crowd(80, "l"), crowd(50, "r")
    stored = unpack(pack(prepare(right)))
    assert propose(left, stored).frame.equals(propose(left, right).frame)
    assert all(stored.texts[name].equals(prepare(right).by_id().texts[name]) for name in stored.texts)


def test_what_another_version_stored_is_refused(monkeypatch):
    data = pack(prepare(crowd(5, "l")))
    monkeypatch.setattr(store, "preparation", lambda: "0" * 64)
    with pytest.raises(InputUnusable, match=r"old\.list: prepared by another version .* Delete it"):
        unpack(data, file="old.list")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"id,surname\n1,x\n", np.arange(9).tobytes()])
def test_what_is_no_stored_list_is_refused(data):
    with pytest.raises(InputUnusable, match="no list that was stored"):
        unpack(data)


def test_a_stored_list_that_was_damaged_is_refused_or_read_but_never_a_crash():
    rng = np.random.default_rng(3)
    whole = pack(prepare(pl.DataFrame({"record_id": ["1"], "surname": ["Гнатюк"]})))
    for place in rng.integers(len(whole), size=150):
        data = bytearray(whole)
        data[place : place + 20] = rng.bytes(20)
        with suppress(InputUnusable):
            unpack(bytes(data))
