"""Pairs of names, ours beside peers in one run: ``python -m benchmarks.quality.namepairs [PYTHON]``.

``PYTHON`` is the interpreter of an environment with nomenklatura (MIT), whose logic-v2 scores names with rigour; where
none is given that peer is left out and the run says so.  Reads the reference set beside the checkout; prints measures
only, never a name.
"""

import csv
import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import polars as pl
from anyascii import anyascii
from benchmarks.data import reference
from rapidfuzz import fuzz

import repatria
from repatria.names import compare_frame
from repatria.synth import ListsParams, make_two_lists

BULK, SEED = 400_000, 3
_BEGINNING = pl.col("surname").str.to_lowercase().str.slice(0, 4)
OTHER_KINDS = ("alias_hard", "token", "os_bench")
_LOGIC_V2 = """
import json, sys, time
from followthemoney import model
from nomenklatura.matching import get_algorithm
from nomenklatura.matching.types import ScoringConfig
algorithm = get_algorithm("logic-v2")
config = algorithm.default_config() if hasattr(algorithm, "default_config") else ScoringConfig.defaults()
def person(name):
    return model.get_proxy({"id": name, "schema": "Person", "properties": {"name": [name]}})
pairs = json.load(sys.stdin)
people = {name: person(name) for pair in pairs for name in pair}
started = time.process_time()
scores = [algorithm.compare(people[a], people[b], config).score for a, b in pairs]
json.dump({"scores": scores, "seconds": time.process_time() - started}, sys.stdout)
"""


