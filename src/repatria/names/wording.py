"""The sentences behind the codes of a name comparison, marked for translation where they are shown."""

from typing import Final

from repatria.findings import gettext_noop

SENTENCES: Final[dict[str, str]] = {
    "surname-same": gettext_noop("The surname is the same."),
    "surname-one-letter": gettext_noop("One letter or only vowels differ in the surname."),
    "surname-similar": gettext_noop("The surnames are similar, or share one part of a double name."),
    "surname-resembling": gettext_noop("The surnames resemble each other."),
    "surname-different": gettext_noop("The surnames differ."),
    "surname-missing": gettext_noop("The surname is missing on one side."),
    "given-same": gettext_noop("The given name is the same."),
    "given-another-form": gettext_noop("The given names are forms of one name."),
    "given-similar": gettext_noop("The given names are spelled alike."),
    "given-initial": gettext_noop("One side has only an initial of the given name; it fits."),
    "given-resembling": gettext_noop("The given names resemble each other but are different names."),
    "given-different": gettext_noop("The given names contradict each other."),
    "given-missing": gettext_noop("The given name is missing on one side."),
    "patronymic-same": gettext_noop("The patronymic is the same."),
    "patronymic-another-form": gettext_noop("The patronymics come from forms of one father's name."),
    "patronymic-similar": gettext_noop("The patronymics are spelled alike."),
    "patronymic-initial": gettext_noop("One side has only an initial of the patronymic; it fits."),
    "patronymic-resembling": gettext_noop("The patronymics resemble each other but are different names."),
    "patronymic-different": gettext_noop("The patronymics contradict each other."),
    "patronymic-missing": gettext_noop("The patronymic is missing on one side."),
    "words-aligned": gettext_noop("No part of the name is in the tables: words were compared in any order."),
}


def sentence(code: str) -> str:
    """The English sentence of a reason's code."""
    return SENTENCES[code]
