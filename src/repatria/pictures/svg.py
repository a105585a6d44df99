"""The few shapes that every picture is made of: text in, text out, everything escaped.

Pictures scale without scaling their letters: lengths across are percentages, heights are pixels.  Ink is
``currentColor``, so that a picture follows the page's theme and prints in black; parties are told apart by side,
letter and pattern.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

PATTERNS = ("hatch", "dots", "plain")
FONT = 13


def element(tag: str, content: str | Iterable[str] = "", /, **attributes: str | float | None) -> str:
    """One SVG element; ``stroke_width=2`` becomes ``stroke-width="2"``, ``None`` is left out."""
    inner = content if isinstance(content, str) else "".join(content)
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(number(value) if isinstance(value, float | int) else value)}"
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def number(value: float) -> str:
    """A length with at most two decimals and no idle zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A share of the width."""
    return f"{number(100 * share)}%"


def text(said: str, x: str | float, y: float, *, anchor: str = "start", size: int = FONT, bold: bool = False) -> str:
    """A line of letters at a place."""
    return element(
        "text",
        escape(said),
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=size,
        font_weight="600" if bold else None,
        fill="currentColor",
    )


def link(content: str, url: str) -> str:
    """The content as a link, or as it is without one."""
    return element("a", content, href=url) if url else content


def picture(
    body: Iterable[str], *, key: str, title: str, description: str, height: float, has_links: bool = False
) -> str:
    """The whole drawing with its title and description; ``key`` keeps ids apart on one page."""
    role = "group" if has_links else "img"  # an image hides what is inside it, links too
    head = element("title", escape(title), id=f"{key}-title") + element("desc", escape(description), id=f"{key}-desc")
    content = head + element("defs", patterns(key)) + "".join(body)
    return element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        width="100%",
        height=height,
        role=role,
        aria_labelledby=f"{key}-title {key}-desc",
        font_family="inherit",
    )


def patterns(key: str) -> str:
    """Three ways to fill a shape that gray paper keeps apart."""
    hatch = element("path", d="M0 6 L6 0 M-1 1 L1 -1 M5 7 L7 5", stroke="currentColor", stroke_width=1.6)
    dots = element("circle", cx=2, cy=2, r=1.15, fill="currentColor") + element(
        "circle", cx=5, cy=5, r=1.15, fill="currentColor"
    )
    return element("pattern", hatch, id=f"{key}-hatch", width=6, height=6, patternUnits="userSpaceOnUse") + element(
        "pattern", dots, id=f"{key}-dots", width=6, height=6, patternUnits="userSpaceOnUse"
    )


def fill(key: str, pattern: str) -> str:
    """The value of ``fill`` for a pattern of :data:`PATTERNS`."""
    if pattern not in PATTERNS:
        raise ValueError(f"expected a pattern out of {PATTERNS}, got {pattern!r}")
    return "currentColor" if pattern == "plain" else f"url(#{key}-{pattern})"
