"""What is typed into the laboratory's forms is read or asked about, never guessed."""

import pytest
from django.utils import translation

from repatria.web.laboratory.forms import FamilyForm

pytestmark = pytest.mark.django_db


def form(missing):
    rows = f"father,,,M\nmother,,,F\nson,father,mother,M,{missing}"
    return FamilyForm({"owner": "", "rows": rows}, donors=[], files=[])


@pytest.mark.parametrize("word", ["missing", "Missing", "розшукується", "разыскивается", "yes", "так", "да", "x", "1"])
def test_whom_a_family_looks_for_may_be_said_in_each_language(word):
    asked = form(word)
    assert asked.is_valid(), asked.errors
    assert [row.is_missing for row in asked.cleaned_data["rows"]] == [False, False, True]


@pytest.mark.parametrize("word", ["no", "ні", "нет", "-", "0", ""])
def test_no_is_no(word):
    asked = form(word)
    assert asked.is_valid(), asked.errors
    assert not any(row.is_missing for row in asked.cleaned_data["rows"])


@pytest.mark.parametrize("word", ["perhaps", "D-A-0001", "не знаю"])
def test_another_word_is_asked_about_by_its_line(word):
    asked = form(word)
    assert not asked.is_valid()
    assert "Line 3" in asked.errors["rows"][0]


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_example_under_the_field_can_be_typed_as_it_stands(language):
    with translation.override(language):
        asked = form("")
        example = str(asked.fields["rows"].help_text)
        lines = example.replace("D-A-0001", "").replace("AM-A-0001", "").split(" / ")
        typed = FamilyForm({"owner": "", "rows": "\n".join(lines)}, donors=[], files=[])
        assert typed.is_valid(), typed.errors
        assert [row.is_missing for row in typed.cleaned_data["rows"]] == [False, False, True]
