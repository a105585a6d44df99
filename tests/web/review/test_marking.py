import pytest
from django.utils import translation

from repatria.dates import PartialDate
from repatria.web.review.marking import marked, marked_dates


def shown(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Володимир", "Volodymyr"),
        ("Шевчук", "Shevchuk"),
        ("Щербаков", "Schtscherbakow"),
        ("Шевченко", "Szewczenko"),
        ("Юрій", "Iurii"),
        ("Григорій", "Grigoriy"),
        ("Ковальчук", "Koval'chuk"),
        ("Максименко", "Maximenko"),
        ("Лисько", "Lysko"),
        ("Сергійович", "Сергеевич"),
    ],
)
def test_what_sounds_alike_has_no_mark_in_whatever_script(left, right):
    assert [shown(side) for side in marked(left, right)] == [left, right]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Володимир", "Vladimir", ("В[о]л[о]димир", "Vl[a]dimir")),
        ("Володимир", "Владимир", ("В[о]л[о]димир", "Вл[а]димир")),
        ("Олексій", "Алексей", ("[О]лекс[і]й", "[А]лекс[е]й")),
        ("Дмитро", "Dmitriy", ("Дмитр[о]", "Dmitr[iy]")),
        ("Коваленко", "Kovalenka", ("Коваленк[о]", "Kovalenk[a]")),
        ("Щербань", "Schtscherbak", ("Щерба[н]ь", "Schtscherba[k]")),
        ("Петренко", "Petrunko", ("Петр[е]нко", "Petr[u]nko")),
        ("7249346", "7249364", ("72493[46]", "72493[64]")),
        ("B-0321", "B-321", ("B-[0]321", "B-321")),
    ],
)
def test_only_what_really_differs_is_marked_in_both_originals(left, right, expected):
    assert tuple(shown(side) for side in marked(left, right)) == expected


def test_words_with_little_in_common_are_marked_as_wholes():
    assert [shown(side) for side in marked("Коваленко", "Шумило")] == ["[Коваленко]", "[Шумило]"]


@pytest.mark.parametrize(
    ("left", "right"),
    [("", "Пётр"), ("Straße", "Strasse 5"), ("а" * 500, "б" * 500), ("İstanbul", "Istanbul 2"), ("...", "---")],
)
def test_nothing_of_a_text_is_lost(left, right):
    assert ["".join(piece.text for piece in side) for side in marked(left, right)] == [left, right]


def test_dates_are_read_in_the_readers_language_and_marked_by_their_parts():
    left, right = PartialDate(1986, 3, 12), PartialDate(1986, 12, 3)
    assert [shown(side) for side in marked_dates(left, right)] == ["[12] [March] 1986", "[3] [December] 1986"]
    with translation.override("uk"):
        assert [shown(side) for side in marked_dates(left, PartialDate(1985))] == ["12 березня [1986]", "[1985]"]
    assert marked_dates(None, left)[0] == ()
