"""Splink 5 on the public test sets, with the blocking rules and comparisons that its own examples choose."""

import logging

import polars as pl


def splink_public(name: str, tables: list[pl.DataFrame]) -> pl.DataFrame:
    """Scored pairs of one list within itself, or of two lists."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    db_api = DuckDBAPI()
    chosen = SETTINGS[name]()
    registered = [
        db_api.register(_prepared(name, table).to_arrow(), dataset_display_name=f"t{k}")
        for k, table in enumerate(tables)
    ]
    settings = SettingsCreator(
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        comparisons=chosen["comparisons"],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in chosen["rules"]],
        retain_matching_columns=False,
    )
    linker = Linker(registered, settings, log_level=logging.ERROR)
    certain = [block_on(*rule) for rule in chosen["certain"]]
    linker.training.estimate_probability_two_random_records_match(certain, recall=chosen["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in chosen["em"]:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), estimate_without_term_frequencies=True
        )
    found = pl.from_arrow(
        linker.inference.predict(threshold_match_probability=1e-3).as_duckdbpyrelation().to_arrow_table()
    )
    return found.select(
        left_id=pl.col("unique_id_l").cast(pl.String),
        right_id=pl.col("unique_id_r").cast(pl.String),
        match_probability="match_probability",
        match_weight="match_weight",
    )


def _historical() -> dict:
    import splink.comparison_library as cl

    return {
        "rules": [
            ("substr(first_name, 1, 3)", "substr(surname, 1, 4)"),
            ("surname", "dob"),
            ("first_name", "dob"),
            ("postcode_fake", "first_name"),
            ("postcode_fake", "surname"),
            ("dob", "birth_place"),
            ("substr(postcode_fake, 1, 3)", "dob"),
            ("substr(postcode_fake, 1, 3)", "first_name"),
            ("substr(postcode_fake, 1, 3)", "surname"),
            ("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
        ],
        "comparisons": [
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="both_names"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        "certain": [
            ("first_name", "surname", "dob"),
            ("substr(first_name, 1, 2)", "surname", "substr(postcode_fake, 1, 2)"),
            ("dob", "postcode_fake"),
        ],
        "recall": 0.6,
        "em": [("first_name", "surname"), ("dob",)],
    }


def _febrl4() -> dict:
    import splink.comparison_library as cl

    return {
        "rules": [
            ("given_name", "surname"),
            ("date_of_birth",),
            ("soc_sec_id",),
            ("state", "address_1"),
            ("street_number", "address_1"),
            ("postcode",),
        ],
        "comparisons": [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        "certain": [("soc_sec_id",), ("given_name", "surname", "date_of_birth")],
        "recall": 0.8,
        "em": [("date_of_birth",), ("postcode",)],
    }


def _fake_1000() -> dict:
    import splink.comparison_library as cl

    return {
        "rules": [("first_name",), ("surname",), ("dob",), ("email",)],
        "comparisons": [
            cl.JaroWinklerAtThresholds("first_name", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.JaroAtThresholds("surname", [0.9, 0.7]),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        "certain": [("first_name", "surname"), ("email",), ("first_name", "dob")],
        "recall": 0.7,
        "em": [("first_name", "surname"), ("dob",)],
    }


SETTINGS = {"historical": _historical, "febrl4": _febrl4, "fake_1000": _fake_1000}


def _prepared(name: str, table: pl.DataFrame) -> pl.DataFrame:
    if name == "historical":
        return table.with_columns(both_names=pl.concat_str("first_name", "surname", separator=" "))
    return table
