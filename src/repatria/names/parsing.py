"""Which part of a written name is the surname, which the given name, which the patronymic."""

from dataclasses import dataclass
from functools import lru_cache

from repatria.names.given import is_listed_given_name
from repatria.names.patronymic import is_patronymic

_GENERATIONS = frozenset({"jr", "sr", "junior", "senior", "ml", "st", "младший", "старший", "молодший", "мл", "ст"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in its three parts as written; an absent part is the empty string."""

    surname: str = ""
    given: str = ""
    patronymic: str = ""


@lru_cache(maxsize=1 << 17)
def parse(text: str) -> Name:
    """Read one string in any order of parts.

    A comma after the first word sets the surname apart.  Otherwise the patronymic tells itself by its ending,
    the word before it is the given name, and a listed given name is one wherever it stands; what is left is
    the surname.  Where nothing is known, two words are read as given name and surname.

    >>> parse("Гнатюк Зіновій Петрович") == parse("Зіновій Петрович Гнатюк")
    True
    """
    if "," in text:
        surname, rest = text.split(",", 1)
        given, *others = rest.split() or [""]
        patronymic = next((word for word in others if is_patronymic(word)), "")
        return Name(surname=surname.strip(), given=given.strip(","), patronymic=patronymic)
    words = [word for word in text.split() if word.strip(".,").lower() not in _GENERATIONS]
    if len(words) < 2:
        only = words[0] if words else ""
        return Name(given=only) if is_listed_given_name(only) else Name(surname=only)
    return _parts(words)


def _parts(words: list[str]) -> Name:
    patronymic = _patronymic_place(words)
    given = _given_place(words, patronymic)
    surname = [word for place, word in enumerate(words) if place not in {given, patronymic}]
    return Name(
        surname=" ".join(surname), given=words[given], patronymic="" if patronymic is None else words[patronymic]
    )


def _patronymic_place(words: list[str]) -> int | None:
    places = [place for place, word in enumerate(words) if is_patronymic(word)]
    if not places or len(words) < 3:
        return None
    # Surnames on -ович look like patronymics: the true one follows a given name, and stands later if both do.
    after_given = [place for place in places if place and is_listed_given_name(words[place - 1])]
    return (after_given or places)[-1]


def _given_place(words: list[str], patronymic: int | None) -> int:
    if patronymic:
        return patronymic - 1
    listed = [place for place, word in enumerate(words) if place != patronymic and is_listed_given_name(word)]
    if listed:
        # Two listed names: the surname is one of them, and the order given name, surname is the commoner.
        return listed[0]
    return 1 if patronymic == 0 else 0
