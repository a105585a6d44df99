import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import (
    arrange,
    class_key,
    father_classes,
    frame,
    given_classes,
    patronymic_stem,
    read_columns,
    skeleton,
    surname_stems,
)
from repatria.names.arranging import given_facts, is_disordered, patronymic_facts, put_right, surname_facts
from repatria.names.columns import COLUMNS
from repatria.names.parts import Name

WORDS = [
    "Гнатюк",
    "Hnatiuk",
    "Гнатюка",
    "Вишневська",
    "Вишневский",
    "Багаторов",
    "Ельбран",
    "Зіновій",
    "Zinoviy",
    "Микола",
    "Mykola",
    "Роман",
    "Петрович",
    "Petrovych",
    "Петрівна",
    "Янкович",
    "J.",
    "О'Рейлі",
    "Мазурик-Коваль",
    "оглы",
    "7",
    "мл.",
    "Гнатюк,",
    "HNATIUK<<ZINOVII",
    "З.П.",
    "З.",
    "Зіновія",
    "Петровичу",
    "Петрівни",
]
cells = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join) | st.text(max_size=6) | st.none()
rows = st.lists(st.tuples(cells, cells, cells), max_size=12)


def one_by_one(surname: str, given_name: str, patronymic: str) -> tuple[str | None, ...]:
    """The slow, obvious way: each row is put right and read alone."""
    name = arrange(surname, given_name, patronymic)
    stems, folded = sorted(surname_stems(name.surname)), skeleton(name.given)
    stem = patronymic_stem(name.patronymic)
    read = (
        " ".join(stems),
        "".join(frame(part) for part in stems),
        class_key(given_classes(name.given), folded),
        folded,
        class_key(father_classes(name.patronymic), stem),
        stem,
    )
    return tuple(each or None for each in read)


@given(rows)
@settings(max_examples=200, deadline=None)
def test_columns_are_read_as_their_rows_are(table):
    columns = [[row[place] for row in table] for place in range(3)]
    read = read_columns(*columns)
    assert read.columns == list(COLUMNS)
    assert read.rows() == [one_by_one(*(cell or "" for cell in row)) for row in table]


@given(cells, cells, cells)
@settings(max_examples=300, deadline=None)
def test_no_part_of_a_row_that_is_not_disordered_would_be_moved(first, second, third):
    surname, given_name, patronymic = (cell or "" for cell in (first, second, third))
    if not is_disordered(surname_facts(surname), given_facts(given_name), patronymic_facts(patronymic)):
        stripped = Name(surname=surname.strip(), given=given_name.strip(), patronymic=patronymic.strip())
        assert put_right(surname, given_name, patronymic) == stripped


def test_rows_in_any_order_of_columns_come_to_one_reading():
    table = [
        ("Гнатюк", "Зіновій", "Петрович"),
        ("Зіновій", "Гнатюк", "Петрович"),
        ("Hnatiuk", "Petrovych", "Zinoviy"),
        ("", "Зиновий Петрович Гнатюк", None),
        ("Гнатюка", "Зіновія", "Петровича"),
        ("HNATIUK, Zinovii Petrovych", None, None),
        ("HNATIUK<<ZINOVII<PETROVYCH<<<", "", ""),
    ]
    read = read_columns(*(pl.Series(column, dtype=pl.String) for column in zip(*table, strict=True)))
    assert read.unique().height == 1


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="one length"):
        read_columns(["Гнатюк"], [], [])
