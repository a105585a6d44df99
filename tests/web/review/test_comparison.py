import pytest
from tests.web.review.world import World

from repatria import linkage
from repatria.linkage.levels import KIN
from repatria.web.review import bridge
from repatria.web.review.comparison import side_by_side
from repatria.web.review.models import Link
from repatria.web.review.wording import NOTES, VERDICTS

OLEKSIY = {"surname": "Шевчук", "given": "Олексій", "patronymic": "Іванович", "birth_year": 1986}
ALEXEY = {"surname": "Shevchuk", "given": "Алексей", "birth_year": 1986, "birth_month": 3, "rank": "сержант"}
EVIDENCE = {
    "surname": {"level": 4, "bits": 9.1, "reason": "same"},
    "given": {"level": 4, "bits": 4.2, "reason": "same"},
    "patronymic": {"level": -1, "bits": 0.0, "reason": "missing"},
    "birth_date": {"level": 3, "bits": 3.0, "reason": "year-known"},
    "family": {"level": 0, "bits": -1.5, "reason": "relatives-explain"},
}


@pytest.fixture
def link(world: World) -> Link:
    [left] = world.deliver("a-missing", "A", "missing", [OLEKSIY])
    [right] = world.deliver("b-held", "B", "held", [ALEXEY])
    made = world.propose(left, right, 0.8)
    made.evidence, made.weight_bits = EVIDENCE, 14.8
    made.save()
    return made


def test_every_field_stands_on_one_line_with_both_texts_and_its_weight(link):
    rows = {row.field: row for row in side_by_side(link).rows}
    assert list(rows) == ["surname", "given", "patronymic", "birth_date", "rank"]
    assert (rows["surname"].left_text, rows["surname"].right_text) == ("Шевчук", "Shevchuk")
    assert (rows["given"].level, rows["given"].weight_bits) == (4, 4.2)
    assert (rows["birth_date"].left_text, rows["birth_date"].right_text) == ("1986", "March 1986")
    assert (rows["rank"].right_text, rows["rank"].weight_bits) == ("сержант", None)


def test_notes_tell_spelling_from_language(link):
    notes = {row.field: row.note for row in side_by_side(link).rows}
    assert notes["surname"] == "same name, spelled otherwise"
    assert notes["given"] == "same name in two languages"
    assert notes["patronymic"] == "not said on one side"


def test_weights_prior_and_probability_agree(link):
    shown = side_by_side(link)
    assert sum(row.weight_bits or 0 for row in shown.rows) + shown.family.weight_bits == pytest.approx(14.8)
    assert 14.8 + shown.prior_bits == pytest.approx(2.0)  # odds 4 to 1


def test_sides_name_their_list_and_how_we_read_the_name(link):
    shown = side_by_side(link)
    assert (shown.left.sender, shown.left.purpose, shown.right.list_key) == ("A", "missing", "b-held")
    assert shown.left.reading.isascii()


def test_every_field_agrees_nearly_agrees_differs_or_is_missing(link):
    link.evidence = EVIDENCE | {"surname": {"level": 3, "bits": 5.0, "reason": "one-letter"}}
    link.evidence["given"] = {"level": 0, "bits": -6.0, "reason": "different"}
    link.left.rank, link.left.place, link.right.place = "солдат", "Київ", "Kyiv"
    verdicts = {row.field: row.verdict for row in side_by_side(link).rows}
    assert verdicts == {
        "surname": "near",
        "given": "differ",
        "patronymic": "missing",
        "birth_date": "agree",
        "rank": "differ",
        "place": "agree",
    }
    assert set(VERDICTS) == set(verdicts.values())


def test_what_is_not_weighed_says_so_and_plain_agreement_is_not_said_twice(link):
    link.left.rank = "солдат"
    link.evidence["surname"] = {"level": 4, "bits": 9.1, "reason": "same"}
    link.left.surname = link.right.surname
    rows = {row.field: row for row in side_by_side(link).rows}
    assert rows["rank"].told == "not weighed: for you to judge"
    assert rows["surname"].told == ""
    assert rows["patronymic"].told == ""


def test_every_level_of_the_engine_has_words():
    codes = {code for levels in linkage.LEVELS.values() for code in levels} | set(linkage.FAMILY_LEVELS)
    assert codes <= NOTES.keys()


def test_whom_else_the_two_may_be_is_said(link):
    assert bridge.kin_sentence(link) == ""
    for kin in KIN:
        link.evidence["family"]["kin"] = kin
        assert bridge.kin_sentence(link).startswith("These may be ")