def main() -> None:
    with (reference("linkage") / "namepairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [(row["name1"], row["name2"]) for row in rows]
    is_same = np.array([row["same"] == "1" for row in rows])
    kinds = np.array([row["kind"] for row in rows])
    print(f"repatria {repatria.__version__}, {dt.datetime.now(dt.UTC):%Y-%m-%d}, namepairs.csv: {len(rows)} pairs")
    for name, score in contenders(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        _, first = score(pairs)
        scores, again = score(pairs)
        print(f"\n{name}: {len(pairs) / first:,.0f} pairs/s with reading, {len(pairs) / again:,.0f} once read")
        if name == "repatria":
            report_bulk()
        for part, is_in in unions(kinds):
            auc, best_f1, recall = curve(np.array(scores)[is_in], is_same[is_in])
            print(f"  {part:34} n {is_in.sum():5}  AUC {auc:.4f}  best F1 {best_f1:.4f}  recall at 99 % {recall:.4f}")
        report_negatives(np.array(scores), is_same, kinds)


def report_bulk() -> None:
    """Pairs of two invented lists, reading all names: those of one person, those of alike surnames, and strangers."""
    pairs = bulk_pairs()
    n_distinct = pl.concat(pairs.get_columns()).n_unique()
    started = time.process_time()
    compare_frame(pairs["name1"], pairs["name2"])
    first = time.process_time() - started
    started = time.process_time()
    compare_frame(pairs["name1"], pairs["name2"])
    again = time.process_time() - started
    print(
        f"  in bulk: {len(pairs):,} pairs of {n_distinct:,} distinct names:"
        f" {len(pairs) / first:,.0f} pairs/s with reading, {len(pairs) / again:,.0f} once words are read"
    )


def bulk_pairs() -> pl.DataFrame:
    """Those on both invented lists, as many whose surnames begin alike, and strangers to fill."""
    rng = np.random.default_rng(SEED)
    lists = make_two_lists(ListsParams(n_left=BULK // 4, n_right=BULK // 4), rng=rng)
    whole = pl.concat_str("surname", "given", "patronymic", separator=" ", ignore_nulls=True).str.strip_chars()
    left, right = (each.select("id", whole.alias("name"), beginning=_BEGINNING) for each in (lists.a, lists.b))
    both = lists.truth.select("id_a", "id_b")
    alike = left.join(right, on="beginning", suffix="_b").select(id_a="id", id_b="id_b")
    alike = alike.sample(min(BULK // 2, alike.height), seed=SEED)
    n_strangers = BULK - both.height - alike.height
    strangers = pl.DataFrame(
        {
            "id_a": left["id"].gather(rng.integers(0, left.height, n_strangers)),
            "id_b": right["id"].gather(rng.integers(0, right.height, n_strangers)),
        }
    )
    ids = pl.concat([both, alike, strangers])
    return (
        ids.join(left.select(id_a="id", name1="name"), on="id_a")
        .join(right.select(id_b="id", name2="name"), on="id_b")
        .select("name1", "name2")
    )


def contenders(peer: Path | None) -> Iterable[tuple[str, Callable[[list[tuple[str, str]]], tuple[list[float], float]]]]:
    compare_frame(["Гнатюк Іван"], ["Ivan Hnatiuk"])  # machine code is read from disk or made
    yield "repatria", lambda pairs: own_time(ours, pairs)
    yield "anyascii + rapidfuzz token set", lambda pairs: own_time(token_sets, pairs)
    if peer is None:
        print("\nnomenklatura logic-v2: left out, no interpreter given")
    else:
        yield "nomenklatura logic-v2", lambda pairs: logic_v2(peer, pairs)


def own_time(score, pairs) -> tuple[list[float], float]:
    started = time.process_time()
    scores = score(pairs)
    return scores, time.process_time() - started


def ours(pairs: list[tuple[str, str]]) -> list[float]:
    return compare_frame([a for a, _ in pairs], [b for _, b in pairs])["score"].to_list()


def token_sets(pairs: list[tuple[str, str]]) -> list[float]:
    return [fuzz.token_set_ratio(anyascii(a).lower(), anyascii(b).lower()) for a, b in pairs]


def logic_v2(python: Path, pairs: list[tuple[str, str]]) -> tuple[list[float], float]:
    ran = subprocess.run(
        [python, "-c", _LOGIC_V2], input=json.dumps(pairs), capture_output=True, encoding="utf-8", check=True
    )
    found = json.loads(ran.stdout)
    return found["scores"], found["seconds"]


def unions(kinds: np.ndarray) -> Iterable[tuple[str, np.ndarray]]:
    yield "persons", ~np.isin(kinds, OTHER_KINDS)
    yield "all but alias_hard", kinds != "alias_hard"
    yield "all", np.ones(len(kinds), dtype=bool)
    yield "token", kinds == "token"
    yield "os_bench", kinds == "os_bench"


def report_negatives(scores: np.ndarray, is_same: np.ndarray, kinds: np.ndarray) -> None:
    """Each kind of different persons against all pairs of one person."""
    for kind in ("same_surname_stem", "same_given_patronymic", "nearest", "brother_constructed", "random"):
        is_in = (kinds == "person") | (kinds == kind)
        auc, _, recall = curve(scores[is_in], is_same[is_in])
        print(f"  against {kind:26} n {(kinds == kind).sum():5}  AUC {auc:.4f}  {'':14}  recall at 99 % {recall:.4f}")


def curve(score: np.ndarray, is_same: np.ndarray) -> tuple[float, float, float]:
    """Area under the ROC curve, best F1, recall at 99 % precision; equal scores stand or fall together."""
    n_same = is_same.sum()
    ranks = pl.Series(score).rank("average").to_numpy()
    auc = (ranks[is_same].sum() - n_same * (n_same + 1) / 2) / (n_same * (len(score) - n_same))
    order = np.argsort(-score, kind="stable")
    is_end = np.append(np.diff(score[order]) != 0, True)
    n_true = np.cumsum(is_same[order])[is_end]
    n_said = np.arange(1, len(score) + 1)[is_end]
    precise = n_true[n_true / n_said >= 0.99]
    return float(auc), float((2 * n_true / (n_said + n_same)).max()), float(precise.max(initial=0) / n_same)


if __name__ == "__main__":
    main()
