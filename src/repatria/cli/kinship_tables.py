"""Answers of ``repatria kinship solve`` as tables for people."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from repatria.kinship.formats.case import (
    Case,
    DistributionCase,
    DviCase,
    ExclusionPowerCase,
    ExpectedRatioCase,
    KinshipCase,
    LinkedCase,
)

if TYPE_CHECKING:
    from rich.console import Console

N_GENOTYPES = 10
LINKED = {"rho": "recombination", "lnlik": "ln L", "lnlik_unrelated": "ln L strangers", "lnLR": "ln LR"}
ONE_LOCUS = {"n_alleles": "alleles", "E_LR_if_related": "expected LR"}
TWO_LOCI = {
    "n_alleles_1": "alleles",
    "n_alleles_2": "alleles there",
    "rho": "recombination",
    "E_LR_if_related": "expected LR",
}


def show(case: Case, results: Any, about: dict[str, Any], console: "Console") -> None:
    """One case's answer, headed by its id and the convention."""
    console.print(f"{case.id or 'case'}: {about['schema']}, {about['convention']}", style="bold")
    for table in tables(case, results):
        console.print(table)
    console.print()


def tables(case: Case, results: Any) -> Iterable[Table | str]:
    """The tables of one answer."""
    match case:
        case KinshipCase():
            yield _kinship(case, results)
        case LinkedCase():
            yield _rows(results, LINKED)
        case DistributionCase():
            yield from _distributions(results)
        case ExclusionPowerCase():
            yield from _exclusion_power(case, results)
        case ExpectedRatioCase():
            yield _rows(results["one_locus"], ONE_LOCUS)
            yield _rows(results["two_linked_loci"], TWO_LOCI)
        case DviCase():
            from repatria.cli.kinship_dvi_tables import dvi_tables

            yield from dvi_tables(results)


def number(value: Any, digits: int = 6) -> str:
    """A number as people read it; what is not defined is a dash."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value.replace("Infinity", "∞")
    return f"{value:.{digits}g}"


def plain_table(title: str, columns: Sequence[str], *, n_words: int = 1) -> Table:
    """An empty table; the first ``n_words`` columns are words, the others numbers."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place < n_words else "right", overflow="fold")
    return table


def _rows(rows: Sequence[dict[str, Any]], titles: dict[str, str]) -> Table:
    table = plain_table("", list(titles.values()), n_words=0)
    for row in rows:
        table.add_row(*(number(row[key]) for key in titles))
    return table


def _kinship(case: KinshipCase, results: dict[str, Any]) -> Table:
    names = [each.name for each in case.hypotheses]
    rivals = [name for name in names if name != case.denominator]
    columns = ["marker", *(f"ln L {name}" for name in names), *(f"ln LR {name}" for name in rivals)]
    table = plain_table(f"against {case.denominator}", columns)
    for row in results["per_marker"]:
        table.add_row(
            row["marker"],
            *(number(row["lnlik"][name]) for name in names),
            *(number(row["lnLR"][name]) for name in rivals),
        )
    table.add_section()
    table.add_row(
        "all",
        *(number(results["total_lnlik"][name]) for name in names),
        *(number(results["total_lnLR"][name]) for name in rivals),
    )
    blank = [""] * len(names)
    table.add_row("log10 LR", *blank, *(number(results["total_log10LR"][name]) for name in rivals))
    table.add_row("LR", *blank, *(number(results["total_LR"][name]) for name in rivals))
    return table


def _distributions(results: Sequence[dict[str, Any]]) -> Iterable[Table]:
    for row in results:
        table = plain_table(row["marker"], ["genotype", "probability"])
        if None in row["prob"]:
            table.add_row("the relatives contradict each other", "–")
            yield table
            continue
        ranked = sorted(zip(row["prob"], row["genotypes"], strict=True), key=lambda each: -each[0])
        for probability, genotype in ranked[:N_GENOTYPES]:
            table.add_row(genotype, number(probability))
        if len(ranked) > N_GENOTYPES:
            rest = sum(probability for probability, _ in ranked[N_GENOTYPES:])
            table.add_row(f"{len(ranked) - N_GENOTYPES} others", number(rest))
        yield table


def _exclusion_power(case: ExclusionPowerCase, results: dict[str, Any]) -> Iterable[Table]:
    table = plain_table("a stranger is seen to be one", ["marker", "probability"])
    for name, value in zip(case.panel.names, results["per_marker"], strict=True):
        table.add_row(name, number(value))
    table.add_section()
    table.add_row("at one marker or more", number(results["total"], 12))
    table.add_row("contradicting markers, on average", number(results["expected_mismatches"]))
    yield table
    counts = plain_table("", ["contradicting markers", "probability"])
    for n, value in results["distribution"].items():
        if value >= 1e-4:
            counts.add_row(n, number(value))
    yield counts
