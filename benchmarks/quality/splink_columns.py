"""Splink 5 as a mere scorer of our prepared columns and our candidate pairs: our levels in SQL, nearly."""

import logging
from dataclasses import replace

import polars as pl

from repatria.linkage import LinkageModel, LinkageParams, PreparedRecords
from repatria.linkage.blocking import KEYS, RULES, key_table
from repatria.linkage.joining import budget

# From the strongest level down, as Splink wants them; names are those of our levels, {l} and {r} the two sides.
_CLASSES = "list_has_any({c}_classes_l, {c}_classes_r)"
_LISTED = "len({c}_classes_l) > 0 AND len({c}_classes_r) > 0"
_FULL = "birth_month_l > 0 AND birth_day_l > 0 AND birth_month_r > 0 AND birth_day_r > 0"
_SAME_YEAR, _SAME_MONTH, _SAME_DAY = (f"birth_{part}_l = birth_{part}_r" for part in ("year", "month", "day"))


def _names_of_class(c: str, text: str) -> dict[str, str]:
    near = f"damerau_levenshtein({text}_l, {text}_r) <= 1"
    shorter = f"least(length({text}_l), length({text}_r))"
    one_letter, alike = f"{shorter} <= 1", f"jaro_winkler_similarity({text}_l, {text}_r)"
    listed = _LISTED.format(c=c)
    return {
        "same": f"{c}_key_l = {c}_key_r OR {_CLASSES.format(c=c)}",
        "initial": f"{one_letter} AND {text}_l[1] = {text}_r[1]",
        "similar": f"NOT {one_letter} AND NOT ({listed}) AND (({near} AND {shorter} >= 4) OR {alike} >= 0.9)",
        "resembling": f"NOT {one_letter} AND "
        f"(CASE WHEN {listed} THEN {near} AND {shorter} >= 5 ELSE {alike} >= 0.8 END)",
    }


_SHORTER = "least(length(surname_stem_l), length(surname_stem_r))"
_ROOTS = "jaro_winkler_similarity(surname_root_l, surname_root_r)"
_FAR = "damerau_levenshtein(surname_stem_l, surname_stem_r)"
LEVELS: dict[str, tuple[str, dict[str, str]]] = {
    "surname": (
        "surname_stem",
        {
            "same": "surname_stem_l = surname_stem_r",
            "one-letter": f"{_SHORTER} >= 4 AND ({_FAR} <= 1 OR surname_frame_l = surname_frame_r)",
            "similar": f"({_FAR} <= 2 AND {_SHORTER} >= 6) OR {_ROOTS} >= 0.9",
            "resembling": f"{_ROOTS} >= 0.8",
        },
    ),
    "given": ("given_key", _names_of_class("given", "given_skeleton")),
    "patronymic": ("patronymic_key", _names_of_class("patronymic", "patronymic_stem")),
    "birth_date": (
        "birth_year",
        {
            "same": f"{_FULL} AND {_SAME_YEAR} AND {_SAME_MONTH} AND {_SAME_DAY}",
            "swapped": f"{_FULL} AND {_SAME_YEAR} AND birth_month_l = birth_day_r AND birth_day_l = birth_month_r",
            "january-first": f"{_FULL} AND {_SAME_YEAR} "
            "AND (birth_month_l * birth_day_l = 1 OR birth_month_r * birth_day_r = 1)",
            "year-off-by-one": f"{_FULL} AND {_SAME_MONTH} AND {_SAME_DAY} AND abs(birth_year_l - birth_year_r) = 1",
            "decade": f"{_FULL} AND {_SAME_MONTH} AND {_SAME_DAY} AND abs(birth_year_l - birth_year_r) = 10",
            "one-digit": f"{_FULL} AND damerau_levenshtein(birth_digits_l, birth_digits_r) <= 1",
            "one-part": f"{_FULL} AND {_SAME_YEAR} AND ({_SAME_MONTH} OR {_SAME_DAY})",
            "same-day-month": f"{_FULL} AND {_SAME_MONTH} AND {_SAME_DAY}",
            "month-known": f"NOT ({_FULL}) AND {_SAME_YEAR} AND {_SAME_MONTH} AND birth_month_l > 0",
            "year-known": f"NOT ({_FULL}) AND {_SAME_YEAR} AND (birth_month_l = 0 OR birth_month_r = 0)",
            "same-year": _SAME_YEAR,
            "near-year-known": f"NOT ({_FULL}) AND abs(birth_year_l - birth_year_r) = 1",
            "near-year": "abs(birth_year_l - birth_year_r) = 1",
        },
    ),
    "sex": ("sex", {"same": "sex_l = sex_r"}),
    "birth_place": (
        "place",
        {
            "same": "place_l = place_r",
            "shared-word": "list_has_any(string_split(place_l, ' '), string_split(place_r, ' '))",
            "similar-word": "damerau_levenshtein(place_l, place_r) <= 1 AND length(place_l) >= 5",
        },
    ),
    "service_number": (
        "service_number",
        {
            "same": "service_number_l = service_number_r",
            "same-digits": "length(number_digits_l) >= 5 AND number_digits_l = number_digits_r",
            "one-digit": "damerau_levenshtein(service_number_l, service_number_r) <= 1 "
            "AND least(length(service_number_l), length(service_number_r)) >= 5",
        },
    ),
    "unit_name": (
        "unit_name",
        {
            "same": "unit_name_l = unit_name_r",
            "shared-number": "list_has_any("
            "regexp_extract_all(unit_name_l, '\\d+'), regexp_extract_all(unit_name_r, '\\d+'))",
        },
    ),
}
_FREQUENCIES = {"surname": "surname_stem", "given": "given_key", "patronymic": "patronymic_key", "birth_place": "place"}
_PARTS = (("year", 4), ("month", 2), ("day", 2))
_ENDING = "^(..+?)(?:[ai]vsk|insk|sk|[ai]v|in|[ai]?nk|[ai]vich|ich|[uia]k|it)$"


