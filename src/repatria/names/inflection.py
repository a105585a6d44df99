"""Names copied from running text, put back into the nominative: "Гнатюка Зіновія Петровича" is Гнатюк Зіновій Петрович.

One form can come from several names and cases, so the answer is a ranked list of readings and never a silent guess.
A reading holds together: one case and one sex for all its words.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Final

from repatria.names import tables
from repatria.names.given import given_classes, given_rows, is_listed_given_name, sex_of_class
from repatria.names.parts import Name
from repatria.names.patronymic import father_classes, is_patronymic
from repatria.names.scripts import CYRILLIC, repair

CASES: Final = ("nominative", "genitive", "dative", "accusative", "instrumental", "locative", "vocative")
_PARTS: Final = ("surname", "given", "patronymic")
# Letters that a language does not have.
_FOREIGN: Final = {"uk": re.compile("[ёъыэў]"), "ru": re.compile("[іїєґў]"), "be": re.compile("[ищъїєґ]")}
_MOST_READINGS: Final = 10
# What speaks for a word in its place, most for what the tables know; readings are ordered by the sum.
_LISTED, _SPELLED_SO, _FATHER_LISTED, _PATRONYMIC, _TYPICAL, _PLAIN, _UNLIKELY = 4.0, 0.5, 4.0, 3.0, 1.0, 0.5, -0.5
# How much likelier than the plain name an inflected one must be where a whole list is read.
_MARGIN: Final = 1.0
# A form is nominative until something speaks against it; the genitive is what running text holds most.
_CASE_BONUS: Final = dict(zip(CASES, (0.6, 0.5, 0.2, 0.4, 0.3, 0.1, 0.0), strict=True))
_TYPICAL_SURNAME: Final = re.compile(
    r"(?:[оеёєіїи]ва?|[аоеё]ў|[иіїы]на?|ськ(?:ий|а)|цьк(?:ий|а)|[сц]к(?:ий|ая|і)|[еєё]нко|чук|юк|як|[аеоі]вич|[аеі]віч|ян|дзе|ець|ик|їк|ак|уха)$"
)
_UNLIKELY_SURNAME: Final = re.compile(r"(?:[уюя]|[оеиы]м|[ое]го|[ое]му|ої|[ое]ю|[оеє]ві)$")
_LONGEST_ENDING: Final = 5
# In a cell of the table of endings: another row tells this case.
_ELSEWHERE: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominative:
    """One reading of a name: its parts in the nominative, and the case and sex that the words stood in.

    Parameters
    ----------
    sex
        ``M``, ``F``, or the empty string where the words leave it open.
    weight
        What speaks for the reading; higher is likelier, and only the order means anything.
    """

    name: Name
    case: str
    sex: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Origin:
    """A nominative that one word can come from."""

    part: str
    text: str
    weight: float


@lru_cache(maxsize=1 << 14)
def nominative(text: str) -> tuple[Nominative, ...]:
    """Every reading of a name of up to four Cyrillic words, likeliest first; empty where there is none.

    >>> nominative("Гнатюка Зіновія Петровича")[0].name
    Name(surname='Гнатюк', given='Зіновій', patronymic='Петрович')
    """
    words = [_letters(word) for word in text.replace(",", " ").split()]
    if not 1 <= len(words) <= 4 or not all(map(is_cyrillic_word, words)):
        return ()
    found: dict[tuple[Name, str], Nominative] = {}
    languages = [code for code, foreign in _FOREIGN.items() if not foreign.search(text.lower())]
    for case, sex, language in product(CASES, "MF", languages):
        for reading in _readings(words, case, sex, language):
            before = found.get((reading.name, reading.case))
            if before is None or before.weight < reading.weight:
                found[reading.name, reading.case] = reading
    ranked = sorted(found.values(), key=lambda each: (-each.weight, CASES.index(each.case), str(each.name)))
    return tuple(ranked[:_MOST_READINGS])


def inflected_name(text: str) -> Name | None:
    """The nominative of a name that stands in another case beyond doubt; None where it may be meant as written.

    For lists, whose names mostly are nominatives: a listed given name and either a patronymic or a surname that
    is no nominative must agree on one case.
    """
    words = text.split()
    if len(words) < 2 or any(map(is_patronymic, words)):
        return None
    if any(map(is_given_as_written, words)) and not any(map(is_inflected_patronymic, words)):
        return None
    if not any(map(_may_be_inflected_given, words)):
        return None
    readings = nominative(text)
    if not readings or readings[0].case == "nominative" or not (readings[0].name.given and readings[0].name.surname):
        return None
    plain = max((each.weight for each in readings if each.case == "nominative"), default=0.0)
    is_sure = bool(readings[0].name.patronymic) or not any(_TYPICAL_SURNAME.search(word.lower()) for word in words)
    return readings[0].name if is_sure and readings[0].weight >= plain + _MARGIN else None


@lru_cache(maxsize=1 << 16)
def _may_be_inflected_given(word: str) -> bool:
    """The word can come from a listed given name in some case, sex and language; true of some that cannot.

    To read a name in all its cases costs more than all else, and most words in doubt are surnames.
    """
    letters = _letters(word)
    endings, irregular = _given_endings()
    if letters.lower() in irregular:
        return True
    parted = ((letters[: len(letters) - n], letters.lower()[len(letters) - n :]) for n in range(_LONGEST_ENDING + 1))
    return any(
        fits.search(stem.lower()) and is_listed_given_name(stem + instead)
        for stem, ending in parted
        if len(stem) > 1
        for instead, fits in endings.get(ending, ())
    )


@cache
def _given_endings() -> tuple[dict[str, set[tuple[str, re.Pattern[str]]]], set[str]]:
    """Nominative endings of given names and patterns for their stems, by ending; and irregular forms."""
    endings: defaultdict[str, set[tuple[str, re.Pattern[str]]]] = defaultdict(set)
    for (ending, *_), rules in _rules().items():
        endings[ending] |= {(instead, fits) for part, instead, fits in rules if part == "given"}
    return dict(endings), {form for form, _, _ in _irregular()}


_INFLECTED_PATRONYMIC: Final = re.compile(
    r"(?:[иії]ч|віч)(?:а|у|ем|ам|еві|е|і)$|(?:[іїо]в|е?в|ў|ич|іч|їч)н(?:и|і|ы|е|у|ою|ой|ай|аю)$"
)


def is_inflected_patronymic(word: str) -> bool:
    """The word ends as a patronymic does in a case other than the nominative; Cyrillic only."""
    return bool(_INFLECTED_PATRONYMIC.search(word.rstrip().lower()))


def is_given_as_written(word: str) -> bool:
    """The word is a form in the table, letter by letter."""
    return word.lower() in _spellings()


@cache
def _spellings() -> frozenset[str]:
    return frozenset(form.lower() for row in given_rows() for cell in row[2:] for form in cell.split(","))


_CYRILLIC_WORD = re.compile(r"[А-ЯЁІЇЄҐЎа-яёіїєґў'’ʼ-]{2,}")


def is_cyrillic_word(word: str) -> bool:
    """The word is of the letters that the endings' table is in, look-alikes repaired."""
    return bool(_CYRILLIC_WORD.fullmatch(word) or (CYRILLIC.search(word) and _CYRILLIC_WORD.fullmatch(_letters(word))))


