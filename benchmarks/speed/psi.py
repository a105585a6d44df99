"""A private comparison of two invented lists: time, CPU, bytes sent, and what its keys find beside the clear matcher.

``python -m benchmarks.speed.psi [--size 100000] [--seed 3] [--quick]``.  The lists are those of ``repatria synth
lists``, ordinary and, for what is found, poor.  The peer, openmined.psi (extra ``bench-psi``), compares
one key and shows the answer to one side, without proofs; it is timed when it can be imported.
"""

import argparse
import datetime as dt
import os
import resource
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from rich.console import Console

import repatria
from repatria.cli.match_lists import read_records
from repatria.cli.psi_keys import parts_of_kinds
from repatria.linkage import LinkageParams, default_model, prepare, propose
from repatria.psi import (
    Commit,
    Exchange,
    Terms,
    answer_header,
    answered,
    blind,
    blind_header,
    found,
    list_digest,
    open_answer,
    open_blinded,
    proofs,
    public_key,
    random_scalar,
    render,
    sections,
    size_class,
)
from repatria.synth import ListsParams, Quality, make_two_lists

THREADS = 2
ONE = "name-father-year"


class Clock:
    """Wall and CPU seconds of each step, added over both sides."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}

    def __call__(self, step: str, work):
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        before = self.spent.get(step, (0.0, 0.0))
        self.spent[step] = before[0] + time.perf_counter() - wall, before[1] + time.process_time() - cpu
        return result

    def show(self, n: int) -> None:
        for step, (wall, cpu) in self.spent.items():
            print(f"  {step:22} {wall:7.1f} s wall {cpu:7.1f} s CPU {1e6 * cpu / n:7.1f} us a point")
        walls, cpus = (sum(each[k] for each in self.spent.values()) for k in (0, 1))
        print(f"  {'both sides, all steps':22} {walls:7.1f} s wall {cpus:7.1f} s CPU")


class Side:
    """One party, its messages kept in memory."""

    def __init__(self, party: str, keys: dict[str, list[bytes]], terms: Terms, clock: Clock) -> None:
        self.terms, self.keys, self.clock = terms, keys, clock
        self.secrets, self.nonce = [random_scalar(os.urandom) for _ in terms.kinds], os.urandom(32)
        size = max(size_class(len(each)) for each in keys.values())
        self.kinds = clock(
            "blind and commit",
            lambda: [
                blind(
                    keys[kind],
                    terms=terms,
                    kind=kind,
                    secret=secret,
                    size=size,
                    random=os.urandom,
                    threads=THREADS,
                )
                for kind, secret in zip(terms.kinds, self.secrets, strict=True)
            ],
        )
        self.body = b"".join(each.points.tobytes() for each in self.kinds)
        said = {"terms": terms, "party": party, "dated": "2026-11-01", "size": size}
        draft = Commit(**said, public_keys=tuple(map(public_key, self.secrets)), commitment=b"")
        self.digest = list_digest([self.body])
        self.commit = replace(draft, commitment=draft.expected(self.nonce, self.digest))

    def meet(self, other: "Side") -> None:
        self.exchange = Exchange(own=self.commit, theirs=other.commit)

    def answer(self, other: "Side") -> None:
        header = blind_header(other.exchange, other.nonce)
        asked, digest = open_blinded(self.exchange, header, memoryview(other.body))
        self.transcript = self.exchange.transcript(self.digest, digest)
        body = self.clock(
            "answer",
            lambda: b"".join(chunk.tobytes() for chunk in answered(asked, self.secrets, threads=THREADS)),
        )
        self.given = sections(body, len(self.terms.kinds), other.commit.size)
        shown = self.clock(
            "prove",
            lambda: list(
                proofs(
                    self.exchange,
                    self.transcript,
                    self.secrets,
                    asked,
                    self.given,
                    random=os.urandom,
                    threads=THREADS,
                )
            ),
        )
        self.sent = answer_header(self.exchange, self.transcript), b"".join([body, *shown])

    def reveal(self, other: "Side") -> dict[str, set[bytes]]:
        header, body = other.sent
        own = sections(self.body, len(self.terms.kinds), self.commit.size)
        raised = self.clock(
            "check proofs",
            lambda: open_answer(self.exchange, self.transcript, own, header, memoryview(body), threads=THREADS),
        )
        hits = self.clock("intersect", lambda: [found(a, b) for a, b in zip(raised, self.given, strict=True)])
        return {
            kind: {key for key, hit in zip(self.keys[kind], hits[k][self.kinds[k].places], strict=True) if hit}
            for k, kind in enumerate(self.terms.kinds)
        }

    def sizes(self) -> str:
        n = len(self.body)
        parts = {
            "commit": list(render(self.commit.header())),
            "blind": list(render(blind_header(self.exchange, self.nonce), [self.body], n_bytes=n)),
            "answer": list(render(self.sent[0], [self.sent[1]], n_bytes=len(self.sent[1]))),
        }
        return ", ".join(f"{step} {sum(map(len, each)) / 1e6:.3f} MB" for step, each in parts.items())


def compare(left: dict[str, list[bytes]], right: dict[str, list[bytes]]) -> dict[str, set[bytes]]:
    """A whole comparison, timed; what the left side finds."""
    terms = Terms(session="benchmark", parties=("left", "right"), kinds=tuple(left), tables="1")
    clock = Clock()
    a, b = Side("left", left, terms, clock), Side("right", right, terms, clock)
    for one, other in ((a, b), (b, a)):
        one.meet(other)
    for one, other in ((a, b), (b, a)):
        one.answer(other)
    hits = a.reveal(b)
    assert hits == b.reveal(a) == {kind: {*left[kind]} & {*right[kind]} for kind in left}
    clock.show(2 * a.commit.size * len(left))
    print(f"  sent by each side: {a.sizes()}; {a.commit.size} points a kind")
    return hits


def peer(left: list[bytes], right: list[bytes]) -> None:
    """openmined.psi: the client learns which of its items the server has; twice for both to learn."""
    try:
        import private_set_intersection.python as openmined
    except ImportError:
        print("openmined.psi is not installed (the extra bench-psi): not compared.")
        return
    ours, theirs = ([key.decode() for key in keys] for keys in (left, right))
    wall, cpu = time.perf_counter(), time.process_time()
    client, server = openmined.client.CreateWithNewKey(True), openmined.server.CreateWithNewKey(True)
    setup = server.CreateSetupMessage(1e-9, len(ours), theirs, openmined.DataStructure.RAW)
    request = client.CreateRequest(ours)
    response = server.ProcessRequest(request)
    both = client.GetIntersection(setup, response)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert {left[place] for place in both} == {*left} & {*right}
    sent = sum(len(each.SerializeToString()) for each in (setup, request, response))
    print(
        f"  openmined.psi, one side learns {wall:7.1f} s wall {cpu:7.1f} s CPU, {sent / 1e6:.3f} MB in all, no proofs"
    )


@dataclass(frozen=True)
class World:
    """Two lists, the keys of each, and the ids of the left records that stand on the right list too."""

    left: pl.DataFrame
    right: pl.DataFrame
    keys: tuple[pl.DataFrame, pl.DataFrame]
    both: set[str]

    @classmethod
    def of(cls, quality: Quality, size: int, seed: int) -> "World":
        params = ListsParams.of_quality(quality, n_left=size, n_right=size)
        made = make_two_lists(params, rng=np.random.default_rng(seed))
        left, right = _read(made.a), _read(made.b)
        return cls(left, right, (keys_by_kind(left), keys_by_kind(right)), set(made.truth["id_a"]))

    def distinct(self) -> list[dict[str, list[bytes]]]:
        return [
            {kind: [key.encode() for key in keys[kind].drop_nulls().unique()] for kind in parts_of_kinds()}
            for keys in self.keys
        ]

    def show_found(self) -> None:
        """What the left side sees, each record beside the truth; an exchange gives this intersection, as asserted."""
        ours, theirs = self.keys
        hits = {
            kind: ours[kind].is_in(theirs[kind].drop_nulls().implode()).fill_null(False) for kind in parts_of_kinds()
        }
        for kind, is_hit in hits.items():
            self._show(kind, set(ours["record_id"].filter(is_hit)))
        n_kinds = pl.sum_horizontal(*hits.values())
        counted = ours.select("record_id", n=n_kinds)
        for least, name in ((1, "any of the six"), (2, "two of the six or more")):
            self._show(name, set(counted.filter(pl.col("n") >= least)["record_id"]))
        pairs = propose(self.left, self.right, params=LinkageParams(threshold=0.01)).frame
        for least in (0.5, 0.95):
            ids = set(pairs.filter(pl.col("match_probability") >= least)["left_id"])
            self._show(f"clear matcher (model {default_model().version}) at {least}", ids)

    def _show(self, name: str, hits: set[str]) -> None:
        true, n_others = len(hits & self.both), self.left.height - len(self.both)
        print(
            f"  {name:34} {len(hits):7} records, precision {true / max(len(hits), 1):.4f},"
            f" recall {true / len(self.both):.4f}, {1000 * (len(hits) - true) / n_others:5.1f} of 1000 strangers"
        )


def _read(table: pl.DataFrame) -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as place:
        table.write_csv(path := Path(place) / "list.csv")
        return read_records(path, Console(quiet=True))


def keys_by_kind(records: pl.DataFrame) -> pl.DataFrame:
    frame = prepare(records).frame
    return frame.select(
        "record_id",
        *(
            pl.concat_str([part.cast(pl.String) for part in parts], separator="\x1f").alias(kind)
            for kind, parts in parts_of_kinds().items()
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one key only, and no clear matcher")
    parser.add_argument("--only", choices=("exchange", "found"), help="one half of it: time, or what the keys find")
    asked = parser.parse_args()
    n = asked.size
    print(f"repatria {repatria.__version__}, {dt.datetime.now(dt.UTC):%Y-%m-%d}: {n} x {n}, seed {asked.seed}")
    world = World.of(Quality.ORDINARY, n, asked.seed)
    if asked.only != "found":
        exchange(world, has_six=not asked.quick)
    if asked.quick or asked.only == "exchange":
        return
    for quality in (Quality.ORDINARY, Quality.POOR):
        print(f"which of the left list's {n} records are on the right one ({quality} lists), as its owner sees it")
        (world if quality is Quality.ORDINARY else World.of(quality, n, asked.seed)).show_found()


def exchange(world: World, *, has_six: bool) -> None:
    """Time the comparison by one key, beside the peer, and by all six."""
    ours, theirs = world.distinct()
    print(f"one key ({ONE}: {len(ours[ONE])} and {len(theirs[ONE])} distinct), both sides learn, {THREADS} threads")
    compare({ONE: ours[ONE]}, {ONE: theirs[ONE]})
    peer(ours[ONE], theirs[ONE])
    if has_six:
        print("six keys, both sides learn")
        compare(ours, theirs)
        print(f"  largest memory of the process, both sides in it: {_megabytes():.0f} MB")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
