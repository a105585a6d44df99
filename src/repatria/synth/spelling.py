"""How clerks of different languages write one name: Ukrainian, Russian, and several romanizations.

These tables are written apart from those of the names engine on purpose: an engine judged on spellings
that it made itself would be judged too kindly.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

VOWELS = "аеєиіїоуюяыэё"
_HUSH = "жчшщц"

# -- Russian and Ukrainian letters for each other ------------------------------------------------------------------

_RU_LETTERS_OF_UK = str.maketrans({"і": "и", "є": "е", "ґ": "г", "І": "И", "Є": "Е", "Ґ": "Г"})
_UK_LETTERS_OF_RU = str.maketrans({"ы": "и", "э": "е", "ъ": "'", "Ы": "И", "Э": "Е"})


def russian_of_ukrainian(word: str) -> str:
    """Write a Ukrainian surname the way Russian registers do: Сірий → Сирый, Ґудзь → Гудзь, В'юн → Вьюн."""
    word = re.sub(r"ський$", "ский", word)
    word = re.sub(r"цький$", "цкий", word)
    word = re.sub(r"(?<![кгх])ий$", "ый", word)
    word = re.sub(r"ець$", "ец", word).replace("'", "ь")
    word = word.replace("ьо", "ё").replace("йо", "ё").replace("Йо", "Ё")
    word = re.sub(rf"(?<=[{VOWELS}])ї", "и", word).replace("ї", "и").replace("Ї", "Е")
    return word.translate(_RU_LETTERS_OF_UK)


def ukrainian_of_russian(word: str, *, is_transcribed: bool = False) -> str:
    """Write a Russian name the way Ukrainian clerks do: Никитин → Нікітін, Сергеев → Сергєєв, Лужин → Лужин.

    With ``is_transcribed`` the clerk writes by ear and keeps every sound (Алексей → Алєксєй).
    """
    word = re.sub(r"ский$", "ський", word)
    word = re.sub(r"цкий$", "цький", word)
    word = re.sub(r"ый$", "ий", word)
    word = re.sub(r"рь(?=[еёюя])", "р'", word)
    word = re.sub(
        rf"(?<=[{VOWELS}ь])и", "ї", word.replace("ье", "ьє").replace("ьё", "йо").replace("ъе", "'є").replace("'е", "'є")
    )
    word = re.sub(r"(?<=[бвгдзклмнпрстфх])еев(?=$|а$)", "єєв", word)
    word = re.sub(rf"(?<=[{VOWELS}])е", "є", word)
    word = re.sub(r"ев(?=$|а$)", "єв", word) if not re.search("[жчшщцр]ева?$", word) else word
    word = re.sub(rf"(?<=[{_HUSH}])ё", "о", word)
    word = re.sub(rf"(?<=[{VOWELS}])ё", "йо", word)
    word = re.sub(r"(?<=[бвгдзклмнпрстфхґ])ё", "ьо", word)
    word = re.sub(r"^Ё", "Йо", word)
    word = re.sub(r"^Е", "Є", word)
    word = re.sub(r"^И", "І", word)
    word = re.sub(rf"(?<=[^{_HUSH}{VOWELS}])и(?!й$)", "і", word)
    if is_transcribed:
        word = re.sub(r"ий$", "ій", word) if not word.endswith(("ский", "цкий")) else word
        word = re.sub(r"(?<=[бвгдзклмнпрстфх])е", "є", word)
    return word.translate(_UK_LETTERS_OF_RU).replace("ё", "е")


def heard_in_russian(word: str) -> str:
    """Write a Ukrainian given name by ear with Russian letters: Микола → Мыкола, Олексій → Олексий."""
    word = re.sub(r"и(?!й)", "ы", word)
    return word.replace("йо", "ё").replace("ї", "и").replace("Ї", "И").replace("'", "ь").translate(_RU_LETTERS_OF_UK)


def feminine(surname: str) -> str:
    """The form of a surname in -ов, -ин, -ський, -ый that a woman bears; others do not change."""
    for masculine, form in (
        ("ський", "ська"),
        ("цький", "цька"),
        ("ский", "ская"),
        ("цкий", "цкая"),
        ("ый", "ая"),
        ("ий", "а" if re.search("[іїєґ]|(?<![кгх])ий$", surname) else "ая"),
    ):
        if surname.endswith(masculine):
            return surname[: -len(masculine)] + form
    return surname + "а" if re.search(r"([оеєё]в|[иії]н)$", surname) else surname


# -- patronymics ----------------------------------------------------------------------------------------------------


def ukrainian_patronymic(given: str) -> str:
    """The patronymic of a man's son by rule: Сергій → Сергійович."""
    stem = given[:-1] if given[-1] in "ьоа" else given
    return f"{stem}йович" if given[-1] == "я" else f"{stem}ович"


def russian_patronymic(given: str) -> str:
    """The patronymic of a man's son by rule: Сергей → Сергеевич, Юрий → Юрьевич, Никита → Никитич."""
    if given.endswith("ий"):
        return f"{given[:-2]}ьевич"
    if given[-1] in "йь":
        return f"{given[:-1]}евич"
    if given[-1] in "ая":
        return f"{given[:-1]}ич"
    return f"{given}евич" if given[-1] in "жшчщ" else f"{given}ович"


