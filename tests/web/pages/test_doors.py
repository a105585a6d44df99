"""Signing in, headers, languages, what is searched for, and what the log holds."""

import logging
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.web.cast import PASSWORD
from tests.web.world import World

from repatria.web.accounts.adapters import SealedMFAAdapter
from repatria.web.accounts.models import User
from repatria.web.journal.models import Entry, Viewing
from repatria.web.logging import NoPersonalData


def sign_in(client: Client, name: str, password: str):
    return client.post(reverse("account_login"), {"login": name, "password": password})


def test_every_answer_carries_the_headers(world: World):
    for url in ("/sign-in/", "/nowhere/"):
        headers = Client().get(url).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store, private"
        assert "Strict-Transport-Security" not in headers  # plain http on loopback


def test_pages_carry_no_script_and_no_style_of_their_own(world: World):
    """What the policy forbids would not work either: no inline script, handler or style in any page."""
    client = world.cast.client("mira")
    for url in ("/", "/people/", "/lists/", "/review/", "/rounds/", "/account/", "/journal/", "/settings/"):
        page = client.get(url).content.decode()
        assert page.count("<script") == page.count("<script src=")
        for forbidden in (" style=", " onclick=", " onsubmit=", "javascript:"):
            assert forbidden not in page, url


@override_settings(SECURE_HSTS_SECONDS=3600)
def test_strict_transport_is_promised_over_https_only(world: World):
    assert "Strict-Transport-Security" in Client().get("/sign-in/", secure=True).headers
    assert "Strict-Transport-Security" not in Client().get("/sign-in/").headers


def test_an_unknown_host_is_refused(world: World):
    assert Client().get("/sign-in/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_form_that_we_did_not_hand_out_is_refused(world: World):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "mira", PASSWORD).status_code == 403


def test_a_person_signs_in_and_out(world: World):
    client = Client()
    assert sign_in(client, "mira", PASSWORD).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/").status_code == 302
    codes = list(Entry.objects.order_by("-seq").values_list("code", flat=True)[:2])
    assert codes == ["accounts.user.signed_out", "accounts.user.signed_in"]


def test_after_five_failures_even_the_right_password_waits(world: World):
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, "nina", "wrong")
    assert answer.status_code == 429
    assert sign_in(client, "nina", PASSWORD).status_code == 429
    assert sign_in(client, "mira", PASSWORD).status_code == 302  # the wait is for that name, not for everybody


def test_nobody_signs_up_or_resets_by_mail(world: World):
    for path in ("/sign-up/", "/signup/", "/accounts/signup/", "/password/reset/"):
        assert Client().get(path).status_code == 404


def test_a_second_factor_is_asked_for_once_turned_on(world: World):
    client = Client()
    sign_in(client, "taras", PASSWORD)
    again = client.get(reverse("mfa_activate_totp"))
    assert again.headers["Location"].startswith(reverse("account_reauthenticate"))  # once more, before a key changes
    page = client.post(again.headers["Location"], {"password": PASSWORD}, follow=True)
    assert b"<svg" in page.content
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    recovery = client.get(done.headers["Location"]).context["unused_codes"]
    assert len(recovery) == 10
    kept = Authenticator.objects.filter(user__username="taras").values_list("data", flat=True)
    assert secret not in str(list(kept))  # sealed in the database

    fresh = Client()
    assert sign_in(fresh, "taras", PASSWORD).headers["Location"] == reverse("mfa_authenticate")
    assert fresh.get("/").status_code == 302
    assert fresh.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    fresh.post(reverse("mfa_authenticate"), {"code": recovery[0]})
    assert fresh.get("/").status_code == 200


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_sealed_secrets_open_again():
    secret = generate_totp_secret()
    adapter = SealedMFAAdapter()
    assert adapter.decrypt(adapter.encrypt(secret)) == secret


def test_an_administrator_lets_somebody_in_sets_a_password_and_shuts_them_out(world: World):
    admin = world.cast.client("adam")
    made = {"username": "lesia", "role": "clerk", "party": "A", "password": "cold-river-2207"}
    assert admin.post(reverse("accounts:new_user"), made).status_code == 302
    lesia = User.objects.get(username="lesia")
    assert sign_in(Client(), "lesia", "cold-river-2207").status_code == 302
    admin.post(reverse("accounts:user_password", args=[lesia.pk]), {"password": "warm-stone-1139"})
    assert sign_in(Client(), "lesia", "warm-stone-1139").status_code == 302
    admin.post(reverse("accounts:user_active", args=[lesia.pk]), {"active": "0"})
    client = Client()
    sign_in(client, "lesia", "warm-stone-1139")
    assert client.get("/").status_code == 302
    acts = Entry.objects.filter(subject_type="user", subject_id=str(lesia.pk)).values_list("code", flat=True)
    assert list(acts) == ["accounts.user.created", "accounts.user.password_set", "accounts.user.deactivated"]


def test_a_weak_password_is_refused(world: World):
    made = {"username": "lesia", "role": "clerk", "party": "A", "password": "password"}
    answer = world.cast.client("adam").post(reverse("accounts:new_user"), made)
    assert answer.status_code == 200
    assert not User.objects.filter(username="lesia").exists()


@pytest.mark.parametrize(("code", "word"), [("uk", "Що чекає на вас"), ("ru", "Что ждёт вас"), ("en", "What waits")])
def test_pages_speak_the_language_that_a_person_chose(code: str, word: str, world: World):
    client = world.cast.client("mira")
    client.post(reverse("accounts:language"), {"language": code, "next": "/"})
    page = client.get("/").content.decode()
    assert word in page
    assert f'<html lang="{code}"' in page


