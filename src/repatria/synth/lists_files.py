"""Two lists and their truth as files, and a manifest from which they can be made again."""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from repatria import __version__
from repatria.synth.two_lists import TwoLists


class ListsFormat(StrEnum):
    """What the tables are written as."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsWorld:
    """Files by name: ``a``, ``b``, ``truth`` and ``families`` in the format asked for, and ``manifest.json``."""

    files: Mapping[str, bytes]


def render_lists(lists: TwoLists, *, seed: int, file_format: ListsFormat) -> ListsWorld:
    """The tables as bytes, the same for the same lists; the manifest says how they came about."""
    tables = {"a": lists.a, "b": lists.b, "truth": lists.truth, "families": lists.families}
    files = {f"{name}.{file_format}": _bytes_of(table, file_format) for name, table in tables.items()}
    manifest = {
        "program": f"repatria {__version__}",
        "seed": seed,
        "params": lists.params.as_json(),
        "n_rows": {name: table.height for name, table in tables.items()},
        "n_pairs_by_label": lists.n_by_label,
        "n_pairs_by_kinship": lists.n_by_kinship,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    return ListsWorld(files=files)


def _bytes_of(table: pl.DataFrame, file_format: ListsFormat) -> bytes:
    out = io.BytesIO()
    if file_format is ListsFormat.PARQUET:
        table.write_parquet(out)
    else:
        table.write_csv(out)
    return out.getvalue()
