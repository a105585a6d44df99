"""Names as the registers of a language hold them: distinct forms are made once, records point to them."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from repatria.synth import belarusian, spelling
from repatria.synth.lists_clerks import Bools, Clerks, Ints, Luck
from repatria.synth.lists_labels import LANGUAGES
from repatria.synth.lists_params import ListHabits
from repatria.synth.population import COMMUNITIES, Population
from repatria.synth.population_names import given_pool, surname_pool

Texts = npt.NDArray[np.object_]

_NATIVE = np.array([LANGUAGES.index(surname_pool(people).language) for people, *_ in COMMUNITIES])


class Memo(dict[str, str]):
    """What a function gives for each word, worked out once."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, word: str) -> str:
        made = self[word] = self.make(word)
        return made


def mapped(words: Texts, make: Callable[[str], str]) -> Texts:
    """The words as ``make`` changes them."""
    found = np.empty(len(words), dtype=object)
    found[:] = list(map(Memo(make).__getitem__, words.tolist()))
    return found


def _feminine(language: str, surname: str) -> str:
    return "-".join(map(_FEMININE[language], surname.split("-")))


def _ukrainian_feminine(surname: str) -> str:
    # By its letters alone Довгий could be Russian; the register says that it is not.
    return surname[:-2] + "а" if surname.endswith("ий") else spelling.feminine(surname)


_FEMININE: dict[str, Callable[[str], str]] = {
    "uk": _ukrainian_feminine,
    "ru": spelling.feminine,
    "be": belarusian.belarusian_feminine,
}


def _daughter(language: str, patronymic: str) -> str:
    return _DAUGHTERS[language](patronymic)


_DAUGHTERS: dict[str, Callable[[str], str]] = {
    "uk": spelling.ukrainian_daughter_of,
    "ru": spelling.daughter_of,
    "be": belarusian.belarusian_daughter_of,
}


def _heard(language: str, word: str) -> str:
    if language == "uk":
        return spelling.ukrainian_of_russian(word, is_transcribed=True)
    return spelling.heard_in_russian(word)


class Register:
    """Looks names up in the language of each row; ``by_ear`` are rows whose clerk wrote what was heard."""

    def __init__(self, people: Population, who: Ints, clerks: Clerks, habits: ListHabits, luck: Luck) -> None:
        self.people, self.who, self.language = people, who, clerks.language
        self.is_woman = people.is_woman[who]
        native = _NATIVE[people.community[who]]
        both = (native != self.language) & (self.language != LANGUAGES.index("be"))
        self.by_ear = both & luck.befalls(habits.by_ear)
        self.source = np.where(self.by_ear, native, self.language)
        uk, ru = (np.array([pair[place] for pair in people.surname_forms], dtype=object) for place in (0, 1))
        self._surnames = {"uk": uk, "ru": ru}

    def surnames(self, first: Ints, second: Ints, masculine: Bools) -> tuple[Texts, Bools]:
        """Surnames of one or two parts (``second`` -1); and where a woman's form was kept masculine."""
        words = np.empty(len(self.who), dtype=object)
        kept = np.zeros(len(self.who), bool)
        for place, language in enumerate(LANGUAGES):
            rows = np.flatnonzero(self.source == place)
            words[rows] = self._of_language(language, first[rows])
            double = rows[second[rows] >= 0]
            words[double] += "-" + self._of_language(language, second[double])
            women = rows[self.is_woman[rows]]
            formed = mapped(words[women], lambda word, language=language: _feminine(language, word))  # type: ignore[misc]  # binds the loop's value
            kept[women] = masculine[women] & (formed != words[women])
            words[women] = np.where(masculine[women], words[women], formed)
        return self._as_heard(words), kept

    def _of_language(self, language: str, codes: Ints) -> Texts:
        if language == "be":
            return mapped(self._surnames["ru"][codes], belarusian.belarusian_of_russian)
        return self._surnames[language][codes]

    def given_names(self, given: Ints, short: Bools) -> tuple[Texts, Bools]:
        """Given names, short forms where asked for and known; and where one was written."""
        words = np.empty(len(self.who), dtype=object)
        is_short = np.zeros(len(self.who), bool)
        for sex in "MF":
            pool = given_pool(sex)
            for place, language in enumerate(LANGUAGES):
                rows = np.flatnonzero((self.source == place) & (self.is_woman == (sex == "F")))
                words[rows] = np.array(pool.forms[language], dtype=object)[given[rows]]
                if language in pool.short:
                    known = [len(each) for each in pool.short[language]]
                    shortened = rows[short[rows] & (np.array(known)[given[rows]] > 0)]
                    words[shortened] = [
                        pool.short[language][name][row % known[name]]
                        for row, name in zip(shortened.tolist(), given[shortened].tolist(), strict=True)
                    ]
                    is_short[shortened] = True
        return self._as_heard(words), is_short

    def patronymics(self, father: Ints) -> Texts:
        """Patronymics of sons and daughters."""
        words = np.empty(len(self.who), dtype=object)
        for place, language in enumerate(LANGUAGES):
            rows = np.flatnonzero(self.source == place)
            words[rows] = np.array(given_pool("M").patronymics[language], dtype=object)[father[rows]]
            women = rows[self.is_woman[rows]]
            words[women] = mapped(words[women], lambda word, language=language: _daughter(language, word))  # type: ignore[misc]  # binds the loop's value
        return self._as_heard(words)

    def _as_heard(self, words: Texts) -> Texts:
        for place, language in enumerate(LANGUAGES[:2]):
            rows = np.flatnonzero(self.by_ear & (self.language == place))
            words[rows] = mapped(words[rows], lambda word, language=language: _heard(language, word))  # type: ignore[misc]  # binds the loop's value
        return words
