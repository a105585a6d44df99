"""Lists as they really arrive.

Two parties send lists of people: typed in different programs, encodings, languages and habits, with totals,
titles and slips of the pen.  This engine reads them without losing or improving anything: every cell is kept as
it came, what can be read is read, what cannot is said by a :class:`~repatria.findings.Finding`, and every row
ends accepted, accepted with a warning, or rejected with reason and original text, which an answer file tells
its sender.
"""

from repatria.lists.columns import parse_columns
from repatria.lists.parse import parse_list
from repatria.lists.purpose import ListPurpose
from repatria.lists.reading import ListReading, ParsedList, RowSetAside
from repatria.lists.row import ListRow, RowState

__all__ = [
    "ListPurpose",
    "ListReading",
    "ListRow",
    "ParsedList",
    "RowSetAside",
    "RowState",
    "parse_columns",
    "parse_list",
]
