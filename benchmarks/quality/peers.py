"""Public test sets of record linkage, beside Splink: ``python -m benchmarks.quality.peers [--only NAME]``.

febrl4 (two lists), the historical figures and fake_1000 (one list with repeated persons).  Both sides estimate their
parameters without the truth, ours by ``linkage.estimation``; Splink is set up after its own public examples.  Judged on
all true pairs, those included that blocking does not bring.  Prints measures only.
"""

import argparse
import datetime as dt
import time
from pathlib import Path

import numpy as np
import polars as pl
from benchmarks.data import reference
from benchmarks.quality.splink_public import splink_public

import repatria
from repatria.linkage import LinkageParams, find_duplicates, propose
from repatria.linkage.blocking import Caps, candidate_pairs
from repatria.linkage.estimation import estimate
from repatria.linkage.records import PreparedRecords, prepare

SEED = 11
RAW = LinkageParams(
    one_to_one=False,
    threshold=1e-3,
    pairs_per_record=50,
    relatives_per_match=0.0,
    relatives_per_record=0.0,
    namesakes_per_match=0.0,
    namesakes_per_record=0.0,
)
ONE = LinkageParams(
    one_to_one=True,
    threshold=1e-3,
    pairs_per_record=50,
    relatives_per_match=0.0,
    relatives_per_record=0.0,
    namesakes_per_match=0.0,
    namesakes_per_record=0.0,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(SETS))
    parser.add_argument("--ours", action="store_true", help="leave Splink out")
    asked = parser.parse_args()
    folder = reference("linkage") / "peers"
    print(f"repatria {repatria.__version__}, seed {SEED}, {dt.datetime.now(dt.UTC):%Y-%m-%d}")
    print(f"{'':14}{'':26}   best F1  precision   recall   CPU s")
    for name in [asked.only] if asked.only else SETS:
        tables, truth = SETS[name](folder)
        for said, scored in (("ours", ours), ("Splink, own examples", splink_public)):
            if asked.ours and said != "ours":
                continue
            began = time.process_time()
            pairs = scored(name, tables)
            seconds = time.process_time() - began
            f1, precision, recall = best(pairs, truth)
            print(f"{name:14}{said:26}  {f1:8.5f}  {precision:9.5f}  {recall:7.5f}  {seconds:6.1f}", flush=True)


def ours(name: str, tables: list[pl.DataFrame]) -> pl.DataFrame:
    """Pairs by a model that is estimated on the test set itself, as Splink's is."""
    records = [prepare(OURS[name](table)) for table in tables]
    left, right = records[0], records[-1]
    model = estimate(
        left,
        right,
        candidates(left, right, within=len(records) == 1),
        comparisons=COMPARISONS[name],
        n_chance=2_000_000,
        rng=np.random.default_rng(SEED),
        version="0",
        trained_on=name,
    ).model
    if len(records) == 1:
        return find_duplicates(left, model=model, params=RAW).frame
    return propose(left, right, model=model, params=ONE).frame


def candidates(left: PreparedRecords, right: PreparedRecords, *, within: bool) -> tuple[np.ndarray, np.ndarray]:
    """All pairs that blocking brings."""
    caps = Caps(block_pairs=RAW.block_pairs, pairs_per_record=RAW.pairs_per_record)
    keys = [side.with_sorted_keys().sorted_keys for side in (left, right)]
    parts = list(candidate_pairs(*keys, caps, within=within))
    return tuple(np.concatenate([part[side] for part in parts]) for side in (0, 1))


