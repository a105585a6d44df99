import pytest
from tests.web.review.world import World

from repatria.web.accounts.models import Role
from repatria.web.registry.models import SearchKey
from repatria.web.review import bridge
from repatria.web.review.comparison import marked, neighbors, side_by_side
from repatria.web.review.models import Link

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
    assert (rows["birth_date"].left_text, rows["birth_date"].right_text) == ("1986", "1986-03")
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


@pytest.mark.parametrize(
    ("left", "right", "differing"),
    [
        ("Шевчук", "Shevchuk", []),
        ("Лисько", "Lysko", []),
        ("Kovalenko", "Kovalenka", ["o"]),
        ("Володимир", "Владимир", ["о", "о"]),
        ("", "Пётр", []),
    ],
)
def test_differing_letters_are_marked_across_scripts(left, right, differing):
    pieces = marked(left, right)
    assert ["".join(piece.text for piece in side) for side in pieces] == [left, right]
    assert [piece.text for piece in pieces[0] if piece.differs] == differing


def test_neighbors_are_relatives_and_namesakes_whom_the_user_may_see(world, link):
    rows = [
        OLEKSIY | {"given": "Степан"},
        OLEKSIY | {"patronymic": "Петрович"},
        OLEKSIY | {"given": "Степан", "patronymic": "Петрович"},
    ]
    brother, namesake, stranger = world.deliver("a-missing-2", "A", "missing", rows)
    SearchKey.objects.all().delete()
    for record in (link.left, link.right, brother, namesake, stranger):
        for word in bridge.tokens(f"{record.surname} {record.given} {record.patronymic}"):
            SearchKey.objects.create(token=word, record=record)
    near = {found.record.pk: found.kind for found in neighbors(link, world.user("mira"))}
    assert near == {brother.pk: "relative", namesake.pk: "namesake"}
    assert neighbors(link, world.user("igor", Role.DELEGATE, "B")) == ()
