"""Invented two-party lists for training and timing the matcher: people, families, spellings, slips of the pen.

Every name is composed from the packaged given-name table and from roots and endings below; nobody here exists.
"""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from repatria.linkage import COLUMNS
from repatria.names import tables
from repatria.names.patronymic import patronymics_of

HERE = Path(__file__).parent
ROOTS = (HERE / "invented_roots.txt").read_text(encoding="utf-8").splitlines()
ENDINGS = {
    "ru": ("ов", "ев", "ин", "ский", "цев", "ков", "кин", "ников", "ых", "ой"),
    "uk": ("енко", "ук", "чук", "ський", "івський", "ак", "ик", "ець", "ей", "ко", "а", "овий"),
    "be": ("ёнак", "евіч", "овіч", "скі", "оўскі", "ук", "енка", "оў", "еў", "ко"),
}
# One column a habit of romanization; "_" stands for nothing.
_HEAD, *_LETTERS = (
    line.split("\t") for line in (HERE / "invented_romanization.tsv").read_text(encoding="utf-8").splitlines()
)
ROMAN = {habit: {row[0]: row[place].strip("_") for row in _LETTERS} for place, habit in enumerate(_HEAD) if place}
HABITS = {"ru": ("icao", "bgn", "bgn", "science", "french", "german", "polish", "turkish"), "be": ("minsk",)}
HABITS["uk"] = ("passport", "passport", "bgn", "polish", "german")
TOWN_ENDINGS = (("ськ", "ск"), ("не", "ное"), ("івка", "овка"), ("град", "град"), ("поль", "поль"), ("івці", "овцы"))
TOWNS = [(root + uk, root + ru) for root in ROOTS for uk, ru in TOWN_ENDINGS]
REGIONS = [(f"{root}цька область", f"{root}цкая область") for root in ROOTS[:40]]
NUMBER_HABIT = str.maketrans("АБВГ-", "ABVG ")
DATE_ERRORS = {"swap": 0.03, "year": 0.03, "day": 0.02, "digit": 0.02, "month": 0.008, "decade": 0.004, "years": 0.003}
DATE_ERRORS["other"] = 0.002
UNITS = (("бригада", "бр."), ("батальйон", "батальон"), ("полк", "полк"), ("окрема рота", "отдельная рота"))


@dataclass(frozen=True)
class World:
    """How two parties keep their lists: proportions of records, and of errors among them."""

    women: float = 0.04
    skew: float = 20.0  # the smaller, the commoner the commonest surnames
    short_form: float = 0.01
    initial: float = 0.01
    no_patronymic: float = 0.12
    romanized: tuple[float, float] = (0.1, 0.55)
    slip: float = 0.015
    other_surname: float = 0.003
    married: float = 0.08  # of women
    other_given: float = 0.0015
    date_errors: float = 1.0  # times the usual ones
    no_date: float = 0.06
    year_only: float = 0.04
    month_only: float = 0.01
    january: float = 0.01  # 1 January for a date of which only the year is known
    age_only: float = 0.02
    no_sex: float = 0.3
    no_place: float = 0.6
    other_place: float = 0.15
    no_number: float = 0.6
    other_number: float = 0.01
    no_unit: float = 0.7
    moved: float = 0.2
    twins: float = 0.03  # of brothers and sisters


@dataclass(frozen=True)
class Person:
    """Somebody invented, as no list writes them."""

    surname: str
    language: str
    given: int
    father: int
    date: tuple[int, int, int]
    place: int
    number: str


