import uuid

import pytest

from repatria.web.review.pairs import ComparedList, list_pairs


def lists(*keys):
    """``B-held-2`` is a list of those held, sent by B."""
    return [
        ComparedList(
            id=uuid.uuid5(uuid.NAMESPACE_OID, key), key=key, sender=key.split("-")[0], purpose=key.split("-")[1]
        )
        for key in keys
    ]


def codes(*keys):
    return {(pair.code, pair.left.key, pair.right.key) for pair in list_pairs(lists(*keys))}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("A-missing", "B-held"), ("sought-held", "A-missing", "B-held")),
        (("B-dead", "A-missing"), ("sought-dead", "A-missing", "B-dead")),
        (("A-missing", "A-returned"), ("sought-returned", "A-missing", "A-returned")),
        (("A-missing", "B-offer"), ("sought-offered", "A-missing", "B-offer")),
        (("A-missing", "A-held"), ("sought-own-held", "A-missing", "A-held")),
        (("A-held", "B-returned"), ("held-returned", "A-held", "B-returned")),
        (("A-held", "A-dead"), ("held-dead", "A-held", "A-dead")),
        (("B-offer", "B-held"), ("offer-held", "B-offer", "B-held")),
        (("B-held", "A-held"), ("held-held", "A-held", "B-held")),
        (("N-children", "A-children"), ("child-child", "A-children", "N-children")),
        (("A-held-2", "A-held"), ("repeated", "A-held", "A-held-2")),
    ],
)
def test_lists_are_compared(keys, expected):
    across = {found for found in codes(*keys) if found[0] != "within"}
    assert across == {expected}


@pytest.mark.parametrize(
    "keys",
    [
        ("A-missing", "B-missing"),
        ("A-dead", "B-dead"),
        ("A-children", "B-held"),
        ("A-children", "B-missing"),
        ("A-offer", "B-held"),
        ("A-missing", "A-dead"),
    ],
)
def test_lists_are_not_compared(keys):
    assert {found for found in codes(*keys) if found[0] != "within"} == set()


def test_offers_are_sought_only_where_no_list_of_those_held_was_sent():
    assert not any(code == "sought-offered" for code, _, _ in codes("A-missing", "B-offer", "B-held"))


def test_every_comparison_is_made_once_in_an_order_that_stays():
    keys = ["A-missing", "B-held", "A-held", "B-held-2", "B-offer", "A-returned", "A-children", "N-children"]
    pairs = [(pair.left.key, pair.right.key) for pair in list_pairs(lists(*keys))]
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    assert pairs == [(pair.left.key, pair.right.key) for pair in list_pairs(lists(*reversed(keys)))]
