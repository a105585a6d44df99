"""A person's years at a glance: one lane for each kind of event, a mark where something happened."""

from dataclasses import dataclass
from datetime import datetime

from repatria.pictures import svg
from repatria.pictures.table import Table

LANE_HEIGHT = 26
LABELS = 0.24


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something at a moment, in a lane, said by a party (or nobody)."""

    at: datetime
    lane: str
    said: str
    party: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """Marks in lanes; ``lanes`` gives their order from the top."""

    key: str
    title: str
    description: str
    lanes: tuple[str, ...]
    marks: tuple[Mark, ...]

    def __post_init__(self) -> None:
        unknown = {mark.lane for mark in self.marks} - set(self.lanes)
        if unknown:
            raise ValueError(f"expected lanes out of {self.lanes}, got {sorted(unknown)}")


def time_line(drawn: TimeLine, *, form: str = "%Y-%m-%d") -> str:
    """Draw the lanes as SVG; a mark carries its party's letter."""
    times = [mark.at.timestamp() for mark in drawn.marks]
    first, last = (min(times), max(times)) if times else (0.0, 1.0)
    span = (last - first) or 1.0
    height = LANE_HEIGHT * len(drawn.lanes) + 28
    body = []
    for number, lane in enumerate(drawn.lanes):
        y = number * LANE_HEIGHT + 16
        body.append(svg.text(lane, "0", y + 4))
        body.append(
            svg.element(
                "line", x1=svg.percent(LABELS), x2="100%", y1=y, y2=y, stroke="currentColor", stroke_opacity=0.3
            )
        )
    for mark in drawn.marks:
        x = LABELS + 0.02 + (1 - LABELS - 0.04) * (mark.at.timestamp() - first) / span
        y = drawn.lanes.index(mark.lane) * LANE_HEIGHT + 16
        body.append(
            svg.element("circle", cx=svg.percent(x), cy=y, r=8, fill="none", stroke="currentColor", stroke_width=1.5)
        )
        body.append(svg.text(mark.party or "·", svg.percent(x), y + 4, anchor="middle", size=11, bold=True))
    if drawn.marks:
        ordered = sorted(drawn.marks, key=lambda mark: mark.at)
        body.append(svg.text(ordered[0].at.strftime(form), svg.percent(LABELS), height - 4, size=11))
        if last > first:
            body.append(svg.text(ordered[-1].at.strftime(form), "100%", height - 4, anchor="end", size=11))
    return svg.picture(body, key=drawn.key, title=drawn.title, description=drawn.description, height=height)


def time_line_table(drawn: TimeLine, headers: tuple[str, str, str, str], *, form: str = "%Y-%m-%d") -> Table:
    """The marks as a table in the order of time: when, what, whose, kind."""
    ordered = sorted(drawn.marks, key=lambda mark: mark.at)
    rows = tuple((mark.at.strftime(form), mark.said, mark.party, mark.lane) for mark in ordered)
    return Table(caption=drawn.title, headers=headers, rows=rows)
