"""The account of one term: a bar for each stage, the two parties mirrored about a middle line.

What is missing is a gap: a dotted track runs as far as was promised, the bar as far as was done.
"""

from dataclasses import dataclass

from repatria.pictures import svg
from repatria.pictures.table import Table

ROW_HEIGHT = 42
BAR_HEIGHT = 11
TOP = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One side's number at a stage: itself, how it reads, where its rows are, and what the other side says instead."""

    n: int | None
    said: str = ""
    url: str = ""
    other_n: int | None = None
    other_said: str = ""

    def __post_init__(self) -> None:
        if (self.n or 0) < 0 or (self.other_n or 0) < 0:
            raise ValueError(f"expected no amount below 0, got {self.n}, {self.other_n}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a term, from promised to accounted, in the reader's words."""

    label: str
    left: Amount | None
    right: Amount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBars:
    """One term: its stages in order, the first of which is the promise that the tracks show."""

    key: str
    title: str
    description: str
    left_name: str
    right_name: str
    stages: tuple[Stage, ...]
    unknown: str = "–"


def account_bars(term: TermBars) -> str:
    """Draw a term's account as SVG."""
    greatest = max(_numbers(term), default=0) or 1
    promised = term.stages[0] if term.stages else None
    height = TOP + ROW_HEIGHT * len(term.stages)
    body = [
        svg.text(term.left_name, "0", 12, size=12, bold=True),
        svg.text(term.right_name, "100%", 12, anchor="end", size=12, bold=True),
    ]
    for place, stage in enumerate(term.stages):
        top = TOP + place * ROW_HEIGHT
        body.append(svg.text(stage.label, "50%", top + 11, anchor="middle"))
        body += _side(term, stage.left, promised.left if promised else None, greatest, top, is_left=True)
        body += _side(term, stage.right, promised.right if promised else None, greatest, top, is_left=False)
        body.append(
            svg.element("line", x1="50%", x2="50%", y1=top + 15, y2=top + 32, stroke="currentColor", stroke_width=1.5)
        )
    return svg.picture(
        body, key=term.key, title=term.title, description=term.description, height=height, has_links=_has_links(term)
    )


def account_table(term: TermBars, stage_header: str) -> Table:
    """The same numbers as a table."""
    rows = tuple(
        (stage.label, *(_cell(amount, term.unknown) for amount in (stage.left, stage.right))) for stage in term.stages
    )
    return Table(caption=term.title, headers=(stage_header, term.left_name, term.right_name), rows=rows)


def _cell(amount: Amount | None, unknown: str) -> str | tuple[str, str]:
    if amount is None or amount.n is None:
        return unknown
    said = f"{amount.said} · {amount.other_said}" if amount.other_said else amount.said
    return said, amount.url


def _side(
    term: TermBars, amount: Amount | None, promised: Amount | None, greatest: int, top: float, *, is_left: bool
) -> list[str]:
    if amount is None:
        return []
    drawn = []
    y = top + 18
    if promised is not None and promised.n:
        reach = 0.5 * promised.n / greatest
        ends = (
            {"x1": svg.percent(0.5 - reach), "x2": "50%"} if is_left else {"x1": "50%", "x2": svg.percent(0.5 + reach)}
        )
        middle = y + BAR_HEIGHT / 2
        drawn.append(
            svg.element(
                "line", **ends, y1=middle, y2=middle, stroke="currentColor", stroke_dasharray="1 5", stroke_width=1.5
            )
        )
    if amount.n:
        drawn.append(_bar(term.key, amount.n / greatest, y, is_left=is_left))
    if amount.other_n is not None and amount.other_n != amount.n:
        at = 0.5 - 0.5 * amount.other_n / greatest if is_left else 0.5 + 0.5 * amount.other_n / greatest
        drawn.append(
            svg.element(
                "line",
                x1=svg.percent(at),
                x2=svg.percent(at),
                y1=y - 3,
                y2=y + BAR_HEIGHT + 3,
                stroke="currentColor",
                stroke_width=2,
            )
        )
    said = amount.said if amount.n is not None else term.unknown
    label = svg.text(
        said, "0" if is_left else "100%", top + 11, anchor="start" if is_left else "end", bold=bool(amount.n)
    )
    return [*drawn, svg.link(label, amount.url if amount.n else "")]


def _bar(key: str, share: float, y: float, *, is_left: bool) -> str:
    width = max(0.5 * share, 0.004)
    return svg.element(
        "rect",
        x=svg.percent(0.5 - width if is_left else 0.5),
        y=y,
        width=svg.percent(width),
        height=BAR_HEIGHT,
        fill=svg.fill(key, "hatch" if is_left else "dots"),
        stroke="currentColor",
        stroke_width=1,
    )


def _numbers(term: TermBars) -> list[int]:
    amounts = [amount for stage in term.stages for amount in (stage.left, stage.right) if amount is not None]
    return [n for amount in amounts for n in (amount.n, amount.other_n) if n is not None]


def _has_links(term: TermBars) -> bool:
    return any(a is not None and a.url and a.n for stage in term.stages for a in (stage.left, stage.right))
