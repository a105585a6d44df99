"""Every bad input of a single list that the domain names, with its message."""

import datetime as dt

import pytest
from tests.lists.build import codes, one, parse, said

from repatria.dates import PartialDate
from repatria.lists import ListPurpose, RowState

WHO = ("Прізвище", "Ім'я", "Дата народження", "Особовий номер")
KEPT = ("Вигаданенко", "Іван", "29.03.1986", "0012")


def held(birth_date="29.03.1986", number="0012"):
    return one(WHO, ("Вигаданенко", "Іван", birth_date, number))


def test_a_good_row_is_accepted_as_it_is():
    row = held()
    assert (row.state, row.findings) == (RowState.ACCEPTED, ())
    assert (row.surname, row.given, row.service_number) == ("Вигаданенко", "Іван", "0012")
    assert row.birth_date == PartialDate(1986, 3, 29)
    assert dict(row.raw) == dict(zip(WHO, KEPT, strict=True))


def test_31_february_is_a_warning_and_no_guess():
    row = held("31.02.1986")
    assert (row.state, row.birth_date) == (RowState.WARNED, None)
    assert said(row, "birth-date-impossible") == (
        "row 2, field birth_date: The birth date is on no calendar and is left unknown; no other day was guessed. "
        "Look at the document again and send the right day and month, or the year alone if only it is sure."
    )
    assert row.raw["Дата народження"] == "31.02.1986"


@pytest.mark.parametrize("text", ["1986-13-05", "05.13.1986"])
def test_swapped_day_and_month_are_not_turned_around(text):
    row = held(text)
    assert row.birth_date is None
    assert said(row, "birth-date-day-month-swapped") == (
        "row 2, field birth_date: There is no such month; day and month seem to be swapped. The birth date is left "
        "unknown. Confirm day and month and write the date as day.month.year."
    )


def test_a_year_of_two_digits_is_refused():
    row = held("29.03.86")
    assert row.birth_date is None
    assert said(row, "birth-date-two-digit-year") == (
        "row 2, field birth_date: The year of birth has two digits: its century is not said, so the birth date is left "
        "unknown. Write the year with four digits."
    )


def test_a_birth_date_in_the_future_is_refused():
    row = held("03.06.2025")
    assert row.birth_date is None
    assert said(row, "birth-date-in-future") == (
        "row 2, field birth_date: The birth date is after the day that the list speaks of (2025-06-02); it is left "
        "unknown. Check the year; check also the list's as-of date."
    )
    assert "birth-date-in-future" not in codes(held("02.06.2025"))


def test_an_age_over_110_is_refused():
    row = held("01.06.1914")
    assert row.birth_date is None
    assert said(row, "birth-date-too-early") == (
        "row 2, field birth_date: The person would be older than 110 years on 2025-06-02; the birth date is left "
        "unknown. Check the year of birth."
    )
    assert held("03.06.1914").birth_date is not None


def test_an_unreadable_birth_date_keeps_the_row():
    row = held("близько 40 років")
    assert (row.state, row.birth_date) == (RowState.WARNED, None)
    assert said(row, "birth-date-unreadable") == (
        "row 2, field birth_date: The birth date was not understood and is left unknown. Write it as day.month.year "
        "with four digits of the year, as month.year, or as the year alone."
    )


def test_a_serial_is_read_and_said():
    row = held("31500")
    assert (row.state, row.birth_date) == (RowState.ACCEPTED, PartialDate(1986, 3, 29))
    assert codes(row) == ["birth-date-serial"]


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        ("03.06.2007", ["minor"]),  # 18 tomorrow
        ("02.06.2007", []),  # 18 today
        ("2007", ["minor-undecided"]),
        ("06.2007", ["minor-undecided"]),
        ("07.2007", ["minor"]),
        ("05.2007", []),
        ("2008", ["minor"]),
        ("2006", []),
    ],
)
def test_a_minor_is_a_warning_with_exact_bounds(birth_date, expected):
    row = held(birth_date)
    assert codes(row) == expected
    assert row.state is (RowState.WARNED if expected else RowState.ACCEPTED)
    assert row.birth_date is not None


