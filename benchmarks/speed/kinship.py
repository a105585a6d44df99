"""Time and memory of kinship: ``make bench-kinship``, or ``python -m benchmarks.speed.kinship``.

One likelihood ratio beside what the peers take; the matrices of the peers' own identification problems; the scan beside
one by NumPy's fancy indexing; and the whole screen, tables included, at three sizes, each in a process of its own.
"""

import argparse
import datetime as dt
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from benchmarks.data import REFERENCE
from benchmarks.speed.kinship_world import dna_world

import repatria
from repatria.kinship import (
    USUAL_RATE,
    Family,
    LikelihoodParams,
    Member,
    Panel,
    Pedigree,
    Profiles,
    ScreenParams,
    Sex,
    example_frequencies,
    likelihood_ratios,
    proportional,
    screen,
    stepwise,
    with_mutation,
)
from repatria.kinship.columns import chunks, group_columns
from repatria.kinship.formats.case import DviCase, parse_case
from repatria.kinship.genotype_codes import genotype_codes
from repatria.kinship.scan import BLOCK, BlockTables, count_block, empty_lists, fill_block, scan_block
from repatria.kinship.sweep import scans_of
from repatria.kinship.tables import ratio_tables

SIZES = ((3_000, 15_000), (6_000, 30_000), (12_000, 60_000))
SEED = 20250602
COUPLE = ("dad M", "mum F")
GRANDPARENTS = ("grandpa M", "grandma F", "dad M grandpa grandma", "mum F")
# name, rows of the pedigree (id, sex, father, mother), typed relatives; the body makes one more typed person
ONE_RATIO = (
    ("full sib", (*COUPLE, "x M dad mum", "s F dad mum"), "s"),
    ("half sib", (*COUPLE, "other F", "x M dad mum", "s F dad other"), "s"),
    ("grandmother and uncle", (*GRANDPARENTS, "u M grandpa grandma", "x M dad mum"), "grandma u"),
    (
        "seven typed: grandmother, uncle, aunt, mother, two siblings",
        (*GRANDPARENTS, "u M grandpa grandma", "a F grandpa grandma", "x M dad mum", "b M dad mum", "s F dad mum"),
        "grandma u a mum b s",
    ),
    (
        "seven typed: four siblings, two half siblings, no parent",
        (*COUPLE, "other F", "x M dad mum", *(f"s{n} F dad mum" for n in range(4)), "h M dad other", "k F dad other"),
        "s0 s1 s2 s3 h k",
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--size", type=int, nargs=2, metavar=("BODIES", "FAMILIES"), help="one screen of that size only"
    )
    asked = parser.parse_args()
    if asked.size:
        one_screen(*asked.size)
        return
    load = os.getloadavg()[0]
    print(
        f"repatria {repatria.__version__}, {dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {load:.2f}"
    )
    print("\nOne likelihood ratio, 23 loci, first call excluded (the peers: 8 ms to 2.6 s):")
    for model in ("none", "proportional", "stepwise"):
        for name, rows, typed in ONE_RATIO:
            seconds = one_ratio(rows, typed, model)
            least, middle = 1000 * seconds[0], 1000 * statistics.median(seconds)
            print(f"{least:8.2f} ms at best, {middle:8.2f} ms mostly  {model:13} {name}")
    print("\nPairwise matrices of identification problems, the peer's time beside ours:")
    peers_problems()
    print("\nThe scan alone, one thread:")
    scan_alone()
    print(f"\nThe whole screen, 24 loci, stepwise, seed {SEED}, two threads:")
    for size in SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.speed.kinship", "--size", *map(str, size)], check=True)


def panel_of(n_markers: int, model: str) -> Panel:
    """The example frequencies under a mutation model."""
    panel = example_frequencies(n_markers)
    if model == "none":
        return panel
    return with_mutation(
        panel, lambda m: proportional(m, 0.002) if model == "proportional" else stepwise(m, USUAL_RATE)
    )


def one_ratio(rows: tuple[str, ...], typed: str, model: str) -> list[float]:
    """Seconds of one likelihood ratio, many times, the quickest first."""
    panel = panel_of(23, model)
    sexes = {"M": Sex.MALE, "F": Sex.FEMALE}
    members = [(name, sex, *(parents or (None, None))) for name, sex, *parents in (row.split() for row in rows)]
    pedigree = Pedigree(
        members=tuple(Member(id=name, sex=sexes[sex], father=dad, mother=mum) for name, sex, dad, mum in members)
    )
    rng = np.random.default_rng(SEED)
    ids = tuple(typed.split())
    # A stranger's family: each draws from few alleles, so that many loci need a mutation, and none is impossible.
    reads = np.stack([rng.integers(0, min(m.n_alleles, 3), (len(ids) + 1, 2)) for m in panel.markers], axis=1)
    if model == "none":
        reads[:] = rng.integers(0, 2, 2)
    profiles = Profiles(ids=(*ids, "body"), alleles=reads.astype(np.int16))
    family = Family(id="F", pedigree=pedigree, missing=("x",), references=profiles.only(ids))
    body = profiles.only(["body"])
    return timed(lambda: likelihood_ratios(family, "x", body, panel), 40)


def timed(act: Callable[[], object], times: int) -> list[float]:
    """Seconds of each call after a first one, the quickest first."""
    act()
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)


