import pytest
from hypothesis import given
from hypothesis import strategies as st

from repatria.names import Name, compare, parse, skeleton
from repatria.names.mrz import NAME_LENGTHS, parse_mrz

PARTS = {"surname": "HNATIUK", "given": "ZINOVII", "patronymic": "PETROVYCH"}


@pytest.mark.parametrize(
    "line",
    [
        "P<UKRHNATIUK<<ZINOVII<PETROVYCH<<<<<<<<<<<<<",  # passport, whole line
        "HNATIUK<<ZINOVII<PETROVYCH<<<<",  # identity card, third line
        "I<UKRHNATIUK<<ZINOVII<PETROVYCH<<<<<",  # card of the middle size, whole line
        "hnatiuk<<zinovii<petrovych",
    ],
)
def test_a_name_of_a_machine_readable_zone_is_told_apart(line):
    assert parse(line) == Name(**PARTS)
    assert not parse(line).cut


def test_a_full_field_may_hold_the_beginning_of_a_word():
    line = "VYSHNEVETSKYIZALIZNIAK<<ZINOVII<PETROVY"
    assert len(line) in NAME_LENGTHS
    assert parse(line) == Name(
        surname="VYSHNEVETSKYIZALIZNIAK", given="ZINOVII", patronymic="PETROVY", cut="patronymic"
    )
    shorter = "VYSHNEVETSKYIZALIZNIAK<<ZINOVI"
    assert parse(shorter).cut == "given"
    assert parse("A" * 39 + "").cut == ""
    assert parse("A" * 20 + "<" + "B" * 18).cut == "surname"


def test_several_surnames_and_no_given_name():
    assert parse("P<UTOGARCIA<LOPEZ<<<<<<<<<<<<<<<<<<<<<<<<<<<") == Name(surname="GARCIA LOPEZ")


def test_the_zone_and_the_letters_of_the_passport_are_one_name():
    assert compare("SHCHERBAN<<ZINOVII<YUKHYMOVYCH<<<<<", "Щербань Зіновій Юхимович").score > 0.95
    # ICAO Doc 9303, part 3, section 6 B: the zone's transliteration of Cyrillic.
    for zone, written in [("SHCHUKIN", "Щукин"), ("IEFREMOV", "Єфремов"), ("KHARCHENKO", "Харченко")]:
        assert skeleton(zone) == skeleton(written)


@given(st.text(alphabet="ABIVO<", max_size=45))
def test_no_line_breaks_reading(line):
    read = parse_mrz(line)
    assert "<" not in f"{read.surname}{read.given}{read.patronymic}"
    assert parse_mrz(line.lower()) == read
