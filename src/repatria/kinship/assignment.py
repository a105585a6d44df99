"""Everyone at once: sums, marginals and best choices over all ways to pick one option a group without a clash.

A *group* is a family (its options: who of the bodies stands where) or a body (its options: which missing person, or
nobody); an *element* is what may be taken only once.  Groups are added one after the other; what has to be remembered
of the past is only which elements that later groups also want are gone: a set, held as bits.  The sum is exact, its
cost grows with the number of such sets at once and not with the number of assignments.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex

MAX_WIDTH = 63
CHUNK = 4_000_000
LOOK_AHEAD = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """Options of which exactly one is chosen: the elements each takes, and its log weight, shape (n_options,)."""

    options: tuple[tuple[int, ...], ...]
    log_weights: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.log_weights.shape != (len(self.options),) or not self.options:
            raise ValueError(f"expected a log weight for each of {len(self.options)} options")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackingSolution:
    """Sum over all choices, and how probable each option is.

    ``option_posteriors`` has an array (n_options,) for each group in the order given.  ``lost`` bounds the share of the
    whole that was left out, and with it the error of every posterior: 0 where the answer is exact.
    """

    log_total: float
    option_posteriors: tuple[NDArray[np.float64], ...]
    lost: float
    n_states: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Step:
    group: int
    choices: NDArray[np.int64]
    masks: NDArray[np.uint64]
    log_weights: NDArray[np.float64]
    keep: np.uint64


def width(groups: Sequence[Group]) -> int:
    """How many contested elements have to be remembered at once, in the order that is used; 64 for more than 63."""
    try:
        order = _order(groups)
    except TooComplex:
        return MAX_WIDTH + 1
    first, last = _spans(groups, order)
    live = peak = 0
    for place in range(len(order)):
        live += sum(1 for e in first if first[e] == place and last[e] > place)
        peak = max(peak, live)
        live -= sum(1 for e in last if last[e] == place and first[e] < place)
    return peak


def solve_packing(groups: Sequence[Group], *, max_states: int = 1 << 18) -> PackingSolution:
    """Sum the weights of all choices and give each option's share.

    Where more than ``max_states`` sets would have to be remembered, the least promising are left out; what they could
    have weighed at most (each remaining group taking the sum of all options not yet taken) is added up to ``lost``.

    Raises
    ------
    TooComplex
        More than 63 elements are contested at once.
    """
    steps = _plan(groups)
    states, alphas, log_dropped = _forward(steps, max_states)
    log_total = float(alphas[-1][0]) if alphas[-1].size else -np.inf
    posteriors = [np.zeros(len(group.options)) for group in groups]
    beta = np.zeros(1)
    for place in range(len(steps) - 1, -1, -1):
        step, following = steps[place], states[place + 1]
        here = np.full(states[place].size, -np.inf)
        for source, option, target in _moves(states[place], step):
            index, known = _find(following, target)
            value = np.where(known, step.log_weights[option] + beta[index], -np.inf)
            starts = np.flatnonzero(np.r_[True, source[1:] != source[:-1]])
            here[source[starts]] = np.logaddexp.reduceat(value, starts)
            if log_total > -np.inf:
                share = np.exp(alphas[place][source] + value - log_total)
                share = np.bincount(option, share, minlength=step.choices.size)
                posteriors[step.group][step.choices] += share
        beta = here
    lost = 0.0 if log_dropped == -np.inf else float(np.exp(log_dropped - np.logaddexp(log_total, log_dropped)))
    return PackingSolution(
        log_total=log_total,
        option_posteriors=tuple(posteriors),
        lost=lost,
        n_states=max(each.size for each in states),
    )


def best_packings(groups: Sequence[Group], *, max_states: int = 1 << 18) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Yield choices from the heaviest down: their log weight and the option of each group.

    Impossible choices are never yielded.  What is left to gain is known exactly for each state, so the search goes
    straight to the best.

    Raises
    ------
    TooComplex
        More than ``max_states`` sets would have to be remembered: the order would no longer be certain.
    """
    steps = _plan(groups)
    states, _, _ = _forward(steps, max_states, may_drop=False)
    ahead = _best_ahead(steps, states)
    if not ahead[0].size or ahead[0][0] == -np.inf:
        return
    heap: list[tuple[float, int, int, int, float, tuple[int, ...]]] = [(-float(ahead[0][0]), 0, 0, 0, 0.0, ())]
    n_pushed = 0
    while heap:
        _, _, place, state, gained, path = heapq.heappop(heap)
        if place == len(steps):
            chosen = [0] * len(groups)
            for step, choice in zip(steps, path, strict=True):
                chosen[step.group] = choice
            yield gained, tuple(chosen)
            continue
        step = steps[place]
        mask = states[place][state]
        free = np.flatnonzero((step.masks & mask) == 0)
        index, known = _find(states[place + 1], (mask | step.masks[free]) & step.keep)
        total = np.where(known, gained + step.log_weights[free] + ahead[place + 1][index], -np.inf)
        for option, target, value in zip(free.tolist(), index.tolist(), total.tolist(), strict=True):
            if value > -np.inf:
                n_pushed += 1
                now = gained + float(step.log_weights[option])
                heapq.heappush(heap, (-value, n_pushed, place + 1, target, now, (*path, int(step.choices[option]))))