def test_a_minor_is_said_in_these_words():
    assert said(held("2008"), "minor") == (
        "row 2, field birth_date: By the birth date the person is under 18 years on 2025-06-02. The row stays on the "
        "list. Check the birth date; if it is right, tell the neutral body at once."
    )


def test_a_minor_among_the_missing_is_no_flaw():
    assert codes(one(WHO, ("Вигаданенко", "Іван", "2010", ""), ListPurpose.MISSING)) == []


def test_number_zero_is_no_number():
    for number in ("0", "000", "0-0", "№ 0"):
        row = held(number=number)
        assert (row.service_number, row.state) == ("", RowState.WARNED)
    assert said(row, "number-zero") == (
        "row 2, field service_number: The number is zero, which names nobody; it is treated as not given. Send the "
        "number, or leave the cell empty if there is none. Nobody loses their place for lack of a number."
    )


def test_a_number_shared_by_two_is_said_to_both():
    first, second, third = parse(
        [WHO, KEPT, ("Інакший", "Петро", "1990", "00-12"), ("Третій", "Олег", "1991", "12")]
    ).rows
    assert said(first, "number-shared") == (
        "row 2, field service_number: The same number stands in row 3 too. Rows with it: 2. "
        "Say which row the number belongs to, or that both rows speak of one person."
    )
    assert second.findings[0].params == {"other_row": 2, "n_rows": 2}
    assert third.findings == ()  # 12 and 0012 are two numbers


def test_two_people_of_one_name_and_birth_date_are_told_apart():
    rows = parse([WHO, KEPT, ("ВИГАДАНЕНКО", "Іван", "29.03.1986", "0013")]).rows
    assert [codes(row) for row in rows] == [["same-name-and-birth-date"]] * 2
    assert said(rows[0], "same-name-and-birth-date") == (
        "row 2: Row 3 has the same name and birth date, the rest differs. Rows with them: 2. "
        "Say whether they are two people or one. None was removed."
    )


def test_a_row_sent_twice_is_said_to_be_that_and_stays():
    rows = parse([("№", *WHO), ("1", *KEPT), ("2", *KEPT)]).rows
    assert [codes(row) for row in rows] == [["duplicate-row"]] * 2
    assert said(rows[1], "duplicate-row") == (
        "row 3: The row is the same as row 2, letter by letter. Rows of this text: 2. "
        "If it is one person, send the list again with one of the rows. None was removed."
    )


@pytest.mark.parametrize(
    ("word", "code", "message"),
    [
        (
            "цивільний",
            "civilian-on-prisoners-list",
            "row 2: The row says that the person is a civilian, on a list of prisoners. The row stays on the list. "
            "Confirm what the person is; civilians are returned under other terms.",
        ),
        (
            "помер",
            "deceased-on-prisoners-list",
            "row 2: The row says that the person is dead, on a list of prisoners. The row stays on the list. "
            "If it is so, send the person on the list of the dead, with date and place.",
        ),
        (
            "обміняний",
            "returned-on-prisoners-list",
            "row 2: The row says that the person was already returned, on a list of prisoners. The row stays on the "
            "list. If it is so, send the person on the list of the returned, with the date.",
        ),
    ],
)
def test_who_is_no_prisoner_stays_with_a_warning(word, code, message):
    row = one(("Прізвище", "Ім'я", "Категорія"), ("Вигаданенко", "Іван", word))
    assert (row.state, codes(row)) == (RowState.WARNED, [code])
    assert said(row, code) == message
    assert codes(one(("Прізвище", "Ім'я", "Категорія"), ("Вигаданенко", "Іван", word), ListPurpose.MISSING)) == []


def test_999_rows_where_the_letter_states_1000():
    parsed = parse([WHO, *((f"Вигаданенко{n}", "Іван", "1986", "") for n in range(999))], stated_count=1000)
    assert said(parsed, "stated-count-differs") == (
        "The covering letter states 1000; rows in the file: 999. "
        "Say which is right, and send the rows that are missing or the corrected count."
    )


