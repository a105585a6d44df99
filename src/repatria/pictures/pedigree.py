"""A family as geneticists draw it: squares and circles, partners joined, children hung below.

A hatched symbol is missing, a dot marks a DNA profile, a double line joins partners who are related, a curved line
partners who could not be placed side by side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from repatria.pictures import svg
from repatria.pictures.pedigree_layout import Couple, Layout, are_related, layout
from repatria.pictures.table import Table

SIZE = 26
LINE = 14
TRACK = 9
LETTER = 6.6
MARGIN = 10
LEGEND = 30
NEARLY = 8  # pixels by which the line to an only child may leave the middle, so that it has no kink


class Symbol(StrEnum):
    """The shape of a person: the field draws men as squares, women as circles, and does not guess."""

    SQUARE = "square"
    CIRCLE = "circle"
    DIAMOND = "diamond"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """One person of the drawing: ``id`` holds the drawing together, ``label`` and ``note`` stand below the symbol."""

    id: str
    symbol: Symbol
    father: str | None = None
    mother: str | None = None
    label: str = ""
    note: str = ""
    is_missing: bool = False
    is_typed: bool = False

    def __post_init__(self) -> None:
        if (self.father is None) != (self.mother is None):
            raise ValueError(f"{self.id}: name both parents or none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pedigree:
    """The people of a family in any order; the two words of the legend may be left out."""

    key: str
    title: str
    description: str
    relatives: tuple[Relative, ...]
    missing_word: str = ""
    typed_word: str = ""

    def __post_init__(self) -> None:
        ids = {each.id for each in self.relatives}
        if len(ids) != len(self.relatives):
            raise ValueError("two people of one pedigree have the same id")
        for each in self.relatives:
            if each.father is not None and not {each.father, each.mother} <= ids:
                raise ValueError(f"{each.id}: a parent is not in the pedigree")

    @property
    def parents(self) -> dict[str, tuple[str, str] | None]:
        """Father and mother of each person."""
        return {
            each.id: None if each.father is None or each.mother is None else (each.father, each.mother)
            for each in self.relatives
        }


def pedigree(drawn: Pedigree) -> str:
    """Draw the family as SVG.

    Raises
    ------
    ValueError
        Somebody would be an ancestor of their own.
    """
    paper = _Paper(drawn)
    body = [*paper.lines(), *(paper.symbol(each) for each in drawn.relatives), *paper.legend()]
    inner = svg.element(
        "svg",
        body,
        viewBox=f"0 0 {svg.number(paper.width)} {svg.number(paper.height)}",
        preserveAspectRatio="xMinYMin meet",
    )
    return svg.picture(
        [inner], key=drawn.key, title=drawn.title, description=drawn.description, height=round(paper.height)
    )


def pedigree_table(drawn: Pedigree, headers: tuple[str, str, str, str]) -> Table:
    """The same people as a table: who, father, mother, what is known (the words of the legend and the note)."""
    labels = {each.id: each.label or each.id for each in drawn.relatives}
    rows = []
    for each in drawn.relatives:
        known = [each.note]
        known += [drawn.missing_word] * each.is_missing + [drawn.typed_word] * each.is_typed
        parents = ("–" if one is None else labels[one] for one in (each.father, each.mother))
        rows.append((labels[each.id], *parents, ", ".join(word for word in known if word)))
    return Table(caption=drawn.title, headers=headers, rows=tuple(rows))


class _Paper:
    """Places in pixels, and what is drawn at them."""

    def __init__(self, drawn: Pedigree) -> None:
        self.drawn = drawn
        self.parents = drawn.parents
        self.layout: Layout = layout(self.parents)
        self.room = max(
            [62.0, *(LETTER * len(said) + 12 for each in drawn.relatives for said in (each.label, each.note))]
        )
        n_words = max([bool(each.label) + bool(each.note) for each in drawn.relatives], default=0)
        self.foot = SIZE / 2 + 6 + LINE * n_words
        self.x = {each: MARGIN + self.room * (column + 0.5) for each, column in self.layout.column.items()}
        self.tracks = _tracks(self.layout, {couple: self._drop(couple)[0] for couple in self.layout.children}, self.x)
        self.y = self._rows()
        legend_width = 60 + LETTER * (len(drawn.missing_word) + len(drawn.typed_word)) + 50
        self.has_legend = bool(drawn.missing_word or drawn.typed_word)
        self.width = max([*self.x.values(), 0.0]) + self.room / 2 + MARGIN
        self.width = max(self.width, legend_width if self.has_legend else 0.0)
        self.height = max([*self.y.values(), 0.0]) + self.foot + 6 + LEGEND * self.has_legend

    def _rows(self) -> dict[str, float]:
        """Heights of people: between two rows is room for as many sibship lines as lie over each other."""
        levels = sorted(set(self.layout.generation.values()))
        at, y = {}, MARGIN + SIZE / 2
        for level in levels:
            n_tracks = 1 + max(
                [track for couple, track in self.tracks.items() if self._row_below(couple) == level], default=0
            )
            y += TRACK * (n_tracks - 1) if level else 0
            at[level] = y
            y += self.foot + 14 + 16 + SIZE / 2
        return {each: at[level] for each, level in self.layout.generation.items()}

    def _row_below(self, couple: Couple) -> int:
        return min(self.layout.generation[child] for child in self.layout.children[couple])

    def _drop(self, couple: Couple) -> tuple[float, str, str]:
        """Where the line to the children leaves, the partner it leaves from, and the other."""
        first, second = couple
        if self.layout.is_beside(couple):
            middle = (self.x[first] + self.x[second]) / 2
            below = self.x[self.layout.children[couple][0]]
            is_straight = len(self.layout.children[couple]) == 1 and abs(below - middle) < NEARLY
            return below if is_straight else middle, first, second
        if self.layout.generation[first] > self.layout.generation[second]:
            first, second = second, first
        side = -1 if self.x[first] < self.x[second] else 1
        return self.x[second] + side * (SIZE / 2 + 9), second, first

    def lines(self) -> list[str]:
        drawn = []
        for couple, children in self.layout.children.items():
            x, near, far = self._drop(couple)
            if self.layout.is_beside(couple):
                y = self.y[near]
                drawn += self._marriage(couple)
            else:
                y = self.y[near] + 8
                toward = -1 if x < self.x[near] else 1
                drawn.append(_line(self.x[near] + toward * SIZE / 2, y, x, y))
                drawn.append(self._curve(far, x, y))
            rail = self.y[min(children, key=lambda each: self.y[each])] - SIZE / 2 - 16 - TRACK * self.tracks[couple]
            ends = [x, *(self.x[child] for child in children)]
            drawn.append(_line(x, y, x, rail))
            if max(ends) > min(ends):
                drawn.append(_line(min(ends), rail, max(ends), rail))
            drawn += [_line(self.x[child], rail, self.x[child], self.y[child] - SIZE / 2) for child in children]
        return drawn

    def _marriage(self, couple: Couple) -> list[str]:
        left, right = sorted(couple, key=lambda each: self.x[each])
        x1, x2, y = self.x[left] + SIZE / 2, self.x[right] - SIZE / 2, self.y[left]
        heights = (y - 2.5, y + 2.5) if are_related(self.parents, couple) else (y,)
        return [_line(x1, height, x2, height) for height in heights]

    def _curve(self, far: str, x: float, y: float) -> str:
        toward = 1 if x > self.x[far] else -1
        x1, y1 = self.x[far] + toward * SIZE / 2, self.y[far] + 4
        bend = self.foot + 4 if self.y[far] + 1 > y - 8 else 0
        middle = (x1 + x) / 2
        points = ((x1, y1), (middle, y1 + bend), (middle, y + bend), (x, y))
        start, *curve = (f"{svg.number(a)} {svg.number(b)}" for a, b in points)
        way = f"M{start} C{' '.join(curve)}"
        return svg.element("path", d=way, fill="none", stroke="currentColor", stroke_width=1.3, stroke_dasharray="5 3")

    def symbol(self, each: Relative) -> str:
        x, y = self.x[each.id], self.y[each.id]
        paint = svg.fill(self.drawn.key, "hatch") if each.is_missing else "none"
        content = [_shape(each.symbol, x, y, SIZE, paint)]
        if each.is_typed:
            content.append(_dot(x, y))
        for i, said in enumerate(word for word in (each.label, each.note) if word):
            content.append(
                svg.text(
                    said, x, y + SIZE / 2 + LINE * (i + 1), anchor="middle", size=12, bold=each.is_missing and not i
                )
            )
        return svg.element("g", content)

    def legend(self) -> list[str]:
        if not self.has_legend:
            return []
        y = self.height - LEGEND / 2 + 2
        drawn, x = [], MARGIN + 7.0
        if self.drawn.missing_word:
            drawn.append(_shape(Symbol.SQUARE, x, y, 14, svg.fill(self.drawn.key, "hatch")))
            drawn.append(svg.text(self.drawn.missing_word, x + 13, y + 4, size=12))
            x += 13 + LETTER * len(self.drawn.missing_word) + 24
        if self.drawn.typed_word:
            drawn.append(_dot(x, y))
            drawn.append(svg.text(self.drawn.typed_word, x + 10, y + 4, size=12))
        return drawn


def _tracks(placed: Layout, drop: Mapping[Couple, float], x: Mapping[str, float]) -> dict[Couple, int]:
    """Sibship lines that would lie over each other get different heights."""
    spans: dict[int, list[tuple[float, float, Couple]]] = {}
    for couple, children in placed.children.items():
        ends = [drop[couple], *(x[child] for child in children)]
        row = min(placed.generation[child] for child in children)
        spans.setdefault(row, []).append((min(ends), max(ends), couple))
    tracks: dict[Couple, int] = {}
    for row_spans in spans.values():
        used: list[float] = []
        for low, high, couple in sorted(row_spans):
            free = next((i for i, end in enumerate(used) if end < low - 4), len(used))
            used[free : free + 1] = [high]
            tracks[couple] = free
    return tracks


def _shape(symbol: Symbol, x: float, y: float, size: float, paint: str) -> str:
    half = size / 2
    if symbol is Symbol.CIRCLE:
        return svg.element("circle", cx=x, cy=y, r=half, fill=paint, stroke="currentColor", stroke_width=1.6)
    if symbol is Symbol.SQUARE:
        return svg.element(
            "rect", x=x - half, y=y - half, width=size, height=size, fill=paint, stroke="currentColor", stroke_width=1.6
        )
    corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    points = " ".join(f"{svg.number(a)},{svg.number(b)}" for a, b in corners)
    return svg.element("polygon", points=points, fill=paint, stroke="currentColor", stroke_width=1.6)


def _dot(x: float, y: float) -> str:
    return svg.element("circle", cx=x, cy=y, r=4, fill="currentColor")


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return svg.element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", stroke_width=1.3)
