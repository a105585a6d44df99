"""How a person is written: read, fold, and compare names across scripts and habits of spelling.

One man stands on three lists as Володимир, Владимир and Uladzimir, and a fourth typist puts a Latin ``i`` into
his surname.  This engine folds all spellings of a word to one *skeleton*, knows which given names are forms
of one another and which patronymic comes from which, and tells in codes why two names are alike or not.

What is told about the world (letters, given names, endings) stands in tables in ``data/``.
"""

from repatria.names.alikeness import CLASS_LEVELS, SURNAME_LEVELS, class_key, class_level, given_level, surname_level
from repatria.names.arranging import arrange
from repatria.names.bulk import given_levels, patronymic_levels, surname_levels
from repatria.names.columns import read_columns
from repatria.names.comparison import NameComparison, NameLevel, compare, compare_columns, compare_frame
from repatria.names.folding import fine_skeleton, frame, skeleton
from repatria.names.given import given_classes
from repatria.names.inflection import Nominative, nominative
from repatria.names.parsing import parse
from repatria.names.parts import Name
from repatria.names.patronymic import father_classes, patronymic_stem
from repatria.names.reading import reading
from repatria.names.search import search_tokens
from repatria.names.sounds import sound_distance
from repatria.names.surname import surname_stems
from repatria.names.texttable import TextTable, given_table, patronymic_table, surname_table

__all__ = [
    "CLASS_LEVELS",
    "SURNAME_LEVELS",
    "Name",
    "NameComparison",
    "NameLevel",
    "Nominative",
    "TextTable",
    "arrange",
    "class_key",
    "class_level",
    "compare",
    "compare_columns",
    "compare_frame",
    "father_classes",
    "fine_skeleton",
    "frame",
    "given_classes",
    "given_level",
    "given_levels",
    "given_table",
    "nominative",
    "parse",
    "patronymic_levels",
    "patronymic_stem",
    "patronymic_table",
    "read_columns",
    "reading",
    "search_tokens",
    "skeleton",
    "sound_distance",
    "surname_level",
    "surname_levels",
    "surname_stems",
    "surname_table",
]
