"""What a written word is, asked once for each word, and which part of a name it therefore is.

The same few rules part one name and a column of a million: on a list of facts, and compiled on arrays of them.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, Final

from repatria.compiled import compiled
from repatria.names import tables
from repatria.names.folding import fine_skeleton, fine_skeleton_of_word, skeleton, skeleton_of_word
from repatria.names.given import is_listed_fine_skeleton
from repatria.names.inflection import is_cyrillic_word, is_given_as_written, is_inflected_patronymic
from repatria.names.patronymic import given_and_patronymic, is_patronymic_skeleton
from repatria.names.scripts import PLAIN_WORD

# One letter, with its dot or before a hyphen: З., Z.
INITIAL_WORD: Final = re.compile(r"[^\W\d_]\.?")
GLUED_INITIALS: Final = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_])")
BRACKETS: Final = '()[]«»"'
_MARKED: Final = re.compile(rf"[,<\s{re.escape(BRACKETS)}]")

# Facts of a word, in bits.  An odd one is more than one word, or a title: ``parse`` alone reads a name that holds it.
PATRONYMIC_WORD, LISTED_WORD, INITIAL, AS_WRITTEN, INFLECTED, CYRILLIC, NO_WORD, ODD = (1 << n for n in range(8))
# Which part a word is.
SURNAME, GIVEN, PATRONYMIC, LEFT_OUT = range(4)
_FEWEST_WITH_PATRONYMIC, _MOST_INFLECTED = 3, 4


@lru_cache(maxsize=1 << 18)
def word_facts(word: str) -> int:
    """The facts of one written word, in bits."""
    is_plain = PLAIN_WORD.fullmatch(word) is not None
    if not is_plain and not any(map(str.isalpha, word)):
        return ODD if _MARKED.search(word) else NO_WORD
    if is_plain:
        fine, folded = fine_skeleton_of_word(word.lower()), skeleton_of_word(word.lower())
    else:
        fine, folded = fine_skeleton(word), skeleton(word)
    facts = PATRONYMIC_WORD * is_patronymic_skeleton(folded) | LISTED_WORD * is_listed_fine_skeleton(fine)
    facts |= AS_WRITTEN * is_given_as_written(word)
    if len(word) <= len("З."):
        facts |= INITIAL * bool(INITIAL_WORD.fullmatch(word))
    if is_cyrillic_word(word):
        facts |= CYRILLIC | INFLECTED * is_inflected_patronymic(word)
    is_odd = plain(word) in kinds() or (not is_plain and _is_marked(word))
    is_odd = is_odd or (bool(facts & PATRONYMIC_WORD) and len(given_and_patronymic(word)) > 1)
    return facts | ODD * is_odd


def _is_marked(word: str) -> bool:
    before, _, generation = word.rpartition("-")
    is_numbered = bool(before) and kinds().get(plain(generation)) == "generation"
    return is_numbered or bool(_MARKED.search(word) or GLUED_INITIALS.search(word))


def plain(word: str) -> str:
    """A word as the table of titles, ranks and their kin holds it."""
    return word.strip(".,").lower()


@cache
def kinds() -> dict[str, str]:
    """Words beside a name that are no part of it, and those that make a patronymic of the word before them."""
    return tables.mapping("name_words.tsv")


def roles_of(words: Iterable[str]) -> list[int]:
    """The part that each of a name's words is: ``SURNAME``, ``GIVEN``, ``PATRONYMIC`` or ``LEFT_OUT``."""
    facts = [word_facts(word) for word in words]
    roles = [SURNAME] * len(facts)
    tell_roles.plain(facts, len(facts), roles)  # type: ignore[attr-defined]
    return roles


@compiled
def tell_roles(facts: Any, n: int, roles: Any) -> None:
    """Write the part that each of ``n`` words is into ``roles``, from their facts; both are lists or arrays."""
    given, patronymic, backed, listed, initial, n_initials = -1, -1, -1, -1, -1, 0
    for i in range(n):
        roles[i] = SURNAME
        if facts[i] & PATRONYMIC_WORD and n >= _FEWEST_WITH_PATRONYMIC:
            patronymic = i
            # Surnames on -ович look like patronymics: the true one follows a given name, and stands later if both do.
            if i > 0 and facts[i - 1] & LISTED_WORD:
                backed = i
        if facts[i] & INITIAL:
            n_initials += 1
            initial = i if initial < 0 else initial
    patronymic = backed if backed >= 0 else patronymic
    has_initials = n_initials > 0 and patronymic < 0 and n_initials < n
    for i in range(n - 1, -1, -1):
        if facts[i] & LISTED_WORD and i != patronymic and not (has_initials and facts[i] & INITIAL):
            listed = i
    if has_initials:
        # Гнатюк З. П., or Зіновій П. Гнатюк.
        given = listed if listed >= 0 and n - n_initials > 1 else -1
        for i in range(n):
            if facts[i] & INITIAL:
                roles[i] = LEFT_OUT
                if given < 0:
                    given = i
                elif patronymic < 0:
                    patronymic = i
    elif patronymic > 0:
        given = patronymic - 1
    elif listed >= 0:
        # Two listed names: the surname is one of them, and the order given name, surname is the commoner.
        given = listed
    else:
        given = 1 if patronymic == 0 else 0
    roles[given] = GIVEN
    if patronymic >= 0:
        roles[patronymic] = PATRONYMIC
    if n == 1 and not facts[0] & LISTED_WORD:
        roles[0] = SURNAME


@compiled
def may_be_inflected(facts: Any, n: int) -> bool:
    """Whether ``inflected_name`` has to be asked."""
    every, some = CYRILLIC, 0
    for i in range(n):
        every, some = every & facts[i], some | facts[i]
    is_nominative = some & PATRONYMIC_WORD or (some & AS_WRITTEN and not some & INFLECTED)
    return bool(1 < n <= _MOST_INFLECTED and every & CYRILLIC and not is_nominative)
