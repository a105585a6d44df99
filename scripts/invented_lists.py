"""Invented two-party lists for training and timing the matcher: people, families, spellings, slips of the pen.

Every name is composed from the packaged given-name table and from roots and endings below; nobody here exists.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

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
UNITS = (("бригада", "бр."), ("батальйон", "батальон"), ("полк", "полк"), ("окрема рота", "отдельная рота"))


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

    def __init__(self, rng: np.random.Generator, women: float = 0.04) -> None:
        self.rng, self.women = rng, women
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
        weight = 1.0 / (np.arange(1, len(surnames) * 6 + 1) + 20.0)
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

    def brother(self, of: Person) -> Person:
        """A brother or sister: another given name and date, at times a twin's."""
        given = self._given()
        while given == of.given:
            given = self._given()
        year = of.date[0] + int(self.rng.integers(-8, 9))
        date = of.date if self.rng.random() < 0.03 else (year, *self._date()[1:])
        return replace(of, given=given, date=date, number=f"{of.number[:2]}{self.rng.integers(10**6):06d}")

    def _given(self) -> int:
        if self.rng.random() < self.women:
            return -1 - int(self.rng.integers(len(self.ladies)))
        return self._father()

    def _father(self) -> int:
        return int(self.rng.choice(len(self.men), p=self.popularity))

    def _date(self) -> tuple[int, int, int]:
        year = int(np.clip(self.rng.normal(1986, 10), 1958, 2007))
        return year, int(self.rng.integers(1, 13)), int(self.rng.integers(1, 29))

    def record(self, person: Person, record_id: str, party: str) -> dict[str, object]:
        """One row as a clerk of a party (``A`` writes Ukrainian, ``B`` Russian or Latin) might fill it in."""
        rng = self.rng
        writes = str(rng.choice(["uk", "ru", "be"], p=[0.75, 0.2, 0.05] if party == "A" else [0.1, 0.85, 0.05]))
        is_woman = person.given < 0
        table = self.ladies[-1 - person.given] if is_woman else self.men[person.given]
        form = {"uk": 2, "ru": 3, "be": 4}[writes]
        given = str(rng.choice(table[form].split(",")))
        if rng.random() < 0.01 and len(table) > 5:
            given = str(rng.choice(table[5].split(",")))
        father = self.men[person.father][form].split(",")[0]
        patronymic = self._patronymic(father, writes, is_woman) if rng.random() > 0.12 else ""
        surname = self._surname(person, writes, is_woman)
        if rng.random() < 0.003:
            surname = self.surnames[int(rng.integers(len(self.surnames)))][0]
        if rng.random() < 0.0015:
            given = self.men[self._father()][form].split(",")[0]
        words = [surname, given, patronymic]
        if rng.random() < (0.1 if party == "A" else 0.55):
            habit = str(rng.choice(HABITS[writes]))
            words = [romanized(word, habit) for word in words]
        words = [self._slip(word) for word in words]
        if rng.random() < 0.01 and words[1]:
            words[1] = words[1][0] + "."
        year, month, day = self._noisy_date(person.date)
        return {
            "record_id": record_id,
            "surname": words[0],
            "given": words[1],
            "patronymic": words[2],
            "birth_year": year,
            "birth_month": month,
            "birth_day": day,
            "sex": ("F" if is_woman != (rng.random() < 0.002) else "M") if rng.random() > 0.3 else "",
            "birth_place": self._place(writes, person.place) if rng.random() < 0.4 else "",
            "service_number": self._number(person.number) if rng.random() < 0.4 else "",
            "unit_name": self._unit(writes, person.number) if rng.random() < 0.3 else "",
        }

    def _place(self, writes: str, place: int) -> str:
        language = 0 if writes == "uk" else 1
        if self.rng.random() < 0.15:
            place = int(self.rng.integers(len(TOWNS)))
        region = REGIONS[place % len(REGIONS)][language]
        text = self._slip(TOWNS[place][language], 0.06)
        if (kind := self.rng.random()) < 0.5:
            text = f"{text}, {region}" if kind < 0.35 else region
        return text if self.rng.random() < 0.6 else romanized(text, "icao")

    def _number(self, number: str) -> str:
        if self.rng.random() < 0.01:
            return f"{number[:2]}{self.rng.integers(10**6):06d}"
        return self._slip(number, 0.04)

    def _unit(self, writes: str, number: str) -> str:
        unit = hash_of(number)
        if self.rng.random() < 0.2:
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

    def _slip(self, word: str, chance: float = 0.015) -> str:
        if len(word) > 3 and self.rng.random() < chance:
            place = int(self.rng.integers(1, len(word) - 1))
            kind = int(self.rng.integers(4))
            letters = "аеиоунрст" if word[place] > "z" else "aeiounrst"
            new = letters[self.rng.integers(9)]
            swapped = word[place + 1] + word[place]
            word = word[:place] + ("", new, new + word[place], swapped)[kind] + word[place + (2 if kind == 3 else 1) :]
        if word and word[0] > "z" and self.rng.random() < 0.03:
            word = word.translate(str.maketrans("іоеак", "ioeak"))
        return word

    def _noisy_date(self, date: tuple[int, int, int]) -> tuple[int | None, int | None, int | None]:
        year, month, day = date
        kinds = ["same", "swap", "year", "day", "month", "year_only", "missing", "decade", "years", "other"]
        chances = [0.794, 0.03, 0.03, 0.03, 0.008, 0.04, 0.06, 0.003, 0.003, 0.002]
        kind = str(self.rng.choice(kinds, p=chances))
        if kind == "swap":
            return (year, day, month) if day <= 12 else (year, month, day)
        return {
            "year": (year + int(self.rng.choice([-1, 1])), month, day),
            "day": (year, month, int(np.clip(day + self.rng.choice([-10, -1, 1, 10]), 1, 28))),
            "month": (year, int(self.rng.integers(1, 13)), day),
            "year_only": (year, None, None),
            "missing": (None, None, None),
            "decade": (year - 10, month, day),
            "years": (year + int(self.rng.integers(-3, 4)), month, int(self.rng.integers(1, 29))),
            "other": self._date(),
        }.get(kind, (year, month, day))


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
    seed: int, n_left: int, n_right: int, n_both: int, n_brothers: int
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Two lists, the true pairs (row numbers of both), and the pairs of brothers across the lists."""
    inventor = Inventor(np.random.default_rng(seed))
    both = [inventor.person() for _ in range(n_both)]
    left = both + [inventor.person() for _ in range(n_left - n_both)]
    brothers = [inventor.brother(left[k]) for k in range(n_brothers)]
    right = both + brothers + [inventor.person() for _ in range(n_right - n_both - n_brothers)]
    left_table = pl.DataFrame(
        [inventor.record(p, f"L{k:06d}", "A") for k, p in enumerate(left)], infer_schema_length=None
    )
    right_table = pl.DataFrame(
        [inventor.record(p, f"R{k:06d}", "B") for k, p in enumerate(right)], infer_schema_length=None
    )
    pairs = pl.DataFrame({"left": range(n_both), "right": range(n_both)})
    kin = pl.DataFrame({"left": range(n_brothers), "right": range(n_both, n_both + n_brothers)})
    return left_table, right_table, pairs, kin
