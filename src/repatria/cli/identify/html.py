"""Pages of a report: plain HTML that opens without a network, in the look of the application."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from math import floor, log10
from pathlib import Path

from repatria.pictures import Table, table_html

# Nothing is fetched from elsewhere and no script runs, whoever opens the file.
POLICY = "default-src 'none'; style-src 'self' file: 'unsafe-inline'; font-src 'self' file:; img-src 'self' file: data:"
CERTAIN, LEAST_DOUBT = 1e-9, 1e-15
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_STATIC = ("web", "static")
_OWN = """
.sub { color: var(--quiet); max-width: 72ch; }
.note { border-left: 3px solid var(--waits); background: var(--waits-shade); padding: 12px 16px; max-width: 72ch; }
.two { display: grid; gap: 8px 48px; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: start; }
.reason { font-size: 1.0625rem; max-width: 72ch; }
.loci { max-width: 60rem; } .matrix { max-width: 60rem; }
.loci, .matrix { overflow-x: auto; } .loci > svg, .matrix > svg { min-width: 36rem; }
section { margin-top: 32px; } .scroll + p, .scroll + .scroll, figure + figure { margin-top: 16px; }
@media (max-width: 1000px) { .two { grid-template-columns: minmax(0, 1fr); } }
@media print { .note { border: 1px solid #000; } section { break-inside: avoid-page; } }
"""


def page(title: str, body: Iterable[str], *, root: str | None, path: str = "") -> bytes:
    """A whole page; ``root`` leads from it to the folder with the style sheet, ``path`` is a line above the title.

    Without a ``root`` the page carries its style with it, and is one file that can be sent.
    """
    look = f"<style>{style_sheet()}</style>" if root is None else f'<link rel="stylesheet" href="{root}repatria.css">'
    above = f'<p class="path">{path}</p>' if path else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        f"{look}<style>{_OWN}</style></head>"
        f'<body><main id="main">{above}<h1>{escape(title)}</h1>{"".join(body)}</main></body></html>\n'
    ).encode()


def style_sheet() -> str:
    """The application's style sheet; a page without the letters beside it falls back on the reader's own."""
    return files("repatria").joinpath(*_STATIC, "repatria.css").read_text(encoding="utf-8")


def write_look(folder: Path) -> None:
    """Put the style sheet and its letters beside the pages."""
    static = files("repatria").joinpath(*_STATIC)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "repatria.css").write_text(style_sheet(), encoding="utf-8", newline="")
    letters = folder / "vendor" / "plex"
    letters.mkdir(parents=True, exist_ok=True)
    for each in static.joinpath("vendor", "plex").iterdir():
        (letters / each.name).write_bytes(each.read_bytes())


def section(heading: str, *parts: str) -> str:
    """A part of a page under its heading."""
    return f"<section><h2>{escape(heading)}</h2>{''.join(parts)}</section>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of text."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f'<p class="prose">{escape(text)}</p>'


def facts(pairs: Mapping[str, str]) -> str:
    """Names and values side by side."""
    return (
        '<dl class="facts">'
        + "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in pairs.items())
        + "</dl>"
    )


def table(
    caption: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[str | tuple[str, str]]],
    *,
    text_columns: Sequence[int] = (),
) -> str:
    """A table that scrolls by itself where the page is narrow; columns are numbers but the first and those named."""
    head = "".join(f'<th scope="col"{_kind(i, text_columns)}>{escape(said)}</th>' for i, said in enumerate(headers))
    body = "".join(f"<tr>{_cells(row, text_columns)}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="rows">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str | tuple[str, str]], text_columns: Sequence[int]) -> str:
    written = []
    for i, cell in enumerate(row):
        said, address = cell if isinstance(cell, tuple) else (cell, "")
        inner = f'<a href="{escape(address)}">{escape(said)}</a>' if address else escape(said)
        written.append(f'<th scope="row">{inner}</th>' if not i else f"<td{_kind(i, text_columns)}>{inner}</td>")
    return "".join(written)


def _kind(column: int, text_columns: Sequence[int]) -> str:
    return "" if not column or column in text_columns else ' class="n"'


def figure(drawing: str, beside: Table, kind: str = "") -> str:
    """A picture with its table folded under it."""
    return (
        f'<figure class="{kind}">{drawing}<details><summary>show as table'
        f'<span class="hidden">: {escape(beside.caption)}</span></summary>'
        f'<div class="scroll">{table_html(beside)}</div></details></figure>'
    )


def doubted(probability: float) -> float:
    """A probability that arithmetic has rounded to certainty, with the doubt that there always is."""
    return min(max(probability, LEAST_DOUBT), 1.0 - LEAST_DOUBT)


def in_words(posterior: float) -> str:
    """A probability as a percentage that is never rounded up to certainty, with its odds in words."""
    from repatria.pictures import share

    if not CERTAIN < posterior < 1.0 - CERTAIN:
        way = "that it is so" if posterior > 0.5 else "that it is not so"
        return f"{share(doubted(posterior))}: more than a billion to 1 {way}"
    against = (1.0 - posterior) / posterior
    if posterior >= 0.5:
        return f"{share(posterior)}: about {rounded(1.0 / against)} to 1 that it is so"
    return f"{share(posterior)}: about {rounded(against)} to 1 that it is not so"


def ratio_in_words(log10_lr: float) -> str:
    """A likelihood ratio as a number that people can say."""
    if log10_lr == float("-inf"):
        return "impossible"
    if log10_lr >= 0:
        return f"{power(log10_lr)} times more probable"
    return f"{power(-log10_lr)} times less probable"


def power(exponent: float) -> str:
    """Ten to a power, as a number that people can say."""
    return rounded(10.0**exponent) if exponent < 9 else _scientific(exponent)


def _scientific(exponent: float) -> str:
    whole = floor(exponent)
    return f"{10 ** (exponent - whole):.1f}·10{str(whole).translate(_RAISED)}"


def rounded(value: float) -> str:
    """Two leading digits."""
    if value < 10:
        return f"{value:.1f}".removesuffix(".0")
    step = 10 ** (floor(log10(value)) - 1)
    return f"{round(value / step) * step:,.0f}" if value < 1e9 else power(log10(value))
