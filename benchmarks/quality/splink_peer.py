"""Splink 5 as a competent user sets it up: the peer that the matcher is measured beside."""

import logging

import polars as pl
from anyascii import anyascii

TEXTS = ("surname", "given", "patronymic")
FURTHER = ("birth_place", "service_number", "unit_name")
MOST_FOR_BROAD_RULES = 20_000_000_000


def splink_pairs(left: pl.DataFrame, right: pl.DataFrame, *, romanize: bool) -> pl.DataFrame:
    """Scored pairs of two record tables: unsupervised EM, term frequencies, several blocking rules."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    db_api = DuckDBAPI()
    tables = [
        db_api.register(_for_splink(side, romanize).to_arrow(), dataset_display_name=name)
        for side, name in ((left, "l"), (right, "r"))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=_comparisons(left, right),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _blocking(left, right)],
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings, log_level=logging.ERROR)
    sure = [block_on("surname", "given", "dob"), block_on("surname", "patronymic", "dob")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("surname", "given"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = pl.from_arrow(
        linker.inference.predict(threshold_match_probability=1e-4).as_duckdbpyrelation().to_arrow_table()
    )
    return found.select(left_id="unique_id_l", right_id="unique_id_r", match_probability="match_probability")


def _comparisons(left: pl.DataFrame, right: pl.DataFrame) -> list:
    """Names with term frequencies; a date's exchanged digits, its year; every further field that both lists have."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    names = [
        cl.JaroWinklerAtThresholds(name, [0.95, 0.88, 0.75]).configure(term_frequency_adjustments=True)
        for name in TEXTS
    ]
    dob = cl.CustomComparison(
        [
            cll.NullLevel("dob"),
            cll.ExactMatchLevel("dob"),
            cll.DamerauLevenshteinLevel("dob", 1),
            cll.CustomLevel("substr(dob_l, 1, 4) = substr(dob_r, 1, 4)", label_for_charts="same year"),
            cll.DamerauLevenshteinLevel("dob", 2),
            cll.ElseLevel(),
        ],
        output_column_name="dob",
    )
    further = {
        "birth_place": cl.JaroWinklerAtThresholds("birth_place", [0.9, 0.75]),
        "service_number": cl.LevenshteinAtThresholds("service_number", [1]),
        "unit_name": cl.JaroWinklerAtThresholds("unit_name", [0.9, 0.75]),
    }
    is_there = [name for name in further if name in left.columns and name in right.columns]
    return [*names, dob, cl.ExactMatch("sex"), *(further[name] for name in is_there)]


def _blocking(left: pl.DataFrame, right: pl.DataFrame) -> list[tuple[str, ...]]:
    """Rules that need no date, no surname, no patronymic; the broad ones only where the lists are short enough."""
    rules = [
        ("surname", "given"),
        ("surname", "patronymic"),
        ("surname", "substr(dob, 1, 4)"),
        ("substr(surname, 1, 3)", "given", "substr(dob, 1, 4)"),
        ("substr(surname, 1, 2)", "dob"),
        ("given", "patronymic", "substr(dob, 1, 4)"),
        ("given", "dob"),
    ]
    if "service_number" in left.columns and "service_number" in right.columns:
        rules.append(("service_number",))
    if left.height * right.height <= MOST_FOR_BROAD_RULES:
        rules += [("surname",), ("dob",), ("given", "patronymic"), ("substr(surname, 1, 3)", "given")]
    return rules


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
        *(
            pl.col(name).map_elements(folded, return_dtype=pl.String).replace("", None)
            for name in FURTHER
            if name in records.columns
        ),
    )