def best(pairs: pl.DataFrame, truth: pl.DataFrame) -> tuple[float, float, float]:
    """The best F1 over all thresholds, with its precision and recall; pairs of either order count as one."""
    low, high = pl.min_horizontal("left_id", "right_id"), pl.max_horizontal("left_id", "right_id")
    found = pairs.select(
        left_id=low, right_id=high, p="match_weight" if "match_weight" in pairs.columns else "match_probability"
    )
    true = truth.select(left_id=low, right_id=high, is_true=pl.lit(1)).unique()
    scored = found.join(true, on=["left_id", "right_id"], how="left").sort("p", descending=True)
    n_true = scored["is_true"].fill_null(0).cum_sum().to_numpy()
    n_said = np.arange(1, len(n_true) + 1)
    f1 = 2 * n_true / (n_said + true.height)
    at = int(np.argmax(f1))
    return float(f1[at]), float(n_true[at] / n_said[at]), float(n_true[at] / true.height)


def pairs_of_clusters(ids: pl.Series, clusters: pl.Series) -> pl.DataFrame:
    table = pl.DataFrame({"id": ids, "cluster": clusters})
    return (
        table.join(table, on="cluster", suffix="_other")
        .filter(pl.col("id") < pl.col("id_other"))
        .select(left_id="id", right_id="id_other")
    )


def febrl4(folder: Path) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    tables = [trimmed(pl.read_csv(folder / f"febrl4{side}.csv", infer_schema=False)) for side in "ab"]
    truth = pl.read_csv(folder / "febrl4_truth.csv", infer_schema=False)
    return [t.rename({"rec_id": "unique_id"}) for t in tables], truth.rename({"id_a": "left_id", "id_b": "right_id"})


def historical(folder: Path) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    table = pl.read_parquet(folder / "historical_figures_with_errors_50k.parquet")
    return [table], pairs_of_clusters(table["unique_id"], table["cluster"])


def fake_1000(folder: Path) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    table = pl.read_csv(folder / "fake_1000.csv", infer_schema=False)
    return [table], pairs_of_clusters(table["unique_id"], table["cluster"])


def trimmed(table: pl.DataFrame) -> pl.DataFrame:
    return table.rename(str.strip).with_columns(pl.all().str.strip_chars().replace("", None))


SETS = {"febrl4": febrl4, "historical": historical, "fake_1000": fake_1000}


def with_date(table: pl.DataFrame, parts: tuple[pl.Expr, pl.Expr, pl.Expr], **columns: str | pl.Expr) -> pl.DataFrame:
    names = ("birth_year", "birth_month", "birth_day")
    dates = [part.cast(pl.Int16, strict=False).alias(name) for part, name in zip(parts, names, strict=True)]
    return table.select(*dates, record_id="unique_id", **columns)


def febrl4_records(table: pl.DataFrame) -> pl.DataFrame:
    date = pl.col("date_of_birth").str
    address = pl.concat_str("street_number", "address_1", separator=" ", ignore_nulls=True)
    return with_date(
        table,
        (date.slice(0, 4), date.slice(4, 2), date.slice(6, 2)),
        surname="surname",
        given="given_name",
        address=address,
        postcode="postcode",
        birth_place="suburb",
        code="soc_sec_id",
        occupation="address_2",
    )


def historical_records(table: pl.DataFrame) -> pl.DataFrame:
    date = pl.col("dob").str
    return with_date(
        table,
        (date.slice(0, 4), date.slice(5, 2), date.slice(8, 2)),
        surname="surname",
        given="first_name",
        birth_place="birth_place",
        postcode="postcode_fake",
        sex=pl.col("gender"),
        occupation="occupation",
    )


def fake_1000_records(table: pl.DataFrame) -> pl.DataFrame:
    date = pl.col("dob").str
    return with_date(
        table,
        (date.slice(0, 4), date.slice(5, 2), date.slice(8, 2)),
        surname="surname",
        given="first_name",
        birth_place="city",
        email="email",
    )


OURS = {"febrl4": febrl4_records, "historical": historical_records, "fake_1000": fake_1000_records}
COMPARISONS = {
    "febrl4": ("surname", "given", "birth_date", "birth_place", "address", "postcode", "code", "occupation"),
    "historical": ("surname", "given", "birth_date", "birth_place", "postcode", "occupation", "sex"),
    "fake_1000": ("surname", "given", "birth_date", "birth_place", "email"),
}

if __name__ == "__main__":
    main()
