"""An identification problem's answer as tables for people."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table

from repatria.cli.kinship_tables import number, plain_table

N_ASSIGNMENTS = 10
WIDEST = 12  # missing persons whose columns still fit beside each other


def dvi_tables(results: dict[str, Any]) -> Iterable[Table | str]:
    """Likelihood ratios of pairs, conclusions, and the best assignments."""
    yield _ratios(results["pairwise_LR"])
    yield _conclusions("by missing person", results["solve"]["AM"], ("Missing", "Family", "Sample"))
    yield _conclusions("by body", results["solve"]["PM"], ("Sample", "Missing", "Family"))
    joint = results["joint"]
    size = results["grid_size"]
    said = "more assignments than were counted" if size is None else f"{size:,} assignments"
    yield f"{said} of bodies to missing people; each is as probable as any other before the DNA is weighed"
    if "error" in joint:
        yield joint["error"]
    else:
        yield _assignments(joint, results["pairwise_LR"]["victims"])
    if results["marginal_posterior"] is not None:
        yield _posteriors(results["marginal_posterior"], results["components"])


def _ratios(matrix: dict[str, Any]) -> Table:
    missing = matrix["missing"]
    if len(missing) <= WIDEST:
        table = plain_table("likelihood ratio of each pair against a stranger", ["body", *missing])
        for body, row in zip(matrix["victims"], matrix["values"], strict=True):
            table.add_row(body, *(number(value, 4) for value in row))
        return table
    table = plain_table("three best likelihood ratios of each body", ["body", "missing persons"], n_words=2)
    for body, row in zip(matrix["victims"], matrix["values"], strict=True):
        ranked = sorted((float(value), name) for value, name in zip(row, missing, strict=True) if value is not None)
        table.add_row(body, ", ".join(f"{name} {number(value, 4)}" for value, name in ranked[:-4:-1]) or "–")
    return table


def _conclusions(title: str, rows: list[dict[str, Any]], words: tuple[str, ...]) -> Table:
    table = plain_table(f"conclusions {title}", [*words, "conclusion", "why", "LR", "GLR"], n_words=5)
    for row in rows:
        said = [row[word] or "–" for word in words]
        table.add_row(*said, row["Conclusion"], row["Comment"] or "", number(row["LR"], 4), number(row["GLR"], 4))
    return table


def _assignments(joint: dict[str, Any], bodies: list[str]) -> Table:
    table = plain_table("best assignments", ["bodies identified", "ln L", "posterior", "best over this"])
    for row in joint["rows"][:N_ASSIGNMENTS]:
        named = ", ".join(f"{body} = {row[body]}" for body in bodies if row.get(body, "*") != "*") or "nobody"
        table.add_row(named, number(row["loglik"]), number(row["posterior"], 4), number(row["LR_best_over_this"], 4))
    return table


def _posteriors(matrix: dict[str, Any], components: list[dict[str, Any]]) -> Table:
    said = {each["method"] for each in components} or {"exact"}
    table = plain_table(f"posterior of each body, all weighed together ({', '.join(sorted(said))})",
                        ["body", "most probable", "posterior", "nobody here"], n_words=2)  # fmt: skip
    for body, row in zip(matrix["victims"], matrix["values"], strict=True):
        listed = [(value, name) for value, name in zip(row[:-1], matrix["missing"], strict=False)]
        best = max(listed, default=(0.0, "–"))
        table.add_row(body, best[1] if best[0] > 0 else "–", number(best[0], 6), number(row[-1], 6))
    return table
