from collections import Counter

import numpy as np
import polars as pl
import pytest
from tests.linkage.people import crowd

from repatria.linkage import LinkageParams, prepare
from repatria.linkage.blocking import LEFT, RIGHT, key_table
from repatria.linkage.joining import most_pairs
from repatria.linkage.tallies import ON_LEFT, ON_RIGHT, Summary, Tally, skipped

COLUMNS = ["surname_stem", "patronymic_key", "place"]


@pytest.fixture(scope="module")
def frames():
    return prepare(crowd(150, "l")).frame, prepare(crowd(110, "r")).frame


def tallied(frames, n_parts: int) -> list[Tally]:
    """Both lists counted in pieces, and what belongs together brought together."""
    sent: list[list[Tally]] = [[] for _ in range(n_parts)]
    for side, frame in enumerate(frames):
        for begin in range(0, frame.height, 40):
            for place, part in enumerate(Tally.of(frame.slice(begin, 40), side, COLUMNS).split(n_parts)):
                sent[place].append(part)
    return [Tally.merged(parts) for parts in sent]


@pytest.mark.parametrize("n_parts", [1, 5])
def test_parts_count_what_one_count_of_all_would(frames, n_parts):
    """Beside Python's own counter."""
    tallies = tallied(frames, n_parts)
    summary = Summary.joined(Summary.of(tally, tally.brought()) for tally in tallies)
    assert summary.n_records == (150, 110)
    for name in COLUMNS:
        seen = Counter(value for frame in frames for value in frame[name].drop_nulls())
        assert summary.n_known[name] == sum(seen.values())
        repeated = {value: n for value, n in seen.items() if n > 1}
        assert dict(summary.repeated[name].select("value", "n").iter_rows()) == repeated
        assert summary.repeated[name].height == len(repeated), "a value was counted in two parts"


@pytest.mark.parametrize("n_parts", [1, 5])
def test_the_keys_that_bring_too_much_are_those_that_the_whole_lists_say(frames, n_parts):
    params = LinkageParams(block_pairs=60, pairs_per_record=2)
    tables = [key_table(frame) for frame in frames]
    tallies = tallied(frames, n_parts)
    brought = [tally.brought() for tally in tallies]
    summary = Summary.joined(Summary.of(tally, found) for tally, found in zip(tallies, brought, strict=True))
    most = summary.most_by_rule(params)
    left_out = [skipped(found, most) for found in brought]
    n_skipped = 0
    for rule, places in enumerate(zip(LEFT, RIGHT, strict=True)):
        sides = [Counter(table[:, place].tolist()) for table, place in zip(tables, places, strict=True)]
        brings = {key: n * sides[ON_RIGHT][key] for key, n in sides[ON_LEFT].items() if key and sides[ON_RIGHT][key]}
        if not brings:
            assert rule not in most or all(rule not in part for part in left_out)
            continue
        numbers, n_keys = np.unique(list(brings.values()), return_counts=True)
        assert most[rule] == most_pairs(numbers, n_keys, 60, 2 * 150)
        wanted = {key for key, n in brings.items() if n > most[rule]}
        assert {key for part in left_out if rule in part for key in part[rule].tolist()} == wanted
        n_skipped += len(wanted)
    assert n_skipped > 0, "the lists say nothing here"


def test_nothing_counted_is_nothing(frames):
    nothing = Tally.merged([])
    assert Summary.of(nothing, nothing.brought()).most_by_rule(LinkageParams()) == {}
    empty = Tally.of(frames[0].head(0), ON_LEFT, COLUMNS)
    assert empty.n_records == (0, 0)
    assert pl.concat(frame for frame in empty.values.values()).height == 0