class Inventor:
    """Makes people and writes them down as two parties would."""

    def __init__(self, rng: np.random.Generator, world: World | None = None) -> None:
        self.rng, self.world = rng, world or World()
        rows = [row for row in tables.rows("given_names.tsv") if len(row) >= 5]
        self.men = [row for row in rows if row[1] == "M"]
        self.ladies = [row for row in rows if row[1] == "F"]
        # A few names are borne by most: Zipf over a shuffled table.
        self.popularity = 1.0 / np.arange(1, len(self.men) + 1) ** 1.05
        self.popularity /= self.popularity.sum()
        self.rng.shuffle(self.men)
        surnames = [(root + end, lang) for lang, ends in ENDINGS.items() for root in ROOTS for end in ends]
        self.rng.shuffle(surnames)
        self.surnames = surnames
        weight = 1.0 / (np.arange(1, len(surnames) * 6 + 1) + self.world.skew)
        self.surname_weight = weight / weight.sum()

    def person(self) -> Person:
        """Somebody new; rare surnames get a second root."""
        place = int(self.rng.choice(len(self.surname_weight), p=self.surname_weight))
        surname, language = self.surnames[place % len(self.surnames)]
        if place >= len(self.surnames):
            surname = str(self.rng.choice(ROOTS))[:4] + "о" + surname.lower()
        return Person(
            surname=surname,
            language=str(language),
            given=self._given(),
            father=self._father(),
            date=self._date(),
            place=int(self.rng.integers(len(TOWNS))),
            number=f"{'АБВГ'[self.rng.integers(4)]}-{self.rng.integers(10**6):06d}",
        )

    def brother(self, of: Person, *, is_twin: bool = False) -> Person:
        """A brother or sister: another given name, and another date unless a twin's."""
        given = self._given()
        while given == of.given:
            given = self._given()
        apart = int(self.rng.choice([-1, 1])) * int(self.rng.integers(1, 10))
        date = of.date if is_twin else (of.date[0] + apart, *self._date()[1:])
        place = of.place if self.rng.random() < 0.8 else int(self.rng.integers(len(TOWNS)))
        return replace(of, given=given, date=date, place=place, number=self._number_near(of))

    def son(self, of: Person) -> Person:
        """A son, at times named as his father is."""
        given = of.given if self.rng.random() < 0.05 else self._father()
        date = (of.date[0] + int(self.rng.integers(19, 36)), *self._date()[1:])
        place = of.place if self.rng.random() < 0.7 else int(self.rng.integers(len(TOWNS)))
        father = of.given if of.given >= 0 else of.father
        return replace(of, given=given, father=father, date=date, place=place, number=self._number_near(of))

    def _number_near(self, of: Person) -> str:
        return f"{of.number[:2]}{self.rng.integers(10**6):06d}"

    def _given(self) -> int:
        if self.rng.random() < self.world.women:
            return -1 - int(self.rng.integers(len(self.ladies)))
        return self._father()

    def _father(self) -> int:
        return int(self.rng.choice(len(self.men), p=self.popularity))

    def _date(self) -> tuple[int, int, int]:
        year = int(np.clip(self.rng.normal(1986, 10), 1958, 2007))
        return year, int(self.rng.integers(1, 13)), int(self.rng.integers(1, 29))

    def record(self, person: Person, record_id: str, party: str) -> dict[str, object]:
        """One row as a clerk of a party (``A`` writes Ukrainian, ``B`` Russian or Latin) might fill it in."""
        rng, world = self.rng, self.world
        writes = str(rng.choice(["uk", "ru", "be"], p=[0.75, 0.2, 0.05] if party == "A" else [0.1, 0.85, 0.05]))
        words = self._words(person, writes, party)
        is_woman = person.given < 0
        year, month, day = self._noisy_date(person.date)
        age, age_on = None, None
        if year and rng.random() < world.age_only:
            age_on = dt.date(int(rng.integers(2022, 2026)), int(rng.integers(1, 13)), int(rng.integers(1, 29)))
            age = age_on.year - person.date[0] - ((age_on.month, age_on.day) < person.date[1:])
            age += int(rng.choice([-1, 0, 1], p=[0.05, 0.9, 0.05]))
            year = month = day = None
        return {
            "record_id": record_id,
            "surname": words[0],
            "given": words[1],
            "patronymic": words[2],
            "birth_year": year,
            "birth_month": month,
            "birth_day": day,
            "age": age,
            "age_on": age_on,
            "sex": ("F" if is_woman != (rng.random() < 0.002) else "M") if rng.random() > world.no_sex else "",
            "birth_place": self._place(writes, person.place) if rng.random() > world.no_place else "",
            "service_number": self._number(person.number) if rng.random() > world.no_number else "",
            "unit_name": self._unit(writes, person.number) if rng.random() > world.no_unit else "",
        }

    def _words(self, person: Person, writes: str, party: str) -> list[str]:
        """Surname, given name and patronymic as the clerk writes them."""
        rng, world = self.rng, self.world
        is_woman = person.given < 0
        table = self.ladies[-1 - person.given] if is_woman else self.men[person.given]
        form = {"uk": 2, "ru": 3, "be": 4}[writes]
        given = str(rng.choice(table[form].split(",")))
        if rng.random() < world.short_form and len(table) > 5:
            given = str(rng.choice(table[5].split(",")))
        father = self.men[person.father][form].split(",")[0]
        has_patronymic = rng.random() > world.no_patronymic
        patronymic = self._patronymic(father, writes, is_woman) if has_patronymic else ""
        surname = self._surname(person, writes, is_woman)
        if rng.random() < (world.married / 2 if is_woman else world.other_surname):
            surname = self.surnames[int(rng.integers(len(self.surnames)))][0]
        if rng.random() < world.other_given:
            given = self.men[self._father()][form].split(",")[0]
        words = [surname, given, patronymic]
        if rng.random() < world.romanized[party == "B"]:
            habit = str(rng.choice(HABITS[writes]))
            words = [romanized(word, habit) for word in words]
        words = [self._slip(word, world.slip) for word in words]
        if rng.random() < world.initial and words[1]:
            words[1] = words[1][0] + "."
            words[2] = words[2][:1] + "." * bool(words[2])
        return words

    def _place(self, writes: str, place: int) -> str:
        language = 0 if writes == "uk" else 1
        if self.rng.random() < self.world.other_place:
            place = int(self.rng.integers(len(TOWNS)))
        region = REGIONS[place % len(REGIONS)][language]
        text = self._slip(TOWNS[place][language], 0.06)
        if (kind := self.rng.random()) < 0.5:
            text = f"{text}, {region}" if kind < 0.35 else region
        return text if self.rng.random() < 0.6 else romanized(text, "icao")

    def _number(self, number: str) -> str:
        if self.rng.random() < self.world.other_number:
            return f"{number[:2]}{self.rng.integers(10**6):06d}"
        if self.rng.random() < 0.05:
            number = number.translate(NUMBER_HABIT) if self.rng.random() < 0.5 else number[2:]
        return self._slip(number, 0.04)

    def _unit(self, writes: str, number: str) -> str:
        unit = hash_of(number)
        if self.rng.random() < self.world.moved:
            unit = int(self.rng.integers(10**6))
        kind = UNITS[unit % 4][0 if writes == "uk" else 1]
        return f"{1 + unit % 117} {kind}" + (f", {1 + unit % 3} взвод" if self.rng.random() < 0.3 else "")

    def _patronymic(self, father: str, writes: str, is_woman: bool) -> str:
        made = patronymics_of(father)
        after_vowel = "йович" if father[-1] in "йя" else "ович"
        wanted = {"uk": (after_vowel, "ич"), "ru": ("ович", "евич", "ич"), "be": ("авіч", "евіч", "віч")}[writes]
        patronymic = next(p for p in [*(p for end in wanted for p in made if p.endswith(end)), *made])
        if is_woman:
            for man, woman in (("ович", "івна" if writes == "uk" else "овна"), ("евич", "евна"), ("авіч", "аўна")):
                if patronymic.endswith(man):
                    return patronymic.removesuffix(man) + woman
            return patronymic.removesuffix("ич") + "инична"
        return patronymic

    def _surname(self, person: Person, writes: str, is_woman: bool) -> str:
        surname = translated(person.surname, person.language, writes, self.rng)
        if is_woman:
            for man, woman in (("ский", "ская"), ("ський", "ська"), ("ов", "ова"), ("ев", "ева"), ("ин", "ина")):
                if surname.endswith(man):
                    return surname.removesuffix(man) + woman
        return surname

    def _slip(self, word: str, chance: float) -> str:
        if len(word) > 3 and self.rng.random() < chance:
            place = int(self.rng.integers(1, len(word) - 1))
            kind = int(self.rng.integers(4))
            letters = "0123456789" if word[place].isdigit() else "аеиоунрст" if word[place] > "z" else "aeiounrst"
            new = letters[self.rng.integers(9)]
            swapped = word[place + 1] + word[place]
            word = word[:place] + ("", new, new + word[place], swapped)[kind] + word[place + (2 if kind == 3 else 1) :]
        if word and word[0] > "z" and self.rng.random() < 0.03:
            word = word.translate(str.maketrans("іоеак", "ioeak"))
        return word

    def _noisy_date(self, date: tuple[int, int, int]) -> tuple[int | None, int | None, int | None]:
        rng, world = self.rng, self.world
        year, month, day = date
        chances = np.array([*DATE_ERRORS.values()]) * world.date_errors
        partly = [world.year_only, world.january, world.month_only, 0.1 * world.month_only, world.no_date]
        chances = np.append(chances, partly)
        kinds = [*DATE_ERRORS, "year_only", "january", "month_only", "day_month", "missing", "same"]
        kind = str(rng.choice(kinds, p=[*chances, 1.0 - chances.sum()]))
        if kind == "swap":
            return (year, day, month) if day <= 12 else (year, month, day)
        if kind == "digit":
            return slip_of_digit(date, rng)
        return {
            "year": (year + int(rng.choice([-1, 1])), month, day),
            "day": (year, month, int(np.clip(day + rng.choice([-10, -1, 1, 10]), 1, 28))),
            "month": (year, int(rng.integers(1, 13)), day),
            "decade": (year + int(rng.choice([-10, 10])), month, day),
            "years": (year + int(rng.integers(-3, 4)), month, int(rng.integers(1, 29))),
            "year_only": (year, None, None),
            "january": (year, 1, 1),
            "month_only": (year, month, None),
            "day_month": (None, month, day),
            "missing": (None, None, None),
            "other": self._date(),
        }.get(kind, (year, month, day))


