"""``repatria kinship power FAMILIES``: what a family's samples can show, and who else should give one."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repatria.errors import InputUnusable

if TYPE_CHECKING:
    from rich.console import Console

    from repatria.kinship import Family, Panel

PEDIGREES, REFERENCES = "pedigrees.csv", "references.csv"


def power(
    families: Annotated[Path, typer.Argument(help="Folder with pedigrees.csv and references.csv.", show_default=False)],
    frequencies: Annotated[Path, typer.Option(help="Frequencies of alleles: CSV.", show_default=False)],
    family: Annotated[list[str] | None, typer.Option(help="Only this family; may be given again.")] = None,
    ask: Annotated[
        list[str] | None, typer.Option(help="A relative who could give a sample; all untyped members if none is named.")
    ] = None,
    lr: Annotated[float, typer.Option(help="Likelihood ratio that is asked for.", min=1.0)] = 1e4,
    draws: Annotated[int, typer.Option(help="Profiles drawn for each probability.", min=100, max=1_000_000)] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed draws the same.", min=0)] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a missing person, one a line.")
    ] = False,
) -> None:
    """Say how strong the evidence would be if a missing person is found, and whose further sample adds most.

    Alleles mutate in proportion to their frequencies, at the usual rates of mothers and fathers.
    """
    import numpy as np
    from rich.console import Console

    panel = _panel(frequencies)
    chosen = _families(families, panel, family)
    known = {person for each in chosen for person in _untyped(each)}
    if strangers := sorted(set(ask or ()) - known):
        raise InputUnusable(
            f"{families}: {', '.join(strangers)} cannot be asked: typed, missing, or in no family here."
        )
    shown = Console(highlight=False, markup=False)
    for each in chosen:
        for missing in each.missing:
            rng = np.random.default_rng(seed)
            row = _forecasts(each, missing, panel, ask, lr=lr, draws=draws, rng=rng)
            if as_json:
                sys.stdout.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
            else:
                _show(row, shown)


def _forecasts(
    family: "Family", missing: str, panel: "Panel", ask: list[str] | None, *, lr: float, draws: int, rng: Any
) -> dict[str, Any]:
    from math import log10

    from repatria.kinship import ForecastParams, exclusion_power, rank_relatives
    from repatria.kinship.formats.numbers import plain

    candidates = [each for each in _untyped(family) if not ask or each in ask]
    now, ranked = rank_relatives(
        family.pedigree,
        missing,
        family.references,
        panel,
        candidates,
        rng=rng,
        params=ForecastParams(log10_threshold=log10(lr), n_draws=draws),
    )
    excluded = exclusion_power(family.pedigree, missing, family.references, panel)

    def said(forecast: Any) -> dict[str, Any]:
        return {
            "expected_log10_lr": plain(forecast.mean),
            "sd_log10_lr": plain(forecast.sd),
            "reaches": forecast.reaches,
            "stranger_reaches": forecast.stranger_reaches,
        }

    return {
        "family": family.id,
        "missing": missing,
        "typed": list(family.references.ids),
        "lr": lr,
        "now": {**said(now), "exclusion_power": excluded.total, "expected_mismatches": excluded.expected_mismatches},
        "ask": [{"person": row.person, "gain": plain(row.gain), **said(row.forecast)} for row in ranked],
    }


def _untyped(family: "Family") -> list[str]:
    return [each for each in family.pedigree.ids if each not in family.references and each not in family.missing]


def _show(row: dict[str, Any], console: "Console") -> None:
    from repatria.cli.kinship_tables import number, plain_table

    now = row["now"]
    console.print(f"family {row['family']}, missing {row['missing']}; typed: {', '.join(row['typed']) or 'nobody'}")
    console.print(
        f"A stranger contradicts these relatives with probability {now['exclusion_power']:.6f}, "
        f"at {now['expected_mismatches']:.1f} markers on average."
    )
    title = f"log10 LR if found, and how probably it reaches {row['lr']:g}"
    table = plain_table(title, ["one more sample", "expected", "± sd", "gain", "reaches", "a stranger reaches"])
    for name, gain, each in (
        ("none", None, now),
        *((each["person"], each["gain"], each) for each in row["ask"]),
    ):
        table.add_row(
            name,
            f"{each['expected_log10_lr']:.2f}",
            f"{each['sd_log10_lr']:.2f}",
            "" if gain is None else f"{gain:+.2f}",
            number(each["reaches"], 4),
            number(each["stranger_reaches"], 3),
        )
    console.print(table)
    best = row["ask"][0] if row["ask"] else None
    if best is None:
        console.print("Every relative of this pedigree who is not missing is typed.")
    elif best["gain"] < 0.005:
        console.print("No further sample of this pedigree would add to the evidence.")
    else:
        console.print(
            f"Ask {best['person']} first: the expected log10 LR rises from {now['expected_log10_lr']:.2f} to "
            f"{best['expected_log10_lr']:.2f}, and it reaches {row['lr']:g} in {best['reaches']:.1%} of cases "
            f"instead of {now['reaches']:.1%}."
        )
    console.print()


def _panel(path: Path) -> "Panel":
    from repatria.kinship import USUAL_RATE, proportional, with_mutation
    from repatria.kinship.formats.frequencies import parse_frequencies

    panel, findings = parse_frequencies(_bytes(path), file=path.name)
    _tell(findings)
    return with_mutation(panel, lambda marker: proportional(marker, USUAL_RATE))


def _families(folder: Path, panel: "Panel", wanted: list[str] | None) -> "list[Family]":
    from repatria.kinship.formats.families import parse_families
    from repatria.kinship.formats.reads import SingleAllele

    found, findings = parse_families(
        _bytes(folder / PEDIGREES),
        _bytes(folder / REFERENCES),
        panel,
        single_allele=SingleAllele.UNKNOWN_SECOND,
        file=PEDIGREES,
        references_file=REFERENCES,
    )
    _tell(findings)
    absent = sorted(set(wanted or ()) - {each.id for each in found})
    if absent:
        raise InputUnusable(f"{folder}: no family {', '.join(absent)} that looks for someone. Check the id.")
    if not found:
        raise InputUnusable(f"{folder}: no family looks for someone. Mark who is missing in {PEDIGREES}.")
    return [each for each in found if not wanted or each.id in wanted]


def _tell(findings: Any) -> None:
    for finding in findings[:10]:
        typer.echo(finding.text(), err=True)
    if len(findings) > 10:
        typer.echo(f"… and {len(findings) - 10} more.", err=True)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputUnusable(f"{path}: cannot be read. Name a folder with {PEDIGREES} and {REFERENCES}.") from error