def daughter_of(patronymic: str) -> str:
    """The form of a patronymic that a woman bears: Сергійович → Сергіївна, Петрович → Петровна."""
    for masculine, form in (("ійович", "іївна"), ("йович", "ївна"), ("евич", "евна"), ("лліч", "ллівна")):
        if patronymic.endswith(masculine):
            return patronymic[: -len(masculine)] + form
    if patronymic.endswith("ович"):
        return patronymic[:-4] + "овна"
    return patronymic[:-2] + "ична"


def ukrainian_daughter_of(patronymic: str) -> str:
    """As :func:`daughter_of`, with the Ukrainian ending -івна."""
    return re.sub("овна$", "івна", daughter_of(patronymic))


# -- Latin letters --------------------------------------------------------------------------------------------------


class Romanization(StrEnum):
    """A way to write Cyrillic in Latin letters that lists of this kind show."""

    UK_PASSPORT = "uk-passport-2010"
    UK_BGN = "uk-bgn-pcgn"
    RU_ICAO = "ru-icao"
    RU_BGN = "ru-bgn-pcgn"
    GERMAN = "german"
    POLISH = "polish"
    TURKISH = "turkish"
    FRENCH = "french"
    SCIENTIFIC = "scientific"
    BE_PASSPORT = "be-passport"


def _table(pairs: str) -> dict[str, str]:
    return {pair.split("=")[0]: pair.split("=")[1] for pair in pairs.split()}


_UK = _table(
    "а=a б=b в=v г=h ґ=g д=d е=e є=ie ж=zh з=z и=y і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts "
    "ч=ch ш=sh щ=shch ь= ю=iu я=ia '= ы=y э=e ё=io ъ="
)
_UK_INITIAL = _table("є=ye ї=yi й=y ю=yu я=ya")
_UK_BGN = _UK | _table("є=ye ї=yi й=y ю=yu я=ya")
_RU = _UK | _table("г=g и=i й=i ы=y э=e е=e ё=e ю=iu я=ia ъ=ie і=i ї=i є=e")
_RU_BGN = _RU | _table("й=y ё=ë ю=yu я=ya ъ=” ь=’")
_GERMAN = _RU | _table("в=w ж=sch з=s с=s х=ch ц=z ч=tsch ш=sch щ=schtsch ю=ju я=ja й=j ё=jo є=je ї=ji ъ= ь=")
_POLISH = _RU | _table("в=w г=h ж=ż х=ch ц=c ч=cz ш=sz щ=szcz ю=ju я=ja й=j ё=jo є=je ї=ji и=y ъ= ь= л=ł")
_TURKISH = _RU | _table("ж=j х=h ц=ts ч=ç ш=ş щ=şç ю=yu я=ya й=y ё=yo є=ye ї=yi ы=ı ъ= ь=")
_FRENCH = _RU | _table("ж=j у=ou ц=ts ч=tch ш=ch щ=chtch ю=iou я=ia й=ï ё=io є=ie ї=ï ы=y э=e ъ= ь=")
_SCIENTIFIC = _RU | _table("ж=ž х=ch ц=c ч=č ш=š щ=šč ю=ju я=ja й=j ё=ë є=je ї=ï ы=y э=è ъ=″ ь=′ '=′")
_BE = _RU | _table("г=h і=i ў=u ё=io ы=y э=e ю=iu я=ia й=i ь= '=")

_LETTERS: Mapping[Romanization, Mapping[str, str]] = {
    Romanization.UK_PASSPORT: _UK,
    Romanization.UK_BGN: _UK_BGN,
    Romanization.RU_ICAO: _RU,
    Romanization.RU_BGN: _RU_BGN,
    Romanization.GERMAN: _GERMAN,
    Romanization.POLISH: _POLISH,
    Romanization.TURKISH: _TURKISH,
    Romanization.FRENCH: _FRENCH,
    Romanization.SCIENTIFIC: _SCIENTIFIC,
    Romanization.BE_PASSPORT: _BE,
}
_INITIAL: Mapping[Romanization, Mapping[str, str]] = {
    Romanization.UK_PASSPORT: _UK_INITIAL,
    Romanization.RU_BGN: {"е": "ye"},
    Romanization.GERMAN: {"е": "je"},
    Romanization.POLISH: {"е": "je"},
    Romanization.TURKISH: {"е": "ye"},
    Romanization.BE_PASSPORT: _table("е=ye ё=yo ю=yu я=ya"),
}


def romanize(word: str, system: Romanization) -> str:
    """Write a Cyrillic word in Latin letters by ``system``, a capital first."""
    small = word.lower()
    if system is Romanization.UK_PASSPORT:
        small = small.replace("зг", "zgh")
    if system is Romanization.RU_BGN:
        small = re.sub(rf"(?<=[{VOWELS}ьъ])е", "ye", small)
    if system is Romanization.FRENCH:
        # A French eye would not sound the last consonant: Пушкин → Pouchkine; г before a front vowel needs its u.
        small = re.sub(r"(?<=[иы])н$", "ne", re.sub("г(?=[еиіэ])", "gu", small))
    letters, initial = _LETTERS[system], _INITIAL.get(system, {})
    latin = initial.get(small[:1], letters.get(small[:1], small[:1])) + "".join(
        letters.get(letter, letter) for letter in small[1:]
    )
    return latin[:1].upper() + latin[1:]
