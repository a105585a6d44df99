"""Who is who over several lists: records that pairs hold together, and what speaks against it.

A cluster is what the pairs at or above a probability connect.  Two records of a list that holds nobody twice cannot be
one person: such a cluster contradicts itself, is said to, and stays whole, for which of its links is wrong is
for people to decide.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.compiled import compiled

SCHEMA: Final[dict[str, pl.DataType]] = {
    "cluster": pl.UInt32(),
    "list": pl.String(),
    "id": pl.String(),
    "n_records": pl.UInt32(),
    "n_lists": pl.UInt32(),
    "n_links": pl.UInt32(),
    "weakest_link": pl.Float64(),
    "contradiction": pl.String(),
}
_Places = npt.NDArray[np.int64]


def clusters(pairs: pl.DataFrame, *, lists_with_repeats: Collection[str] = (), least: float = 0.5) -> pl.DataFrame:
    """The records that pairs connect, one row a record, the largest clusters first.

    Parameters
    ----------
    pairs
        ``list_a``, ``id_a``, ``list_b``, ``id_b``, ``match_probability``.
    lists_with_repeats
        Lists that may hold a person twice.
    least
        Less probable pairs connect nothing.

    Returns
    -------
    DataFrame
        With the columns of ``SCHEMA``: the cluster's number, the record, how many records, lists and links the
        cluster has, the probability of its weakest link, and in ``contradiction`` the lists that hold nobody twice and
        yet have two records in it, parted by ``;`` (empty: none).
    """
    linked = pairs.filter(pl.col("match_probability") >= least)
    if linked.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    ends = [linked.select(pl.col(f"list_{end}").alias("list"), pl.col(f"id_{end}").alias("id")) for end in "ab"]
    records = pl.concat(ends).unique().sort("list", "id").with_row_index("record")
    left, right = (
        end.join(records, on=["list", "id"], how="left", maintain_order="left")["record"].to_numpy().astype(np.int64)
        for end in ends
    )
    root = _roots(left, right, records.height)
    found = records.with_columns(root=pl.Series(root))
    links = linked.select("match_probability", root=pl.Series(root[left])).group_by("root")
    sizes = found.group_by("root").agg(n_records=pl.len(), n_lists=pl.col("list").n_unique())
    return (
        found.join(sizes, on="root")
        .join(links.agg(n_links=pl.len(), weakest_link=pl.col("match_probability").min()), on="root")
        .join(_contradictions(found, lists_with_repeats), on="root", how="left")
        .with_columns(pl.col("contradiction").fill_null(""))
        .sort("n_records", "root", "list", "id", descending=[True, False, False, False])
        .with_columns(cluster=pl.col("root").rle_id())
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
    )


def _contradictions(records: pl.DataFrame, lists_with_repeats: Collection[str]) -> pl.DataFrame:
    once = records.filter(~pl.col("list").is_in(list(lists_with_repeats)))
    twice = once.group_by("root", "list").len().filter(pl.col("len") > 1).sort("root", "list")
    return twice.group_by("root", maintain_order=True).agg(contradiction=pl.col("list").str.join(";"))


@compiled
def _roots(left: _Places, right: _Places, n_records: int) -> _Places:
    """For each record the first record of all that are connected with it."""
    root = np.arange(n_records)
    for link in range(len(left)):
        one, other = left[link], right[link]
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        while root[other] != other:
            root[other] = root[root[other]]
            other = root[other]
        root[max(one, other)] = min(one, other)
    for record in range(n_records):
        # Parents stand before their children: theirs are settled already.
        root[record] = root[root[record]]
    return root
