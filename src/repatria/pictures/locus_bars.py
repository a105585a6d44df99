"""What each place of the DNA says: a bar for every locus, to the right for kinship, to the left against it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isinf

from repatria.pictures import svg
from repatria.pictures.table import Table

ROW_HEIGHT = 22
LABELS = 0.16
READS = 0.22
NUMBERS = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Locus:
    """One locus: what it adds as log10 of the likelihood ratio (``None``: not compared), and what was read."""

    label: str
    log10_lr: float | None
    reads: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocusBars:
    """Loci in their order, and the words of the sum; ``against`` and ``in_favor`` head the two sides."""

    key: str
    title: str
    description: str
    loci: tuple[Locus, ...]
    total_label: str
    against: str = ""
    in_favor: str = ""
    not_compared: str = "–"

    @property
    def total_log10_lr(self) -> float:
        """The sum over the loci that were compared."""
        return sum(each.log10_lr for each in self.loci if each.log10_lr is not None)


def locus_bars(drawn: LocusBars) -> str:
    """Draw the bars as SVG: for is full, against is hatched, an exclusion reaches the edge with an arrow."""
    known = [each.log10_lr for each in drawn.loci if each.log10_lr is not None and not isinf(each.log10_lr)]
    low, high = min([0.0, *known]), max([0.5, *known])
    if any(each.log10_lr is not None and isinf(each.log10_lr) for each in drawn.loci) or low < 0:
        low = min(low, -0.25 * high)
    left = LABELS + (READS if any(each.reads for each in drawn.loci) else 0.0) + 0.01
    right = 1 - NUMBERS

    def place(value: float) -> float:
        return left + (right - left) * (value - low) / (high - low)

    height = ROW_HEIGHT * (len(drawn.loci) + 1) + 28
    zero = svg.percent(place(0))
    body = [svg.element("line", x1=zero, x2=zero, y1=20, y2=height - 6, stroke="currentColor", stroke_dasharray="2 3")]
    if drawn.against:
        body.append(svg.text(f"← {drawn.against}", svg.percent(place(0) - 0.01), 12, anchor="end", size=11))
    if drawn.in_favor:
        body.append(svg.text(f"{drawn.in_favor} →", svg.percent(place(0) + 0.01), 12, size=11))
    for number, locus in enumerate(drawn.loci):
        top = 22 + number * ROW_HEIGHT
        body.append(svg.text(locus.label, "0", top + 14))
        if locus.reads:
            body.append(svg.text(locus.reads, svg.percent(LABELS), top + 14, size=12))
        body += _bar(drawn.key, locus.log10_lr, place, low, top)
        said = drawn.not_compared if locus.log10_lr is None else signed(locus.log10_lr)
        body.append(svg.text(said, "100%", top + 14, anchor="end"))
    top = 22 + len(drawn.loci) * ROW_HEIGHT
    body.append(svg.element("line", x1="0", x2="100%", y1=top, y2=top, stroke="currentColor", stroke_opacity=0.4))
    body.append(svg.text(drawn.total_label, "0", top + 17, bold=True))
    body.append(svg.text(signed(drawn.total_log10_lr), "100%", top + 17, anchor="end", bold=True))
    return svg.picture(body, key=drawn.key, title=drawn.title, description=drawn.description, height=height)


def locus_bars_table(drawn: LocusBars, headers: tuple[str, str, str]) -> Table:
    """The same loci as a table: locus, what was read, log10 of the likelihood ratio."""
    rows = [
        (each.label, each.reads or "–", drawn.not_compared if each.log10_lr is None else signed(each.log10_lr))
        for each in drawn.loci
    ]
    rows.append((drawn.total_label, "", signed(drawn.total_log10_lr)))
    return Table(caption=drawn.title, headers=headers, rows=tuple(rows))


def signed(log10_lr: float) -> str:
    """A logarithm with its sign, two decimals, and a word's sign for an exclusion."""
    if isinf(log10_lr):
        return "+∞" if log10_lr > 0 else "−∞"
    return f"{log10_lr:+.2f}".replace("-", "−")


def _bar(key: str, value: float | None, place: Callable[[float], float], low: float, top: float) -> list[str]:
    if not value:
        return []
    shown = max(value, low) if value < 0 else value
    start, end = sorted((place(0), place(shown)))
    drawn = [
        svg.element(
            "rect",
            x=svg.percent(start),
            y=top + 3,
            width=svg.percent(max(end - start, 0.002)),
            height=14,
            fill=svg.fill(key, "plain" if value > 0 else "hatch"),
            stroke="currentColor",
            stroke_width=1,
        )
    ]
    if isinf(value):
        drawn.append(svg.text("◂", svg.percent(start), top + 15, anchor="end", size=14))
    return drawn
