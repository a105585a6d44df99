"""The table of pairs that ``repatria match`` writes, and of clusters."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.cli.match_tables import neutral
from repatria.cli.outputs import cannot_be_written, whole
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl

    from repatria.linkage import ScoredPairs

_THEIRS = ("list_a", "list_b", "list", "id_a", "id_b", "id")


def pairs_table(found: "Sequence[tuple[str, str, ScoredPairs]]") -> "pl.DataFrame":
    """The pairs of one or several comparisons, each with the names of its two lists, the most probable first.

    For each comparison of fields the level as a word and the weight in bits, and the reasons in words.
    """
    import polars as pl

    tables = [_table(pairs).with_columns(list_a=pl.lit(a), list_b=pl.lit(b)) for a, b, pairs in found]
    table = pl.concat(tables)
    order = ["match_probability", "match_weight", "list_a", "list_b", "id_a", "id_b"]
    table = table.sort(order, descending=[True, True, False, False, False, False])
    if len(found) == 1:
        return table.drop("list_a", "list_b")
    return table.select("list_a", "id_a", "list_b", pl.exclude("list_a", "id_a", "list_b"))


def _table(pairs: "ScoredPairs") -> "pl.DataFrame":
    import polars as pl

    from repatria.linkage import FAMILY, FAMILY_LEVELS, LEVELS

    frame = pairs.frame
    levels = {name: codes for name, codes in LEVELS.items() if f"level_{name}" in frame.columns}
    levels[FAMILY] = FAMILY_LEVELS
    return frame.select(
        pl.col("left_id").alias("id_a"),
        pl.col("right_id").alias("id_b"),
        "match_probability",
        "match_weight",
        *(_words(name, ("missing", *codes), start=-1) for name, codes in levels.items()),
        *([pl.col("kin")] if "kin" in frame.columns else []),
        *(pl.col(f"weight_{name}") for name in levels),
        _reason(list(levels)).alias("reason"),
    )


def _words(name: str, words: tuple[str, ...], *, start: int) -> "pl.Expr":
    import polars as pl

    places = range(start, start + len(words))
    return pl.col(f"level_{name}").replace_strict(list(places), list(words), return_dtype=pl.String).alias(name)


def _reason(names: list[str]) -> "pl.Expr":
    """The sentences of a pair's levels, what a side does not say left out."""
    import polars as pl

    from repatria.linkage import FAMILY, FAMILY_LEVELS, LEVELS, reason, sentence

    said = []
    for name in names:
        levels = list(range(len(FAMILY_LEVELS if name == FAMILY else LEVELS[name])))
        words = [sentence(reason(name, level)) for level in levels]
        said.append(pl.col(f"level_{name}").replace_strict(levels, words, default=None, return_dtype=pl.String))
    return pl.concat_str(said, separator=" ", ignore_nulls=True)


def write(table: "pl.DataFrame", out: Path, about: dict[str, str]) -> None:
    """Write a table as CSV or Parquet; Parquet carries ``about``: model, parameters, digests of the lists."""
    import polars as pl

    with whole(out) as part:
        try:
            if out.suffix.lower() == ".parquet":
                table.write_parquet(part, metadata=about)
                return
            # A spreadsheet would run an id, or a file's name, that begins as a formula does.
            theirs = [name for name in _THEIRS if name in table.columns]
            table.with_columns(pl.col(theirs).map_elements(neutral, return_dtype=pl.String)).write_csv(part)
        except pl.exceptions.PolarsError as error:
            raise InputUnusable(cannot_be_written(out, error)) from error
