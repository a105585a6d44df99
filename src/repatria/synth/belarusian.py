"""How registers in Belarusian spell surnames, fathers' names and places: by sound, unstressed о as а."""

import re

_LETTERS = str.maketrans({"и": "і", "И": "І", "ъ": "'", "ї": "і", "є": "е", "ґ": "г"})
_ENDINGS = (
    (r"ский$", "скі"),
    (r"цкий$", "цкі"),
    (r"(?<=[кгх])ий$", "і"),
    (r"[ыи]й$", "ы"),
    (r"ой$", "ой"),
    (r"ов(?=$|а$)", "оў"),
    (r"([еёє])в(?=$|а$)", r"\1ў"),
    (r"ович$", "овіч"),
    (r"евич$", "евіч"),
    (r"енко$", "енка"),
    (r"ко$", "ка"),
    (r"ец$", "ец"),
)


def belarusian_of_russian(word: str) -> str:
    """Write a Russian name the way Belarusian registers do: Тихонов → Ціханоў, Дедов → Дзедоў.

    Stress is not known: every о but that of the last syllable and of -оўскі is taken as unstressed.
    """
    for ending, form in _ENDINGS:
        if re.search(ending, word):
            word = re.sub(ending, form, word)
            break
    word = word.replace("щ", "шч").replace("Щ", "Шч").replace("рь", "р").replace("ри", "ры")
    word = re.sub(r"(?<=[жшчцр])и", "ы", word)
    word = re.sub(r"[Дд](?=[еиёюяь])", lambda found: found[0] + "з", word)
    word = re.sub(r"т(?=[еиёюяь])", "ц", word)
    word = re.sub(r"Т(?=[еиёюяь])", "Ц", word)
    word = re.sub(r"(?<=[жшчцр])е", "э", word)
    n_kept = 5 if word.endswith("овскі") else 3 if len(word) > 5 else 2
    beginning, ending = word[:-n_kept], word[-n_kept:]
    beginning = beginning.replace("о", "а").replace("О", "А")
    return _with_short_u((beginning + ending).translate(_LETTERS))


def belarusian_patronymic(given: str) -> str:
    """The patronymic of a man's son by rule: Антон → Антонавіч, Сяргей → Сяргеевіч."""
    if given[-1] in "йь":
        return f"{given[:-1]}евіч"
    if given[-1] in "ая":
        return f"{given[:-1]}авіч"
    return f"{given}авіч" if given[-1] not in "іеоуыэ" else f"{given}евіч"


def belarusian_daughter_of(patronymic: str) -> str:
    """The form of a patronymic that a woman bears: Антонавіч → Антонаўна."""
    for masculine, form in (("авіч", "аўна"), ("евіч", "еўна"), ("овіч", "оўна")):
        if patronymic.endswith(masculine):
            return patronymic[: -len(masculine)] + form
    return patronymic[:-2] + "інічна" if patronymic.endswith("іч") else patronymic


def belarusian_feminine(surname: str) -> str:
    """The form of a surname in -оў, -ін, -скі that a woman bears: Ціханоў → Ціханова, Лугоўскі → Лугоўская."""
    for masculine, form in (("скі", "ская"), ("цкі", "цкая"), ("ы", "ая"), ("оў", "ова"), ("еў", "ева"), ("аў", "ава")):
        if surname.endswith(masculine):
            return surname[: -len(masculine)] + form
    return surname + "а" if re.search(r"[іы]н$", surname) else surname


def _with_short_u(word: str) -> str:
    return re.sub(r"(?<=[аеёіоуыэюя])в(?=[бвгджзйклмнпрстфхцчшь]|$)", "ў", word)
