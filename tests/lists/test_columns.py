import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.errors import InputUnusable
from repatria.lists import parse_columns


def test_a_mapping_is_read_flat_or_under_its_name():
    flat = '"Фам." = "surname"\n"Колір" = "ignore"\n'.encode()
    expected = {"Фам.": "surname", "Колір": "ignore"}
    assert parse_columns(flat, "map.toml") == (expected, [])
    assert parse_columns(b"\xef\xbb\xbf[columns]\n" + flat, "map.toml") == (expected, [])


def test_a_wrong_field_names_the_nearest_one():
    mapping, findings = parse_columns(b'"A" = "birthdate"\n"B" = 7\n', "map.toml")
    assert mapping == {}
    assert [finding.text() for finding in findings] == [
        "map.toml: The mapping names the field 'birthdate', which does not exist. "
        "The nearest one is 'birth_date'; the reference lists all of them.",
        "map.toml: The mapping's line for the header 'B' does not name a field. "
        'Write a field\'s name between quotation marks: "header" = "surname".',
    ]


@pytest.mark.parametrize("data", [b'"A" = ', b"\xff\xfe", b"columns = 7", b"[" * 5000])
def test_a_broken_mapping_is_refused_by_name(data):
    with pytest.raises(InputUnusable, match=r"^map\.toml: "):
        parse_columns(data, "map.toml")


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_give_a_mapping_or_a_sentence(data):
    with contextlib.suppress(InputUnusable):
        parse_columns(data, "map.toml")
