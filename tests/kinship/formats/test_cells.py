import pytest
from hypothesis import given
from hypothesis import strategies as st

from repatria.kinship import Sex
from repatria.kinship.formats.cells import Cell, ReadFlag, allele_name, read_amelogenin, read_cell, read_sex


@pytest.mark.parametrize(
    ("text", "alleles", "is_second_unread"),
    [
        ("12/14", ("12", "14"), False),
        ("12 / 14", ("12", "14"), False),
        ("12|14", ("12", "14"), False),
        ("12 14", ("12", "14"), False),
        ("12,14", ("12", "14"), False),
        ("9.3,10", ("9.3", "10"), False),
        ("9,3/10", ("9.3", "10"), False),
        ("12/12", ("12", "12"), False),
        ("12", ("12",), False),
        ("12/", ("12",), False),
        ("12/0", ("12",), True),
        ("12/-9", ("12",), True),
        ("12/OL", ("12",), True),
        ("<6/12", ("12",), True),
        ("0/0", (), True),
        ("", (), False),
        ("012.0/9.30", ("12", "9.3"), False),
        ("a/b", ("a", "b"), False),
        ("12/12/14", ("12", "14"), False),
    ],
)
def test_a_cell_is_read(text, alleles, is_second_unread):
    cell = read_cell(text)
    assert (cell.alleles, cell.is_second_unread) == (alleles, is_second_unread)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("6/7/8", ReadFlag.THREE_ALLELES),
        ("<6/7/8", ReadFlag.THREE_ALLELES | ReadFlag.OUTSIDE_LADDER),
        ("OL/7/8", ReadFlag.THREE_ALLELES | ReadFlag.OFF_LADDER),
        ("8,6", ReadFlag.AMBIGUOUS),
        ("$", ReadFlag.UNREADABLE),
        ("?", ReadFlag.DOUBTFUL),
    ],
)
def test_what_must_not_be_guessed_is_left_unread(text, flag):
    assert read_cell(text) == Cell((), flag, read_cell(text).is_second_unread)


@pytest.mark.parametrize(
    ("text", "sex", "if_homozygous"),
    [
        ("X/Y", Sex.MALE, Sex.MALE),
        ("Y/X", Sex.MALE, Sex.MALE),
        ("XY", Sex.MALE, Sex.MALE),
        ("Х/У", Sex.MALE, Sex.MALE),
        ("X,X", Sex.FEMALE, Sex.FEMALE),
        ("X", Sex.UNKNOWN, Sex.FEMALE),
        ("X/-", Sex.UNKNOWN, Sex.UNKNOWN),
        ("Y", Sex.MALE, Sex.MALE),
        ("", Sex.UNKNOWN, Sex.UNKNOWN),
        ("12/14", None, None),
    ],
)
def test_amelogenin_says_the_sex(text, sex, if_homozygous):
    """One X alone may be a man whose Y dropped out, unless the laboratory says that one means two."""
    assert read_amelogenin(text, one_is_homozygous=False) == sex
    assert read_amelogenin(text, one_is_homozygous=True) == if_homozygous


def test_sexes_in_three_languages():
    assert [read_sex(text) for text in ("M", "М", "ч", "чол.", "1", "XY")] == [Sex.MALE] * 6
    assert [read_sex(text) for text in ("F", "Ж", "жін.", "2", "XX")] == [Sex.FEMALE] * 5
    assert [read_sex(text) for text in ("", "0", "perhaps")] == [Sex.UNKNOWN, Sex.UNKNOWN, None]


@given(st.text(max_size=30))
def test_any_text_is_some_cell(text):
    cell = read_cell(text)
    assert len(cell.alleles) <= 2
    assert all(allele_name(each) == each for each in cell.alleles)
