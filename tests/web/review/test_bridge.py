import pytest

from repatria.web.review import actions, bridge
from repatria.web.review.bridge import RecordTables
from repatria.web.review.models import Link

PEOPLE = [
    ("Шевчук", "Олексій", "Іванович", 1986, 3, 12, "Oleksii", "Shevchuk"),
    ("Гнатюк", "Степан", "Петрович", 1990, 11, 2, "Stepan", "Hnatiuk"),
    ("Кравець", "Юрій", "Андрійович", 1979, 7, 30, "Yurii", "Kravets"),
]
OTHERS = [("Мельник", "Іван", 1999), ("Бондар", "Ольга", 1965), ("Лисенко", "Роман", 2001)]


@pytest.fixture
def lists(world):
    sought = [
        {"surname": s, "given": g, "patronymic": p, "birth_year": y, "birth_month": m, "birth_day": d, "sex": "M"}
        for s, g, p, y, m, d, _, _ in PEOPLE
    ]
    held = [
        {"surname": s, "given": g, "birth_year": y, "birth_month": m, "birth_day": d, "sex": "M"}
        for _, _, _, y, m, d, g, s in PEOPLE
    ] + [{"surname": s, "given": g, "birth_year": y} for s, g, y in OTHERS]
    return world.deliver("a-missing", "A", "missing", sought), world.deliver("b-held", "B", "held", held)


def run():
    tables = RecordTables()
    return [actions.store_proposals(bridge.propose(pair, tables)) for pair in tables.pairs()]


def test_lists_in_two_scripts_become_links_with_evidence(lists):
    run()
    sought, held = lists
    found = {(link.left_id, link.right_id): link for link in Link.objects.filter(probability__gt=0.5)}
    assert found.keys() == {(left.pk, right.pk) for left, right in zip(sought, held, strict=False)}
    link = found[sought[0].pk, held[0].pk]
    assert sum(said["bits"] for said in link.evidence.values()) == pytest.approx(link.weight_bits, abs=0.1)
    assert (link.evidence["birth_date"]["reason"], link.evidence["patronymic"]["reason"]) == ("same", "missing")
    assert link.provenance["params"]["model"]


def test_second_run_changes_nothing(lists):
    run()
    assert all(stored.is_nothing for stored in run())


def sought_held_digest():
    tables = RecordTables()
    [pair] = [pair for pair in tables.pairs() if pair.code == "sought-held"]
    return tables.input_digest(pair)


def test_digest_stays_until_a_list_changes(world, lists):
    before = sought_held_digest()
    assert sought_held_digest() == before
    world.deliver("b-held", "B", "held", [{"surname": "Lysenko"}])
    assert sought_held_digest() != before


def test_digest_changes_with_who_stands_twice_in_a_list(world, lists):
    before = sought_held_digest()
    _, held = lists
    world.propose(held[0], held[1], 0.8)
    assert sought_held_digest() != before


def test_unchanged_rows_of_a_new_version_keep_their_links_and_decisions(world, lists):
    run()
    _, held = lists
    link = world.confirm(Link.objects.get(right=held[0]))
    kept = [{name: getattr(r, name) for name in bridge.anchors.COMPARED} for r in held]
    added = {"surname": "Ткач", "given": "Василь"}
    world.deliver("b-held", "B", "held", [added, *kept], continues={at + 1: r for at, r in enumerate(held)})
    before = list(
        Link.objects.filter(right__in=held[:3]).order_by("pk").values_list("pk", "left_id", "right_id", "state")
    )
    run()
    assert (
        list(
            Link.objects.filter(left__in=lists[0])
            .exclude(state="lapsed")
            .filter(right__in=held[:3])
            .order_by("pk")
            .values_list("pk", "left_id", "right_id", "state")
        )
        == before
    )
    assert Link.objects.get(pk=link.pk).state == "confirmed"
    assert not Link.objects.filter(right__version=world.lists["b-held"], probability__gt=0.5).exists()


