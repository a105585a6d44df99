"""The pages of review: what a reviewer sees and does not see, every answer, and how much is asked of the database."""

import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from tests.web.world import ONLY_B, World

from repatria.errors import StateConflict
from repatria.web import page
from repatria.web.accounts.models import User
from repatria.web.journal.models import Entry
from repatria.web.registry import actions as registry
from repatria.web.registry.models import AnswerValue, Claim
from repatria.web.review import actions
from repatria.web.review.models import Decision, Link, LinkState, Skip

MAX_QUERIES = {"queue": 40, "link": 45, "agreement": 12, "ask": 20}


def url(name: str, link: Link | None = None) -> str:
    return reverse(f"review:{name}", args=[link.pk] if link else [])


@pytest.fixture
def link(world: World) -> Link:
    return Link.objects.get(pk=world.ids["link"].pk)


@pytest.fixture
def confirmed(world: World) -> Link:
    return Link.objects.get(pk=world.ids["confirmed"].pk)


def text(world: World, name: str, address: str) -> str:
    answer = world.cast.client(name).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_word_goes_on_to_the_next_pair_and_u_brings_it_back(world: World, link: Link):
    nina = world.cast.client("nina")
    answer = nina.post(url("decide", link), {"value": "not_same"}, follow=True)
    assert "Not the same" in answer.content.decode() or "not the same" in answer.content.decode()
    assert Link.objects.get(pk=link.pk).state == LinkState.FIRST_SIGNED
    answer = nina.post(url("undo_last"))
    assert answer.headers["Location"] == url("link", link)
    assert Link.objects.get(pk=link.pk).state == LinkState.PROPOSED
    assert "nothing of yours" not in nina.get(url("link", link)).content.decode()


@pytest.mark.parametrize("words", [("same",), ("same", "not_same"), ("cannot_tell", "not_same")])
def test_nobody_sees_a_word_before_giving_their_own(world: World, link: Link, words):
    """Neither on the pair's page and the queue, nor by way of the journal, which a coordinator reads."""
    before = {name: text(world, "mira", url("link", link)) for name in ("mira",)}
    for name, word in zip(("nina", "olha"), words, strict=False):
        actions.decide(link=link, reviewer=world.cast.user(name), value=word, reason="Zymarkovych said so")
    page = text(world, "mira", url("link", link))
    for hidden in ("Zymarkovych", ">nina", ">olha", "Your word:"):
        assert hidden not in page
        assert hidden not in before["mira"]
    if len(words) == 2:
        assert "You decide without seeing what they said" in page
    entries = Entry.objects.filter(subject_id=str(link.pk), code="review.link.decided")
    assert entries.count() == len(words)
    assert not [entry for entry in entries if "value" in entry.facts]
    assert "Zymarkovych" not in text(world, "mira", url("queue"))


def test_the_order_of_the_queue_tells_nothing_of_the_first_word(world: World, link: Link):
    worths = set()
    for word in ("same", "not_same", "cannot_tell"):
        decided = actions.decide(link=link, reviewer=world.cast.user("nina"), value=word)
        worths.add((decided.worth, decided.state))
        actions.undo(decision=Decision.objects.get(link=link, undone_at=None), by=world.cast.user("nina"))
    assert len(worths) == 1


def test_a_pair_is_put_off_and_brought_back(world: World, link: Link):
    nina = world.cast.client("nina")
    nina.post(url("skip", link))
    assert Skip.objects.filter(link=link, undone_at=None).count() == 1
    page = nina.get(url("queue")).content.decode()
    assert "0 pairs of records wait" in page
    nina.get(url("queue") + "?stage=put_off")
    assert str(link.pk) in nina.get(url("queue")).content.decode()
    assert nina.post(url("next")).headers["Location"] == url("link", link)
    nina.get(url("queue") + "?kind=&band=&stage=")
    assert nina.post(url("undo_last")).headers["Location"] == url("link", link)
    assert not Skip.objects.filter(link=link, undone_at=None).exists()


def test_a_question_stands_on_the_partys_own_row_and_its_answer_on_the_pair(world: World, link: Link):
    nina = world.cast.client("nina")
    page = text(world, "nina", url("ask", link))
    assert link.left.surname in page
    assert link.right.surname in page
    nina.post(url("ask", link), {"side": "right", "about": "birth_asked", "reason": "Zymarkovych"})
    claim = Claim.objects.get(asked_for__link=link)
    assert (claim.record_id, claim.addressee_id) == (link.right_id, "A")
    asked = text(world, "dmytro", reverse("registry:answer", args=[claim.pk]))
    assert "Is the birth date as in the person" in asked
    for hidden in (link.left.surname, "Zymarkovych", "birth_asked"):
        assert hidden not in asked
    assert "not answered yet" in text(world, "nina", url("link", link))
    registry.answer_claim(
        user=world.cast.user("dmytro"), claim=claim, value=AnswerValue.HELD, reason="seen today", evidence=""
    )
    page = text(world, "nina", url("link", link))
    assert "seen today" in page
    assert "Same person" in page  # who asked may still decide
    assert text(world, "nina", url("queue")).count(str(link.pk)) >= 1