def _letters(word: str) -> str:
    lower = repair(word.lower().strip("."))
    return word if lower == word.lower() else lower.capitalize()


def _readings(words: list[str], case: str, sex: str, language: str) -> Iterator[Nominative]:
    origins = [_origins(word, case, sex, language) for word in words]
    for chosen in product(*origins):
        parts = [origin.part for origin in chosen]
        if parts.count("given") > 1 or parts.count("patronymic") > 1 or not _stands_in_order(parts):
            continue
        text = {part: " ".join(each.text for each in chosen if each.part == part) for part in _PARTS}
        weight = sum(each.weight for each in chosen) + _CASE_BONUS[case]
        yield Nominative(name=Name(**text), case=case, sex=sex, weight=round(weight, 3))


def _stands_in_order(parts: list[str]) -> bool:
    """A patronymic follows its given name, and a surname does not stand between or fall apart."""
    if "patronymic" in parts and "given" in parts and parts.index("patronymic") != parts.index("given") + 1:
        return False
    return "surname surname" in " ".join(parts) or parts.count("surname") <= 1


@lru_cache(maxsize=1 << 14)
def _origins(word: str, case: str, sex: str, language: str) -> tuple[_Origin, ...]:
    """What a word can come from in one case and sex: the best weight for each part and nominative."""
    found: dict[tuple[str, str], float] = {}
    for part, text in _candidates(word, case, sex, language):
        weight = _weight(part, text, sex)
        if weight is not None:
            found[part, text] = max(weight, found.get((part, text), 0.0))
    return tuple(_Origin(part, text, weight) for (part, text), weight in found.items())


