"""The answer: a round with its proof, or the rules that cannot hold together."""

from dataclasses import dataclass, field
from enum import StrEnum

from repatria.exchange.candidates import Standing
from repatria.provenance import Provenance


class Reason(StrEnum):
    """Why a person is not in the round.  Codes of ``Barred`` say the same under the same names."""

    NOT_IN_THIS_ROUND = "not_in_this_round"
    ALREADY_RETURNED = "already_returned"
    DEAD = "dead"
    DUPLICATE_OPEN = "duplicate_open"
    FINDING_OPEN = "finding_open"
    MINOR = "minor"
    MINOR_UNDECIDED = "minor_undecided"
    AGE_UNDECIDED = "age_undecided"
    CATEGORY_UNDECIDED = "category_undecided"
    CATEGORY_UNCONFIRMED = "category_unconfirmed"
    READING_OPEN = "reading_open"
    COMPANION_OUT = "companion_out"
    NO_LEG = "no_leg"
    OUTSIDE_TERM = "outside_term"
    QUOTA_FULL = "quota_full"
    SEATS = "seats"
    PARITY = "parity"
    CONFIRMED_FIRST = "confirmed_first"
    RULES_TOGETHER = "rules_together"


@dataclass(frozen=True, slots=True)
class Placed:
    """One person in one leg; ``category`` is the first confirmed one, or "", and ``standing`` the surest there is."""

    person_id: str
    side: int
    leg: int
    category: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One person whom the term speaks of and the round does not carry; ``rule_key`` names the rule at its limit."""

    person_id: str
    side: int
    reason: Reason
    category: str = ""
    rule_key: str = ""


@dataclass(frozen=True, slots=True)
class GoalValue:
    """What one goal reached, and the proof: no plan that keeps rules and earlier goals can pass ``bound``."""

    key: str
    value: int
    bound: int
    is_proved: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many persons of a side go in a leg under a category ("": none)."""

    side: int
    leg: int
    category: str
    n_persons: int


@dataclass(frozen=True, slots=True)
class ReadingCount:
    """How many persons of a side one open reading would add to those who belong under every reading."""

    category: str
    reading: str
    side: int
    n_added: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """Who goes, who does not and why, and how good this is.  Both lists are in the order of the published rank."""

    placed: tuple[Placed, ...]
    left_out: tuple[LeftOut, ...]
    counts: tuple[Count, ...]
    readings: tuple[ReadingCount, ...]
    goals: tuple[GoalValue, ...]
    provenance: Provenance

    @property
    def is_proved(self) -> bool:
        """Every goal reached its bound."""
        return all(goal.is_proved for goal in self.goals)

    def n_placed(self, side: int) -> int:
        """How many persons held by a side go."""
        return sum(placed.side == side for placed in self.placed)


@dataclass(frozen=True, slots=True)
class Clash:
    """A rule in a conflict: its own key, and its term's."""

    rule_key: str
    term_key: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A rule that, given up alone, lets a round be planned; ``n_less`` is the least by which it must give way.

    ``None``: this rule has no amount (a named person, a company), or one that does not count persons.
    """

    rule_key: str
    n_less: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Infeasible:
    """No round keeps all rules.  Leave out any one of ``conflict`` and the rest of it can hold.

    ``is_smallest``: no smaller set of rules conflicts; else the search ended and the set is only irreducible.
    """

    conflict: tuple[Clash, ...]
    is_smallest: bool
    relaxations: tuple[Relaxation, ...] = ()
    provenance: Provenance = field(default_factory=lambda: Provenance(engine="exchange"))
