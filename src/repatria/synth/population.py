"""An invented population as columns: who people are and whose kin, before any list speaks of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from repatria.synth.population_births import draw_births
from repatria.synth.population_kin import Kin, bind_kin
from repatria.synth.population_names import given_pool, surname_pool
from repatria.synth.population_places import draw_places

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# (people of the surname, people of the given name, side whose fashion of names, share)
COMMUNITIES: tuple[tuple[str, str, str, float], ...] = (
    ("uk", "slavic", "A", 0.42),
    ("ru", "slavic", "A", 0.09),
    ("ru", "slavic", "B", 0.25),
    ("uk", "slavic", "B", 0.03),
    ("be", "slavic", "B", 0.035),
    ("polish", "slavic", "A", 0.006),
    ("polish", "polish", "B", 0.003),
    ("jewish", "slavic", "A", 0.005),
    ("jewish", "jewish", "A", 0.003),
    ("tatar", "tatar", "B", 0.03),
    ("tatar", "slavic", "B", 0.008),
    ("bashkir", "bashkir", "B", 0.015),
    ("buryat", "buryat", "B", 0.01),
    ("buryat", "slavic", "B", 0.004),
    ("caucasus", "caucasus", "B", 0.035),
    ("armenian", "armenian", "B", 0.008),
    ("georgian", "georgian", "A", 0.005),
    ("central", "central", "B", 0.022),
    ("hungarian", "hungarian", "A", 0.004),
    ("hungarian", "slavic", "A", 0.003),
    ("greek", "greek", "A", 0.003),
    ("greek", "slavic", "A", 0.003),
    ("romanian", "romanian", "A", 0.004),
    ("romanian", "slavic", "A", 0.004),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationParams:
    """Who lives in the invented world; shares are of all people.

    Parameters
    ----------
    civilians
        The others are soldiers.
    women_among_soldiers, women_among_civilians
        Shares within each.
    kin
        Groups of kin or namesakes for each person: ``siblings`` (two or three), ``twins``, ``father-son`` (with a
        second son at times), ``namesakes`` (one whole name), of which ``namesakes-same-year`` and
        ``namesakes-same-date`` were born so.  More namesakes come about by chance.
    first_of_january
        People whose papers say 1 January since nobody knew the day; four times as many where registers came late.
    double_surnames
        People with a surname of two parts.
    renamed_women
        Of all women, those whose married surname differs from the maiden one.
    """

    civilians: float = 0.12
    women_among_soldiers: float = 0.04
    women_among_civilians: float = 0.45
    kin: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                "siblings": 0.02,
                "twins": 0.0025,
                "father-son": 0.007,
                "namesakes": 0.003,
                "namesakes-same-year": 0.0012,
                "namesakes-same-date": 0.0002,
            }
        )
    )
    first_of_january: float = 0.006
    double_surnames: float = 0.004
    renamed_women: float = 0.6

    def __post_init__(self) -> None:
        shares = ("civilians", "women_among_soldiers", "women_among_civilians", "first_of_january")
        for name in (*shares, "double_surnames", "renamed_women"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"expected 0 <= {name} <= 1, got {getattr(self, name)}")
        if not all(share >= 0.0 for share in self.kin.values()) or sum(self.kin.values()) > 0.3:
            raise ValueError(f"expected shares of kin >= 0 that sum to at most 0.3, got {dict(self.kin)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """People as columns, one entry a person.

    ``surname``, ``second`` (the other half of a double surname, or -1) and ``maiden`` (-1 where there is none other)
    point into ``surname_forms``, pairs of Ukrainian and Russian spellings; ``given`` into the given names of the
    person's sex, ``father`` into those of men.  ``birth`` is a proleptic ordinal of days.  ``number`` is -1 for
    civilians, ``unit`` likewise.
    """

    community: Ints
    is_woman: Bools
    surname: Ints
    second: Ints
    maiden: Ints
    given: Ints
    father: Ints
    birth: Ints
    region: Ints
    place: Ints
    unit: Ints
    number: Ints
    kin: Kin
    surname_forms: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        return len(self.surname)


def make_population(n_people: int, params: PopulationParams, *, rng: np.random.Generator) -> Population:
    """Invent ``n_people``, some of them each other's kin."""
    community = rng.choice(len(COMMUNITIES), size=n_people, p=_shares())
    is_civilian = rng.random(n_people) < params.civilians
    among = np.where(is_civilian, params.women_among_civilians, params.women_among_soldiers)
    is_woman = rng.random(n_people) < among
    late = np.isin(community, [place for place, each in enumerate(COMMUNITIES) if each[0] in {"central", "caucasus"}])
    birth = draw_births(is_civilian, params.first_of_january * np.where(late, 4.0, 1.0), rng=rng)
    years = 1970 + (birth - 719_163) // 365.2425
    codes, maiden = _surnames(community, rng), _surnames(community, rng)
    second = np.where(rng.random(n_people) < params.double_surnames, _surnames(community, rng), -1)
    maiden[~(is_woman & (rng.random(n_people) < params.renamed_women))] = -1
    region, place = draw_places([each[0] for each in COMMUNITIES], community, rng=rng)
    columns = {
        "community": community,
        "is_woman": is_woman,
        "surname": codes,
        "second": second,
        "maiden": maiden,
        "given": _given_names(community, is_woman, years.astype(np.int64), rng),
        "father": _given_names(community, np.zeros(n_people, bool), years.astype(np.int64) - 27, rng),
        "birth": birth,
        "region": region,
        "place": place,
        "unit": np.where(is_civilian, -1, rng.integers(0, 900, n_people)),
        "number": np.where(is_civilian, -1, _numbers(n_people, rng)),
    }
    kin = bind_kin(columns, params.kin, redraw=_redraw, rng=rng)
    forms = _forms(columns)
    return Population(**columns, kin=kin, surname_forms=forms)


