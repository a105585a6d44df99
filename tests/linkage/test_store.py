import numpy as np
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