def _candidates(word: str, case: str, sex: str, language: str) -> Iterator[tuple[str, str]]:
    if case == "nominative":
        yield from ((part, word) for part in _PARTS)
        return
    lower = word.lower()
    irregular = _irregular().get((lower, case, sex), ())
    yield from (("given", text) for text in irregular if not _FOREIGN[language].search(text.lower()))
    for n in range(min(_LONGEST_ENDING, len(word) - 2) + 1):
        stem, ending = word[: len(word) - n], lower[len(lower) - n :]
        for part, instead, fits in _rules().get((ending, case, sex, language), ()):
            if fits.search(stem.lower()):
                yield part, stem + (instead.upper() if word.isupper() else instead)


def _weight(part: str, text: str, sex: str) -> float | None:
    """What speaks for a nominative in this part; None where it cannot stand there."""
    if part == "given":
        if not is_listed_given_name(text):
            return None
        if sex not in {sex_of_class()[key] for key in given_classes(text)}:
            return None
        return _LISTED + _SPELLED_SO * is_given_as_written(text)
    if part == "patronymic":
        if not is_patronymic(text) or _is_daughters(text) != (sex == "F"):
            return None
        return _FATHER_LISTED if father_classes(text) else _PATRONYMIC
    if _TYPICAL_SURNAME.search(text.lower()):
        return _TYPICAL
    return _UNLIKELY if _UNLIKELY_SURNAME.search(text.lower()) else _PLAIN


def _is_daughters(patronymic: str) -> bool:
    return patronymic.lower().endswith("а")


@cache
def _rules() -> dict[tuple[str, str, str, str], tuple[tuple[str, str, re.Pattern[str]], ...]]:
    """Part, nominative ending and a pattern for the stem, by ending, case, sex and language."""
    found: defaultdict[tuple[str, str, str, str], list[tuple[str, str, re.Pattern[str]]]] = defaultdict(list)
    for row in tables.rows("case_endings.tsv"):
        part, language, sexes, stem, plain, *endings = (*row, *[_ELSEWHERE] * (len(CASES) + 4 - len(row)))
        fits = re.compile(f"(?:{stem})$")
        for case, cell in zip(CASES[1:], endings, strict=True):
            for ending, sex in product(cell.split(","), "MF" if sexes == "B" else sexes):
                if ending == _ELSEWHERE:
                    continue
                found[ending, case, sex, language].append((part, plain, fits))
    return {key: tuple(rules) for key, rules in found.items()}


@cache
def _irregular() -> dict[tuple[str, str, str], tuple[str, ...]]:
    found: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for plain, sex, *forms in tables.rows("case_irregular.tsv"):
        for case, cell in zip(CASES[1:], forms, strict=False):
            for form in cell.split(","):
                found[form.lower(), case, sex].append(plain)
    return {key: tuple(names) for key, names in found.items()}
