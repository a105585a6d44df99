"""The page on which a person is kept out of rounds: who opens it, what it asks, and what the sides may read."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.web.exchanges.world import NOW, hold, propose
from tests.web.exchanges.world import term as exchange_term

from repatria.web.accounts.models import User
from repatria.web.custody import actions as custody
from repatria.web.custody.models import AccountKind, Reason, Unit
from repatria.web.exchanges import actions
from repatria.web.exchanges.models import KeptOut, LeftOut
from repatria.web.registry.actions import refresh_sights
from repatria.web.registry.models import PartyList
from repatria.web.review.actions import derive_status

pytestmark = pytest.mark.django_db
MARKS = ("kept out", "keep out", "Keep out", "Not in any round", "Not in rounds", "/rounds/people/")


@pytest.fixture
def people() -> dict[str, User]:
    from tests.web.exchanges.world import cast

    cache.clear()
    return cast()


@pytest.fixture
def unit(people) -> Unit:
    [record, *_] = hold("A", 3)
    hold("B", 3)
    exchange_term(quantity=2)
    for key in ("a-held", "b-held"):
        PartyList.objects.get(key=key).shared_with.set(["N"])
    derive_status()
    refresh_sights()
    return Unit.objects.get(record=record)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def page_of(unit: Unit) -> str:
    return reverse("exchanges:keeping_out", args=[unit.pk])


def person_of(unit: Unit) -> str:
    return reverse("registry:person", args=[unit.record.person_id])


def test_a_person_is_kept_out_and_let_in_again_by_another(people, unit):
    mira, lev = client_of(people["mira"]), client_of(people["lev"])
    assert page_of(unit) in read(mira, person_of(unit))
    assert mira.post(page_of(unit), {"act": "keep"}).status_code == 302
    assert KeptOut.objects.get().stated_by == people["mira"]
    assert "Not in any round since" in read(mira, person_of(unit))
    shown = read(mira, page_of(unit))
    assert 'value="end"' not in shown
    assert "Another person of the neutral body ends this" in shown
    assert 'value="end"' in read(lev, page_of(unit))
    assert lev.post(page_of(unit), {"act": "end"}).status_code == 302
    assert KeptOut.objects.get().ended_by == people["lev"]
    assert "Not in any round since" not in read(mira, person_of(unit))


def test_who_stated_it_is_refused_to_end_it(people, unit):
    mira = client_of(people["mira"])
    mira.post(page_of(unit), {"act": "keep"})
    mira.post(page_of(unit), {"act": "end"})
    assert KeptOut.objects.get().ended_by is None
    mira.post(page_of(unit), {"act": "keep"})
    assert KeptOut.objects.count() == 1


@pytest.mark.parametrize("name", ["olha", "igor", "clerk"])
def test_nobody_else_opens_the_page_or_is_told_of_it(people, unit, name):
    client = client_of(people[name])
    assert client.get(page_of(unit)).status_code == 403
    assert client.post(page_of(unit), {"act": "keep"}).status_code == 403
    assert not KeptOut.objects.exists()


def test_the_page_asks_for_no_reason_and_stores_none(people, unit):
    mira = client_of(people["mira"])
    shown = read(mira, page_of(unit))
    form = shown[shown.index('<form method="post">') :].split("</form>")[0]
    assert "<textarea" not in form
    assert "<select" not in form
    assert form.count("<input") == 1  # the token against forged requests
    mira.post(page_of(unit), {"act": "keep", "reason": "said so in private"})
    values = KeptOut.objects.values_list().get()
    assert "said so in private" not in map(str, values)


@pytest.mark.parametrize("name", ["olha", "igor"])
@pytest.mark.parametrize("is_locked", [False, True])
def test_the_sides_read_only_that_the_person_is_not_in_this_round(people, unit, name, is_locked):
    proposed = propose(quantity=2)
    unit = proposed.placements.filter(holder="A").first().unit
    if is_locked:
        for signer in ("olha", "igor", "mira"):
            actions.sign(user=people[signer], round=proposed, digest=actions.round_digest(proposed))
    client_of(people["lev"]).post(page_of(unit), {"act": "keep"})
    client = client_of(people[name])
    urls = ["/", "/rounds/", f"/rounds/{proposed.pk}/", f"/rounds/{proposed.pk}/left-out/not_in_this_round/"]
    urls += ["/people/", "/lists/", "/account/", "/account/proposals/", reverse("custody:unit", args=[unit.pk])]
    urls += [person_of(unit), reverse("registry:record", args=[unit.record_id])]
    answers = [client.get(url) for url in urls]
    texts = {url: answer.content.decode() for url, answer in zip(urls, answers, strict=True)}
    # In a locked round the account says by whom the outcome was recorded, as of everybody who did not travel.
    marks = (*MARKS, "refus") if is_locked else (*MARKS, "refus", "lev")
    body = {url: text.split("<main", 1)[-1] for url, text in texts.items()}
    found = [(url, mark) for url, text in body.items() for mark in marks if mark in text]
    assert not found
    if not is_locked:
        assert LeftOut.objects.get(round=proposed, unit=unit).reason == "not_in_this_round"


def test_only_who_is_in_somebodys_hands_can_be_kept_out(people, unit):
    said = {"reason": Reason.HANDED_OVER, "giver": "A", "receiver": "B", "evidence": "protocol:1", "happened_at": NOW}
    custody.move(unit, to=custody.account_for(AccountKind.HOME, "B"), actor=people["mira"], **said)
    assert client_of(people["mira"]).get(page_of(unit)).status_code == 404
    assert page_of(unit) not in read(client_of(people["mira"]), person_of(unit))
