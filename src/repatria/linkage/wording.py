"""The sentences behind a pair's levels, marked for translation where they are shown."""

from typing import Final

from repatria.findings import gettext_noop
from repatria.linkage.levels import FAMILY, FAMILY_LEVELS, LEVELS, MISSING

SENTENCES: Final[dict[str, str]] = {
    "surname-same": gettext_noop("The surname is the same in any spelling."),
    "surname-one-letter": gettext_noop("One letter or only vowels differ in the surname."),
    "surname-similar": gettext_noop("The surnames are similar, or share one part of a double name."),
    "surname-resembling": gettext_noop("The surnames resemble each other."),
    "surname-different": gettext_noop("The surnames differ."),
    "surname-missing": gettext_noop("The surname is missing on one side."),
    "given-same": gettext_noop("The given names are forms of one name."),
    "given-similar": gettext_noop("The given names are spelled alike."),
    "given-initial": gettext_noop("One side has only an initial of the given name; it fits."),
    "given-resembling": gettext_noop("The given names resemble each other but are different names."),
    "given-different": gettext_noop("The given names contradict each other: this may be a relative."),
    "given-missing": gettext_noop("The given name is missing on one side."),
    "patronymic-same": gettext_noop("The patronymics come from one father's name."),
    "patronymic-similar": gettext_noop("The patronymics are spelled alike."),
    "patronymic-initial": gettext_noop("One side has only an initial of the patronymic; it fits."),
    "patronymic-resembling": gettext_noop("The patronymics resemble each other but are different names."),
    "patronymic-different": gettext_noop("The patronymics contradict each other."),
    "patronymic-missing": gettext_noop("The patronymic is missing on one side."),
    "birth_date-same": gettext_noop("The birth date is the same."),
    "birth_date-swapped": gettext_noop("Day and month of the birth date are swapped."),
    "birth_date-year-off-by-one": gettext_noop("Day and month of birth agree, the year is off by one."),
    "birth_date-one-part": gettext_noop("The year of birth agrees, and either the day or the month."),
    "birth_date-same-day-month": gettext_noop("Day and month of birth agree, the years differ."),
    "birth_date-year-known": gettext_noop("The year of birth agrees; one side knows no more."),
    "birth_date-same-year": gettext_noop("Only the year of birth agrees."),
    "birth_date-near-year": gettext_noop("The years of birth are one apart, the days differ."),
    "birth_date-different": gettext_noop("The birth dates differ."),
    "birth_date-one-digit": gettext_noop("One digit of the birth date differs, or two are swapped."),
    "birth_date-decade": gettext_noop("Day and month of birth agree, the years are ten apart."),
    "birth_date-january-first": gettext_noop("The year of birth agrees; one side says 1 January, as if unknown."),
    "birth_date-month-known": gettext_noop("Year and month of birth agree; one side does not know the day."),
    "birth_date-day-month-known": gettext_noop("Day and month of birth agree; one side does not know the year."),
    "birth_date-near-year-known": gettext_noop("The years of birth are one apart; one side knows no more."),
    "birth_date-age-fits": gettext_noop("The age that one side gives fits the birth date."),
    "birth_date-age-near": gettext_noop("The age that one side gives is off by a year."),
    "birth_date-age-differs": gettext_noop("The age that one side gives does not fit the birth date."),
    "birth_date-missing": gettext_noop("The birth date is missing on one side."),
    "sex-same": gettext_noop("The sex is the same."),
    "sex-different": gettext_noop("The sex differs."),
    "sex-missing": gettext_noop("The sex is missing on one side."),
    "birth_place-same": gettext_noop("The birthplace is the same."),
    "birth_place-shared-word": gettext_noop("The birthplaces share a name."),
    "birth_place-similar-word": gettext_noop("The birthplaces are spelled alike."),
    "birth_place-different": gettext_noop("The birthplaces differ."),
    "birth_place-missing": gettext_noop("The birthplace is missing on one side."),
    "service_number-same": gettext_noop("The service number is the same."),
    "service_number-same-digits": gettext_noop("The digits of the service number are the same, its letters differ."),
    "service_number-one-digit": gettext_noop("One digit of the service number differs."),
    "service_number-different": gettext_noop("The service numbers differ."),
    "service_number-missing": gettext_noop("The service number is missing on one side; that says nothing."),
    "unit_name-same": gettext_noop("The unit is the same."),
    "unit_name-shared-number": gettext_noop("The units share a number."),
    "unit_name-different": gettext_noop("The units differ; people are moved between units."),
    "unit_name-missing": gettext_noop("The unit is missing on one side."),
    "address-same": gettext_noop("The address is the same."),
    "address-similar": gettext_noop("The addresses are spelled alike."),
    "address-shared-word": gettext_noop("The addresses share a word or number."),
    "address-different": gettext_noop("The addresses differ."),
    "address-missing": gettext_noop("The address is missing on one side."),
    "postcode-same": gettext_noop("The postal code is the same."),
    "postcode-one-letter": gettext_noop("One letter or digit of the postal code differs."),
    "postcode-same-district": gettext_noop("The postal codes are of one district."),
    "postcode-different": gettext_noop("The postal codes differ."),
    "postcode-missing": gettext_noop("The postal code is missing on one side."),
    "phone-same": gettext_noop("The telephone number is the same."),
    "phone-one-digit": gettext_noop("One digit of the telephone number differs."),
    "phone-different": gettext_noop("The telephone numbers differ."),
    "phone-missing": gettext_noop("The telephone number is missing on one side."),
    "email-same": gettext_noop("The e-mail address is the same."),
    "email-one-letter": gettext_noop("One or two letters of the e-mail address differ."),
    "email-same-user": gettext_noop("The e-mail addresses differ only after the @."),
    "email-different": gettext_noop("The e-mail addresses differ."),
    "email-missing": gettext_noop("The e-mail address is missing on one side."),
    "occupation-same": gettext_noop("The occupation is the same."),
    "occupation-shared-word": gettext_noop("The occupations share a word."),
    "occupation-different": gettext_noop("The occupations differ."),
    "occupation-missing": gettext_noop("The occupation is missing on one side."),
    "code-same": gettext_noop("The personal code is the same."),
    "code-one-digit": gettext_noop("One letter or digit of the personal code differs."),
    "code-different": gettext_noop("The personal codes differ."),
    "code-missing": gettext_noop("The personal code is missing on one side."),
    "kin-sibling": gettext_noop("These may be brothers or sisters."),
    "kin-twin": gettext_noop("These may be twins."),
    "kin-father-son": gettext_noop("These may be father and son."),
    "kin-namesake": gettext_noop("These may be two people of one name."),
    "family-relatives-explain": gettext_noop("Two close relatives explain this pair better than one person does."),
    "family-namesakes-explain": gettext_noop("Two namesakes explain this pair better than one person does."),
    "family-person-explains": gettext_noop("One person explains this pair better than relatives or namesakes do."),
}


def reason(comparison: str, level: int) -> str:
    """The stable code of a level of a comparison, a key of ``SENTENCES``.

    >>> reason("surname", 4)
    'surname-same'
    """
    if comparison == FAMILY:
        return f"{FAMILY}-{FAMILY_LEVELS[level]}"
    return f"{comparison}-{'missing' if level == MISSING else LEVELS[comparison][level]}"


def sentence(code: str) -> str:
    """The English sentence of a reason's code."""
    return SENTENCES[code]
