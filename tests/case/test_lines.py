import pytest

from repatria.case import render_skeleton
from repatria.case.lines import line_by_field

TEXT = '''title = "x"
note = """
[[terms]]
key = "not this"
"""
[[terms]] # first
key = "a"
readings = [
  { key = "r" },
]
[[terms.legs]]
seats = 1
[[terms.legs]]
seats = 2
[[terms]]
"key" = "b"
text = 'a """ quote'
[[terms.legs]]
seats = 3
'''


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("title", 1),
        ("note", 2),
        ("terms[1]", 6),
        ("terms[1].key", 7),
        ("terms[1].readings", 8),
        ("terms[1].legs[1].seats", 12),
        ("terms[1].legs[2].seats", 14),
        ("terms[2].key", 16),
        ("terms[2].text", 17),
        ("terms[2].legs[1].seats", 19),
        ("terms", 6),
    ],
)
def test_each_key_is_found_on_its_line(field, line):
    assert line_by_field(TEXT)[field] == line


def test_text_inside_quotes_is_no_key():
    assert line_by_field(TEXT)["terms[1].key"] != 4


def test_every_key_of_the_skeleton_is_on_its_line():
    text = render_skeleton().decode()
    lines = text.split("\n")
    for field, number in line_by_field(text).items():
        name = field.rpartition(".")[2].partition("[")[0]
        assert name in lines[number - 1]