def test_row_that_its_sender_corrected_is_proposed_anew(world, lists):
    run()
    _, held = lists
    kept = [{name: getattr(r, name) for name in bridge.anchors.COMPARED} for r in held]
    kept[0]["birth_day"] = 13
    again = world.deliver("b-held", "B", "held", kept, continues=dict(enumerate(held)))
    run()
    assert Link.objects.get(right=held[0], probability__gt=0.5).state == "lapsed"
    assert Link.objects.get(right=again[0], probability__gt=0.5).state == "proposed"


def test_rows_without_a_name_and_rejected_rows_are_not_compared(world):
    rows = [{"tag": "T-1"}, {"surname": "Шевчук", "state": "rejected"}, {"surname": "Шевчук"}]
    *_, named = world.deliver("b-dead", "B", "dead", rows, unit="bag")
    assert RecordTables().table(named.version.party_list_id)["record_id"].to_list() == [str(named.pk)]


def test_list_that_its_sender_withdrew_is_compared_with_nothing(world, lists):
    version = world.lists["b-held"]
    version.state = "withdrawn"
    version.save()
    assert [pair.code for pair in RecordTables().pairs()] == ["within"]


def test_own_prisoner_numbers_stand_for_service_numbers(world):
    offered = [{"surname": "Шевчук", "prisoner_number": f"P-{n}"} for n in range(40)]
    world.deliver("b-offer", "B", "offer", offered)
    held = world.deliver("b-held", "B", "held", offered)
    tables = RecordTables()
    [pair] = [pair for pair in tables.pairs() if pair.code == "offer-held"]
    rows = bridge.propose(pair, tables).rows
    number = {record.pk: record.prisoner_number for record in held}
    best = {row.left_id: number[row.right_id] for row in rows if row.evidence["service_number"]["reason"] == "same"}
    assert len(best) == 40


def test_own_number_that_two_lists_share_speaks_and_another_says_nothing(world):
    """Who went home and was taken again bears a new number."""
    home = [{"surname": f"Шевчук{n}", "prisoner_number": f"P-{n:03}"} for n in range(12)]
    world.deliver("b-returned", "B", "returned", home)
    taken = [home[0] | {"surname": "Севчук"}, home[1] | {"prisoner_number": "Q-777"}]
    world.deliver("b-held", "B", "held", taken)
    tables = RecordTables()
    [pair] = [pair for pair in tables.pairs() if pair.code == "held-returned"]
    reasons = {row.evidence["service_number"]["reason"] for row in bridge.propose(pair, tables).rows}
    assert reasons == {"same", "missing"}


def test_one_body_in_two_bags_takes_nothing_from_the_search(world, lists):
    sought, _ = lists
    surname, given, patronymic, year, month, day, *_ = PEOPLE[2]
    name = {"surname": surname, "given": given, "patronymic": patronymic}
    whole = name | {"birth_year": year, "birth_month": month, "birth_day": day, "service_number": "1234567"}
    bags = world.deliver("b-dead", "B", "dead", [whole, whole], unit="bag")
    run()
    both = Link.objects.filter(left=sought[2], right__in=bags)
    assert both.count() == 2
    assert all(link.probability > 0.9 for link in both)


def test_row_written_twice_takes_nothing_from_the_persons_probability(world, lists):
    """Without that each of the two rows would be left with half."""
    sought, _ = lists
    rows = [
        {"surname": s, "given": g, "birth_year": y, "birth_month": m, "birth_day": d, "sex": "M", "birth_place": place}
        for _, _, _, y, m, d, g, s in PEOPLE
        for place in ("", "Ozerne")[: 1 + (s == "Kravets")]
    ]
    held = world.deliver("b-held-2", "B", "held", rows)
    run()
    run()
    both = Link.objects.filter(left=sought[2], right__in=held[2:])
    assert both.count() == 2
    assert all(link.probability > 0.9 for link in both)
