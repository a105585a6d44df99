"""How right an identification was: pairs found, false ones against those expected, calibration, kinds of trouble."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from repatria.synth.dna.kinds import Origin, Trouble

EDGES = (0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9995, 1.0)
PAIR, FAMILY = "person", "family"
PLAIN = "none of these"
Z = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaEvaluation:
    """A result held against the truth, at a threshold of the posterior.

    ``found``: a line for pairs of body and person and one for pairs of body and family (where brothers cannot be told
    apart the second is all that can be had): unit, n_true (bags whose person a family misses), n_found, n_proposed,
    n_false, n_expected_false (the sum of what the proposals' posteriors lack to 1).  ``calibration``: from, to, n,
    stated, observed, low, high.  ``troubles``, ``shapes``, ``origins``: the same counts by kind of trouble, by shape of
    the family, by whose body it is.
    """

    threshold: float
    found: pl.DataFrame
    calibration: pl.DataFrame
    troubles: pl.DataFrame
    shapes: pl.DataFrame
    origins: pl.DataFrame

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        tables = {
            "found": self.found,
            "calibration": self.calibration,
            "troubles": self.troubles,
            "shapes": self.shapes,
            "origins": self.origins,
        }
        return {"threshold": self.threshold, **{name: table.to_dicts() for name, table in tables.items()}}


def evaluate_dna(
    *, bodies: pl.DataFrame, missing: pl.DataFrame, posteriors: pl.DataFrame, threshold: float = 0.9995
) -> DnaEvaluation:
    """Compare posteriors with the truth.

    Parameters
    ----------
    bodies, missing
        The tables of the world's folder ``truth/``.
    posteriors
        Columns body, family, missing, posterior; a pair that stands there twice counts once, with the greater value.

    Raises
    ------
    ValueError
        The threshold is not above one half: two people could then both be proposed for one body.
    """
    if not 0.5 < threshold <= 1.0:
        raise ValueError(f"expected a threshold above 0.5, got {threshold}")
    pairs = _with_truth(posteriors.group_by("body", "family", "missing").agg(pl.col("posterior").max()), bodies)
    whole = pairs.group_by("body", "family").agg(
        pl.col("posterior").sum().clip(upper_bound=1.0), pl.col("is_true_family").any().alias("is_true")
    )
    per_body = _per_body(bodies, missing, pairs, whole, threshold)
    kinds = [
        _counted(per_body.filter(_has(kind)), kind.value)
        for kind in Trouble
        if per_body.select(_has(kind).any()).item()
    ]
    kinds.append(_counted(per_body.filter(pl.col("troubles") == ""), PLAIN))
    return DnaEvaluation(
        threshold=threshold,
        found=pl.concat([_found(PAIR, pairs, per_body, threshold), _found(FAMILY, whole, per_body, threshold)]),
        calibration=_calibration(pairs),
        troubles=pl.concat(kinds),
        shapes=_by(per_body.filter(pl.col("shape") != ""), "shape"),
        origins=_by(per_body, "origin", [each.value for each in Origin]),
    )


def _with_truth(pairs: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    true = bodies.select("body", pl.col("family").alias("true_family"), pl.col("missing").alias("true_missing"))
    is_family = pl.col("family") == pl.col("true_family")
    return pairs.join(true, on="body", how="left", nulls_equal=True).with_columns(
        is_family.fill_null(value=False).alias("is_true_family"),
        (is_family & (pl.col("missing") == pl.col("true_missing"))).fill_null(value=False).alias("is_true"),
    )


def _per_body(
    bodies: pl.DataFrame, missing: pl.DataFrame, pairs: pl.DataFrame, whole: pl.DataFrame, threshold: float
) -> pl.DataFrame:
    """A row for each bag: whether it is a family's, whether its person and its family were found, what was false."""
    is_proposed = pl.col("posterior") >= threshold

    def counts(table: pl.DataFrame, unit: str) -> pl.DataFrame:
        return table.group_by("body").agg(
            (is_proposed & pl.col("is_true")).any().alias(f"found_{unit}"),
            (is_proposed & ~pl.col("is_true")).sum().cast(pl.Int64).alias(f"false_{unit}"),
        )

    shapes = missing.select("family", "missing", "shape")
    return (
        bodies.with_columns(pl.col("family", "missing", "troubles").fill_null(""))
        .join(shapes, on=["family", "missing"], how="left")
        .join(counts(pairs, PAIR), on="body", how="left")
        .join(counts(whole, FAMILY), on="body", how="left")
        .with_columns(
            (pl.col("origin") == Origin.FAMILY.value).alias("is_true"),
            pl.col("shape").fill_null(""),
            pl.col(f"found_{PAIR}", f"found_{FAMILY}").fill_null(value=False),
            pl.col(f"false_{PAIR}", f"false_{FAMILY}").fill_null(0),
        )
    )


def _found(unit: str, table: pl.DataFrame, per_body: pl.DataFrame, threshold: float) -> pl.DataFrame:
    proposed = table.filter(pl.col("posterior") >= threshold)
    return pl.DataFrame(
        {
            "unit": [unit],
            "n_true": [int(per_body["is_true"].sum())],
            "n_found": [int(per_body[f"found_{unit}"].sum())],
            "n_proposed": [proposed.height],
            "n_false": [int((~proposed["is_true"]).sum())],
            "n_expected_false": [float((1.0 - proposed["posterior"]).sum())],
        }
    )


def _calibration(pairs: pl.DataFrame) -> pl.DataFrame:
    """Wilson's range around the share that came true."""
    lines = []
    for low, high in pairwise(EDGES):
        is_last = high == EDGES[-1]
        part = pairs.filter(
            (pl.col("posterior") >= low) & ((pl.col("posterior") < high) | is_last) & (pl.col("posterior") > 0)
        )
        n = part.height
        if not n:
            continue
        observed = float(part["is_true"].sum()) / n
        spread = Z * ((observed * (1 - observed) + Z * Z / (4 * n)) / n) ** 0.5
        middle, over = observed + Z * Z / (2 * n), 1 + Z * Z / n
        lines.append(
            {
                "from": low,
                "to": high,
                "n": n,
                "stated": float(part["posterior"].sum()) / n,
                "observed": observed,
                "low": max(0.0, (middle - spread) / over),
                "high": min(1.0, (middle + spread) / over),
            }
        )
    numbers = dict.fromkeys(("from", "to", "stated", "observed", "low", "high"), pl.Float64)
    return pl.DataFrame(lines, schema={**numbers, "n": pl.Int64}).select(
        "from", "to", "n", "stated", "observed", "low", "high"
    )


def _counted(part: pl.DataFrame, kind: str) -> pl.DataFrame:
    true = part.filter("is_true")
    return pl.DataFrame(
        {
            "kind": [kind],
            "n_bags": [part.height],
            "n_true": [true.height],
            "n_found": [int(true[f"found_{PAIR}"].sum())],
            "n_found_family": [int(true[f"found_{FAMILY}"].sum())],
            "n_false": [int(part[f"false_{PAIR}"].sum())],
        }
    )


def _by(per_body: pl.DataFrame, column: str, order: list[str] | None = None) -> pl.DataFrame:
    names = order if order is not None else sorted(per_body[column].unique())
    counted = [_counted(part, name) for name in names if (part := per_body.filter(pl.col(column) == name)).height]
    return pl.concat(counted) if counted else _counted(per_body.clear(), "").clear()


def _has(kind: Trouble) -> pl.Expr:
    return pl.col("troubles").str.split(" ").list.contains(kind.value)
