from pathlib import Path

import pytest
from tests.web.review.world import MARKER, proposals

from repatria.web import access
from repatria.web.accounts.models import Role
from repatria.web.registry.models import StoredFinding
from repatria.web.review import actions
from repatria.web.review.wording import WORDINGS

NAME = {"surname": MARKER, "given": "Петро", "birth_year": 1990}


def check(world, *lists, probability=0.97, **deliver):
    """One person on two lists, a link between, and the codes and rows that the check then finds."""
    records = []
    for key, rows in lists:
        sender, purpose = key.split("-")
        records += world.deliver(key, sender.upper(), purpose, rows, **deliver)
    actions.store_proposals(proposals(*records, [(*records, probability)]))
    return actions.cross_check(), records


@pytest.mark.parametrize(
    ("lists", "codes"),
    [
        ((("b-held", [NAME, NAME]),), {"duplicate-in-list": 1}),
        ((("a-missing", [NAME, NAME]),), {"duplicate-in-list": 1}),
        ((("b-held", [NAME]), ("b-returned", [NAME])), {"already-returned": 1}),
        ((("b-offer", [NAME]), ("a-returned", [NAME])), {"already-returned": 1}),
        ((("b-held", [NAME]), ("a-dead", [NAME])), {"dead-on-prisoners-list": 1}),
        ((("b-offer", [NAME]), ("b-dead", [NAME])), {"dead-on-prisoners-list": 1}),
        ((("a-missing", [NAME]), ("a-held", [NAME])), {"sought-and-held-by-same-party": 1}),
        ((("a-held", [NAME]), ("b-held", [NAME])), {"held-by-both": 2}),
        ((("a-children", [NAME]), ("b-children", [NAME])), {"child-on-two-lists": 2}),
        ((("a-missing", [NAME]), ("b-held", [NAME])), {}),
        ((("b-offer", [NAME]), ("b-held", [NAME])), {}),
    ],
)
def test_contradiction_is_found(world, lists, codes):
    assert check(world, *lists)[0] == codes


def test_one_person_on_two_lists_of_a_sender_is_told_on_the_second(world):
    first = world.deliver("b-held", "B", "held", [NAME])[0]
    second = world.deliver("b-held-later", "B", "held", [NAME])[0]
    actions.store_proposals(proposals(first, second, [(first, second, 0.97)]))
    assert actions.cross_check() == {"on-two-lists-of-sender": 1}
    assert StoredFinding.objects.get().record == second


@pytest.mark.parametrize(
    ("returned", "captured", "found"),
    [
        ("2025-05-24", "2024-03-01", True),
        ("2023-01-10", "2024-03-01", False),
        ("2023", "2024-03-01", False),
        ("2024", "2024-03-01", True),
        ("", "2024-03-01", True),
        ("2025-05-24", "", True),
    ],
)
def test_return_before_capture_is_no_contradiction(world, returned, captured, found):
    lists = (("b-held", [NAME | {"event_date": captured}]), ("b-returned", [NAME | {"event_date": returned}]))
    assert bool(check(world, *lists)[0]) is found


@pytest.mark.parametrize(("probability", "found"), [(0.89, False), (0.9, True)])
def test_alarm_begins_at_nine_to_one(world, probability, found):
    assert bool(check(world, ("b-held", [NAME, NAME]), probability=probability)[0]) is found


@pytest.mark.parametrize("purpose", ["returned", "dead"])
@pytest.mark.parametrize(("probability", "found"), [(0.49, False), (0.5, True)])
def test_grave_alarm_begins_at_one_to_one(world, purpose, probability, found):
    assert bool(check(world, ("b-held", [NAME]), (f"b-{purpose}", [NAME]), probability=probability)[0]) is found


