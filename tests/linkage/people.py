"""Small lists of invented people for the matcher's tests."""

import polars as pl

from repatria.linkage import COLUMNS

FIELDS = ("record_id", "surname", "given", "patronymic", "birth")


def table(*rows: tuple, **columns: list) -> pl.DataFrame:
    """A record table of (id, surname, given, patronymic, "YYYY-MM-DD" or less); further columns by name."""
    made = []
    for record_id, surname, given, patronymic, birth in rows:
        parts = [int(part) for part in birth.split("-")] if birth else []
        year, month, day = [*parts, None, None, None][:3]
        made.append((record_id, surname, given, patronymic, year, month, day))
    names = ["record_id", "surname", "given", "patronymic", "birth_year", "birth_month", "birth_day"]
    schema = {name: COLUMNS[name] for name in names}
    return pl.DataFrame(made, schema=schema, orient="row").with_columns(
        pl.Series(name, values, dtype=COLUMNS[name]) for name, values in columns.items()
    )


def crowd(n: int, prefix: str) -> pl.DataFrame:
    """Unrelated people, so that frequencies and the prior are those of a list and not of a handful."""
    roots = ("Бар", "Вел", "Гон", "Дем", "Зал", "Кру", "Лоз", "Мир", "Нес", "Пал")
    surnames = [root + ending for root in roots for ending in ("енко", "чук", "ський")]
    given = ["Іван", "Петро", "Роман", "Тарас", "Назар", "Артем", "Денис", "Захар", "Максим", "Юрій"]
    return table(
        *(
            (
                f"{prefix}{k}",
                surnames[(k * 7) % 30] if k % 3 else surnames[(k * 7) % 30][:4] + surnames[(k * 11 + 1) % 30].lower(),
                given[(k * 3) % 10],
                given[(k // 10) % 10].rstrip("ойі") + "ович",
                f"{1960 + (k * 13) % 45}-{1 + (k * 5) % 12:02d}-{1 + (k * 17) % 28:02d}",
            )
            for k in range(n)
        )
    )


def probability_of(frame: pl.DataFrame, left: str, right: str) -> float:
    """The probability of one pair; 0 where it is not proposed."""
    found = frame.filter((pl.col("left_id") == left) & (pl.col("right_id") == right))
    return found["match_probability"][0] if found.height else 0.0
