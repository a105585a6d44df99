from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lists.build import parse

from repatria.lists import VersionChanges, compare_versions

HEADER = ["№", "Прізвище", "Ім'я", "Дата народження", "Особовий номер", "№ полоненого", "Бирка", "Місце"]
A = ["1", "Вигаданенко", "Іван", "1986", "0012", "", "", "Табір 1"]
B = ["2", "Вигадана", "Олена", "1990", "", "П-7", "", "Табір 1"]
C = ["3", "Третій", "Олег", "1991", "", "", "Т-9", "Табір 1"]
D = ["4", "Четвертий", "Юрій", "05.1992", "", "", "", "Табір 1"]


def rows(*lines):
    return parse([HEADER, *lines]).rows


def changed(line, **cells):
    names = ("n", "surname", "given", "birth", "number", "pow", "tag", "place")
    return [cells.get(name, cell) for name, cell in zip(names, line, strict=True)]


def test_rows_that_moved_are_the_same():
    assert compare_versions(rows(A, B, C), rows(changed(C, n="1"), changed(A, n="2"), changed(B, n="3"))) == (
        VersionChanges(same=((2, 3), (3, 4), (4, 2)))
    )


def test_another_order_of_columns_and_another_header_change_nothing():
    new = parse([["Given name", "Surname"], ["Іван", "Вигаданенко"]]).rows
    old = parse([["Прізвище", "Ім'я"], ["Вигаданенко", "Іван"]]).rows
    assert compare_versions(old, new) == VersionChanges(same=((2, 2),))


def test_swapped_names_are_a_change():
    old, new = rows(A), rows(changed(A, surname="Іван", given="Вигаданенко"))
    assert compare_versions(old, new) == VersionChanges(changed=((2, 2),))


def test_each_key_finds_its_changed_row():
    new = [
        changed(A, surname="Вигаданченко", birth="1987"),
        changed(B, surname="Інша"),
        changed(C, given="Ігор"),
        changed(D, place="Табір 2"),
    ]
    assert compare_versions(rows(A, B, C, D), rows(*new)).changed == ((2, 2), (3, 3), (4, 4), (5, 5))


def test_what_came_and_what_went():
    assert compare_versions(rows(A, B), rows(B, C)) == VersionChanges(same=((3, 2),), added=(3,), removed=(2,))


def test_a_key_that_stands_twice_decides_nothing():
    twin = changed(A, surname="Інший", birth="1970")
    changes = compare_versions(rows(A, twin), rows(changed(A, surname="Хтось", birth="1971")))
    assert changes == VersionChanges(added=(2,), removed=(2, 3))


def test_copies_of_a_row_are_counted():
    assert compare_versions(rows(A, A), rows(A)) == VersionChanges(same=((2, 2),), removed=(3,))


@settings(deadline=None)
@given(st.lists(st.sampled_from([A, B, C, D]), max_size=6), st.lists(st.sampled_from([A, B, C, D]), max_size=6))
def test_every_row_is_said_once(old_lines, new_lines):
    old, new = rows(*old_lines), rows(*new_lines)
    changes = compare_versions(old, new)
    pairs = [*changes.same, *changes.changed]
    assert sorted([left for left, _ in pairs] + list(changes.removed)) == [row.number for row in old]
    assert sorted([right for _, right in pairs] + list(changes.added)) == [row.number for row in new]
    assert compare_versions(old, old).same == tuple((row.number, row.number) for row in old)
