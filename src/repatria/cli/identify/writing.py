"""The files of a result, and its summary."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from repatria.cli.identify.proposals import Proposals
from repatria.cli.identify.report import write_report
from repatria.cli.identify.settings import Settings
from repatria.cli.identify.tables import candidates_table, conclusions_table, findings_table, posteriors_table
from repatria.cli.identify.workbook import workbook
from repatria.provenance import Provenance

N_FILES = 4


def write(
    proposals: Proposals, settings: Settings, out: Path, n_pages: int, *, advance: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Write everything; gives the summary."""
    out.mkdir(parents=True, exist_ok=True)
    inputs, outcome = proposals.inputs, proposals.outcome
    provenance = Provenance(engine="kinship", params=settings.as_json(), seed=settings.seed, inputs=inputs.digests)
    tables = {
        "candidates": candidates_table(inputs, outcome),
        "posteriors": posteriors_table(inputs, outcome),
        "conclusions": conclusions_table(outcome, proposals),
        "findings": findings_table(inputs.findings),
    }
    for name, frame in tables.items():
        frame.write_parquet(out / f"{name}.parquet")
    advance()
    summary = _summary(proposals, provenance)
    order = ("conclusions", "posteriors", "candidates", "findings")
    sheets = {"Summary": _about(summary, settings), **{name.capitalize(): tables[name] for name in order}}
    (out / "identification.xlsx").write_bytes(workbook(sheets, title="Proposed identifications"))
    advance()
    described = {**provenance.as_json(), "digest": provenance.digest()}
    (out / "provenance.json").write_text(json.dumps(described, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    advance()
    summary["n_pages"] = write_report(out, proposals, settings, provenance, n_pages=n_pages, advance=advance)
    advance()
    return summary


def _summary(proposals: Proposals, provenance: Provenance) -> dict[str, Any]:
    inputs, outcome = proposals.inputs, proposals.outcome
    bound, estimate = outcome.chance_hits
    counts = Counter(str(each.conclusion) for each in proposals.verdicts)
    return {
        "n_bodies": len(inputs.bodies),
        "n_refused_mixtures": len(inputs.refused),
        "n_staff": len(outcome.compared.staff_hits),
        "same_person_log10_lr": outcome.compared.least_log10_lr,
        "n_persons": len(outcome.bodies),
        "n_families": len(inputs.families),
        "n_missing": len(outcome.identification.people),
        "n_loci": len(inputs.panel),
        "n_pairs": outcome.candidates.n_pairs,
        "n_candidates": len(outcome.candidates),
        "conclusions": dict(sorted(counts.items())),
        "expected_chance_hits_at_most": bound,
        "expected_chance_hits_estimate": None if estimate != estimate else estimate,  # noqa: PLR0124 - NaN
        "thresholds": [
            {
                "posterior": each.posterior,
                "n_named": each.n_named,
                "expected_false": each.expected_false,
                "expected_false_at_most": each.expected_false_at_most,
            }
            for each in outcome.identification.thresholds
        ],
        "n_findings": len(inputs.findings),
        "digest": provenance.digest(),
    }


def _about(summary: dict[str, Any], settings: Settings) -> pl.DataFrame:
    said = {name: value for name, value in summary.items() if not isinstance(value, dict | list)}
    said |= {f"conclusion: {name}": n for name, n in summary["conclusions"].items()}
    said |= {f"parameter: {name}": value for name, value in settings.as_json().items()}
    return pl.DataFrame(
        {"what": list(said), "value": ["" if each is None else str(each) for each in said.values()]},
        schema={"what": pl.String, "value": pl.String},
    )
