"""What is found against what is right among it: precision over recall, as the threshold falls."""

from dataclasses import dataclass

from repatria.pictures import svg
from repatria.pictures.table import Table

SIDE = 320
MARGIN = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """One threshold: what is found of all that is true, and what is true of all that is found."""

    threshold: float
    recall: float
    precision: float
    mark: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.recall <= 1 or not 0 <= self.precision <= 1:
            raise ValueError(f"expected proportions, got recall {self.recall} and precision {self.precision}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisionRecall:
    """Points in order of falling threshold, and the words of the axes; ``mark`` names the points that are told."""

    key: str
    title: str
    description: str
    x_label: str
    y_label: str
    points: tuple[CurvePoint, ...]

    @property
    def least(self) -> float:
        """Where both axes begin: the curves of a good matcher crowd into the upper corner."""
        told = [share for point in self.points if point.mark for share in (point.recall, point.precision)]
        lowest = min(told, default=0.0)
        return max((start for start in (0.0, 0.5, 0.8, 0.9) if start < lowest - 0.02), default=0.0)


def precision_recall(drawn: PrecisionRecall) -> str:
    """Draw the curve as SVG; the further into the upper right corner, the better."""
    least = drawn.least

    def place(recall: float, precision: float) -> tuple[float, float]:
        return (
            MARGIN + max(recall - least, 0.0) / (1 - least) * SIDE,
            8 + (1 - max(precision - least, 0.0) / (1 - least)) * SIDE,
        )

    x0, y0 = place(least, least)
    _, y1 = place(1, 1)
    body = [
        svg.element(
            "rect", x=x0, y=y1, width=SIDE, height=SIDE, fill="none", stroke="currentColor", stroke_opacity=0.4
        ),
        svg.text(drawn.x_label, MARGIN + SIDE / 2, SIDE + 42, anchor="middle", size=12),
        svg.text(drawn.y_label, x0 + 6, y0 - 8, size=12),
    ]
    for share in (least, (1 + least) / 2, 1.0):
        x, y = place(share, share)
        body.append(svg.text(f"{share:.3g}", x, y0 + 16, anchor="middle", size=11))
        body.append(svg.text(f"{share:.3g}", x0 - 6, y + 4, anchor="end", size=11))
    inside = [point for point in drawn.points if point.recall >= least and point.precision >= least]
    if len(inside) > 1:
        line = " ".join(",".join(svg.number(v) for v in place(p.recall, p.precision)) for p in inside)
        body.append(svg.element("polyline", points=line, fill="none", stroke="currentColor", stroke_width=1.5))
    for point in (point for point in inside if point.mark):
        x, y = place(point.recall, point.precision)
        body.append(svg.element("circle", cx=x, cy=y, r=4, fill="currentColor"))
        body.append(svg.text(point.mark, x - 8, y + 18, anchor="end", size=11))
    width, height = SIDE + 2 * MARGIN, SIDE + 52
    inner = svg.element("svg", body, viewBox=f"0 0 {width} {height}", preserveAspectRatio="xMinYMin meet")
    return svg.picture([inner], key=drawn.key, title=drawn.title, description=drawn.description, height=height)


def precision_recall_table(drawn: PrecisionRecall, headers: tuple[str, str, str]) -> Table:
    """The marked points as a table, and every tenth of the others: threshold, recall, precision."""
    every = max(len(drawn.points) // 20, 1)
    rows = tuple(
        (f"{p.mark} ({p.threshold:.4f})" if p.mark else f"{p.threshold:.4f}", f"{p.recall:.4f}", f"{p.precision:.4f}")
        for place, p in enumerate(drawn.points)
        if p.mark or place % every == 0 or place == len(drawn.points) - 1
    )
    return Table(caption=drawn.title, headers=headers, rows=rows)
