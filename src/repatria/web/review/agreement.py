"""How far reviewers agree: the proportion, and Cohen's kappa, which takes away what chance alone would give."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TypeVar

# Fewer links say nothing, and would tell a reader who said what.
N_LEAST = 10
# The newest words: who reviewed a year ago is not who reviews now.
N_MEASURED = 5_000
BANDS = (0.0, 0.2, 0.5, 0.8, 0.95, 0.99, 1.01)
Key = TypeVar("Key", tuple[str, str], tuple[float, float])
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWords:
    """The first two people's words on one link, and the probability that it had."""

    names: tuple[str, str]
    words: tuple[str, str]
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How often two reviewers of one link said the same, and kappa with its 95 % interval.

    ``kappa`` is ``None`` where chance alone explains all, because everybody always said one word.
    """

    n_links: int
    proportion: float | None = None
    low: float | None = None
    high: float | None = None
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None

    @property
    def is_withheld(self) -> bool:
        """Too few links to be told."""
        return self.n_links < N_LEAST


def agreement_of(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Proportion (Wilson's interval) and Cohen's kappa (large-sample interval) of pairs of words.

    References
    ----------
    Cohen (1960), doi:10.1177/001316446002000104; Fleiss, Cohen, Everitt (1969), doi:10.1037/h0028106, equation 13;
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    said = list(pairs)
    n = len(said)
    if not n:
        return Agreement(n_links=0)
    observed = sum(first == second for first, second in said) / n
    low, high = _wilson(observed, n)
    cells = {cell: count / n for cell, count in Counter(said).items()}
    firsts, seconds = _margin(cells, 0), _margin(cells, 1)
    by_chance = sum(firsts[word] * seconds[word] for word in firsts)
    if by_chance > 1 - 1e-12:
        return Agreement(n_links=n, proportion=observed, low=low, high=high)
    kappa = (observed - by_chance) / (1 - by_chance)
    half = _Z * _kappa_error(cells, firsts, seconds, kappa, by_chance) / sqrt(n)
    return Agreement(
        n_links=n,
        proportion=observed,
        low=low,
        high=high,
        kappa=kappa,
        kappa_low=max(-1.0, kappa - half),
        kappa_high=min(1.0, kappa + half),
    )


def _margin(cells: dict[tuple[str, str], float], side: int) -> defaultdict[str, float]:
    margin: defaultdict[str, float] = defaultdict(float)
    for cell, share in cells.items():
        margin[cell[side]] += share
    return margin


def _wilson(share: float, n: int) -> tuple[float, float]:
    middle, spread = share + _Z**2 / (2 * n), _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
    return (middle - spread) / (1 + _Z**2 / n), (middle + spread) / (1 + _Z**2 / n)


def _kappa_error(
    cells: dict[tuple[str, str], float],
    firsts: defaultdict[str, float],
    seconds: defaultdict[str, float],
    kappa: float,
    by_chance: float,
) -> float:
    """Standard error of kappa, times √n."""
    alike = sum(p * (1 - (firsts[a] + seconds[a]) * (1 - kappa)) ** 2 for (a, b), p in cells.items() if a == b)
    apart = sum(p * (seconds[a] + firsts[b]) ** 2 for (a, b), p in cells.items() if a != b)
    variance = alike + (1 - kappa) ** 2 * apart - (kappa - by_chance * (1 - kappa)) ** 2
    return sqrt(max(0.0, variance)) / (1 - by_chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Agreement in all, for each two reviewers, and by the probability that the program gave."""

    overall: Agreement
    by_reviewers: tuple[tuple[tuple[str, str], Agreement], ...]
    by_band: tuple[tuple[tuple[float, float], Agreement], ...]


def measure(said: Sequence[TwoWords]) -> Measured:
    """Agreement, broken down; whoever shows it withholds what ``is_withheld``."""
    return Measured(
        overall=agreement_of(one.words for one in said),
        by_reviewers=_broken_down(said, lambda one: (min(one.names), max(one.names))),
        by_band=_broken_down(said, lambda one: _band(one.probability)),
    )


def _broken_down(said: Sequence[TwoWords], key_of: Callable[[TwoWords], Key]) -> tuple[tuple[Key, Agreement], ...]:
    groups: defaultdict[Key, list[TwoWords]] = defaultdict(list)
    for one in said:
        groups[key_of(one)].append(one)
    return tuple((key, agreement_of(_turned(groups[key]))) for key in sorted(groups))


def _turned(said: Iterable[TwoWords]) -> list[tuple[str, str]]:
    """Of two reviewers always the same one first: kappa compares the habits of two people."""
    return [one.words if one.names[0] < one.names[1] else (one.words[1], one.words[0]) for one in said]


def _band(probability: float) -> tuple[float, float]:
    low = max(edge for edge in BANDS if edge <= probability)
    return low, BANDS[BANDS.index(low) + 1]