def count_choices(groups: Sequence[Group]) -> int:
    """How many choices are without a clash, whatever their weights; exact, however many."""
    free = [Group(options=group.options, log_weights=np.zeros(len(group.options))) for group in groups]
    states = np.zeros(1, dtype=np.uint64)
    counts = np.ones(1, dtype=object)
    for step in _plan(free):
        moves = [(counts[source], target) for source, _, target in _moves(states, step)]
        if not moves:
            return 0
        target = np.concatenate([each for _, each in moves])
        order = np.argsort(target, kind="stable")
        starts = np.flatnonzero(np.r_[True, target[order][1:] != target[order][:-1]])
        counts = np.add.reduceat(np.concatenate([each for each, _ in moves])[order], starts)
        states = target[order][starts]
    return int(counts.sum())


def _order(groups: Sequence[Group]) -> list[int]:
    """Groups such that few elements stay contested: each time the one that opens least and closes most."""
    wants = [frozenset(e for option in group.options for e in option) for group in groups]
    waiting: dict[int, int] = {}
    for want in wants:
        for e in want:
            waiting[e] = waiting.get(e, 0) + 1
    by_element: dict[int, list[int]] = {}
    for place, want in enumerate(wants):
        for e in want:
            by_element.setdefault(e, []).append(place)
    left, opened, order = set(range(len(groups))), set[int](), list[int]()
    near = set[int]()
    n_open = 0
    while left:
        pool = near or left

        def growth(place: int) -> tuple[int, int, int]:
            opens = sum(1 for e in wants[place] if e not in opened and waiting[e] > 1)
            closes = sum(1 for e in wants[place] if e in opened and waiting[e] == 1)
            return opens - closes, len(wants[place]), place

        chosen = min(pool, key=growth)
        order.append(chosen)
        left.discard(chosen)
        near.discard(chosen)
        for e in wants[chosen]:
            n_open += (e not in opened and waiting[e] > 1) - (e in opened and waiting[e] == 1)
            opened.add(e)
            waiting[e] -= 1
            near.update(other for other in by_element[e] if other in left)
        if n_open > MAX_WIDTH:
            raise TooComplex(
                f"more than {MAX_WIDTH} people or bodies are wanted at once; raise the floor of candidates"
            )
    return order


def _spans(groups: Sequence[Group], order: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for place, group in enumerate(order):
        for option in groups[group].options:
            for e in option:
                first.setdefault(e, place)
                last[e] = place
    return first, last


def _plan(groups: Sequence[Group]) -> list[_Step]:
    order = _order(groups)
    first, last = _spans(groups, order)
    slot_of: dict[int, int] = {}
    free_slots: list[int] = []
    n_slots = 0
    steps: list[_Step] = []
    for place, number in enumerate(order):
        group = groups[number]
        contested = {e for option in group.options for e in option if first[e] != last[e]}
        for e in sorted(contested):
            if first[e] == place:
                if free_slots:
                    slot_of[e] = free_slots.pop()
                else:
                    slot_of[e], n_slots = n_slots, n_slots + 1
        if n_slots > MAX_WIDTH:
            raise TooComplex(
                f"{n_slots} people or bodies are wanted at once, more than {MAX_WIDTH}; raise the floor of candidates"
            )
        choices = np.flatnonzero(group.log_weights > -np.inf)
        masks = np.array(
            [sum(1 << slot_of[e] for e in group.options[c] if e in contested) for c in choices.tolist()],
            dtype=np.uint64,
        )
        gone = [e for e in contested if last[e] == place]
        keep = np.uint64(((1 << 64) - 1) ^ sum(1 << slot_of[e] for e in gone))
        for e in gone:
            free_slots.append(slot_of.pop(e))
        steps.append(
            _Step(group=number, choices=choices, masks=masks, log_weights=group.log_weights[choices], keep=keep)
        )
    return steps


_Moves = Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]]


