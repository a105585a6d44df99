"""Lists as they really arrive.

Two parties send lists of people: typed in different programs, encodings, languages and habits, with totals,
titles and slips of the pen.  This engine reads them without losing or improving anything: every cell is kept as
it came, what can be read is read, what cannot is said by a :class:`~repatria.findings.Finding`, and every row
ends accepted, accepted with a warning, or rejected with reason and original text, which an answer file tells
its sender.
"""

from repatria.lists.answer import AnswerWords, render_answer, render_answer_csv
from repatria.lists.columns import parse_columns
from repatria.lists.parse import parse_list
from repatria.lists.purpose import ListPurpose
from repatria.lists.reading import ListReading, ParsedList, RowSetAside
from repatria.lists.row import ListRow, RowState
from repatria.lists.versions import VersionChanges, compare_versions

__all__ = [
    "AnswerWords",
    "ListPurpose",
    "ListReading",
    "ListRow",
    "ParsedList",
    "RowSetAside",
    "RowState",
    "VersionChanges",
    "compare_versions",
    "parse_columns",
    "parse_list",
    "render_answer",
    "render_answer_csv",
]
