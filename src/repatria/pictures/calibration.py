"""Whether stated probabilities come true: of all pairs said to match with 90 %, do 90 % match?"""

from dataclasses import dataclass

from repatria.pictures import svg
from repatria.pictures.table import Table

SIDE = 320
MARGIN = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Pairs of similar stated probability: its mean, the share that came true, how many, and the range of doubt."""

    stated: float
    observed: float
    n: int
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.observed <= self.high <= 1 or not 0 <= self.stated <= 1:
            raise ValueError("expected 0 <= low <= observed <= high <= 1 and a stated probability in [0, 1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Bins in order, and the words of the axes."""

    key: str
    title: str
    description: str
    x_label: str
    y_label: str
    bins: tuple[Bin, ...]


def calibration(drawn: Calibration) -> str:
    """Draw the curve as SVG; whoever is well calibrated stays on the dotted line."""

    def place(stated: float, observed: float) -> tuple[float, float]:
        return MARGIN + stated * SIDE, 8 + (1 - observed) * SIDE

    x0, y0 = place(0, 0)
    x1, y1 = place(1, 1)
    body = [
        svg.element(
            "rect", x=x0, y=y1, width=SIDE, height=SIDE, fill="none", stroke="currentColor", stroke_opacity=0.4
        ),
        svg.element("line", x1=x0, y1=y0, x2=x1, y2=y1, stroke="currentColor", stroke_dasharray="2 4"),
        svg.text(drawn.x_label, MARGIN + SIDE / 2, SIDE + 42, anchor="middle", size=12),
        svg.text(drawn.y_label, x0 + 6, y1 + 16, size=12),
    ]
    for share in (0.0, 0.5, 1.0):
        x, y = place(share, share)
        body.append(svg.text(f"{share:.0%}", x, y0 + 16, anchor="middle", size=11))
        body.append(svg.text(f"{share:.0%}", x0 - 6, y + 4, anchor="end", size=11))
    for one in drawn.bins:
        x, y = place(one.stated, one.observed)
        body.append(
            svg.element(
                "line",
                x1=x,
                x2=x,
                y1=place(0, one.low)[1],
                y2=place(0, one.high)[1],
                stroke="currentColor",
                stroke_opacity=0.5,
                stroke_width=3,
            )
        )
        body.append(svg.element("circle", cx=x, cy=y, r=4, fill="currentColor"))
    points = " ".join(",".join(svg.number(v) for v in place(one.stated, one.observed)) for one in drawn.bins)
    if len(drawn.bins) > 1:
        body.append(svg.element("polyline", points=points, fill="none", stroke="currentColor", stroke_width=1.5))
    width, height = SIDE + 2 * MARGIN, SIDE + 52
    inner = svg.element("svg", body, viewBox=f"0 0 {width} {height}", preserveAspectRatio="xMinYMin meet")
    return svg.picture([inner], key=drawn.key, title=drawn.title, description=drawn.description, height=height)


def calibration_table(drawn: Calibration, headers: tuple[str, str, str]) -> Table:
    """The bins as a table: stated, observed with its range, how many."""
    rows = tuple((f"{b.stated:.1%}", f"{b.observed:.1%} ({b.low:.1%} to {b.high:.1%})", str(b.n)) for b in drawn.bins)
    return Table(caption=drawn.title, headers=headers, rows=rows)
