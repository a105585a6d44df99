"""The results as tables: candidates, posteriors, conclusions, findings."""

import json
from collections.abc import Sequence

import numpy as np
import polars as pl

from repatria.cli.identify.inputs import Inputs
from repatria.cli.identify.outcome import Outcome
from repatria.cli.identify.proposals import Proposals
from repatria.findings import Finding


def candidates_table(inputs: Inputs, outcome: Outcome) -> pl.DataFrame:
    """A row for each pair that the screen kept: body, family, missing, log10_lr, loci compared and excluded."""
    candidates = outcome.candidates
    return _pairs(inputs, outcome).with_columns(
        pl.Series("log10_lr", candidates.log10_lr),
        pl.Series("n_compared", candidates.n_compared),
        pl.Series("n_exclusions", candidates.n_exclusions),
    )


def posteriors_table(inputs: Inputs, outcome: Outcome) -> pl.DataFrame:
    """A row for each bag and candidate of its person: its posterior when everything is weighed together.

    ``at_most`` bounds the posterior from above where something was left out of the sum.  Bags of one person have the
    same rows.
    """
    identification = outcome.identification
    joint = identification.joint
    weighed = _pairs(inputs, outcome).with_columns(
        pl.Series("posterior", joint.posterior),
        pl.Series("at_most", joint.at_most),
        pl.Series("log10_lr", outcome.candidates.log10_lr),
        pl.Series("log10_evidence", identification.log10_evidence),
        pl.Series("log10_prior", outcome.log10_prior),
    )
    of_bag = [(bag, name) for name, bags in zip(outcome.bodies.ids, outcome.compared.bags, strict=True) for bag in bags]
    bags = pl.DataFrame(of_bag, schema={"bag": pl.String, "body": pl.String}, orient="row")
    return bags.join(weighed, on="body", how="inner", maintain_order="left_right").drop("body").rename({"bag": "body"})


def conclusions_table(outcome: Outcome, proposals: Proposals) -> pl.DataFrame:
    """A row for each body: what is said of it, of whom, by which rule and with which numbers."""
    rows = []
    joint = outcome.identification.joint
    for verdict in outcome.identification.verdicts:
        own = [
            proposals.weight(row)
            for row in outcome.rows_of_body.get(verdict.body, [])
            if int(joint.pairings.missing[row]) in verdict.missing
        ]
        best = own[0] if own else None
        rows.append(
            {
                "body": proposals.name(verdict.body),
                "bags": " ".join(outcome.compared.bags[verdict.body]),
                "conclusion": str(verdict.conclusion),
                "family": best.family if best else None,
                "missing": " | ".join(each.missing for each in own) if own else None,
                "n_people": len(own),
                "posterior": verdict.posterior if own else None,
                "nobody": float(joint.nobody[verdict.body]),
                "log10_lr": best.log10_lr if best else None,
                "n_compared": best.n_compared if best else None,
                "n_exclusions": best.n_exclusions if best else None,
                "rule": verdict.rule,
                "numbers": json.dumps({name: _plain(value) for name, value in verdict.numbers.items()}),
            }
        )
    schema = {
        **dict.fromkeys(("body", "bags", "conclusion", "family", "missing", "rule", "numbers"), pl.String),
        **dict.fromkeys(("posterior", "nobody", "log10_lr"), pl.Float64),
        **dict.fromkeys(("n_people", "n_compared", "n_exclusions"), pl.Int64),
    }
    order = list(rows[0]) if rows else list(schema)
    return pl.DataFrame(rows, schema={name: schema[name] for name in order})


def findings_table(findings: Sequence[Finding]) -> pl.DataFrame:
    """A row for each finding in the files that were read."""
    return pl.DataFrame(
        {
            "code": [each.code for each in findings],
            "severity": [str(each.severity) for each in findings],
            "file": [each.file for each in findings],
            "row": [each.row for each in findings],
            "field": [each.field for each in findings],
            "message": [each.message.format_map(each.params) for each in findings],
            "remedy": [each.remedy.format_map(each.params) for each in findings],
        },
        schema={
            **dict.fromkeys(("code", "severity", "file"), pl.String),
            "row": pl.Int64,
            **dict.fromkeys(("field", "message", "remedy"), pl.String),
        },
    )


def _pairs(inputs: Inputs, outcome: Outcome) -> pl.DataFrame:
    candidates = outcome.candidates
    bodies = pl.Series("body", outcome.bodies.ids, dtype=pl.String)
    families = pl.Series("family", [each.id for each in inputs.families], dtype=pl.String)
    missing = pl.Series("missing", outcome.identification.people.ids, dtype=pl.String)
    return pl.DataFrame(
        [
            bodies.gather(pl.Series(candidates.body, dtype=pl.UInt32)),
            families.gather(pl.Series(candidates.family, dtype=pl.UInt32)),
            missing.gather(pl.Series(outcome.identification.joint.pairings.missing, dtype=pl.UInt32)),
        ]
    )


def _plain(value: float) -> float | str:
    return value if np.isfinite(value) else str(value)