@pytest.mark.parametrize("given", [{}, {"side": "middle", "about": "birth_asked"}, {"side": "left", "about": "who"}])
def test_a_question_out_of_the_closed_set_is_not_put(world: World, link: Link, given):
    assert world.cast.client("nina").post(url("ask", link), given).status_code == 200
    assert not Claim.objects.filter(asked_for__link=link).exists()


def test_what_follows_is_told_before_a_confirmed_link_falls(world: World, confirmed: Link):
    """Two of the neutral body and the holding side have signed: the first word to go changes nothing."""
    assert "stands by the words of others" in text(world, "mira", url("undo", confirmed))
    world.cast.client("mira").post(url("undo", confirmed))
    assert Link.objects.get(pk=confirmed.pk).state == LinkState.CONFIRMED
    nina = world.cast.client("nina")
    assert nina.post(url("undo_last")).headers["Location"] == url("undo", confirmed)
    assert Link.objects.get(pk=confirmed.pk).state == LinkState.CONFIRMED  # nothing yet
    page = text(world, "nina", url("undo", confirmed))
    for said in ("They become 2 persons", "out of the count: 1.", "answered: 1.", "stands in a round"):
        assert said in page
    nina.post(url("undo", confirmed))
    assert Link.objects.get(pk=confirmed.pk).state != LinkState.CONFIRMED
    assert "There is nothing of yours" in nina.get(url("undo", confirmed), follow=True).content.decode()


def test_a_retraction_is_told_done_and_taken_back(world: World, confirmed: Link):
    mira = world.cast.client("mira")
    assert "They become 2 persons" in text(world, "mira", url("retract", confirmed))
    assert "This field is required" in mira.post(url("retract", confirmed), {"reason": ""}).content.decode()
    mira.post(url("retract", confirmed), {"reason": "two brothers"})
    page = text(world, "mira", url("link", confirmed))
    assert "two brothers" in page
    assert Link.objects.get(pk=confirmed.pk).state == LinkState.RETRACTED
    mira.post(url("restore", confirmed))
    assert Link.objects.get(pk=confirmed.pk).state == LinkState.CONFIRMED


def test_who_comes_too_late_is_told_and_taken_on(world: World, confirmed: Link):
    for name, data in (("decide", {"value": "same"}), ("skip", {}), ("ask", {})):
        answer = world.cast.client("mira").post(url(name, confirmed), data, follow=True)
        assert "no longer open" in answer.content.decode()


def test_what_cannot_be_done_is_said_in_the_readers_language(world: World, confirmed: Link):
    User.objects.filter(username="mira").update(language="uk")
    answer = world.cast.client("mira").post(
        url("restore", confirmed), headers={"referer": url("link", confirmed)}, follow=True
    )
    page = answer.content.decode()
    assert "на цій парі немає відкликання" in page
    assert "no retraction" not in page


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_a_contradiction_names_the_other_pair_in_every_language(language: str):
    """The places of a translated refusal are filled after the translation."""
    conflict = StateConflict("this pair has no place {other}", other="0a1b")
    assert str(conflict) == "this pair has no place 0a1b"
    request = RequestFactory().get("/")
    told = []
    request._messages = type("Told", (), {"add": lambda self, level, text, extra: told.append(str(text))})()
    with translation.override(language):
        page._read_again(request, conflict)
    assert "0a1b" in told[0]
    assert "{other}" not in told[0]


def test_weights_are_written_as_the_reader_writes_numbers(world: World, link: Link):
    bits = re.compile(r"[+\u2212]\d+([.,])\d")
    assert set(bits.findall(text(world, "mira", url("link", link)))) == {"."}
    User.objects.filter(username="mira").update(language="uk")
    assert set(bits.findall(text(world, "mira", url("link", link)))) == {","}


def test_agreement_is_for_coordinators_and_small_numbers_are_withheld(world: World):
    page = text(world, "mira", url("agreement"))
    assert "fewer than 10: not told" in page
    assert "100.0" not in page
    assert world.cast.client("nina").get(url("agreement")).status_code == 403


@pytest.mark.parametrize("name", ["skip", "ask", "undo", "retract", "restore", "decide", "link"])
def test_another_partys_pair_is_as_if_it_did_not_exist(world: World, confirmed: Link, name: str):
    """Party A is not sent Party B's list of those held; her coordinator may do no more than her clerk."""
    client = world.cast.client("olha")
    expected = {403} if name in {"retract", "restore"} else {404}
    answers = {client.get(url(name, confirmed)).status_code, client.post(url(name, confirmed)).status_code}
    assert answers - {405} == expected


def test_narrowing_never_shows_what_one_may_not_see(world: World):
    client = world.cast.client("olha")
    for query in ("kind=missing-held", "band=sure", "stage=first", "stage=put_off", "kind=%3Cb%3E-held"):
        page = client.get(url("queue") + f"?{query}", follow=True).content.decode()
        assert ONLY_B not in page
        assert "<b>-held" not in page


def test_screen_readers_hear_what_is_marked(world: World, link: Link):
    page = text(world, "mira", url("link", link))
    assert "<mark>" in page
    assert "differing left:" in page


@pytest.mark.parametrize("name", ["queue", "agreement", "link", "ask"])
def test_a_page_asks_a_bounded_number_of_questions(world: World, link: Link, name: str):
    address = url(name) if name in {"queue", "agreement"} else url(name, link)
    client = world.cast.client("mira")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= MAX_QUERIES[name], "\n".join(one["sql"][:160] for one in asked)
