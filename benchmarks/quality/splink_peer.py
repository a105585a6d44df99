"""Splink 5 as a competent user sets it up: the peer that the matcher is measured beside."""

import logging

import polars as pl
from anyascii import anyascii

TEXTS = ("surname", "given", "patronymic")


def splink_pairs(left: pl.DataFrame, right: pl.DataFrame, *, romanize: bool) -> pl.DataFrame:
    """Scored pairs of two record tables: unsupervised EM, term frequencies, several blocking rules."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    db_api = DuckDBAPI()
    tables = [
        db_api.register(_for_splink(side, romanize).to_arrow(), dataset_display_name=name)
        for side, name in ((left, "l"), (right, "r"))
    ]
    names = [
        cl.JaroWinklerAtThresholds(name, [0.95, 0.88, 0.75]).configure(term_frequency_adjustments=True)
        for name in TEXTS
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[*names, cl.DamerauLevenshteinAtThresholds("dob", [1, 2]), cl.ExactMatch("sex")],
        blocking_rules_to_generate_predictions=[
            block_on("surname"),
            block_on("dob"),
            block_on("given", "patronymic"),
            block_on("substr(surname, 1, 3)", "given"),
            block_on("substr(surname, 1, 3)", "substr(dob, 1, 4)"),
        ],
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings, log_level=logging.ERROR)
    rules = [block_on("surname", "given"), block_on("dob")]
    linker.training.estimate_probability_two_random_records_match([*rules, block_on("given", "patronymic")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in rules:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = pl.from_arrow(
        linker.inference.predict(threshold_match_probability=1e-4).as_duckdbpyrelation().to_arrow_table()
    )
    return found.select(left_id="unique_id_l", right_id="unique_id_r", match_probability="match_probability")


def greedy_one_to_one(pairs: pl.DataFrame) -> pl.DataFrame:
    """The best pairs first, each record once: what users of Splink do by hand."""
    seen_left, seen_right, kept = set(), set(), []
    for row in pairs.sort("match_probability", descending=True).iter_rows():
        if row[0] not in seen_left and row[1] not in seen_right:
            seen_left.add(row[0])
            seen_right.add(row[1])
            kept.append(row)
    return pl.DataFrame(kept, schema=pairs.schema, orient="row")


def _for_splink(records: pl.DataFrame, romanize: bool) -> pl.DataFrame:
    def folded(text: str) -> str:
        return (anyascii(text) if romanize else text).lower().strip()

    date = pl.concat_str(
        pl.col("birth_year").cast(pl.String),
        pl.col("birth_month").cast(pl.String).str.zfill(2),
        pl.col("birth_day").cast(pl.String).str.zfill(2),
        separator="-",
        ignore_nulls=True,
    )
    return records.select(
        pl.col("record_id").alias("unique_id"),
        *(pl.col(name).map_elements(folded, return_dtype=pl.String).replace("", None) for name in TEXTS),
        pl.when(date != "").then(date).alias("dob"),
        pl.col("sex").replace("", None),
    )