def _moves(masks: NDArray[np.uint64], step: _Step) -> _Moves:
    """Yield (place of the state, option, new state) of all choices without a clash, in order of states."""
    rows = max(1, CHUNK // max(1, step.masks.size))
    for start in range(0, masks.size, rows):
        part = masks[start : start + rows]
        source, option = np.nonzero((part[:, None] & step.masks[None, :]) == 0)
        if source.size:
            yield source + start, option, (part[source] | step.masks[option]) & step.keep


def _find(known: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    index = np.minimum(np.searchsorted(known, wanted), max(known.size - 1, 0))
    return index, (known[index] == wanted) if known.size else np.zeros(wanted.shape, dtype=np.bool_)


def _merge(masks: NDArray[np.uint64], logs: NDArray[np.float64]) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    order = np.argsort(masks, kind="stable")
    masks = masks[order]
    starts = np.flatnonzero(np.r_[True, masks[1:] != masks[:-1]])
    return masks[starts], np.logaddexp.reduceat(logs[order], starts)


def _forward(
    steps: Sequence[_Step], max_states: int, *, may_drop: bool = True
) -> tuple[list[NDArray[np.uint64]], list[NDArray[np.float64]], float]:
    states, alphas = [np.zeros(1, dtype=np.uint64)], [np.zeros(1)]
    log_dropped = -np.inf
    for place, step in enumerate(steps):
        masks, logs = np.zeros(0, dtype=np.uint64), np.zeros(0)
        for source, option, target in _moves(states[-1], step):
            found = _merge(target, alphas[-1][source] + step.log_weights[option])
            masks, logs = found if not masks.size else _merge(np.r_[masks, found[0]], np.r_[logs, found[1]])
        if masks.size > max_states and not may_drop:
            raise TooComplex(f"the order of assignments needs more than {max_states} states; ask for marginals only")
        if masks.size > max_states:
            masks, logs, dropped = _keep_best(masks, logs, steps[place + 1 :], max_states)
            log_dropped = float(np.logaddexp(log_dropped, dropped))
        states.append(masks)
        alphas.append(logs)
    return states, alphas, log_dropped


def _keep_best(
    masks: NDArray[np.uint64], logs: NDArray[np.float64], steps: Sequence[_Step], n_kept: int
) -> tuple[NDArray[np.uint64], NDArray[np.float64], float]:
    """The most promising states, and the log of what the others could have weighed at most.

    A slot may be given to another element later: from there on nothing is known to be taken.
    """
    at_most = logs.copy()
    alive = np.uint64((1 << 64) - 1)
    for place, step in enumerate(steps):
        if place >= LOOK_AHEAD:
            at_most += np.logaddexp.reduce(step.log_weights)
            continue
        at_most += _sum_of_free(masks & alive, step)
        alive &= step.keep
    order = np.argsort(-at_most, kind="stable")
    kept = np.sort(order[:n_kept])
    return masks[kept], logs[kept], float(np.logaddexp.reduce(at_most[order[n_kept:]]))


def _sum_of_free(taken: NDArray[np.uint64], step: _Step) -> NDArray[np.float64]:
    """Log of what a step's options still free weigh together, or slightly more: what underflows counts as the least."""
    top = float(step.log_weights.max(initial=-np.inf))
    if top == -np.inf:
        return np.full(taken.size, -np.inf)
    weights = np.exp(step.log_weights - top)
    sums = np.empty(taken.size)
    rows = max(1, CHUNK // max(1, weights.size))
    for start in range(0, taken.size, rows):
        part = taken[start : start + rows]
        is_free = (part[:, None] & step.masks[None, :]) == 0
        sums[start : start + rows] = is_free.astype(np.float64) @ weights
    return top + np.log(np.maximum(sums, np.finfo(np.float64).smallest_subnormal))


def _best_ahead(steps: Sequence[_Step], states: Sequence[NDArray[np.uint64]]) -> list[NDArray[np.float64]]:
    ahead = [np.zeros(1)]
    for place in range(len(steps) - 1, -1, -1):
        step = steps[place]
        here = np.full(states[place].size, -np.inf)
        for source, option, target in _moves(states[place], step):
            index, known = _find(states[place + 1], target)
            value = np.where(known, step.log_weights[option] + ahead[-1][index], -np.inf)
            starts = np.flatnonzero(np.r_[True, source[1:] != source[:-1]])
            here[source[starts]] = np.maximum.reduceat(value, starts)
        ahead.append(here)
    return ahead[::-1]
