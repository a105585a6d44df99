"""Why two records scored as they did: one step for each comparison, in bits, from the prior to the sum."""

from dataclasses import dataclass

from repatria.pictures import svg
from repatria.pictures.table import Table

ROW_HEIGHT = 26
LABELS = 0.34  # share of the width that the names of comparisons take


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One comparison: its name and reason in words, and what it adds in bits."""

    label: str
    weight_bits: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """The steps of one pair.  ``prior_bits`` is where it starts: how rare a match is before anything is compared."""

    key: str
    title: str
    description: str
    prior_label: str
    prior_bits: float
    total_label: str
    steps: tuple[Step, ...]
    decimal: str = "."  # between whole bits and tenths, as the reader's language writes it

    @property
    def total_bits(self) -> float:
        """Where it ends."""
        return self.prior_bits + sum(step.weight_bits for step in self.steps)


def waterfall(drawn: Waterfall) -> str:
    """Draw the steps as SVG: for is full, against is hatched, and the line is even odds."""
    rows = [(drawn.prior_label, 0.0, drawn.prior_bits)]
    reached = drawn.prior_bits
    for step in drawn.steps:
        rows.append((step.label, reached, reached + step.weight_bits))
        reached += step.weight_bits
    rows.append((drawn.total_label, 0.0, reached))
    low = min(0.0, *(min(a, b) for _label, a, b in rows))
    high = max(0.0, *(max(a, b) for _label, a, b in rows))
    span = (high - low) or 1.0

    def place(bits: float) -> float:
        return LABELS + (1 - LABELS - 0.12) * (bits - low) / span + 0.01

    height = ROW_HEIGHT * len(rows) + 8
    body = [
        svg.element(
            "line",
            x1=svg.percent(place(0)),
            x2=svg.percent(place(0)),
            y1=0,
            y2=height,
            stroke="currentColor",
            stroke_dasharray="2 3",
        )
    ]
    for number, (label, start, end) in enumerate(rows):
        top = number * ROW_HEIGHT + 4
        is_sum = number in (0, len(rows) - 1)
        body.append(svg.text(label, "0", top + 14, bold=is_sum))
        pattern = "plain" if end >= start else "hatch"
        left, width = min(place(start), place(end)), max(abs(place(end) - place(start)), 0.003)
        body.append(
            svg.element(
                "rect",
                x=svg.percent(left),
                y=top + 3,
                width=svg.percent(width),
                height=14,
                fill=svg.fill(drawn.key, pattern),
                stroke="currentColor",
                stroke_width=1,
            )
        )
        body.append(svg.text(_signed(end - start, 1, drawn.decimal), "100%", top + 14, anchor="end", bold=is_sum))
    return svg.picture(body, key=drawn.key, title=drawn.title, description=drawn.description, height=height)


def waterfall_table(drawn: Waterfall, headers: tuple[str, str, str]) -> Table:
    """The same steps as a table: comparison, bits, reason."""
    steps = [(step.label, _signed(step.weight_bits, 2, drawn.decimal), step.reason) for step in drawn.steps]
    rows = [
        (drawn.prior_label, _signed(drawn.prior_bits, 2, drawn.decimal), ""),
        *steps,
        (drawn.total_label, _signed(drawn.total_bits, 2, drawn.decimal), ""),
    ]
    return Table(caption=drawn.title, headers=headers, rows=tuple(rows))


def _signed(bits: float, n_digits: int, decimal: str) -> str:
    return f"{bits:+.{n_digits}f}".replace("-", "\u2212").replace(".", decimal)
