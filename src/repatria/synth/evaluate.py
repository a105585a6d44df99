"""How near a run came to the truth: links found, and planted errors found."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from repatria.synth.kinds import EXPECTED_CODE, Kind

THRESHOLDS = (0.5, 0.95)
# Purposes whose lists are compared, left first, and whether one party or both sent them: what the totals are made of.
COUNTED: tuple[tuple[str, str, str], ...] = (
    ("missing", "held", "different"),
    ("missing", "dead", "different"),
    ("missing", "returned", "different"),
    ("held", "returned", "same"),
    ("held", "dead", "same"),
)
_ORDER = ("missing", "children", "offer", "held", "returned", "dead")
_PAIR = ["list_a", "row_a", "list_b", "row_b"]
TOTAL = "all of these"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Tables of a comparison with the truth.

    Attributes
    ----------
    links
        One line a kind of list pair and threshold: ``left``, ``right``, ``senders``, ``threshold``, ``n_true``,
        ``n_proposed``, ``n_right``, ``precision``, ``recall``; the last lines are the sum over :data:`COUNTED`.
        Only rows that name somebody are counted.
    noise
        For each kind of noise, how many true pairs of the sum carry it and which proportion was proposed.
    findings
        One line a planted kind: ``kind``, ``code``, ``n_planted``, ``n_found``, ``n_false``.  ``n_false`` are findings
        with that code in rows where the error was neither planted nor follows; it stands at the code's first kind.
        Kinds without a code are traps that deserve no finding: ``n_found`` and ``n_false`` are null.  The line of
        two people alike tells in ``n_planted`` how many such rows there are, and in ``n_false`` in how many the
        two were said to be one person; these are left out of the false findings of that code.
    others
        Findings with codes that are expected of no planted kind: ``code`` and ``n_findings``.
    """

    links: pl.DataFrame
    noise: pl.DataFrame
    findings: pl.DataFrame
    others: pl.DataFrame

    def as_json(self) -> dict[str, list[dict[str, object]]]:
        """Plain values."""
        return {name: getattr(self, name).to_dicts() for name in ("links", "noise", "findings", "others")}


def evaluate(
    *, truth_links: pl.DataFrame, rows: pl.DataFrame, planted: pl.DataFrame, links: pl.DataFrame, findings: pl.DataFrame
) -> Evaluation:
    """Compare what a run proposed and found with what is true.

    Parameters
    ----------
    truth_links, rows, planted
        The tables under ``truth/``.
    links, findings
        The run's ``results/links.parquet`` and ``results/findings.parquet``.
    """
    lists = rows.select("list", "purpose", "sender").unique()
    proposed = links.select(
        pl.col("left_list").alias("list_a"),
        pl.col("left_row").alias("row_a"),
        pl.col("right_list").alias("list_b"),
        pl.col("right_row").alias("row_b"),
        "match_probability",
    )
    true = _described(truth_links.filter("is_comparable").select(*_PAIR, "kinds"), lists)
    said = _described(proposed, lists).sort("match_probability", descending=True).unique(_PAIR, keep="first")
    judged = said.join(true.select(_PAIR).with_columns(is_right=True), on=_PAIR, how="left").with_columns(
        pl.col("is_right").fill_null(False)
    )
    return Evaluation(
        links=_links(true, judged),
        noise=_noise(true, judged),
        findings=_findings(planted, findings),
        others=_others(findings),
    )


