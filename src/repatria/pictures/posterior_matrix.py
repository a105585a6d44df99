"""Who could be whom in one group of families and bodies: a grid of probabilities, nobody among the answers."""

from dataclasses import dataclass

from repatria.pictures import svg
from repatria.pictures.table import Table

CELL = 34
LABELS = 0.2
COLUMN = 84
LEAST_DOUBT = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True)
class PosteriorMatrix:
    """Probabilities by row (a body) and column (a missing person); what a row lacks to 1 is ``nobody_label``.

    ``None`` in a cell: the two were not compared, or cannot be the same.
    """

    key: str
    title: str
    description: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    posteriors: tuple[tuple[float | None, ...], ...]
    nobody_label: str

    def __post_init__(self) -> None:
        if len(self.posteriors) != len(self.row_labels):
            raise ValueError(f"expected {len(self.row_labels)} rows, got {len(self.posteriors)}")
        for label, row in zip(self.row_labels, self.posteriors, strict=True):
            if len(row) != len(self.column_labels):
                raise ValueError(f"{label}: expected {len(self.column_labels)} probabilities, got {len(row)}")
            known = [value for value in row if value is not None]
            if any(not 0 <= value <= 1 for value in known) or sum(known) > 1 + 1e-6:
                raise ValueError(f"{label}: expected probabilities that sum to 1 at most")

    def nobody(self, row: int) -> float:
        """What the row lacks to 1; never quite nothing, for a sum that reaches 1 may have been rounded."""
        return max(LEAST_DOUBT, 1.0 - sum(value for value in self.posteriors[row] if value is not None))


def posterior_matrix(drawn: PosteriorMatrix) -> str:
    """Draw the grid as SVG: the area of a square is its probability."""
    columns = (*drawn.column_labels, drawn.nobody_label)
    label_room = 20 + 7.0 * max([len(each) for each in drawn.row_labels], default=0)
    column_room = max(COLUMN, 16 + 6.6 * max(len(each) for each in columns))
    width = label_room + column_room * len(columns)
    height = 26 + CELL * len(drawn.row_labels)
    body = [
        svg.text(each, label_room + (i + 0.5) * column_room, 14, anchor="middle", size=12, bold=True)
        for i, each in enumerate(columns)
    ]
    for r, label in enumerate(drawn.row_labels):
        top = 26 + r * CELL
        body.append(svg.element("line", x1=0, x2=width, y1=top, y2=top, stroke="currentColor", stroke_opacity=0.3))
        body.append(svg.text(label, 0, top + CELL / 2 + 5))
        for c, value in enumerate((*drawn.posteriors[r], drawn.nobody(r))):
            pattern = "dots" if c == len(drawn.column_labels) else "hatch"
            body += _cell(drawn.key, value, label_room + c * column_room, top, pattern)
    inner = svg.element("svg", body, viewBox=f"0 0 {svg.number(width)} {height}", preserveAspectRatio="xMinYMin meet")
    return svg.picture([inner], key=drawn.key, title=drawn.title, description=drawn.description, height=height)


def posterior_matrix_table(drawn: PosteriorMatrix, row_header: str) -> Table:
    """The same probabilities as a table."""
    rows = tuple(
        (label, *(share(value) for value in (*drawn.posteriors[r], drawn.nobody(r))))
        for r, label in enumerate(drawn.row_labels)
    )
    return Table(caption=drawn.title, headers=(row_header, *drawn.column_labels, drawn.nobody_label), rows=rows)


def share(probability: float | None) -> str:
    """A percentage with as many digits as its distance from 0 and 1 needs, never rounded up to 100 %."""
    if probability is None:
        return "–"
    if probability in {0.0, 1.0}:
        return f"{probability:.0%}"
    if probability > 0.999999:
        return "> 99.9999%"
    if probability < 0.0001:
        return "< 0.01%"
    digits = 4 if probability > 0.9999 else 3 if probability > 0.999 else 2 if not 0.01 <= probability <= 0.99 else 1
    floor = int(probability * 10 ** (digits + 2)) / 10**digits
    return f"{floor if probability > 0.99 else 100 * probability:.{digits}f}%"


def _cell(key: str, value: float | None, left: float, top: float, pattern: str) -> list[str]:
    middle = top + CELL / 2
    if value is None:
        return [svg.text("–", left + 16, middle + 4, anchor="middle", size=12)]
    side = (CELL - 12) * value**0.5
    drawn = [
        svg.element(
            "rect",
            x=left + 16 - side / 2,
            y=middle - side / 2,
            width=side,
            height=side,
            fill=svg.fill(key, pattern),
            stroke="currentColor",
            stroke_width=1,
        )
    ]
    return [*(drawn if side >= 1 else []), svg.text(share(value), left + 32, middle + 4, size=12)]
