"""In which form of its name a given name was written: Ukrainian, Russian, Belarusian, or short and foreign ones."""

from functools import cache
from typing import Final

from repatria.names.folding import fine_skeleton
from repatria.names.given import given_rows

UKRAINIAN: Final = 1
RUSSIAN: Final = 2
BELARUSIAN: Final = 4
SHORT: Final = 8


# Letters and endings that Belarusian has and Ukrainian has not: a spelling of both counts as that which the rest of the
# name looks like.
LOOKS_BELARUSIAN: Final = "(?i)ў|дз[іеь]|ць|і.*[ыэё]|[ыэё].*і"


@cache
def forms_of_givens() -> dict[str, int]:
    """The languages, as bits, in which a fine skeleton is a given name's form; ``SHORT`` for short and foreign ones."""
    found: dict[str, int] = {}
    for row in given_rows():
        for cell, language in zip(row[2:5], (UKRAINIAN, RUSSIAN, BELARUSIAN), strict=False):
            for form in filter(None, cell.split(",")):
                folded = fine_skeleton(form)
                found[folded] = found.get(folded, 0) & ~SHORT | language
        for form in row[5].split(",") if len(row) > 5 else []:
            found.setdefault(fine_skeleton(form), SHORT)
    return found