def test_the_language_form_does_not_send_people_elsewhere(world: World):
    answer = Client().post(reverse("accounts:language"), {"language": "uk", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


# -- searching ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Мельник", "Melnyk", "тарас мельник", "Мельник Тарас Петрович"])
def test_people_are_found_in_any_script_and_order_and_nothing_stands_in_an_address(words: str, world: World):
    client = world.cast.client("mira")
    answer = client.post(reverse("registry:people"), {"words": words}, follow=True)
    assert [url for url, _status in answer.redirect_chain] == [reverse("registry:people")]
    page = answer.content.decode()
    assert "Мельник" in page
    assert "Громов" not in page


def test_people_are_found_by_number_and_by_tag(world: World):
    client = world.cast.client("mira")
    assert "Громов" in client.post("/people/", {"words": "A-13"}, follow=True).content.decode()
    assert "A-0002" in client.post("/people/", {"words": "A-0002"}, follow=True).content.decode()


def test_a_word_of_the_other_partys_row_finds_nobody(world: World):
    """The two records are one person; Party A does not find him by what only Party B wrote."""
    found = world.cast.client("dmytro").post("/people/", {"words": "B-21"}, follow=True)
    assert found.context["page"].lines == []


def test_facets_narrow_and_show_all_widens(world: World):
    client = world.cast.client("mira")
    held = client.post("/people/", {"purpose": "held", "sender": "B"}, follow=True).context["page"]
    assert {record.version.party_list.key for line in held.lines for record in line.records} >= {"b-held"}
    assert held.n_found == 3
    assert client.post("/people/", {}, follow=True).context["page"].n_found > held.n_found


def test_what_is_opened_is_noted(world: World):
    client = world.cast.client("olha")
    client.get(reverse("registry:person", args=[world.ids["person"].pk]))
    seen = Viewing.objects.filter(subject_type="person", subject_id=str(world.ids["person"].pk))
    assert [one.user_id for one in seen] == [str(world.cast.user("olha").pk)]


# -- the log --------------------------------------------------------------------------------------------------


def test_the_log_drops_query_strings_and_the_values_of_an_error():
    record = logging.LogRecord("django", logging.ERROR, "", 1, "Not Found: /people/?q=Мельник", (), None)
    record.request = object()
    NoPersonalData().filter(record)
    assert "Мельник" not in record.getMessage()
    assert not hasattr(record, "request")
    try:
        int("row of Мельник")
    except ValueError as error:
        told = logging.LogRecord("django", logging.ERROR, "", 1, "broke", (), (type(error), error, error.__traceback__))
    NoPersonalData().filter(told)
    assert "Мельник" not in logging.Formatter().format(told)
    assert "ValueError" in logging.Formatter().format(told)


def test_the_deployment_check_is_clean_behind_tls(monkeypatch, capsys):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # browser tests need it, a server must not have it
    with override_settings(
        SECURE_SSL_REDIRECT=True,
        SECURE_HSTS_SECONDS=31_536_000,
        SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
        SECURE_HSTS_PRELOAD=True,
        SESSION_COOKIE_SECURE=True,
        CSRF_COOKIE_SECURE=True,
    ):
        call_command("check", deploy=True, fail_level="WARNING")
    assert "no issues" in capsys.readouterr().out


# -- answers, decisions, signatures ---------------------------------------------------------------------------


def test_a_delegate_answers_a_question_and_the_answer_stays(world: World):
    url = reverse("registry:answer", args=[world.ids["claim"].pk])
    client = world.cast.client("sergei")
    assert client.get(url).status_code == 200
    assert client.post(url, {"value": "guess"}).status_code == 200  # not of the closed set
    assert client.post(url, {"value": "not_held"}).status_code == 302
    assert client.post(url, {"value": "disputed", "reason": "another battalion"}).status_code == 302
    assert list(world.ids["claim"].answers.values_list("value", flat=True)) == ["not_held", "disputed"]
    assert world.cast.client("dmytro").get(url).status_code == 404  # the asking side does not answer itself


def test_the_second_reviewer_does_not_see_the_first_ones_word(world: World):
    link = world.ids["link"]
    url = reverse("review:link", args=[link.pk])
    mira, nina = world.cast.client("mira"), world.cast.client("nina")
    mira.post(reverse("review:decide", args=[link.pk]), {"value": "not_same", "reason": "scar on the left"})
    assert "scar on the left" not in nina.get(url).content.decode()
    assert "mira" not in nina.get(url).content.decode()
    assert mira.get(url).context["mine"].value == "not_same"
    mira.post(reverse("review:undo", args=[link.pk]))
    assert mira.get(url).context["mine"] is None


def test_a_round_is_signed_by_both_delegates_and_the_neutral_body(world: World):
    shown = world.ids["round"]
    url = reverse("exchanges:round", args=[shown.pk])
    for name in ("dmytro", "sergei", "mira"):
        client = world.cast.client(name)
        page = client.get(url)
        assert page.context["may_sign"]
        done = client.post(reverse("exchanges:sign", args=[shown.pk]), {"digest": page.context["digest"]})
        assert done.status_code == 302
    shown.refresh_from_db()
    assert shown.state == "locked"
    assert not client.get(url).context["may_sign"]


def test_a_round_that_changed_since_it_was_shown_is_not_signed(world: World):
    client = world.cast.client("dmytro")
    client.post(reverse("exchanges:sign", args=[world.ids["round"].pk]), {"digest": "0" * 64})
    assert not world.ids["round"].signatures.exists()


def test_the_answer_file_opens_as_a_workbook(world: World):
    answer = world.cast.client("olha").get(reverse("registry:answer_file", args=[world.ids["version"].pk]))
    assert answer.status_code == 200
    assert "Мельник" not in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert any("Мельник" in row for row in rows)
