"""An entry has one form in bytes."""

import pytest

from repatria.ledger import canonical_bytes, leaf_hash


def test_order_of_keys_and_way_of_writing_numbers_change_nothing():
    assert canonical_bytes({"b": 1.0, "a": "é"}) == canonical_bytes({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()


@pytest.mark.parametrize("value", [float("nan"), 2**60, object(), {1: 2}])
def test_what_json_cannot_say_everywhere_is_refused(value):
    with pytest.raises(ValueError, match="no canonical JSON"):
        canonical_bytes({"a": value})


def test_an_empty_leaf_has_the_hash_that_everybody_knows():
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
