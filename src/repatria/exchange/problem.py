"""One round to be planned: who could go, in which categories, under which rules."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from repatria.exchange.candidates import Candidates
from repatria.exchange.categories import Category
from repatria.exchange.rules import AllForAll, Balance, MustGo, OnlyIf, Quota, Refusal, Rule, Seats, Together
from repatria.provenance import digest_of


class Eligible(StrEnum):
    """Whom the term lets into the round: everyone held, the categories first; or the categories alone."""

    EVERYONE = "everyone"
    CATEGORIES = "categories"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeParams:
    """How far the solver may go.  No time limit: the same data must give the same people on every machine.

    ``max_nodes`` bounds the work of one goal; ``max_conflict_checks`` that of the search for the smallest conflict.
    """

    seed: int = 20250602
    max_nodes: int | None = None
    time_limit_s: float | None = None
    max_conflict_checks: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundProblem:
    """A round between two sides.

    Parameters
    ----------
    sides
        The codes of the two parties; a person's ``side`` is the place of the party that holds the person.
    categories
        In the order of the term's priority.
    reference_date
        The day on which it is decided who is under 18.
    n_legs
        How many handovers the round has; legs are counted from 0.
    """

    sides: tuple[str, str]
    candidates: Candidates
    categories: tuple[Category, ...] = ()
    rules: tuple[Rule, ...] = ()
    reference_date: dt.date
    n_legs: int = 1
    eligible: Eligible = Eligible.EVERYONE
    inputs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = {category.key for category in self.categories}
        if len(keys) != len(self.categories):
            raise ValueError("expected each category key once")
        if len({rule.key for rule in self.rules}) != len(self.rules):
            raise ValueError("expected each rule key once")
        if self.n_legs < 1:
            raise ValueError(f"expected n_legs >= 1, got {self.n_legs}")
        if self.candidates.legs is not None and self.candidates.legs.shape[1] != self.n_legs:
            raise ValueError(f"expected legs of {self.n_legs} columns")
        if self.eligible is Eligible.CATEGORIES and not self.categories:
            raise ValueError("a round of categories needs one")
        known = set(self.candidates.person_ids)
        for rule in self.rules:
            self._check(rule, keys, known)

    def _check(self, rule: Rule, categories: set[str], known: set[str]) -> None:
        if isinstance(rule, Quota | Balance | AllForAll) and rule.category not in {None, *categories}:
            raise ValueError(f"rule {rule.key} names an unknown category")
        if isinstance(rule, Quota | Seats) and not (rule.leg is None or 0 <= rule.leg < self.n_legs):
            raise ValueError(f"rule {rule.key} names a leg that the round does not have")
        if set(persons_of(rule)) - known:
            raise ValueError(f"rule {rule.key} names a person who is not a candidate")

    def digest(self) -> str:
        """SHA-256 over all that the answer depends on; the order of persons does not matter."""
        return digest_of([self._facts(), sorted(self._rows())])

    def _facts(self) -> dict[str, Any]:
        return {
            "sides": self.sides,
            "categories": [asdict(category) for category in self.categories],
            "rules": _rules(self.rules),
            "reference_date": self.reference_date,
            "n_legs": self.n_legs,
            "eligible": self.eligible,
        }

    def _rows(self) -> list[list[Any]]:
        people = self.candidates
        columns: list[list[Any]] = [list(people.person_ids), list(people.barred)]
        columns += [people.side.tolist(), people.born_from.tolist(), people.born_to.tolist()]
        columns += [people.is_on_stretcher.tolist(), people.is_urgent.tolist()]
        columns += [people.is_cleared_minor.tolist(), people.held_days.tolist()]
        columns += [people.claims[name].tolist() for name in sorted(people.claims)]
        if people.legs is not None:
            columns.append(people.legs.tolist())
        return [list(row) for row in zip(*columns, strict=True)]


def _rules(rules: tuple[Rule, ...]) -> list[tuple[str, dict[str, Any]]]:
    return sorted(((type(rule).__name__, asdict(rule)) for rule in rules), key=lambda pair: (pair[0], pair[1]["key"]))


def persons_of(rule: Rule) -> tuple[str, ...]:
    """The persons whom a rule names."""
    if isinstance(rule, MustGo | Refusal | Together):
        return rule.person_ids
    if isinstance(rule, OnlyIf):
        return (rule.person_id, rule.needs_id)
    return ()