def _described(pairs: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    """Pairs turned into one order, with the purposes of both lists and whether one party sent both."""
    rank = {purpose: place for place, purpose in enumerate(_ORDER)}
    known = lists.with_columns(rank=pl.col("purpose").replace_strict(rank, default=len(rank), return_dtype=pl.Int64))
    for side in ("a", "b"):
        names = {name: f"{name}_{side}" for name in ("list", "purpose", "sender", "rank")}
        pairs = pairs.join(known.rename(names), on=f"list_{side}", how="inner")
    # By purpose, then list, then row.
    is_turned = (pl.col("rank_a") > pl.col("rank_b")) | (
        (pl.col("rank_a") == pl.col("rank_b"))
        & (
            (pl.col("list_a") > pl.col("list_b"))
            | ((pl.col("list_a") == pl.col("list_b")) & (pl.col("row_a") > pl.col("row_b")))
        )
    )
    turned = [
        pl.when(is_turned).then(pl.col(f"{name}_{other}")).otherwise(pl.col(f"{name}_{side}")).alias(f"{name}_{side}")
        for side, other in (("a", "b"), ("b", "a"))
        for name in ("list", "row", "purpose", "sender")
    ]
    senders = (
        pl.when(pl.col("list_a") == pl.col("list_b"))
        .then(pl.lit("one list"))
        .when(pl.col("sender_a") == pl.col("sender_b"))
        .then(pl.lit("same"))
        .otherwise(pl.lit("different"))
    )
    return pairs.with_columns(turned).with_columns(senders=senders)


def _is_counted() -> pl.Expr:
    return pl.any_horizontal(
        (pl.col("purpose_a") == left) & (pl.col("purpose_b") == right) & (pl.col("senders") == senders)
        for left, right, senders in COUNTED
    )


def _links(true: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    kind = ["purpose_a", "purpose_b", "senders"]
    kinds = pl.concat([true.select(kind), judged.select(kind)]).unique().sort(kind).rows()
    kinds.sort(key=lambda each: (each not in COUNTED, COUNTED.index(each) if each in COUNTED else 0, each))
    lines = []
    for threshold in THRESHOLDS:
        above = judged.filter(pl.col("match_probability") >= threshold)
        for left, right, senders in kinds:
            is_kind = (pl.col("purpose_a") == left) & (pl.col("purpose_b") == right) & (pl.col("senders") == senders)
            lines.append(_line(left, right, senders, threshold, true.filter(is_kind), above.filter(is_kind)))
        lines.append(_line(TOTAL, "", "", threshold, true.filter(_is_counted()), above.filter(_is_counted())))
    return pl.DataFrame(lines)


def _line(
    left: str, right: str, senders: str, threshold: float, true: pl.DataFrame, above: pl.DataFrame
) -> dict[str, object]:
    n_right = int(above["is_right"].sum())
    return {
        "left": left,
        "right": right,
        "senders": senders,
        "is_counted": left == TOTAL or (left, right, senders) in COUNTED,
        "threshold": threshold,
        "n_true": true.height,
        "n_proposed": above.height,
        "n_right": n_right,
        "precision": n_right / above.height if above.height else None,
        "recall": n_right / true.height if true.height else None,
    }


def _noise(true: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    scored = true.filter(_is_counted()).join(judged.select(*_PAIR, "match_probability"), on=_PAIR, how="left")
    per_kind = scored.explode("kinds").group_by(pl.col("kinds").alias("kind"))
    recalls = [
        (pl.col("match_probability").fill_null(0.0) >= threshold).mean().alias(f"recall_{threshold:g}")
        for threshold in THRESHOLDS
    ]
    return per_kind.agg(pl.len().cast(pl.Int64).alias("n_true"), *recalls).drop_nulls("kind").sort("kind")


def _keys(frame: pl.DataFrame, key: Sequence[str] = ("list", "row", "code")) -> pl.DataFrame:
    # A finding on a list as a whole has no row; nulls never join, so it gets row 0.
    columns = [pl.col(key[0]).alias("list"), pl.col(key[1]).fill_null(0).cast(pl.Int64).alias("row"), pl.col(key[2])]
    return frame.select(columns).unique()


def _newest(findings: pl.DataFrame) -> pl.DataFrame:
    if "version" not in findings.columns:
        return findings
    return findings.filter(pl.col("version") == pl.col("version").max().over("list"))


def _findings(planted: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    found = _keys(_newest(findings))
    # A pair of rows counts as found whichever of the two carries the finding.
    partners = planted.filter(pl.col("other_row").is_not_null() & (pl.col("other_list") == pl.col("list")))
    excused = pl.concat([_keys(planted), _keys(partners, ("other_list", "other_row", "code"))]).unique()
    false = _apart_from_alike(planted, found.join(excused, on=["list", "row", "code"], how="anti"))
    false = false.group_by("code").len()
    n_false = dict(false.rows())
    n_alike, n_taken_for_one = _taken_for_one(planted, found.join(excused, on=["list", "row", "code"], how="anti"))
    hits = found.with_columns(is_found=True)
    judged = planted.filter(~pl.col("is_natural")).with_columns(
        pl.col("row").fill_null(0), pl.col("other_row").fill_null(-1)
    )
    judged = judged.join(hits, on=["list", "row", "code"], how="left")
    partner_hits = hits.rename({"list": "other_list", "row": "other_row", "is_found": "is_partner_found"})
    judged = judged.join(partner_hits, on=["other_list", "other_row", "code"], how="left")
    is_found = pl.col("is_found").fill_null(False) | (
        pl.col("is_partner_found").fill_null(False) & (pl.col("other_list") == pl.col("list"))
    )
    counts = {
        kind: (n, n_found)
        for kind, n, n_found in judged.group_by("kind").agg(pl.len(), is_found.sum().alias("n_found")).rows()
    }
    lines, told = [], set[str]()
    for kind in Kind:
        code = EXPECTED_CODE[kind]
        n_planted, n_found = counts.get(str(kind), (0, 0))
        lines.append(
            {
                "kind": str(kind),
                "code": code,
                "n_planted": n_planted,
                "n_found": n_found if code else None,
                "n_false": n_false.get(code, 0) if code and code not in told else None,
            }
        )
        told.add(code)
        if kind is Kind.ALIKE:
            lines[-1] |= {"n_planted": n_alike, "n_false": n_taken_for_one}
    return pl.DataFrame(lines, schema_overrides=dict.fromkeys(("n_planted", "n_found", "n_false"), pl.Int64))


_TWICE = EXPECTED_CODE[Kind.DUPLICATE_SPELLING]


def _alike(planted: pl.DataFrame) -> pl.DataFrame:
    return planted.filter(pl.col("kind") == str(Kind.ALIKE)).select("list", "row").unique()


def _apart_from_alike(planted: pl.DataFrame, false: pl.DataFrame) -> pl.DataFrame:
    """False findings without those that take two people alike for one: they have a line of their own."""
    taken = false.filter(pl.col("code") == _TWICE).join(_alike(planted), on=["list", "row"], how="semi")
    return false.join(taken, on=["list", "row", "code"], how="anti")


def _taken_for_one(planted: pl.DataFrame, false: pl.DataFrame) -> tuple[int, int]:
    """How many rows are of two people alike, and in how many of them the two were taken for one person."""
    alike = _alike(planted)
    return alike.height, false.filter(pl.col("code") == _TWICE).join(alike, on=["list", "row"], how="semi").height


def _others(findings: pl.DataFrame) -> pl.DataFrame:
    expected = [code for code in EXPECTED_CODE.values() if code]
    others = _keys(_newest(findings)).filter(~pl.col("code").is_in(expected))
    return others.group_by("code").agg(pl.len().cast(pl.Int64).alias("n_findings")).sort("code")
