"""Who is held before a round and who stays after it, by category: the two sides back to back."""

from dataclasses import dataclass

from repatria.pictures import svg
from repatria.pictures.table import Table

ROW_HEIGHT = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One age band or category: how many before, and how many of them stay after, for each side."""

    label: str
    left_before: int
    left_after: int
    right_before: int
    right_after: int

    def __post_init__(self) -> None:
        if not (0 <= self.left_after <= self.left_before and 0 <= self.right_after <= self.right_before):
            raise ValueError(f"{self.label}: expected 0 <= after <= before on both sides")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pyramid:
    """Bands from the top, and the names of the sides."""

    key: str
    title: str
    description: str
    left_name: str
    right_name: str
    bands: tuple[Band, ...]


def pyramid(drawn: Pyramid) -> str:
    """Draw the pyramids as SVG: the outline is before, the filled part is who stays after the round."""
    greatest = max((max(b.left_before, b.right_before) for b in drawn.bands), default=0) or 1
    height = ROW_HEIGHT * len(drawn.bands) + 24
    body = [
        svg.text(drawn.left_name, "0", 12, size=12, bold=True),
        svg.text(drawn.right_name, "100%", 12, anchor="end", size=12, bold=True),
    ]
    for number, band in enumerate(drawn.bands):
        top = 24 + number * ROW_HEIGHT
        body.append(svg.text(band.label, "50%", top + 10, anchor="middle", size=12))
        for is_left, before, after in (
            (True, band.left_before, band.left_after),
            (False, band.right_before, band.right_after),
        ):
            body.append(_bar(drawn.key, before / greatest, top + 14, "none", is_left=is_left))
            pattern = svg.fill(drawn.key, "hatch" if is_left else "dots")
            body.append(_bar(drawn.key, after / greatest, top + 14, pattern, is_left=is_left))
            said = f"{before} → {after}"
            body.append(
                svg.text(said, "0" if is_left else "100%", top + 10, anchor="start" if is_left else "end", size=12)
            )
    return svg.picture(body, key=drawn.key, title=drawn.title, description=drawn.description, height=height)


def pyramid_table(drawn: Pyramid, headers: tuple[str, str, str, str, str]) -> Table:
    """The same numbers as a table: band, left before and after, right before and after."""
    rows = tuple(
        (b.label, str(b.left_before), str(b.left_after), str(b.right_before), str(b.right_after)) for b in drawn.bands
    )
    return Table(caption=drawn.title, headers=headers, rows=rows)


def _bar(key: str, share: float, y: float, paint: str, *, is_left: bool) -> str:
    if not share:
        return ""
    width = 0.5 * share
    x = 0.5 - width if is_left else 0.5
    return svg.element(
        "rect", x=svg.percent(x), y=y, width=svg.percent(width), height=12, fill=paint, stroke="currentColor"
    )
