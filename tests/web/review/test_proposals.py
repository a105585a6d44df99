import pytest
from tests.web.review.world import proposals

from repatria.web.journal.models import Entry
from repatria.web.review import actions
from repatria.web.review.actions import Stored
from repatria.web.review.models import Link, LinkState


@pytest.fixture
def rows(world):
    left = world.deliver("a-missing", "A", "missing", [{"surname": f"Kovalenko{n}"} for n in range(3)])
    right = world.deliver("b-held", "B", "held", [{"surname": f"Коваленко{n}"} for n in range(3)])
    return list(zip(left, right, (0.99, 0.6, 0.1), strict=True))


def store(rows):
    left, right, _ = rows[0]
    return actions.store_proposals(proposals(left, right, rows))


def states():
    return list(Link.objects.order_by("-probability").values_list("state", flat=True))


def test_storing_twice_changes_nothing(rows):
    assert store(rows) == Stored(n_new=3)
    before, n_entries = list(Link.objects.values()), Entry.objects.count()
    assert store(rows) == Stored(n_kept=3)
    assert (list(Link.objects.values()), Entry.objects.count()) == (before, n_entries)


def test_pair_no_longer_proposed_lapses_and_returns(rows):
    store(rows)
    left, right, _ = rows[0]
    assert actions.store_proposals(proposals(left, right, rows[:2])) == Stored(n_kept=2, n_lapsed=1)
    assert states() == ["proposed", "proposed", "lapsed"]
    assert store(rows) == Stored(n_kept=2, n_revived=1)
    assert states() == ["proposed"] * 3


def test_nothing_proposed_lapses_all(rows):
    store(rows)
    left, right, _ = rows[0]
    assert actions.store_proposals(proposals(left, right, [])) == Stored(n_lapsed=3)


def test_new_score_reaches_undecided_links_only(world, rows):
    store(rows)
    decided = Link.objects.get(probability=0.99)
    actions.decide(link=decided, reviewer=world.user("mira"), value="same")
    again = [(left, right, probability / 2) for left, right, probability in rows]
    assert store(again) == Stored(n_kept=1, n_changed=2)
    assert sorted(Link.objects.values_list("probability", flat=True)) == [0.05, 0.3, 0.99]


@pytest.mark.parametrize("words", [("same",), ("same", "same"), ("not_same", "not_same"), ("same", "not_same")])
def test_what_people_said_stays_when_the_matcher_no_longer_proposes(world, rows, words):
    store(rows)
    link = Link.objects.get(probability=0.99)
    for name, word in zip(("mira", "petro"), words, strict=False):
        link = actions.decide(link=link, reviewer=world.user(name), value=word)
    actions.store_proposals(proposals(rows[0][0], rows[0][1], []))
    kept = Link.objects.get(pk=link.pk)
    assert (kept.state, kept.decisions.count()) == (link.state, len(words))


def test_other_lists_links_do_not_lapse(world, rows):
    store(rows)
    [home] = world.deliver("b-returned", "B", "returned", [{"surname": "Kovalenko0"}])
    world.propose(rows[0][1], home)
    assert set(states()) == {"proposed"}


def test_same_pair_has_the_same_id_on_every_machine(rows):
    store(rows)
    ids = set(Link.objects.values_list("pk", flat=True))
    Link.objects.all().delete()
    store(rows)
    assert set(Link.objects.values_list("pk", flat=True)) == ids


def test_row_that_reads_otherwise_is_not_asked_again_once_people_joined_it(world, rows):
    store(rows)
    left, right, _ = rows[0]
    link = world.confirm(Link.objects.get(left=left))
    [changed] = world.deliver(
        "b-held", "B", "held", [{"surname": "Коваленко0", "birth_year": 1990}], continues={0: right}
    )
    assert actions.store_proposals(proposals(left, changed, [(left, changed, 0.98)])) == Stored(n_lapsed=2)
    assert Link.objects.get(pk=link.pk).state == LinkState.CONFIRMED


def test_row_that_reads_otherwise_is_asked_again_where_people_refused(world, rows):
    store(rows)
    left, right, _ = rows[0]
    for name in ("mira", "petro"):
        actions.decide(link=Link.objects.get(left=left), reviewer=world.user(name), value="not_same")
    [changed] = world.deliver(
        "b-held", "B", "held", [{"surname": "Коваленко0", "birth_year": 1990}], continues={0: right}
    )
    assert actions.store_proposals(proposals(left, changed, [(left, changed, 0.98)])).n_new == 1