def slip_of_digit(date: tuple[int, int, int], rng: np.random.Generator) -> tuple[int, int, int]:
    """One digit of a date wrong, or two neighbors changed, so that a date still stands there; else the date itself."""
    text = f"{date[0]:04d}{date[1]:02d}{date[2]:02d}"
    place = int(rng.integers(2, 8))
    if rng.random() < 0.4 and place < 7:
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    else:
        text = text[:place] + str(rng.integers(10)) + text[place + 1 :]
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return (year, month, day) if 1930 <= year <= 2010 and 1 <= month <= 12 and 1 <= day <= 28 else date


def hash_of(number: str) -> int:
    """A number from a number's digits, the same on every machine."""
    return int(number[2:])


def translated(surname: str, origin: str, writes: str, rng: np.random.Generator) -> str:
    """A surname as the clerk's language spells it; е and и of Ukrainian are heard either way."""
    if origin == writes:
        return surname
    changes = {
        ("ru", "uk"): [("ский", "ський"), ("ё", "ьо"), ("э", "е"), ("и", str(rng.choice(["и", "і"]))), ("ы", "и")],
        ("uk", "ru"): [("ський", "ский"), ("ець", "ец"), ("и", str(rng.choice(["и", "ы"]))), ("і", "и"), ("є", "е")],
        ("be", "ru"): [("оў", "ов"), ("еў", "ев"), ("і", "и"), ("скі", "ский"), ("дзе", "де"), ("ёнак", "ёнок")],
        ("be", "uk"): [("оў", "ов"), ("еў", "ев"), ("ёнак", "ьонок"), ("ё", "ьо"), ("скі", "ський")],
    }
    to_belarusian = [("ский", "скі"), ("ський", "скі"), ("щ", "шч"), ("ов", "оў"), ("ев", "еў"), ("де", "дзе")]
    if rng.random() < 0.7:
        to_belarusian += [("о", "а"), ("енко", "енка")]
    for old, new in changes.get((origin, writes), [*to_belarusian, ("и", "і"), ("ти", "ці")]):
        surname = surname.replace(old, new)
    return surname