def test_a_row_without_a_name_is_rejected_with_its_text():
    row = one(WHO, ("", "", "29.03.1986", "0012"))
    assert (row.state, row.raw["Особовий номер"]) == (RowState.REJECTED, "0012")
    assert said(row, "name-missing") == (
        "row 2, field surname: The row names nobody: surname and given name are empty or have no letter. "
        "Send the row again with at least a surname or a given name."
    )


def test_a_name_without_a_letter_names_nobody():
    row = one(WHO, ("123", "...", "1986", ""))
    assert (row.state, row.surname, codes(row)) == (RowState.REJECTED, "", ["name-missing"])


def test_absent_optional_fields_lower_nothing():
    """GC III 17: a prisoner need not give more."""
    row = one((*WHO, "Стать", "Категорія", "Місце народження"), ("Вигаданенко", "Іван", "", "", "", "-", "невідомо"))
    assert (row.state, row.findings, row.birth_place) == (RowState.ACCEPTED, (), "")


@pytest.mark.parametrize("text", ["=A1+1", "+cmd", "-cmd", "@SUM(A1)", "=HYPERLINK(0)"])
def test_a_formula_is_kept_as_text(text):
    row = one(WHO, (text, "Іван", "1986", ""))
    assert (row.state, row.surname, row.raw["Прізвище"]) == (RowState.WARNED, text, text)
    assert said(row, "formula-neutralized") == (
        "row 2, field surname: The cell begins like a formula (=, +, -, @, tab or return). It is kept as plain text "
        "and is never run. Type the value as text. In what we write it begins with an apostrophe (CSV) or is a text "
        "cell (XLSX)."
    )


def test_a_telephone_number_and_a_dash_are_no_formulas():
    assert codes(one((*WHO, "Телефон"), ("Вигаданенко", "Іван", "-", "-", "+380 (00) 000-00-00"))) == []


def test_look_alike_letters_are_a_note():
    row = one(WHO, ("Виг\u0061даненко", "Іван", "", ""))  # a Latin a
    assert (row.state, codes(row)) == (RowState.ACCEPTED, ["mixed-script-letters"])


def test_a_sex_that_is_no_word_is_left_unknown():
    row = one(("Прізвище", "Ім'я", "Стать"), ("Вигаданенко", "Іван", "так"))
    assert (row.sex, codes(row)) == ("", ["sex-unreadable"])


TAGS = ("Бирка", "Пломба", "Прізвище", "Кількість осіб")


def dead(*rows):
    return parse([TAGS, *rows], purpose=ListPurpose.DEAD).rows


def test_a_bag_needs_a_tag_but_no_name():
    named, tagged = dead(("", "", "Вигаданенко", ""), ("A-0001", "S1", "", "1"))
    assert (named.state, tagged.state) == (RowState.REJECTED, RowState.ACCEPTED)
    assert said(named, "tag-missing") == (
        "row 2, field tag: The tag is empty: a bag or part without a tag cannot be taken into the account. "
        "Tag it, or copy the tag from its label, and send the row again."
    )


@pytest.mark.parametrize("tag", ["A-00??", "A?1", "7", "бирка", "*"])
def test_a_tag_that_cannot_be_one_is_rejected(tag):
    (row,) = dead((tag, "S1", "", ""))
    assert (row.state, row.tag) == (RowState.REJECTED, "")
    assert codes(row) == (["tag-missing"] if tag == "*" else ["tag-unreadable"])


def test_a_tag_twice_is_said_to_both_even_in_another_alphabet():
    rows = dead(("А-0001", "S1", "", ""), ("A 0001", "S2", "", ""), ("A-0002", "S2", "", ""))
    assert [codes(row) for row in rows] == [["tag-duplicate"], ["tag-duplicate", "seal-duplicate"], ["seal-duplicate"]]
    assert said(rows[0], "tag-duplicate") == (
        "row 2, field tag: The same tag stands in row 3 too. Rows with it: 2. "
        "Check the labels; nothing under this tag should be released until it is settled."
    )
    assert said(rows[2], "seal-duplicate") == (
        "row 4, field seal: The same seal number stands in row 3 too. Rows with it: 2. "
        "Check the seals; one seal can close one bag only."
    )


