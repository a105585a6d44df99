"""What a round must keep.  Every rule carries the key and the title of the term that it came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition on the whole round; ``key`` is unique among the rules, ``term_key`` names its source."""

    key: str
    term_key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Rule):
    """``first`` persons of side 0 go for every ``second`` of side 1, in total or in each leg."""

    first: int = 1
    second: int = 1
    is_per_leg: bool = False

    def __post_init__(self) -> None:
        if self.first < 1 or self.second < 1:
            raise ValueError(f"rule {self.key}: expected a ratio of positive numbers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(Rule):
    """At least or at most so many persons: of a side or of each, of a category (confirmed ones), in a leg or in all."""

    at_least: int | None = None
    at_most: int | None = None
    side: int | None = None
    category: str | None = None
    leg: int | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            raise ValueError(f"rule {self.key}: a quota needs at_least or at_most")
        if min(self.at_least or 0, self.at_most or 0) < 0:
            raise ValueError(f"rule {self.key}: expected counts of 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(Rule):
    """The two sides' confirmed persons of a category differ by at most so many."""

    category: str
    max_difference: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllForAll(Rule):
    """Every confirmed person of a category whom nothing bars goes, on both sides or on one.

    A refusal by rule or a companion who cannot travel does not excuse: then the terms conflict, and it is said.
    """

    category: str
    side: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MustGo(Rule):
    """These persons go."""

    person_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Rule):
    """These persons do not go in this round."""

    person_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyIf(Rule):
    """One person goes only if the other goes too (in whatever leg)."""

    person_id: str
    needs_id: str

    def __post_init__(self) -> None:
        if self.person_id == self.needs_id:
            raise ValueError(f"rule {self.key}: expected two persons, got one twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Together(Rule):
    """These persons go all in one leg, or none of them goes; ``is_same_leg=False`` leaves the leg free."""

    person_ids: tuple[str, ...]
    is_same_leg: bool = True

    def __post_init__(self) -> None:
        if not 2 <= len(self.person_ids) == len(set(self.person_ids)):
            raise ValueError(f"rule {self.key}: expected two persons or more, each once")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats(Rule):
    """Room in a leg (``None``: in each) for the persons of a side (``None``: of each), by kind; ``None``: no limit."""

    leg: int | None = None
    side: int | None = None
    n_seated: int | None = None
    n_stretchers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedFirst(Rule):
    """Nobody without a confirmed category goes while one of the same side with it, who could, stays behind.

    Compared are people who need the same kind of seat.  Not counted as staying behind is whom the
    rules themselves keep out: a refusal, a quota on the category, a companion who cannot travel.
    """