def romanized(word: str, habit: str) -> str:
    """A Cyrillic word in Latin letters by one of the habits."""
    latin = "".join(ROMAN[habit].get(letter, letter) for letter in word.lower())
    if habit in {"bgn", "icao"}:
        latin = latin.replace("iy", "y") if latin.endswith("iy") else latin
    return latin.title()


def invented_lists(
    seed: int,
    n_left: int,
    n_right: int,
    n_both: int,
    n_brothers: int,
    *,
    n_fathers: int = 0,
    world: World | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Two lists, the true pairs (row numbers of both), and pairs of relatives across the lists with their kinship."""
    inventor = Inventor(np.random.default_rng(seed), world)
    both = [inventor.person() for _ in range(n_both)]
    left = both + [inventor.person() for _ in range(n_left - n_both)]
    is_twin = inventor.rng.random(n_brothers) < inventor.world.twins
    kin = [inventor.brother(left[k], is_twin=bool(is_twin[k])) for k in range(n_brothers)]
    kin += [inventor.son(left[-1 - k]) for k in range(n_fathers)]
    right = both + kin + [inventor.person() for _ in range(n_right - n_both - len(kin))]
    left_table = table([inventor.record(p, f"L{k:06d}", "A") for k, p in enumerate(left)])
    right_table = table([inventor.record(p, f"R{k:06d}", "B") for k, p in enumerate(right)])
    pairs = pl.DataFrame({"left": range(n_both), "right": range(n_both)})
    relatives = pl.DataFrame(
        {
            "left": [*range(n_brothers), *(n_left - 1 - k for k in range(n_fathers))],
            "right": range(n_both, n_both + len(kin)),
            "kinship": [*np.where(is_twin, "twin", "sibling").tolist(), *["father-son"] * n_fathers],
        },
        schema={"left": pl.Int64(), "right": pl.Int64(), "kinship": pl.String()},
    )
    return left_table, right_table, pairs, relatives


def table(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows as a record table."""
    return pl.DataFrame(rows, schema={name: dtype for name, dtype in COLUMNS.items() if name in rows[0]})