def _shares() -> npt.NDArray[np.float64]:
    shares = np.array([each[3] for each in COMMUNITIES])
    return np.asarray(shares / shares.sum())


def _surnames(community: Ints, rng: np.random.Generator) -> Ints:
    """Codes of surnames: the community's people in the millions, the rank below."""
    codes = np.zeros(len(community), np.int64)
    for place, (people, *_) in enumerate(COMMUNITIES):
        members = np.flatnonzero(community == place)
        codes[members] = _PEOPLES.index(people) * 10**6 + surname_pool(people).draw(len(members), rng)
    return codes


_PEOPLES = tuple(dict.fromkeys(each[0] for each in COMMUNITIES))


def _given_names(community: Ints, is_woman: Bools, years: Ints, rng: np.random.Generator) -> Ints:
    given = np.zeros(len(community), np.int64)
    for place, (_, people, side, _) in enumerate(COMMUNITIES):
        for sex in "MF":
            members = np.flatnonzero((community == place) & (is_woman == (sex == "F")))
            given[members] = given_pool(sex).draw(people, side, years[members], rng)
    return given


def _redraw(columns: Mapping[str, Ints], who: Ints, rng: np.random.Generator) -> Ints:
    """Another given name for each of ``who``, as fits sex, people and year."""
    years = (1970 + (columns["birth"][who] - 719_163) // 365.2425).astype(np.int64)
    return _given_names(columns["community"][who], columns["is_woman"][who].astype(bool), years, rng)


def _numbers(n_people: int, rng: np.random.Generator) -> Ints:
    # A prime step walks through all residues of a prime modulus: no number comes twice.
    modulus, step = 99_999_989, 37_368_787
    return (int(rng.integers(0, modulus)) + step * np.arange(1, n_people + 1, dtype=np.int64)) % modulus


def _forms(columns: dict[str, Ints]) -> tuple[tuple[str, str], ...]:
    """Replace the codes of surnames by places in the table of forms that is returned."""
    names = ("surname", "second", "maiden")
    distinct, places = np.unique(np.concatenate([columns[name] for name in names]), return_inverse=True)
    n_people, is_nobody = len(columns["surname"]), int(distinct[0] == -1)
    for order, name in enumerate(names):
        columns[name] = places[order * n_people : (order + 1) * n_people] - is_nobody
    pools = [surname_pool(people) for people in _PEOPLES]
    return tuple(pools[code // 10**6].forms(code % 10**6) for code in distinct[is_nobody:].tolist())
