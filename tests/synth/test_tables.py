import re

import pytest

from repatria.synth import tables


def test_there_are_enough_names_for_an_army():
    assert len(set(tables.given_names("M").uk)) >= 150
    assert len(set(tables.surnames().uk)) >= 600


@pytest.mark.parametrize(
    "words", [tables.surnames().uk, tables.given_names("M").uk, tables.given_names("F").uk, tables.places().uk]
)
def test_ukrainian_forms_are_written_in_ukrainian_letters(words):
    assert [word for word in words if not re.fullmatch(r"[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ' -]+", word)] == []


@pytest.mark.parametrize(
    "words", [tables.surnames().ru, tables.given_names("M").ru, tables.given_names("F").ru, tables.places().ru]
)
def test_russian_forms_are_written_in_russian_letters(words):
    assert [word for word in words if not re.fullmatch(r"[А-ЯЁа-яё -]+", word)] == []


def test_patronymics_end_as_patronymics_do():
    men = tables.given_names("M")
    assert [word for word in (*men.patronymic_uk, *men.patronymic_ru) if not re.search("(ич|іч)$", word)] == []


def test_every_community_has_names_in_both_tables():
    from repatria.synth.people import COMMUNITIES

    for communities in COMMUNITIES.values():
        for surname_group, given_group, _ in communities:
            assert surname_group in tables.surnames().group
            assert given_group in tables.given_names("M").group
            assert given_group in tables.given_names("F").group