def searched_held_and_dead(world, *, shared=("B",), probabilities=(0.999, 0.999), given="same", number="missing"):
    """One row of a search, linked to one held and to a bag's papers; the two are not linked with each other."""
    [sought] = world.deliver("a-missing", "A", "missing", [NAME], shared=shared)
    [held], [bag] = world.deliver("b-held", "B", "held", [NAME]), world.deliver("b-dead", "B", "dead", [NAME])
    for record, probability in zip((held, bag), probabilities, strict=True):
        link = world.propose(sought, record, probability)
        link.evidence |= {"given": {"reason": given}, "service_number": {"reason": number}}
        link.save()
    return actions.cross_check()


def test_a_search_joins_a_prisoner_and_a_bag(world):
    assert searched_held_and_dead(world) == {"dead-on-prisoners-list": 1}
    stored = StoredFinding.objects.get()
    assert (stored.version, stored.other_record.version) == (world.lists["b-held"], world.lists["b-dead"])
    # Both links at 999 to 1: 999 * 999 / 20 against 2 * 999 + 1.
    assert stored.params == {"per_cent": 96}


@pytest.mark.parametrize(
    "changed",
    [
        {"probabilities": (0.999, 0.8)},  # held is hardly ever dead as well: four to one is too little
        {"given": "different"},  # a brother
        {"shared": ()},  # who reads both rows may not read the search: the alarm would tell of it
    ],
)
def test_a_search_joins_only_what_is_sure_and_may_be_told(world, changed):
    assert searched_held_and_dead(world, **changed) == {}


@pytest.mark.parametrize(("twice", "found"), [(0.0, {}), (0.8, {"dead-on-prisoners-list": 1})])
def test_namesakes_whom_a_search_names_apart_are_two_people(world, twice, found):
    """Unless the search itself seems to seek one person twice."""
    first, second = world.deliver("a-missing", "A", "missing", [NAME, NAME])
    [held], [bag] = world.deliver("b-held", "B", "held", [NAME]), world.deliver("b-dead", "B", "dead", [NAME])
    for left, right, probability in (
        (first, held, 0.99),
        (second, bag, 0.99),
        (held, bag, 0.8),
        (first, second, twice),
    ):
        if probability:
            world.propose(left, right, probability)
    assert actions.cross_check() == found


def test_a_number_outweighs_a_name_spelled_badly(world):
    assert searched_held_and_dead(world, given="different", number="same") == {"dead-on-prisoners-list": 1}


def test_what_people_refused_no_search_joins_again(world):
    searched_held_and_dead(world)
    held, bag = (world.lists[key].records.get() for key in ("b-held", "b-dead"))
    link = world.propose(held, bag, 0.2)
    for name in ("mira", "petro"):
        actions.decide(link=link, reviewer=world.user(name), value="not_same")
    assert actions.cross_check() == {}


def test_finding_names_rows_and_per_cent_and_nobody(world):
    _, (earlier, later) = check(world, ("b-held", [NAME, NAME]), probability=0.9999)
    stored = StoredFinding.objects.get()
    assert (stored.record, stored.other_record, stored.row) == (later, earlier, later.row)
    assert (stored.origin, stored.params) == ("crosscheck", {"per_cent": 99})
    assert MARKER not in f"{stored.message}{stored.remedy}{stored.params}{stored.field}"
    assert stored.message.format_map(stored.params)


def test_checking_twice_changes_nothing(world):
    check(world, ("b-held", [NAME, NAME]))
    before = list(StoredFinding.objects.values())
    actions.cross_check()
    assert list(StoredFinding.objects.values()) == before


def test_refused_link_is_silent_and_confirmed_one_is_loud(world):
    counts, records = check(world, ("b-held", [NAME, NAME]), probability=0.95)
    link = records[0].links_left.get()
    for name in ("mira", "petro"):
        actions.decide(link=link, reviewer=world.user(name), value="not_same")
    assert (counts, actions.cross_check()) == ({"duplicate-in-list": 1}, {})
    faint, _ = check(world, ("a-held", [NAME, NAME]), probability=0.3)
    assert faint == {}
    for name in ("mira", "petro"):
        actions.decide(link=_faint(), reviewer=world.user(name), value="same")
    assert actions.cross_check() == {"duplicate-in-list": 1}