def test_an_unreadable_seal_is_left_unknown():
    (row,) = dead(("A-1", "S??", "", ""))
    assert (row.seal, codes(row), row.state) == ("", ["seal-unreadable"], RowState.WARNED)


def test_an_empty_bag_and_an_unreadable_count_are_said():
    empty, odd = dead(("A-1", "", "", "0"), ("A-2", "", "", "кілька"))
    assert (empty.n_individuals, codes(empty)) == (0, ["bag-empty"])
    assert (odd.n_individuals, codes(odd)) == (None, ["count-unreadable"])


def test_without_a_tag_column_the_dead_need_a_name():
    (row,) = parse([WHO, ("", "", "1986", "")], purpose=ListPurpose.DEAD).rows
    assert codes(row) == ["name-missing"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.02.2024", "event-date-impossible"),
        ("2024-13-05", "event-date-day-month-swapped"),
        ("12.05.24", "event-date-two-digit-year"),
        ("навесні", "event-date-unreadable"),
        ("03.06.2025", "event-date-in-future"),
        ("45000", "event-date-serial"),
        ("01.01.1980", "event-date-before-birth"),
    ],
)
def test_the_date_of_the_event_is_checked_too(text, code):
    row = one(("Прізвище", "Ім'я", "Дата народження", "Дата полону"), ("Вигаданенко", "Іван", "1986", text))
    assert codes(row) == [code]


def test_siblings_in_one_row_are_noticed():
    row = one(("Прізвище", "Ім'я"), ("Вигаданенко", "Олена та Іван"), ListPurpose.CHILDREN)
    assert codes(row) == ["several-people-in-row"]


def test_a_person_who_is_18_now_stays_on_the_list_of_children():
    row = one(WHO, ("Вигаданенко", "Іван", "02.06.2007", ""), ListPurpose.CHILDREN)
    assert (row.state, codes(row)) == (RowState.ACCEPTED, ["adult-on-children-list"])


def test_without_an_as_of_date_nothing_is_said_of_ages():
    parsed = parse([WHO, ("Вигаданенко", "Іван", "2020", "")], as_of=None)
    assert (codes(parsed), codes(parsed.rows[0])) == (["as-of-missing"], [])


def test_a_value_longer_than_its_place_stays_in_the_text():
    row = held(number="1" * 65)
    assert (row.service_number, codes(row), len(row.raw["Особовий номер"])) == ("", ["value-too-long"], 65)


def test_a_separator_inside_a_value_is_noticed():
    row = one(WHO, ("Вигаданенко", "Іван", "1986", "12", "зайве"))
    assert codes(row) == ["row-too-wide"]
    assert row.raw["column E"] == "зайве"


def test_a_number_that_a_spreadsheet_cut_is_noticed():
    assert codes(held(number="1,23457E+12")) == ["number-precision-lost"]


def test_dates_that_fit_only_month_first_put_the_column_in_doubt():
    rows = [("Вигаданенко", "Іван", date, "") for date in ("05/13/1986", "06/20/1986", "05/06/1986")]
    parsed = parse([WHO, *rows])
    assert codes(parsed) == ["date-order-doubtful"]
    assert parsed.rows[2].birth_date == PartialDate(1986, 6, 5)
    says_so = parse([("Прізвище", "Ім'я", "Дата народження (мм/дд/рррр)", "Особовий номер"), *rows])
    assert codes(says_so) == []
    assert [row.birth_date.month for row in says_so.rows] == [5, 6, 5]


def test_an_answer_depends_on_the_as_of_date_given():
    row = parse([WHO, ("Вигаданенко", "Іван", "2007", "")], as_of=dt.date(2026, 1, 1)).rows[0]
    assert codes(row) == []


def test_words_on_condition_that_say_nothing_known_are_kept():
    row = one(("Прізвище", "Ім'я", "Стан здоров'я"), ("Вигаданенко", "Іван", "категорія Б"))
    assert (row.state, row.categories, codes(row)) == (RowState.ACCEPTED, (), ["category-unrecognized"])
    assert row.raw["Стан здоров'я"] == "категорія Б"