def splink_on_our_columns(
    left: PreparedRecords, right: PreparedRecords, model: LinkageModel, matches_per_pair: float, *, is_trained: bool
) -> pl.DataFrame:
    """Scored pairs: the model's m and u, frequencies by Splink; or m, u and the prior learned by EM on these lists."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    db_api = DuckDBAPI()
    left, right = _with_keys(left), _with_keys(right)
    too_many = _too_many(left, right)
    tables = [
        db_api.register(_for_splink(side, place, too_many).to_arrow(), dataset_display_name=name)
        for place, (side, name) in enumerate(((left, "l"), (right, "r")))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(name, model, is_trained) for name in LEVELS],
        blocking_rules_to_generate_predictions=[block_on(_block(rule)) for rule in RULES],
        probability_two_random_records_match=matches_per_pair,
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings, log_level=logging.ERROR)
    if is_trained:
        rules = [block_on("surname_stem", "given_key"), block_on("birth_year", "birth_month", "birth_day")]
        linker.training.estimate_probability_two_random_records_match(rules, recall=0.8)
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
        for rule in rules:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = pl.from_arrow(
        linker.inference.predict(threshold_match_probability=1e-4).as_duckdbpyrelation().to_arrow_table()
    )
    return found.select(left_id="unique_id_l", right_id="unique_id_r", match_probability="match_probability")


def _comparison(name: str, model: LinkageModel, is_trained: bool):
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    from repatria.linkage import LEVELS as OURS

    column, conditions = LEVELS[name]
    levels = [cll.NullLevel(column)]
    for code, condition in conditions.items():
        said = {} if is_trained else _of_model(model, name, OURS[name].index(code))
        if code == "same" and name in _FREQUENCIES:
            said |= {"tf_adjustment_column": _FREQUENCIES[name], "disable_tf_exact_match_detection": True}
        levels.append(cll.CustomLevel(condition, label_for_charts=code).configure(**said))
    otherwise = cll.ElseLevel()
    levels.append(otherwise if is_trained else otherwise.configure(**_of_model(model, name, 0)))
    return cl.CustomComparison(levels, output_column_name=name)


def _of_model(model: LinkageModel, name: str, level: int) -> dict[str, float]:
    return {"m_probability": float(model.m[name][level]), "u_probability": float(model.u[name][level])}


def _with_keys(side: PreparedRecords) -> PreparedRecords:
    """The same records with a column for each of our blocking keys."""
    keys = key_table(side.frame)
    columns = (pl.Series(f"block_{key}", keys[:, place]) for place, key in enumerate(KEYS))
    return replace(side, frame=side.frame.hstack([column.set(column == 0, None) for column in columns]))


def _block(rule: str) -> str:
    return f"block_{rule}".replace("-", "_")


def _too_many(left: PreparedRecords, right: PreparedRecords) -> dict[str, pl.Series]:
    """Keys that bring more pairs than our blocking takes, alone or with all that are rarer: the same candidates."""
    params, found = LinkageParams(), {}
    most = budget(params.pairs_per_record, max(left.height, right.height))
    for rule, keys in RULES.items():
        counts = [
            side.frame[f"block_{key}"].drop_nulls().value_counts(name=f"n_{n}").rename({f"block_{key}": "key"})
            for n, (side, key) in enumerate(zip((left, right), keys, strict=True))
        ]
        brought = counts[0].join(counts[1], on="key").with_columns(n=pl.col("n_0").cast(pl.UInt64) * pl.col("n_1"))
        by_size = brought.group_by("n").agg(total=pl.col("n").sum()).sort("n")
        fits = by_size.filter(pl.col("total").cum_sum() <= most)["n"].max() or 0
        found[rule] = brought.filter(pl.col("n") > min(int(fits), params.block_pairs))["key"]
    return found


def _for_splink(side: PreparedRecords, place: int, too_many: dict[str, pl.Series]) -> pl.DataFrame:
    classes = [
        pl.when(pl.col(f"{c}_key").str.starts_with("="))
        .then(pl.col(f"{c}_key").str.slice(1).str.split("|"))
        .otherwise(pl.lit([], dtype=pl.List(pl.String)))
        .alias(f"{c}_classes")
        for c in ("given", "patronymic")
    ]
    blocks = [
        pl.when(pl.col(f"block_{RULES[rule][place]}").is_in(keys.implode()))
        .then(None)
        .otherwise(f"block_{RULES[rule][place]}")
        .cast(pl.String)
        .alias(_block(rule))
        for rule, keys in too_many.items()
    ]
    return side.frame.select(
        pl.col("record_id").alias("unique_id"),
        "surname_stem",
        "surname_frame",
        pl.col("surname_stem").str.replace(_ENDING, "$1").alias("surname_root"),
        "given_key",
        "given_skeleton",
        "patronymic_key",
        "patronymic_stem",
        "birth_year",
        pl.col("birth_month", "birth_day").fill_null(0),
        pl.format(
            "{}{}{}", *(pl.col(f"birth_{part}").fill_null(0).cast(pl.String).str.zfill(n) for part, n in _PARTS)
        ).alias("birth_digits"),
        pl.col("service_number").str.replace_all(r"\D", "").alias("number_digits"),
        "sex",
        "place",
        "service_number",
        "unit_name",
        *classes,
        *blocks,
    )