def median_time(act: Callable[[], object], times: int) -> float:
    """Seconds of the middle one of so many calls, the first excluded."""
    return statistics.median(timed(act, times))


def peers_problems() -> None:
    """All pairs of the reference's identification problems, where they lie beside the checkout."""
    folder = REFERENCE / "dna" / "dvi"
    if not folder.is_dir():
        print("  not run: no reference data beside this checkout")
        return
    for path in sorted(folder.glob("*.json")):
        case, _ = parse_case(path.read_bytes())
        assert isinstance(case, DviCase)
        ours = median_time(lambda case=case: pairwise(case), 5)
        theirs = json.loads(path.read_bytes())["timing_seconds"]["pairwiseLR"]
        n_pairs = len(case.bodies) * len(case.missing)
        print(
            f"{1000 * ours:8.2f} ms  dvir {1000 * theirs:7.0f} ms  {path.stem}: {n_pairs} pairs, {len(case.panel)} loci"
        )


def pairwise(case: DviCase) -> None:
    """Every body against every missing person, each ratio directly."""
    for family in case.families:
        for missing in family.missing:
            likelihood_ratios(family, missing, case.bodies.profiles, case.panel)


def scan_alone() -> None:
    """A block of 32 families by our kernels, and the same sums by fancy indexing."""
    made = dna_world(12_000, 200, seed=SEED)
    codes = genotype_codes(made.bodies.profiles)
    of_men = [group for group in group_columns(made.families, made.panel).groups if group.sex == Sex.MALE]
    groups = next(chunks(of_men, BLOCK))
    tables = ratio_tables(groups, codes, made.panel, params=LikelihoodParams())
    columns = np.concatenate([group.columns for group in groups])
    fast = np.empty((int(codes.n_codes.sum()), BLOCK), dtype=np.float32)
    margin = fill_block(tables.values, tables.starts, codes.first_rows, codes.n_codes, fast)
    block = BlockTables(fast, margin, tables.values, tables.starts, columns)
    n_bodies = len(made.bodies)
    bodies, threshold = scans_of(codes, np.arange(n_bodies, dtype=np.int32), 0)[0], ScreenParams().threshold
    counts = np.zeros(BLOCK, dtype=np.int64)

    def ours() -> None:
        scan_block(block, bodies, threshold, threshold, empty_lists(BLOCK, 20), empty_lists(n_bodies, 20), counts)

    rows = np.ascontiguousarray(fast.T)

    def fancy() -> None:
        for column in range(BLOCK):
            (rows[column][bodies.rows].sum(axis=1) >= threshold).sum()

    n_pairs = n_bodies * BLOCK
    peer = median_time(fancy, 5)
    print(f"{n_pairs / peer / 1e6:8.1f} M pairs/s  NumPy fancy indexing, counting only")
    for name, act in (
        ("counting only", lambda: count_block(block, bodies, threshold, counts)),
        ("with best lists", ours),
    ):
        seconds = median_time(act, 20)
        print(f"{n_pairs / seconds / 1e6:8.1f} M pairs/s  {name}: {peer / seconds:.0f} times as fast")
    print(f"{fast.nbytes / 2**10:8.0f} KiB  a block's table, {len(fast)} rows")


def one_screen(n_bodies: int, n_families: int) -> None:
    """A screen of the world of ``repatria synth dna``, after a small one that loads what is compiled."""
    small = dna_world(50, 60, seed=SEED)
    screen(small.bodies, small.families, small.panel)
    made = dna_world(n_bodies, n_families, seed=SEED)
    before = _peak_mib()
    started, cpu = time.perf_counter(), time.process_time()
    found = screen(made.bodies, made.families, made.panel)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = _peak_mib()
    started = time.perf_counter()
    codes = genotype_codes(made.bodies.profiles)
    n_at_once = max(BLOCK, found.params.table_bytes // (8 * int(codes.n_codes.sum())))
    with ThreadPoolExecutor(found.params.n_threads) as executor:
        for lot in chunks(group_columns(made.families, made.panel).groups, n_at_once):
            ratio_tables(lot, codes, made.panel, params=LikelihoodParams(), each=executor.map)
    tables = time.perf_counter() - started
    n_true = made.is_true(found.body, found.family, found.missing)
    expected = f"estimated {found.chance_estimate.sum():.0f}, bound {found.chance_bound.sum():.0f}"
    lines = (
        f"{n_bodies} bodies, {n_families} families that miss {len(found.searches.family)} people: {seconds:.1f} s, "
        f"{cpu:.1f} CPU s, {found.n_pairs / 1e6:.0f} M pairs compared, {found.n_pairs / seconds / 1e6:.0f} M/s",
        f"  grouping and tables alone {tables:.1f} s; load {os.getloadavg()[0]:.2f}",
        f"  peak memory {peak:.0f} MiB, {before:.0f} before; arrays {found.working_bytes / 2**20:.0f} MiB",
        f"  {len(found)} candidates at 10^{found.params.threshold_log10:g}: {n_true} of {(made.family_of >= 0).sum()} "
        f"true pairs; of other families {(made.family_of[found.body] != found.family).sum()}, {expected}",
    )
    print("\n".join(f"  {line}" for line in lines), flush=True)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
