"""A private comparison of two invented lists: time, CPU, bytes sent, and what its keys find beside the clear matcher.

``python -m benchmarks.speed.psi [--size 100000] [--quick]``.  The peer, openmined.psi (extra ``bench-psi``), compares
one key and shows the answer to one side, without proofs; it is timed when it can be imported.
"""

import argparse
import datetime as dt
import os
import resource
import time
from dataclasses import replace

import polars as pl
from scripts.invented_lists import invented_lists

import repatria
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

THREADS = 2


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


def keys_by_kind(records: pl.DataFrame) -> pl.DataFrame:
    frame = prepare(records).frame
    return frame.select(
        "record_id",
        *(
            pl.concat_str([part.cast(pl.String) for part in parts], separator="\x1f").alias(kind)
            for kind, parts in parts_of_kinds().items()
        ),
    )


def show_found(name: str, hits: set[str], both: set[str]) -> None:
    true = len(hits & both)
    print(f"  {name:34} {len(hits):7} records, precision {true / max(len(hits), 1):.4f}, recall {true / len(both):.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--quick", action="store_true", help="one key only, and no clear matcher")
    asked = parser.parse_args()
    n = asked.size
    print(f"repatria {repatria.__version__}, {dt.datetime.now(dt.UTC):%Y-%m-%d}: {n} x {n}, seed {asked.seed}")
    left, right, both, _ = invented_lists(asked.seed, n, n, n // 2, n // 20)
    a, b = keys_by_kind(left), keys_by_kind(right)
    one = "name-father-year"
    lists = [
        {kind: [key.encode() for key in keys[kind].drop_nulls().unique()] for kind in parts_of_kinds()}
        for keys in (a, b)
    ]
    print(
        f"one key ({one}: {len(lists[0][one])} and {len(lists[1][one])} distinct), both sides learn, {THREADS} threads"
    )
    compare({one: lists[0][one]}, {one: lists[1][one]})
    peer(lists[0][one], lists[1][one])
    if asked.quick:
        return
    print("six keys, both sides learn")
    hits = compare(*lists)
    print(f"  largest memory of the process, both sides in it: {_megabytes():.0f} MB")
    truth = set(left["record_id"].gather(both["left"]))
    print(f"which of the left list's {n} records are on the right one, as its owner sees it")
    seen = {
        kind: set(a.filter(pl.col(kind).is_in([k.decode() for k in keys]))["record_id"]) for kind, keys in hits.items()
    }
    for kind, ids in seen.items():
        show_found(kind, ids, truth)
    every = [each for ids in seen.values() for each in ids]
    counted = pl.Series(every).value_counts()
    show_found("any of the six", set(every), truth)
    show_found("two of the six or more", set(counted.filter(pl.col("count") > 1)[""]), truth)
    pairs = propose(left, right, params=LinkageParams(threshold=0.01)).frame
    for least in (0.5, 0.95):
        ids = set(pairs.filter(pl.col("match_probability") >= least)["left_id"])
        show_found(f"clear matcher (model {default_model().version}) at {least}", ids, truth)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
