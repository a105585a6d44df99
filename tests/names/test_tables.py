"""A culture is a folder of tables: what docs/how-to/add-a-language.md promises."""

import pytest

from repatria.names import compare, given_classes, parse, tables
from repatria.names.given import given_rows


def test_a_folder_of_tables_continues_the_common_ones(tmp_path):
    """An invented culture: its rows follow the common rows, and what it does not hold stays as it is."""
    culture = tmp_path / "invented"
    culture.mkdir()
    (culture / "given_names_more.tsv").write_text("# key\tsex\tforms\nzorblat\tM\tЗорблат\tZorblat\n", encoding="utf-8")
    places = (*tables.folders(), culture)
    assert tables.rows_in(places, "given_names_more.tsv")[-1] == ("zorblat", "M", "Зорблат", "Zorblat")
    assert tables.rows_in(places, "lookalikes.tsv") == tables.rows("lookalikes.tsv")


def test_every_table_of_a_culture_continues_a_common_one():
    common, *cultures = tables.folders()
    names = {each.name for each in common.iterdir()}
    strays = [f"{place.name}/{each.name}" for place in cultures for each in place.iterdir() if each.name not in names]
    assert cultures
    assert not strays


def test_no_key_is_given_twice_by_cultures():
    keys = [row[0] for row in given_rows()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("forms", ["Tesfaye Тесфайе ተስፋዬ", "Yohannes Йоханнес ዮሐንስ", "Tsehay Цехай ፀሐይ"])
def test_a_culture_in_its_folder_is_read_without_a_line_of_code(forms):
    classes = [given_classes(form) for form in forms.split()]
    assert classes[0]
    assert classes[0] & classes[1] & classes[2]


def test_titles_of_a_culture_are_left_out():
    assert parse("Ato Tesfaye Woldegabir") == parse("Tesfaye Woldegabir")
    assert compare("አቶ ተስፋዬ", "Tesfaye").score > 0.5
