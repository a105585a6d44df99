"""``repatria kinship power FAMILIES``: what a family's samples can show, and who else should give one."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repatria.cli.dna_files import DnaFiles
from repatria.cli.dna_models import (
    ConventionOption,
    DnaModels,
    Drawing,
    MinimumFrequencyOption,
    MutationModel,
    MutationOption,
    MutationRangeOption,
    Rate2Option,
    RateFemaleOption,
    RateMaleOption,
    SingleAlleleOption,
    SingleRead,
    Stationarity,
    StationarityOption,
    ThetaOption,
)
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import numpy as np
    from rich.console import Console

    from repatria.kinship import Family, Forecast, Panel


def power(
    families: Annotated[
        Path,
        typer.Argument(help="Folder with pedigrees.csv and references.csv, or a .fam file.", show_default=False),
    ],
    frequencies: Annotated[
        Path | None, typer.Option(help="Frequencies of alleles in the population: CSV. A .fam file has its own.")
    ] = None,
    family: Annotated[list[str] | None, typer.Option(help="Only this family; may be given again.")] = None,
    ask: Annotated[
        list[str] | None, typer.Option(help="A relative who could give a sample; all untyped members if none is named.")
    ] = None,
    lr: Annotated[float, typer.Option(help="Likelihood ratio that is asked for.", min=1.0)] = 1e4,
    draws: Annotated[int, typer.Option(help="Profiles drawn for each probability.", min=100, max=1_000_000)] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed draws the same.", min=0)] = 1,
    single_allele: SingleAlleleOption = None,
    mutation: MutationOption = MutationModel.STEPWISE,
    stationarity: StationarityOption = Stationarity.AS_STATED,
    rate_female: RateFemaleOption = 0.0007,
    rate_male: RateMaleOption = 0.0035,
    rate2: Rate2Option = 1e-6,
    mutation_range: MutationRangeOption = 0.1,
    theta: ThetaOption = 0.0,
    minimum_frequency: MinimumFrequencyOption = 0.001,
    convention: ConventionOption = Drawing.AS_DRAWN,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a missing person, one a line.")
    ] = False,
) -> None:
    """Say how strong the evidence would be if a missing person is found, and whose further sample adds most."""
    import numpy as np
    from rich.console import Console

    models = DnaModels(
        single_read=single_allele or SingleRead.UNKNOWN,
        is_single_read_stated=single_allele is not None,
        mutation=mutation,
        stationarity=stationarity,
        rate_female=rate_female,
        rate_male=rate_male,
        rate2=rate2,
        mutation_range=mutation_range,
        theta=theta,
        minimum_frequency=minimum_frequency,
        convention=convention,
    )
    files = DnaFiles(models)
    read = files.families(families)
    panel = files.panel(frequencies, read)
    found = files.in_panel(read, panel)
    _tell(files.findings)
    chosen = _chosen(found, family, families)
    known = {person for each in chosen for person in _untyped(each)}
    if strangers := sorted(set(ask or ()) - known):
        raise InputUnusable(
            f"{families}: {', '.join(strangers)} cannot be asked: typed, missing, or in no family here."
        )
    shown = Console(highlight=False, markup=False)
    forecast = _Forecasting(panel=panel, models=models, lr=lr, draws=draws)
    for each in chosen:
        for missing in each.missing:
            row = forecast.of(each, missing, ask, np.random.default_rng(seed))
            if as_json:
                sys.stdout.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
            else:
                _show(row, shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forecasting:
    """What every forecast of one run shares."""

    panel: "Panel"
    models: DnaModels
    lr: float
    draws: int

    def of(self, family: "Family", missing: str, ask: list[str] | None, rng: "np.random.Generator") -> dict[str, Any]:
        """The row of one missing person."""
        from math import log10

        from repatria.kinship import ForecastParams, exclusion_power, rank_relatives

        now, ranked = rank_relatives(
            family.pedigree,
            missing,
            family.references,
            self.panel,
            [each for each in _untyped(family) if not ask or each in ask],
            rng=rng,
            params=ForecastParams(log10_threshold=log10(self.lr), n_draws=self.draws),
            likelihood=self.models.likelihood(),
        )
        excluded = exclusion_power(family.pedigree, missing, family.references, self.panel)
        power = {"exclusion_power": excluded.total, "expected_mismatches": excluded.expected_mismatches}
        return {
            "family": family.id,
            "missing": missing,
            "typed": list(family.references.ids),
            "lr": self.lr,
            "now": {**_said(now), **power},
            "ask": [{"person": row.person, "gain": _plain(row.gain), **_said(row.forecast)} for row in ranked],
        }


def _said(forecast: "Forecast") -> dict[str, Any]:
    return {
        "expected_log10_lr": _plain(forecast.mean),
        "sd_log10_lr": _plain(forecast.sd),
        "reaches": forecast.reaches,
        "stranger_reaches": forecast.stranger_reaches,
    }


def _plain(value: float) -> Any:
    from repatria.kinship.formats.numbers import plain

    return plain(value)


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


def _chosen(families: "list[Family]", wanted: list[str] | None, source: Path) -> "list[Family]":
    if absent := sorted(set(wanted or ()) - {each.id for each in families}):
        raise InputUnusable(f"{source}: no family {', '.join(absent)} that looks for someone. Check the id.")
    if not families:
        raise InputUnusable(f"{source}: no family looks for someone. Mark who is missing.")
    return [each for each in families if not wanted or each.id in wanted]


def _tell(findings: Any) -> None:
    for finding in findings[:10]:
        typer.echo(finding.text(), err=True)
    if len(findings) > 10:
        typer.echo(f"… and {len(findings) - 10} more.", err=True)
