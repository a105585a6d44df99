import pytest

from repatria.lists.categories import claims_in
from repatria.lists.words import sex


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("тяжелораненый", ("severely_wounded",)),
        ("важкопоранений", ("severely_wounded",)),
        ("тяжкопоранена", ("severely_wounded",)),
        ("Важке поранення", ("severely_wounded",)),
        ("поранений тяжко", ("severely_wounded",)),
        ("severely wounded", ("severely_wounded",)),
        ("ağır yaralı", ("severely_wounded",)),
        ("AĞIR YARALI", ("severely_wounded",)),
        ("легкопоранений", ("wounded",)),
        ("раненый", ("wounded",)),
        ("тяжелобольной", ("severely_sick",)),
        ("хворий", ("sick",)),
        ("ill", ("sick",)),
        ("цивільний", ("civilian",)),
        ("гражданский", ("civilian",)),
        ("civilian", ("civilian",)),
        ("sivil", ("civilian",)),
        ("помер у госпіталі", ("deceased",)),
        ("обміняний", ("returned",)),
        ("підтверджено комісією", ("medical_confirmed",)),
        ("confirmed", ("medical_confirmed",)),
        ("важкопоранений, підтверджено", ("severely_wounded", "medical_confirmed")),
        ("severely_wounded; civilian", ("severely_wounded", "civilian")),
        ("без ноги, тяжелораненый", ("severely_wounded",)),
    ],
)
def test_words_claim_categories(text, claims):
    assert claims_in(text) == claims


@pytest.mark.parametrize(
    "text",
    ["не поранений", "not wounded", "not severely wounded", "не підтверджено", "yaralı değil", "без ознак поранення",
     "здоровий", "healthy", "непоранений, здоровий"],
)  # fmt: skip
def test_a_negated_or_healthy_word_claims_nothing(text):
    assert claims_in(text) == ()


@pytest.mark.parametrize("text", ["illegal", "xyz", "категорія Б", "непоранений"])
def test_other_text_is_said_not_to_be_understood(text):
    assert claims_in(text) is None


@pytest.mark.parametrize(
    ("word", "letter"),
    [("Ч", "M"), ("чол.", "M"), ("мужской", "M"), ("М", "M"), ("m", "M"), ("Male", "M"), ("erkek", "M"), ("E", "M"),
     ("ж", "F"), ("жіноча", "F"), ("Жен.", "F"), ("F", "F"), ("female", "F"), ("KADIN", "F"), ("k", "F"), ("7", None)],
)  # fmt: skip
def test_sex_is_read_in_four_languages(word, letter):
    assert sex(word) == letter
