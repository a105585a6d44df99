"""Lists read back as raw cells, with no help from the lists engine."""

import csv
import io
import tomllib
from functools import cache

import numpy as np
import polars as pl
from python_calamine import CalamineWorkbook

from repatria.synth import World, make_world
from repatria.synth.layout import LAYOUTS

SMALL = 0.02


@cache
def world(scale: float = SMALL, seed: int = 7) -> World:
    return make_world(scale, seed=seed, rng=np.random.default_rng(seed))


def truth(name: str, of: World) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(of.files[f"truth/{name}.parquet"]))


def letters(of: World) -> dict[str, dict[str, object]]:
    return {each["key"]: each for each in tomllib.loads(of.files["case.toml"].decode())["lists"]}


def raw_rows(key: str, of: World) -> list[list[object]]:
    """Every line of a list's file; the first is row 1."""
    layout = LAYOUTS[key]
    content = of.files[f"lists/{key}.{layout.extension}"]
    if layout.extension in {"xlsx", "ods"}:
        return (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    return list(csv.reader(io.StringIO(content.decode(layout.encoding), newline=""), delimiter=layout.delimiter))


def cell(key: str, row: int, name: str, of: World) -> object:
    """The raw cell of a field in a row, as a spreadsheet counts."""
    return raw_rows(key, of)[row - 1][LAYOUTS[key].fields.index(name)]


def planted(kind: str, of: World) -> list[dict[str, object]]:
    return truth("planted", of).filter(~pl.col("is_natural"), pl.col("kind") == kind).to_dicts()
