"""The table of a comparison: what each locus gave on both sides, and its weight as a bar each side of zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repatria.web.laboratory.loci import in_order
from repatria.web.laboratory.reading import Alleles, Loci, merge

_WIDTH = 100.0  # of a bar's drawing
_ROOM_AGAINST = 0.25  # at least, beside the longest bar that speaks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar in a drawing 100 wide."""

    x: float
    width: float
    is_against: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One locus; ``origins`` names the bags that gave the body's read, ``log10_lr`` is ``None`` where it excludes."""

    locus: str
    body: str
    origins: Sequence[str]
    others: Sequence[str]
    is_contradicted: bool
    is_compared: bool
    log10_lr: float | None
    bar: Bar | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocusTable:
    """Lines in the order of the chromosomes, and where zero stands in their bars."""

    lines: Sequence[Line]
    zero: float


def lay_out(
    by_marker: Mapping[str, float | None],
    bags: Sequence[tuple[str, Loci]],
    references: Sequence[tuple[str, Loci]],
) -> LocusTable:
    """A line for each locus that was weighed or read; ``bags`` are all of this person, by the number of their file."""
    merged = merge(bags)
    loci = in_order(set(by_marker) | set(merged))
    read_of_reference = {locus for _key, reads in references for locus in reads}
    compared = {
        locus for locus in by_marker if locus in merged and merged[locus].alleles and locus in read_of_reference
    }
    known = [by_marker[locus] for locus in compared]
    high = max([0.5, *(value for value in known if value is not None)])
    low = min([0.0, *(value for value in known if value is not None)])
    if low < 0 or None in known:
        low = min(low, -_ROOM_AGAINST * high)

    def bar(value: float | None) -> Bar:
        at = low if value is None else value
        scale = _WIDTH / (high - low)
        return Bar(x=(min(at, 0.0) - low) * scale, width=max(abs(at) * scale, 0.4), is_against=at < 0)

    return LocusTable(
        zero=-low * _WIDTH / (high - low),
        lines=[
            Line(
                locus=locus,
                body=as_text(merged[locus].alleles) if locus in merged else "–",
                origins=merged[locus].origins if locus in merged else (),
                others=[as_text(reads.get(locus, ())) for _key, reads in references],
                is_contradicted=locus in merged and not merged[locus].alleles,
                is_compared=locus in compared,
                log10_lr=by_marker.get(locus),
                bar=bar(by_marker[locus]) if locus in compared else None,
            )
            for locus in loci
        ],
    )


def as_text(alleles: Alleles) -> str:
    """Alleles as a page writes them: "12 13", "12 ?" where only one was read, a dash where none was."""
    return " ".join(allele or "?" for allele in alleles) or "–"
