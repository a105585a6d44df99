"""A list that is withdrawn or said anew takes its open links along; what people decided stays."""

import pytest
from tests.web.review.world import proposals

from repatria.web.registry.models import RecordState, SourceRecord, VersionState
from repatria.web.review import actions
from repatria.web.review.models import Decision, Link, LinkState

WORDS = {
    LinkState.PROPOSED: (),
    LinkState.FIRST_SIGNED: ("same",),
    LinkState.DISAGREED: ("same", "not_same"),
    LinkState.CONFIRMED: ("same", "same"),
    LinkState.REFUSED: ("not_same", "not_same"),
    LinkState.UNDECIDABLE: ("cannot_tell", "cannot_tell"),
}
OPEN = {LinkState.PROPOSED, LinkState.FIRST_SIGNED, LinkState.DISAGREED}


@pytest.fixture
def rows(world):
    """One pair for each state."""
    sought = world.deliver("a-missing", "A", "missing", [{"surname": f"Kovalenko{n}"} for n in range(len(WORDS))])
    held = world.deliver("b-held", "B", "held", [{"surname": f"Коваленко{n}"} for n in range(len(WORDS))])
    pairs = [(left, right, 0.9) for left, right in zip(sought, held, strict=True)]
    actions.store_proposals(proposals(sought[0], held[0], pairs))
    for (left, _, _), words in zip(pairs, WORDS.values(), strict=True):
        for name, word in zip(("mira", "petro"), words, strict=False):
            actions.decide(link=Link.objects.get(left=left), reviewer=world.user(name), value=word)
    assert states(pairs) == list(WORDS)
    return pairs


def states(pairs):
    by_left = dict(Link.objects.values_list("left", "state"))
    return [LinkState(by_left[left.pk]) for left, *_ in pairs]


GONE = [LinkState.LAPSED if state in OPEN else state for state in WORDS]


def test_a_withdrawn_list_takes_its_open_links_along_and_words_stay(world, rows):
    n_words = Decision.objects.filter(undone_at=None).count()
    SourceRecord.objects.filter(version=world.lists["b-held"]).update(state=RecordState.WITHDRAWN)
    actions.cross_check()
    assert states(rows) == GONE
    assert Decision.objects.filter(undone_at=None).count() == n_words


def test_a_corrected_row_takes_its_open_links_along(world, rows):
    held = [right for _, right, _ in rows]
    again = [{"surname": right.surname, "birth_year": 1990} for right in held]
    world.deliver("b-held", "B", "held", again, continues=dict(enumerate(held)))
    actions.cross_check()
    assert states(rows) == GONE


def test_a_row_that_stays_as_it_was_keeps_its_links(world, rows):
    held = [right for _, right, _ in rows]
    again = [{"surname": right.surname, "rank": "сержант"} for right in held]  # a rank is not compared
    world.deliver("b-held", "B", "held", again, continues=dict(enumerate(held)))
    assert world.lists["b-held"].previous.__class__.objects.filter(state=VersionState.SUPERSEDED).count() == 1
    actions.cross_check()
    assert states(rows) == list(WORDS)


def test_words_stand_again_when_the_row_is_listed_again(world, rows):
    SourceRecord.objects.filter(version=world.lists["b-held"]).update(state=RecordState.WITHDRAWN)
    actions.cross_check()
    SourceRecord.objects.filter(version=world.lists["b-held"]).update(state=RecordState.ACCEPTED)
    stored = actions.store_proposals(proposals(rows[0][0], rows[0][1], rows))
    assert stored.n_revived == len(OPEN)
    assert states(rows) == list(WORDS)


def test_a_lapsed_link_stays_lapsed_when_a_word_on_it_is_taken_back(world, rows):
    SourceRecord.objects.filter(version=world.lists["b-held"]).update(state=RecordState.WITHDRAWN)
    actions.cross_check()
    word = Decision.objects.get(link__left=rows[1][0])
    assert actions.undo(decision=word, by=word.reviewer).state == LinkState.LAPSED
