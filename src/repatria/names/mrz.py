"""Names of the machine-readable zone of passports and identity cards (ICAO Doc 9303, parts 3 to 6).

``<`` stands for a space, ``<<`` parts the surname from the given names, and what does not fit is cut off: a field
without a filler at its end may hold the beginning of a word only.
"""

import re
from typing import Final

from repatria.names.parts import Name
from repatria.names.patronymic import is_patronymic

# Letters that the name has in a passport (TD3), an identity card (TD1) and a card of the middle size (TD2).
NAME_LENGTHS: Final = (39, 30, 31)
# A whole first line: kind of document, issuing state, name.
_WHOLE_LINE: Final = re.compile(r"^[PIAVC][A-Z<][A-Z<]{3}(?=[A-Z<]{39}$|[A-Z<]{31}$)")


def is_mrz(text: str) -> bool:
    """The text holds the filler of machine-readable zones."""
    return "<" in text


def parse_mrz(text: str) -> Name:
    """The name in a line or name field of a machine-readable zone, ``cut`` where it may have been cut off.

    >>> parse_mrz("P<UKRHNATIUK<<ZINOVII<<<<<<<<<<<<<<<<<<<<<<<").surname
    'HNATIUK'
    """
    field = _WHOLE_LINE.sub("", re.sub(r"\s", "", text).upper())
    is_full = len(field) in NAME_LENGTHS and not field.endswith("<")
    primary, _, secondary = field.partition("<<")
    surname, given = (" ".join(part.split("<")).split() for part in (primary, secondary))
    patronymic = given.pop() if len(given) > 1 and is_patronymic(given[-1]) else ""
    if not patronymic and is_full and len(given) > 1:
        patronymic = given.pop()  # a patronymic's beginning: its ending fell off
    last = "patronymic" if patronymic else "given" if given else "surname"
    return Name(surname=" ".join(surname), given=" ".join(given), patronymic=patronymic, cut=last if is_full else "")
