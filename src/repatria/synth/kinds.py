"""Every kind of error that is planted, and the finding that should answer it."""

from enum import StrEnum


class Kind(StrEnum):
    """An error or trap planted in a row of a list, or in a list as a whole."""

    DUPLICATE_SPELLING = "duplicate-spelling"
    DUPLICATE_SCRIPT = "duplicate-script"
    DUPLICATE_ROW = "duplicate-row"
    DOUBLES = "same-name-and-birth-date"
    ALIKE = "two-people-alike"
    ALREADY_RETURNED = "already-returned"
    DEAD = "dead-on-prisoners-list"
    STATED_DEAD = "stated-dead"
    STATED_RETURNED = "stated-returned"
    CIVILIAN = "civilian"
    MINOR = "seventeen"
    BIRTH_FUTURE = "birth-in-future"
    BIRTH_IMPOSSIBLE = "birth-31-02"
    BIRTH_NO_SUCH_MONTH = "birth-month-first"
    BIRTH_SWAPPED = "birth-day-month-swapped"
    BIRTH_TWO_DIGIT = "birth-two-digit-year"
    BIRTH_SERIAL = "birth-serial"
    BIRTH_YEAR_ONLY = "birth-year-only"
    BIRTH_UNREADABLE = "birth-unreadable"
    NUMBER_ZERO = "number-zero"
    NUMBER_EMPTY = "number-empty"
    NUMBER_SHARED = "number-shared"
    LEADING_ZEROS = "leading-zeros"
    NAME_COLUMNS_SWAPPED = "name-columns-swapped"
    PATRONYMIC_MISSING = "patronymic-missing"
    TYPO = "typo"
    LOOKALIKE = "lookalike-letters"
    FORMULA = "formula"
    FORMULA_CELL = "formula-cell"
    SIBLINGS = "siblings-in-one-row"
    ADULT = "adult-on-children-list"
    TAG_SHARED = "tag-shared"
    TAG_EMPTY = "tag-empty"
    SEAL_SHARED = "seal-shared"
    BAG_EMPTY = "bag-empty"
    TITLE_ROWS = "title-rows"
    TOTALS_ROW = "totals-row"
    TOTALS_ROW_WRONG = "totals-row-wrong"
    FEWER_ROWS = "fewer-rows-than-stated"
    FILE_CHANGED = "file-changed-after-signature"


# The finding's stable code; "" where the error is a trap that must not hurt and deserves no word of its own.
EXPECTED_CODE: dict[Kind, str] = {
    Kind.DUPLICATE_SPELLING: "duplicate-in-list",
    Kind.DUPLICATE_SCRIPT: "duplicate-in-list",
    Kind.DUPLICATE_ROW: "duplicate-row",
    Kind.DOUBLES: "same-name-and-birth-date",
    Kind.ALIKE: "",
    Kind.ALREADY_RETURNED: "already-returned",
    Kind.DEAD: "dead-on-prisoners-list",
    Kind.STATED_DEAD: "deceased-on-prisoners-list",
    Kind.STATED_RETURNED: "returned-on-prisoners-list",
    Kind.CIVILIAN: "civilian-on-prisoners-list",
    Kind.MINOR: "minor",
    Kind.BIRTH_FUTURE: "birth-date-in-future",
    Kind.BIRTH_IMPOSSIBLE: "birth-date-impossible",
    Kind.BIRTH_NO_SUCH_MONTH: "birth-date-day-month-swapped",
    Kind.BIRTH_SWAPPED: "",
    Kind.BIRTH_TWO_DIGIT: "birth-date-two-digit-year",
    Kind.BIRTH_SERIAL: "birth-date-serial",
    Kind.BIRTH_YEAR_ONLY: "",
    Kind.BIRTH_UNREADABLE: "birth-date-unreadable",
    Kind.NUMBER_ZERO: "number-zero",
    Kind.NUMBER_EMPTY: "",
    Kind.NUMBER_SHARED: "number-shared",
    Kind.LEADING_ZEROS: "",
    Kind.NAME_COLUMNS_SWAPPED: "",
    Kind.PATRONYMIC_MISSING: "",
    Kind.TYPO: "",
    Kind.LOOKALIKE: "mixed-script-letters",
    Kind.FORMULA: "formula-neutralized",
    Kind.FORMULA_CELL: "formulas-in-sheet",
    Kind.SIBLINGS: "several-people-in-row",
    Kind.ADULT: "adult-on-children-list",
    Kind.TAG_SHARED: "tag-duplicate",
    Kind.TAG_EMPTY: "tag-missing",
    Kind.SEAL_SHARED: "seal-duplicate",
    Kind.BAG_EMPTY: "bag-empty",
    Kind.TITLE_ROWS: "",
    Kind.TOTALS_ROW: "totals-row",
    Kind.TOTALS_ROW_WRONG: "totals-row-differs",
    Kind.FEWER_ROWS: "stated-count-differs",
    Kind.FILE_CHANGED: "file-changed-after-signature",
}
