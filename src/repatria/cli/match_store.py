"""Prepared lists kept between runs: a list is prepared once for each version of its file."""

from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl

    from repatria.linkage import PreparedRecords


def stored(path: Path, store: Path, read: "Callable[[], pl.DataFrame]") -> "tuple[PreparedRecords, bool]":
    """The prepared list of a file, and whether it was taken from the store.

    A list is known by its bytes and by the code that prepares it: a changed file, or another version of Repatria, has
    a place of its own.
    """
    from repatria.linkage import pack, preparation, prepare, unpack

    try:
        with path.open("rb") as file:
            name = f"{file_digest(file, 'sha256').hexdigest()}-{preparation()[:16]}.list"
    except OSError as error:
        raise InputUnusable(f"{path}: no such file.") from error
    kept = store / name
    if kept.is_file():
        return unpack(kept.read_bytes(), file=str(kept)), True
    prepared = prepare(read()).by_id().with_sorted_keys()
    try:
        store.mkdir(parents=True, exist_ok=True)
        # Names of people: nobody else on the machine reads them.
        beside = kept.with_suffix(".part")
        beside.touch(mode=0o600)
        beside.write_bytes(pack(prepared))
        beside.rename(kept)
    except OSError as error:
        raise InputUnusable(
            f"{store}: cannot be written ({error.strerror}). Name another folder with --store."
        ) from error
    return prepared, False