def _faint():
    from repatria.web.review.models import Link

    return Link.objects.get(probability=0.3)


def test_finding_follows_its_row_into_the_next_version(world):
    _, (earlier, later) = check(world, ("b-held", [NAME, NAME]))
    added = {"surname": "Shevchuk"}
    _, first, second = world.deliver("b-held", "B", "held", [added, NAME, NAME], continues={1: earlier, 2: later})
    assert actions.cross_check() == {"duplicate-in-list": 1}
    stored = StoredFinding.objects.get()
    assert (stored.record, stored.other_record, stored.row) == (second, first, second.row)
    assert stored.version == second.version


def test_reading_findings_are_left_alone(world):
    _, (record, _) = check(world, ("b-held", [NAME, NAME]), probability=0.2)
    StoredFinding.objects.create(version=record.version, code="x", severity="note", message="", remedy="")
    actions.cross_check()
    assert StoredFinding.objects.filter(origin="reading").count() == 1


def test_finding_does_not_tell_a_party_what_stands_on_a_list_not_sent_to_it(world):
    check(world, ("a-held", [NAME]), ("b-held", [NAME]))
    stored = StoredFinding.objects.all()
    assert access.visible_findings(stored, world.user("olha", Role.DELEGATE, "A")).count() == 0
    assert access.visible_findings(stored, world.user("mira")).count() == 2


def test_row_that_its_sender_took_back_is_not_asked_about(world):
    from repatria.web.review.models import Link

    _, (record, _) = check(world, ("b-held", [NAME, NAME]))
    record.state = "withdrawn"
    record.save(update_fields=["state"])
    assert actions.cross_check() == {}
    assert Link.objects.get().state == "lapsed"


def test_every_sentence_has_its_places_and_is_documented():
    page = (Path(__file__).parents[3] / "docs" / "explanation" / "review.md").read_text(encoding="utf-8")
    for code, words in WORDINGS.items():
        assert "97" in words.message.format_map({"per_cent": 97})
        assert f"| `{code}` | {words.severity.value} | {words.message} | {words.remedy} |" in page


def test_rows_alike_letter_for_letter_were_told_by_the_reading(world):
    """Two namesakes of one birth date, or a row copied: the list's reading says so already."""
    whole = NAME | {"birth_month": 4, "birth_day": 17}
    assert check(world, ("b-held", [whole, whole]))[0] == {}
    assert check(world, ("a-held", [whole, whole | {"surname": MARKER.lower() + "h"}]))[0] == {"duplicate-in-list": 1}


def test_twins_are_not_one_person(world):
    counts, (record, _) = check(world, ("b-held", [NAME, NAME | {"given": "Павло"}]))
    assert counts == {"duplicate-in-list": 1}
    link = record.links_left.get()
    for evidence in ({"given": {"reason": "different"}}, {"given": {"reason": "resembling"}}):
        link.evidence = evidence
        link.save()
        assert actions.cross_check() == {}


def test_cousins_are_not_one_person(world):
    _, (record, _) = check(world, ("b-held", [NAME, NAME | {"patronymic": "Ilyich"}]))
    link = record.links_left.get()
    link.evidence = {"patronymic": {"level": 0, "bits": -8.5, "reason": "different"}}
    link.save()
    assert actions.cross_check() == {}


def test_answer_to_a_sender_holds_nothing_of_lists_not_sent_to_it(world):
    check(world, ("a-held", [NAME]), ("b-held", [NAME]))
    stored = StoredFinding.objects.filter(version=world.lists["a-held"])
    assert (stored.count(), access.findings_told_to(stored, "A").count()) == (1, 0)
    world.lists["b-held"].party_list.shared_with.set(["A"])
    assert access.findings_told_to(stored, "A").count() == 1
