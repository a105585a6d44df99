"""The words behind the codes of a name comparison, marked for translation where they are shown."""

from collections.abc import Callable, Sequence
from typing import Final

from repatria.findings import gettext_noop

WORDS: Final[dict[str, str]] = {
    "surname-same": gettext_noop("same surname"),
    "surname-other-gender": gettext_noop("same surname in its masculine and feminine form"),
    "surname-one-letter": gettext_noop("one letter or only vowels differ in the surname"),
    "surname-similar": gettext_noop("similar surnames"),
    "surname-shared-part": gettext_noop("one half of a double surname shared"),
    "surname-cut": gettext_noop("one surname is the beginning of the other, as where a machine-readable zone cut it"),
    "surname-resembling": gettext_noop("surnames resemble each other"),
    "surname-different": gettext_noop("different surnames"),
    "surname-missing": gettext_noop("surname missing on one side"),
    "surname-absent": gettext_noop("surname missing on both sides"),
    "given-same": gettext_noop("same given name"),
    "given-another-form": gettext_noop("same given name in another form or spelling"),
    "given-short-form": gettext_noop("same given name in a short or foreign form"),
    "given-ukrainian-russian": gettext_noop("same given name in Ukrainian and Russian form"),
    "given-belarusian-russian": gettext_noop("same given name in Belarusian and Russian form"),
    "given-belarusian-ukrainian": gettext_noop("same given name in Belarusian and Ukrainian form"),
    "given-similar": gettext_noop("given names spelled alike"),
    "given-initial": gettext_noop("only an initial of the given name on one side, and it fits"),
    "given-resembling": gettext_noop("given names that look alike but are different names"),
    "given-different": gettext_noop("given names contradict each other"),
    "given-missing": gettext_noop("given name missing on one side"),
    "given-absent": gettext_noop("given name missing on both sides"),
    "patronymic-same": gettext_noop("same patronymic"),
    "patronymic-another-form": gettext_noop("same patronymic in another form or spelling"),
    "patronymic-similar": gettext_noop("patronymics spelled alike"),
    "patronymic-initial": gettext_noop("only an initial of the patronymic on one side, and it fits"),
    "patronymic-resembling": gettext_noop("patronymics that look alike but come from different names"),
    "patronymic-different": gettext_noop("patronymics contradict each other"),
    "patronymic-missing": gettext_noop("patronymic missing on one side"),
    "patronymic-absent": gettext_noop("patronymic missing on both sides"),
    "words-aligned": gettext_noop("given name in no table: words compared in any order"),
    "words-in-other-parts": gettext_noop("same words, with surname, given name and patronymic in another order"),
    "perhaps-married": gettext_noop("perhaps one woman before and after a marriage"),
    "perhaps-parent": gettext_noop("given name of one is the father's name of the other: perhaps parent and child"),
    "perhaps-sibling": gettext_noop("perhaps brothers or sisters"),
    "perhaps-namesake": gettext_noop("perhaps namesakes or cousins"),
    "letters-repaired": gettext_noop("letters of another script repaired"),
}


def in_words(code: str) -> str:
    """The English words of a reason's code."""
    return WORDS[code]


def one_line(codes: Sequence[str], say: Callable[[str], str] = in_words) -> str:
    """All reasons in one line, parted by semicolons.

    >>> one_line(("given-ukrainian-russian", "patronymic-missing"))
    'same given name in Ukrainian and Russian form; patronymic missing on one side'
    """
    return "; ".join(map(say, codes))
