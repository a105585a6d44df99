"""Who moved from which account to which, and how many: ribbons between two columns of accounts."""

from collections import defaultdict
from dataclasses import dataclass

from repatria.pictures import svg
from repatria.pictures.table import Table

WIDTH = 640
NODE_WIDTH = 10
GAP = 14
LABEL_ROOM = 190


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """So many units from one account into another; accounts are named in the reader's words."""

    source: str
    target: str
    n: int

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError(f"expected at least one unit in a flow, got {self.n}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sankey:
    """Flows of one kind of unit."""

    key: str
    title: str
    description: str
    flows: tuple[Flow, ...]


def sankey(drawn: Sankey) -> str:
    """Draw the flows as SVG; ribbons are as thick as many moved, and never thinner than can be seen."""
    total = sum(flow.n for flow in drawn.flows) or 1
    sources, targets = _sums(drawn.flows, "source"), _sums(drawn.flows, "target")
    room = max(180, 46 * max(len(sources), len(targets), 1))
    scale = room / total
    left, right = _stack(sources, scale), _stack(targets, scale)
    height = max([bottom for _top, bottom in (*left.values(), *right.values())], default=0) + 12
    used_left, used_right = {k: v[0] for k, v in left.items()}, {k: v[0] for k, v in right.items()}
    body = []
    for flow in sorted(drawn.flows, key=lambda f: (list(left).index(f.source), list(right).index(f.target))):
        thick = max(flow.n * scale, 1.5)
        body.append(_ribbon(used_left[flow.source], used_right[flow.target], thick))
        used_left[flow.source] += thick
        used_right[flow.target] += thick
    for names, sums, x, anchor, tx in (
        (left, sources, LABEL_ROOM, "end", LABEL_ROOM - 8),
        (right, targets, WIDTH - LABEL_ROOM - NODE_WIDTH, "start", WIDTH - LABEL_ROOM + 8),
    ):
        for name, (top, bottom) in names.items():
            body.append(svg.element("rect", x=x, y=top, width=NODE_WIDTH, height=bottom - top, fill="currentColor"))
            middle = (top + bottom) / 2
            body.append(svg.text(name, tx, middle - 1, anchor=anchor, size=12))
            body.append(
                svg.text(f"{sums[name]:,}".replace(",", "\u202f"), tx, middle + 13, anchor=anchor, size=12, bold=True)
            )
    inner = svg.element("svg", body, viewBox=f"0 0 {WIDTH} {svg.number(height)}", preserveAspectRatio="xMinYMin meet")
    return svg.picture([inner], key=drawn.key, title=drawn.title, description=drawn.description, height=height)


def sankey_table(drawn: Sankey, headers: tuple[str, str, str]) -> Table:
    """The flows as a table: from, into, how many."""
    rows = tuple((flow.source, flow.target, str(flow.n)) for flow in drawn.flows)
    return Table(caption=drawn.title, headers=headers, rows=rows)


def _sums(flows: tuple[Flow, ...], end: str) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for flow in flows:
        sums[getattr(flow, end)] += flow.n
    return dict(sorted(sums.items(), key=lambda pair: -pair[1]))


def _stack(sums: dict[str, int], scale: float) -> dict[str, tuple[float, float]]:
    places, top = {}, 6.0
    for name, n in sums.items():
        bottom = top + max(n * scale, 2.0)
        places[name] = (top, bottom)
        top = max(bottom + GAP, top + 34)
    return places


def _ribbon(left_y: float, right_y: float, thick: float) -> str:
    x1, x2 = LABEL_ROOM + NODE_WIDTH, WIDTH - LABEL_ROOM - NODE_WIDTH
    bend = (x1 + x2) / 2
    ends = [svg.number(y) for y in (left_y, right_y, right_y + thick, left_y + thick)]
    path = (
        f"M{x1} {ends[0]} C{svg.number(bend)} {ends[0]} {svg.number(bend)} {ends[1]} {x2} {ends[1]} "
        f"L{x2} {ends[2]} C{svg.number(bend)} {ends[2]} {svg.number(bend)} {ends[3]} {x1} {ends[3]} Z"
    )
    return svg.element(
        "path",
        d=path,
        fill="currentColor",
        fill_opacity=0.22,
        stroke="currentColor",
        stroke_opacity=0.5,
        stroke_width=0.5,
    )
