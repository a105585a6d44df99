import pytest

from repatria.web.registry.models import PersonStatus
from repatria.web.review.status import Saying, status_of

SOUGHT = Saying(sender="A", purpose="missing", kind="person", account_kind="sought")
COUNTED = Saying(sender="A", purpose="missing", kind="person", account_kind="same_person")


def held(account="held", sender="B"):
    return Saying(sender=sender, purpose="held", kind="person", account_kind=account)


@pytest.mark.parametrize(
    ("sayings", "status", "by"),
    [
        ([], PersonStatus.CLOSED, ""),
        ([SOUGHT], PersonStatus.MISSING, "A"),
        ([held()], PersonStatus.ALIVE_HELD, "B"),
        ([held("transport")], PersonStatus.ALIVE_HELD, "B"),
        ([held("home")], PersonStatus.RETURNED, "B"),
        ([held("elsewhere")], PersonStatus.SETTLED_ELSEWHERE, "B"),
        ([held("not_listed")], PersonStatus.UNKNOWN, "B"),
        ([COUNTED, held()], PersonStatus.ALIVE_HELD, "B"),
        ([held(sender="A"), held("same_person")], PersonStatus.ALIVE_HELD, "A B"),
        ([Saying(sender="B", purpose="offer", kind="person", account_kind="offered")], PersonStatus.ALIVE_HELD, "B"),
        ([COUNTED, Saying(sender="B", purpose="dead", kind="bag", account_kind="remains")], "dead_remains_held", "B"),
        ([Saying(sender="B", purpose="dead", kind="bag", account_kind="home")], PersonStatus.DEAD_RETURNED, "B"),
        ([Saying(sender="B", purpose="dead", kind="person", account_kind="buried")], PersonStatus.DEAD_RETURNED, "B"),
        ([Saying(sender="A", purpose="children", kind="person", account_kind="sought")], PersonStatus.UNKNOWN, "A"),
        (
            [SOUGHT, Saying(sender="B", purpose="missing", says_free=True)],
            PersonStatus.ALIVE_FREE,
            "B",
        ),
    ],
)
def test_status_follows_from_accounts_and_lists(sayings, status, by):
    assert status_of(sayings) == (status, by)


def test_one_bag_at_home_and_one_not_is_remains_held():
    bags = [Saying(sender="B", purpose="dead", kind="bag", account_kind=kind) for kind in ("home", "remains")]
    assert status_of(bags)[0] is PersonStatus.DEAD_REMAINS_HELD
