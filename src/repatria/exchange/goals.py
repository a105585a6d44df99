"""The goals one after the other, each frozen before the next, down to the single person.

1. As many persons as the rules allow.
2. For each rank from the first to the last: as many of it as the goals before allow.
3. With several legs: as many as possible in the first leg, those of the first rank first; then the next leg.
4. Ties: go through the published order; whoever can go with all those before goes.  There is one answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.exchange.model import Model
from repatria.exchange.plan import GoalValue
from repatria.exchange.problem import RoundProblem
from repatria.exchange.ranks import Ranking, rank_key


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reached:
    """How many of each class go in each leg, int64 of shape (n_classes, n_legs), and what each goal reached."""

    n_going: NDArray[np.int64]
    goals: tuple[GoalValue, ...]


def reach(problem: RoundProblem, model: Model, ranking: Ranking) -> Reached | None:
    """Reach all goals in their order; ``None`` when no round keeps the rules."""
    tiers = sorted({group.tier for group in model.classes.classes if group.is_available})
    wanted = [("persons", model.columns())]
    wanted += [(rank_key(problem, tier), model.columns(tier=tier)) for tier in tiers]
    frozen = _Frozen(model)
    if not all(frozen.reach(key, columns) for key, columns in wanted):
        return None
    frozen.settle(ranking.order, None)
    if model.n_legs > 1:
        for leg in range(model.n_legs):
            frozen.reach(f"leg:{leg}", model.columns(leg=leg))
            for tier in tiers:
                frozen.reach(f"leg:{leg}:{rank_key(problem, tier)}", model.columns(tier=tier, leg=leg))
            frozen.settle(ranking.order, leg)
    return Reached(n_going=frozen.n_going(), goals=tuple(frozen.goals))


class _Frozen:
    """The model with every goal so far held at its value, and the last plan found that keeps them."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.values: tuple[int, ...] | None = None
        self.goals: list[GoalValue] = []

    def reach(self, key: str, columns: dict[int, int]) -> bool:
        solution = self.model.best(columns)
        if solution.values is None and self.values is None:
            return False
        self.values = solution.values or self.values
        value = self._value(columns)
        self.goals.append(GoalValue(key, value, max(solution.bound, value), solution.is_proved))
        self.model = self.model.with_row(columns, at_least=value, at_most=value)
        return True

    def n_going(self) -> NDArray[np.int64]:
        n_columns = len(self.model.classes) * self.model.n_legs
        return np.array((self.values or ())[:n_columns], dtype=np.int64).reshape(-1, self.model.n_legs)

    def settle(self, order: NDArray[np.int64], leg: int | None) -> None:
        """Choose between plans that are equal in all goals: the first in the published order go.

        People of one class go in the order of the class, so the answer is a count a class.  The longest
        run of the order that can go whole is found by bisection; who comes after it cannot go, nor can
        the rest of that class, which is closed; so there are no more rounds than classes.
        """
        closed: set[int] = set()
        n_sure = np.zeros(len(self.model.classes), dtype=np.int64)
        queue = [place for place in self.model.classes.of_row[order].tolist() if self._most(place, leg)]
        at = 0
        while at < len(queue):
            run = self._longest(queue, at, n_sure, closed, leg)
            for place in queue[at:run]:
                n_sure[place] += place not in closed
            if run < len(queue):
                closed.add(queue[run])
                columns = self.model.columns(cls=queue[run], leg=leg)
                self.model = self.model.with_row(columns, at_least=0, at_most=int(n_sure[queue[run]]))
            at = run
        for place in sorted(set(queue)):
            columns = self.model.columns(cls=place, leg=leg)
            self.model = self.model.with_row(columns, at_least=n_sure[place], at_most=int(n_sure[place]))

    # -- the run that can go whole -----------------------------------------------------------------------

    def _longest(self, queue: list[int], at: int, n_sure: NDArray[np.int64], closed: set[int], leg: int | None) -> int:
        """The end of the longest run from ``at`` that can go whole; ``self.values`` then carries it."""
        known = self._carried(queue, at, n_sure, closed, leg)
        least, greatest, step = known, len(queue), 1
        while least < greatest:
            middle = min(greatest, least + step) if step else (least + greatest + 1) // 2
            if self._can_go(queue[at:middle], n_sure, closed, leg):
                least = max(middle, self._carried(queue, at, n_sure, closed, leg))
                step *= 4
            else:
                greatest, step = middle - 1, 0
        return least

    def _carried(self, queue: list[int], at: int, n_sure: NDArray[np.int64], closed: set[int], leg: int | None) -> int:
        """How far the plan at hand already goes along the queue."""
        going = self.n_going().sum(axis=1) if leg is None else self.n_going()[:, leg]
        left = going - n_sure
        for end in range(at, len(queue)):
            place = queue[end]
            if place not in closed:
                if left[place] <= 0:
                    return end
                left[place] -= 1
        return len(queue)

    def _can_go(self, run: list[int], n_sure: NDArray[np.int64], closed: set[int], leg: int | None) -> bool:
        wanted = n_sure.copy()
        for place in run:
            wanted[place] += place not in closed
        trial = self.model
        for place in np.flatnonzero(wanted).tolist():
            trial = trial.with_row(trial.columns(cls=place, leg=leg), at_least=int(wanted[place]))
        solution = trial.best({})
        self.values = solution.values or self.values
        return solution.values is not None

    def _most(self, place: int, leg: int | None) -> int:
        return sum(self.model.upper[column] for column in self.model.columns(cls=place, leg=leg))

    def _value(self, columns: dict[int, int]) -> int:
        return sum(weight * (self.values or ())[column] for column, weight in columns.items())
