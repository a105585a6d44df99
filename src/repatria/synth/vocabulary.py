"""The words of a list in each language: ranks, units, places, conditions, headers."""

from collections.abc import Mapping

from repatria.synth import spelling, tables
from repatria.synth.spelling import Romanization

LANGUAGES = ("uk", "ru", "en", "tr")

RANKS: Mapping[str, tuple[str, ...]] = {
    "uk": (
        "солдат", "старший солдат", "молодший сержант", "сержант", "старший сержант", "головний сержант",
        "матрос", "молодший лейтенант", "лейтенант", "старший лейтенант", "капітан", "майор",
    ),
    "ru": (
        "рядовой", "ефрейтор", "младший сержант", "сержант", "старший сержант", "старшина",
        "матрос", "младший лейтенант", "лейтенант", "старший лейтенант", "капитан", "майор",
    ),
    "en": (
        "private", "private first class", "junior sergeant", "sergeant", "senior sergeant", "chief sergeant",
        "seaman", "junior lieutenant", "lieutenant", "senior lieutenant", "captain", "major",
    ),
    "tr": (
        "er", "onbaşı", "kıdemsiz çavuş", "çavuş", "kıdemli çavuş", "başçavuş",
        "denizci er", "asteğmen", "teğmen", "üsteğmen", "yüzbaşı", "binbaşı",
    ),
}  # fmt: skip

# By the index of a wound: none, sick, wounded, severely wounded.
CONDITIONS: Mapping[str, tuple[str, str, str, str]] = {
    "uk": ("", "хворий", "поранений", "тяжкопоранений"),
    "ru": ("", "больной", "раненый", "тяжелораненый"),
    "en": ("", "sick", "wounded", "severely wounded"),
    "tr": ("", "hasta", "yaralı", "ağır yaralı"),
}
CIVILIAN = {"uk": "цивільна особа", "ru": "гражданское лицо", "en": "civilian", "tr": "sivil"}
DIED = {"uk": "помер у шпиталі", "ru": "умер в госпитале", "en": "died in hospital", "tr": "öldü"}
CAME_BACK = {"uk": "повернутий", "ru": "возвращен", "en": "returned", "tr": "iade edildi"}
YES_NO = {"uk": ("так", "ні"), "ru": ("да", "нет"), "en": ("yes", "no"), "tr": ("evet", "hayır")}
SEXES = {"uk": ("ч", "ж"), "ru": ("м", "ж"), "en": ("M", "F"), "tr": ("erkek", "kadın")}
AND = {"uk": "та", "ru": "и", "en": "and", "tr": "ve"}
TOTAL = {"uk": "Всього", "ru": "Итого", "en": "Total", "tr": "Toplam"}

# Invented numbers of no army's: battalions 901 and up.
_UNITS = {"uk": "{n} окремий батальйон", "ru": "{n} отдельный батальон", "en": "{n} battalion", "tr": "{n}. tabur"}
_CAMPS = {"uk": "табір {n}", "ru": "лагерь {n}", "en": "camp {n}", "tr": "kamp {n}"}
_SECTIONS = {"uk": "ділянка {n}, {place}", "ru": "участок {n}, {place}", "en": "section {n}, {place}"}
_CONTENTS = {
    "uk": ("тіло, рештки форми", "тіло", "частина тіла", "фрагменти", "тіло, документів немає"),
    "ru": ("тело, остатки формы", "тело", "часть тела", "фрагменты", "тело, документов нет"),
}

HEADERS: Mapping[str, Mapping[str, str]] = {
    "uk": {
        "row_number": "№ з/п", "surname": "Прізвище", "given": "Ім'я", "patronymic": "По батькові",
        "birth_date": "Дата народження", "sex": "Стать", "rank": "Військове звання", "service_number": "Особовий номер",
        "prisoner_number": "Номер військовополоненого", "unit_name": "Військова частина",
        "birth_place": "Місце народження", "tag": "Номер бирки", "seal": "Номер пломби",
        "n_individuals": "Мінімальна кількість осіб", "contents": "Опис вмісту", "category": "Категорія",
        "medical_decision": "Підтверджено комісією", "mother_name": "Мати", "note": "Примітка",
    },
    "ru": {
        "row_number": "№ п/п", "surname": "Фамилия", "given": "Имя", "patronymic": "Отчество",
        "birth_date": "Дата рождения", "sex": "Пол", "rank": "Воинское звание", "service_number": "Личный номер",
        "prisoner_number": "Номер военнопленного", "unit_name": "Войсковая часть",
        "birth_place": "Место рождения", "tag": "Номер бирки", "seal": "Номер пломбы",
        "n_individuals": "Минимальное количество лиц", "contents": "Описание содержимого", "category": "Категория",
        "medical_decision": "Подтверждено комиссией", "note": "Примечание",
    },
    "en": {
        "row_number": "No.", "surname": "Surname", "given": "Given name", "patronymic": "Patronymic",
        "birth_date": "Date of birth", "sex": "Sex", "rank": "Rank", "service_number": "Service number",
        "prisoner_number": "Prisoner number", "category": "Category", "medical_decision": "Medical commission",
        "note": "Note",
    },
    "tr": {
        "row_number": "Sıra No", "surname": "Soyadı", "given": "Adı", "patronymic": "Ata adı",
        "birth_date": "Doğum tarihi", "rank": "Rütbesi", "prisoner_number": "Esir No", "event_date": "Dönüş tarihi",
        "note": "Not",
    },
}  # fmt: skip
# What "when" and "where" mean depends on the list.
EVENT_HEADERS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("uk", "missing"): ("Дата зникнення", "Місце зникнення"),
    ("uk", "held"): ("Дата полону", "Місце утримання"),
    ("uk", "dead"): ("Дата виявлення", "Місце виявлення"),
    ("uk", "returned"): ("Дата повернення", ""),
    ("uk", "children"): ("Дата зникнення", "Останнє місце перебування"),
    ("ru", "missing"): ("Дата исчезновения", "Место исчезновения"),
    ("ru", "held"): ("Дата пленения", "Место содержания"),
    ("ru", "dead"): ("Дата обнаружения", "Место обнаружения"),
    ("tr", "returned"): ("Dönüş tarihi", ""),
}


def header(language: str, purpose: str, field: str) -> str:
    """The header of a column as clerks of ``language`` write it on a list for ``purpose``."""
    if field in {"event_date", "place"}:
        return EVENT_HEADERS[language, purpose][field == "place"]
    return HEADERS[language][field]


def place(language: str, index: int) -> str:
    """A village's name in a list's language; Latin letters for the lists in Latin script."""
    if language in {"uk", "ru"}:
        names = tables.places().uk if language == "uk" else tables.places().ru
        return ("с. " if language == "uk" else "село ") + names[index]
    return spelling.romanize(tables.places().uk[index], Romanization.UK_PASSPORT)


def section(language: str, number: int, place_index: int) -> str:
    """A section of the line with a village in it."""
    return _SECTIONS[language].format(n=number, place=place(language, place_index))


def unit(language: str, index: int) -> str:
    """A unit with an invented number."""
    return _UNITS[language].format(n=901 + index)


def camp(language: str, index: int) -> str:
    """A camp known by number only."""
    return _CAMPS[language].format(n=1 + index)


def contents(language: str, index: int) -> str:
    """What a bag is said to hold."""
    return _CONTENTS[language][index % len(_CONTENTS[language])]
