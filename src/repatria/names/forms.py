"""In which form of its name a given name was written: Ukrainian, Russian, Belarusian, or short and foreign ones."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from repatria.names.folding import fine_skeleton, fine_skeleton_of_word, skeleton_of_word
from repatria.names.given import given_rows

UKRAINIAN: Final = 1
RUSSIAN: Final = 2
BELARUSIAN: Final = 4
SHORT: Final = 8


# Letters and endings that Belarusian has and Ukrainian has not.
_LOOKS_BELARUSIAN: Final = re.compile("ў|дз[іеь]|ць|і.*[ыэё]|[ыэё].*і", re.IGNORECASE)


def form_of_given(text: str, words: Sequence[str], given: str) -> int:
    """The languages, as bits, in which a name's given name is spelled as it is here; ``SHORT``, or 0 where unknown.

    A spelling of both Ukrainian and Belarusian counts as the one that the rest of the name looks like.

    Parameters
    ----------
    words, given
        The words of the name ``text``, in lower case, and the skeleton of its given name.
    """
    forms = _forms()
    form = next((forms.get(fine_skeleton_of_word(word), 0) for word in words if skeleton_of_word(word) == given), 0)
    if form & UKRAINIAN and form & BELARUSIAN:
        return form & ~(UKRAINIAN if _LOOKS_BELARUSIAN.search(text) else BELARUSIAN)
    return form


@cache
def _forms() -> dict[str, int]:
    found: dict[str, int] = {}
    for row in given_rows():
        for cell, language in zip(row[2:5], (UKRAINIAN, RUSSIAN, BELARUSIAN), strict=False):
            for form in filter(None, cell.split(",")):
                folded = fine_skeleton(form)
                found[folded] = found.get(folded, 0) & ~SHORT | language
        for form in row[5].split(",") if len(row) > 5 else []:
            found.setdefault(fine_skeleton(form), SHORT)
    return found
