"""What every format gives: rows of cells, as a spreadsheet shows and counts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from repatria.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One table of texts.  ``rows[0]`` is the row that a spreadsheet calls 1; empty rows are empty lists.

    Attributes
    ----------
    n_numeric_by_column
        How many cells of a column were typed as numbers: such cells have lost the zeros at their beginning.
    """

    format: str
    rows: Sequence[list[str]]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    n_numeric_by_column: Mapping[int, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
