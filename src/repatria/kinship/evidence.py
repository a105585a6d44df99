"""What else is known of a body and of a missing person, each as a likelihood ratio beside DNA.

Each ratio asks: how much more probable is what was found if the body is this person than if it is another of the open
cases?  What such a case is like is read from the open cases themselves.  What is unknown weighs nothing (ratio 1).
No ratio is zero: ages, dates and places are mistaken, tags are swapped.  Parameters without a study behind them are
defaults to be changed, and every statement says its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.findings import gettext_noop as _
from repatria.kinship.nearness import KM_A_DEGREE, nearness_in_general
from repatria.kinship.pedigree import Sex

UNKNOWN_CODE = -1
_MEASURES = ("age", "age_sd", "stature", "stature_sd", "day", "latitude", "longitude")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvidenceTable:
    """What is known of people, one row each; of bodies what was found, of missing people what was reported.

    ``sexes`` int8 (:class:`Sex`); ``age`` and ``age_sd`` years, ``stature`` and ``stature_sd`` cm, ``day`` days since
    1970-01-01, ``latitude`` and ``longitude`` degrees: float64, NaN where unknown; a missing ``_sd`` takes the
    parameter.  ``section``: int32 code of the section of the front, -1 unknown.  ``effects``: for each row its codes.
    All of shape (n_rows,).
    """

    sexes: NDArray[np.int8]
    age: NDArray[np.float64]
    age_sd: NDArray[np.float64]
    stature: NDArray[np.float64]
    stature_sd: NDArray[np.float64]
    day: NDArray[np.float64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    section: NDArray[np.int32]
    effects: tuple[frozenset[str], ...]

    def __post_init__(self) -> None:
        n = len(self.effects)
        columns = (self.sexes, self.age, self.age_sd, self.stature, self.stature_sd, self.day)
        for column in (*columns, self.latitude, self.longitude, self.section):
            if column.shape != (n,):
                raise ValueError(f"expected columns of {n} rows, got shape {column.shape}")

    def __len__(self) -> int:
        return len(self.effects)

    @staticmethod
    def unknown(n_rows: int) -> "EvidenceTable":
        """Rows of which nothing is known."""
        nothing = np.full(n_rows, np.nan)
        return EvidenceTable(
            sexes=np.zeros(n_rows, dtype=np.int8),
            age=nothing,
            age_sd=nothing,
            stature=nothing,
            stature_sd=nothing,
            day=nothing,
            latitude=nothing,
            longitude=nothing,
            section=np.full(n_rows, UNKNOWN_CODE, dtype=np.int32),
            effects=(frozenset(),) * n_rows,
        )

    def joined(self, groups: Sequence[Sequence[int]]) -> "EvidenceTable":
        """One row for each group of rows, a person in several bags: the first that is known counts, effects add up."""
        made: dict[str, NDArray[Any]] = {}
        for name, blank in {"sexes": Sex.UNKNOWN, "section": UNKNOWN_CODE, **dict.fromkeys(_MEASURES, np.nan)}.items():
            column = getattr(self, name)
            is_known = ~np.isnan(column) if name in _MEASURES else column != blank
            first = [next((row for row in group if is_known[row]), None) for group in groups]
            made[name] = np.array([blank if row is None else column[row] for row in first], dtype=column.dtype)
        effects = tuple(frozenset().union(*(self.effects[row] for row in group)) for group in groups)
        return EvidenceTable(**made, effects=effects)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceParams:
    """Assumptions, each said in the statements of the result.

    ``sex_error``: probability that the sex read from bones is wrong.  ``age_sd`` years and ``stature_sd`` cm: error of
    an estimate from bones that gives none (long bones: 3 to 5 cm, Trotter and Gleser 1952); ``reported_stature_sd``:
    error of what relatives say.  ``kept_section``: probability to be found in the section where last seen.
    ``distance_km``: median distance between where last seen and where found, for those who ``stayed`` near; the others
    are anywhere among the open cases.  ``early_days``: how many days before having been last seen a body may be dated
    by mistake; ``early_ratio``: ratio for more.  ``effect_ratio``: greatest ratio of one shared effect; things change
    hands.  ``contradiction_log10``: from here down a factor counts as a contradiction to be explained.
    """

    sex_error: float = 0.05
    age_sd: float = 7.0
    stature_sd: float = 4.0
    reported_stature_sd: float = 3.0
    mistaken: float = 0.02
    kept_section: float = 0.7
    distance_km: float = 10.0
    stayed: float = 0.8
    early_days: float = 3.0
    early_ratio: float = 0.01
    effect_ratio: float = 50.0
    contradiction_log10: float = -1.0

    def __post_init__(self) -> None:
        for name in ("sex_error", "mistaken", "kept_section", "stayed", "early_ratio"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise ValueError(f"{name} must be in (0, 1), got {getattr(self, name)}")
        for name in ("age_sd", "stature_sd", "reported_stature_sd", "distance_km"):
            if getattr(self, name) <= 0.0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")
        if self.effect_ratio < 1.0 or self.early_days < 0.0 or self.contradiction_log10 >= 0.0:
            raise ValueError("expected effect_ratio >= 1, early_days >= 0 and contradiction_log10 < 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """How a factor was weighed: its name, a sentence with places for its parameters, and where they come from."""

    factor: str
    sentence: str
    numbers: Mapping[str, float]
    source: str

    @property
    def model(self) -> str:
        """The sentence with its parameters, in English."""
        return self.sentence.format(**{name: f"{value:g}" for name, value in self.numbers.items()})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvidenceRatios:
    """log10 likelihood ratios, shape (n_pairs, n_factors), and how each factor was weighed."""

    log10_lr: NDArray[np.float64]
    statements: tuple[Statement, ...]
    contradiction_log10: float

    @property
    def log10_total(self) -> NDArray[np.float64]:
        """All factors together, taken as independent; shape (n_pairs,)."""
        total: NDArray[np.float64] = self.log10_lr.sum(axis=1)
        return total

    def contradictions(self, pair: int) -> tuple[str, ...]:
        """Factors of a pair that speak against it so clearly that somebody has to explain them."""
        low = np.flatnonzero(self.log10_lr[pair] <= self.contradiction_log10)
        return tuple(self.statements[place].factor for place in low.tolist())


def weigh_evidence(
    found: EvidenceTable,
    reported: EvidenceTable,
    body: NDArray[np.int32],
    person: NDArray[np.int32],
    *,
    params: EvidenceParams | None = None,
) -> EvidenceRatios:
    """Weigh what is known of bodies (``found``) against what is known of missing people (``reported``), pair by pair.

    ``reported`` holds all open cases: they are also what a body is compared with when it is not this person.

    Parameters
    ----------
    body, person
        Rows of the two tables, shape (n_pairs,).
    """
    params = params if params is not None else EvidenceParams()
    factors = (
        (_sex(found, reported, body, person, params), _said_sex(params)),
        (_age(found, reported, body, person, params), _said_age(params)),
        (_stature(found, reported, body, person, params), _said_stature(params)),
        (_dates(found, reported, body, person, params), _said_dates(params)),
        (_section(found, reported, body, person, params), _said_section(params)),
        (_distance(found, reported, body, person, params), _said_distance(params)),
        (_effects(found, reported, body, person, params), _said_effects(params)),
    )
    return EvidenceRatios(
        log10_lr=np.stack([ratios for ratios, _ in factors], axis=1),
        statements=tuple(statement for _, statement in factors),
        contradiction_log10=params.contradiction_log10,
    )


_Pairs = NDArray[np.int32]
_Ratios = NDArray[np.float64]


def _log10(ratio: _Ratios, is_known: NDArray[np.bool_]) -> _Ratios:
    return np.where(is_known, np.log10(np.where(is_known, ratio, 1.0)), 0.0)


def _sex(
    found: EvidenceTable, reported: EvidenceTable, body: _Pairs, person: _Pairs, params: EvidenceParams
) -> _Ratios:
    known = reported.sexes[reported.sexes != Sex.UNKNOWN]
    one, other = found.sexes[body], reported.sexes[person]
    is_known = (one != Sex.UNKNOWN) & (other != Sex.UNKNOWN)
    share = np.array([np.mean(known == sex) if known.size else 0.5 for sex in (Sex.UNKNOWN, Sex.MALE, Sex.FEMALE)])
    right, wrong = 1.0 - params.sex_error, params.sex_error
    in_general = share[one] * right + (1.0 - share[one]) * wrong
    return _log10(np.where(one == other, right, wrong) / in_general, is_known)


def _age(
    found: EvidenceTable, reported: EvidenceTable, body: _Pairs, person: _Pairs, params: EvidenceParams
) -> _Ratios:
    sd = np.where(np.isnan(found.age_sd), params.age_sd, found.age_sd)
    return _measured(found.age, sd, reported.age, np.nan_to_num(reported.age_sd), body, person, params.mistaken)


def _stature(
    found: EvidenceTable, reported: EvidenceTable, body: _Pairs, person: _Pairs, params: EvidenceParams
) -> _Ratios:
    sd = np.where(np.isnan(found.stature_sd), params.stature_sd, found.stature_sd)
    said = np.where(np.isnan(reported.stature_sd), params.reported_stature_sd, reported.stature_sd)
    return _measured(found.stature, sd, reported.stature, said, body, person, params.mistaken)


def _measured(
    estimate: _Ratios, sd: _Ratios, stated: _Ratios, stated_sd: _Ratios, body: _Pairs, person: _Pairs, mistaken: float
) -> _Ratios:
    """A normal error around what was stated, against the mean over all open cases; a share of mistakes is anybody."""
    is_known = ~np.isnan(estimate[body]) & ~np.isnan(stated[person])
    if not is_known.any():
        return np.zeros(body.size)
    cases = np.flatnonzero(~np.isnan(stated))
    whole, n_cases = np.unique(
        np.stack([np.round(stated[cases]), np.round(stated_sd[cases])]), axis=1, return_counts=True
    )
    bodies = np.unique(body[is_known])
    spread = np.hypot(sd[bodies, None], whole[None, 1])
    in_general = np.full(estimate.size, np.nan)
    in_general[bodies] = _normal(estimate[bodies, None] - whole[None, 0], spread) @ (n_cases / n_cases.sum())
    if_this = _normal(estimate[body] - stated[person], np.hypot(sd[body], stated_sd[person]))
    in_general = np.maximum(in_general[body], 1e-300)
    return _log10((1.0 - mistaken) * if_this / in_general + mistaken, is_known)


def _normal(away: _Ratios, sd: _Ratios) -> _Ratios:
    density: _Ratios = np.exp(-0.5 * (away / sd) ** 2) / (sd * np.sqrt(2.0 * np.pi))
    return density


def _dates(
    found: EvidenceTable, reported: EvidenceTable, body: _Pairs, person: _Pairs, params: EvidenceParams
) -> _Ratios:
    waited = found.day[body] - reported.day[person]
    return _log10(np.where(waited < -params.early_days, params.early_ratio, 1.0), ~np.isnan(waited))


def _section(
    found: EvidenceTable, reported: EvidenceTable, body: _Pairs, person: _Pairs, params: EvidenceParams
) -> _Ratios:
    known = reported.section[reported.section >= 0]
    here, seen = found.section[body], reported.section[person]
    is_known = (here >= 0) & (seen >= 0)
    if not is_known.any():
        return np.zeros(body.size)
    counts = np.bincount(known, minlength=int(max(known.max(), here.max())) + 1)
    share = counts / counts.sum()
    n_others = max(int((counts > 0).sum()) - 1, 1)
    elsewhere = (1.0 - params.kept_section) / n_others
    in_general = share[here] * params.kept_section + (1.0 - share[here]) * elsewhere
    return _log10(np.where(here == seen, params.kept_section, elsewhere) / in_general, is_known)


def _distance(
    found: EvidenceTable, reported: EvidenceTable, body: _Pairs, person: _Pairs, params: EvidenceParams
) -> _Ratios:
    """Where sections are known for both, they have spoken already: the coordinates of such pairs weigh nothing."""
    speaks = ~np.isnan(found.latitude[body]) & ~np.isnan(reported.latitude[person])
    speaks &= ~np.isnan(found.longitude[body]) & ~np.isnan(reported.longitude[person])
    is_known = speaks & ~((found.section[body] >= 0) & (reported.section[person] >= 0))
    if not is_known.any():
        return np.zeros(body.size)
    cases = np.flatnonzero(~np.isnan(reported.latitude) & ~np.isnan(reported.longitude))
    cells, n_cases = np.unique(
        np.round(np.stack([reported.latitude[cases], reported.longitude[cases]]), 2), axis=1, return_counts=True
    )
    in_general = np.full(len(found), np.nan)
    bodies = np.unique(body[is_known])
    places = np.asarray(cells, dtype=np.float64)
    in_general[bodies] = nearness_in_general(
        found.latitude[bodies], found.longitude[bodies], places, n_cases / n_cases.sum(), params.distance_km
    )
    away = _km(found.latitude[body], found.longitude[body], reported.latitude[person], reported.longitude[person])
    ratio = _nearness(np.where(is_known, away, 0.0), params) / np.maximum(in_general[body], 1e-12)
    return _log10(params.stayed * ratio + (1.0 - params.stayed), is_known)


def _nearness(km: _Ratios, params: EvidenceParams) -> _Ratios:
    """Density of a find at a distance, up to a constant: isotropic, half of them nearer than the median distance."""
    return np.asarray(np.exp2(-((km / params.distance_km) ** 2)), dtype=np.float64)


def _km(latitude: _Ratios, longitude: _Ratios, other_latitude: _Ratios, other_longitude: _Ratios) -> _Ratios:
    north = (other_latitude - latitude) * KM_A_DEGREE
    east = (other_longitude - longitude) * KM_A_DEGREE * np.cos(np.radians(latitude))
    return np.asarray(np.hypot(north, east), dtype=np.float64)


def _effects(
    found: EvidenceTable, reported: EvidenceTable, body: _Pairs, person: _Pairs, params: EvidenceParams
) -> _Ratios:
    """A shared effect counts one over its share among the open cases; one that is not shared counts nothing."""
    counts: dict[str, int] = {}
    for codes in reported.effects:
        for code in codes:
            counts[code] = counts.get(code, 0) + 1
    n_cases = max(len(reported), 1)
    ratios = np.zeros(body.size)
    for pair, (one, other) in enumerate(zip(body.tolist(), person.tolist(), strict=True)):
        shared = found.effects[one] & reported.effects[other]
        ratios[pair] = sum(np.log10(min(params.effect_ratio, n_cases / counts[code])) for code in shared)
    return ratios


_DEFAULT = _("default without a study behind it; to be set by the anthropologist")


def _numbers(params: EvidenceParams, *names: str) -> Mapping[str, float]:
    return {name: float(getattr(params, name)) for name in names}


def _said_sex(params: EvidenceParams) -> Statement:
    sentence = _("sex read from bones wrong with probability {sex_error}; otherwise as among the open cases")
    return Statement(factor="sex", sentence=sentence, numbers=_numbers(params, "sex_error"), source=_DEFAULT)


def _said_age(params: EvidenceParams) -> Statement:
    sentence = _("normal error of {age_sd} years where none is given, a share of {mistaken} mistaken")
    return Statement(factor="age", sentence=sentence, numbers=_numbers(params, "age_sd", "mistaken"), source=_DEFAULT)


def _said_stature(params: EvidenceParams) -> Statement:
    sentence = _(
        "normal errors of {stature_sd} cm from bones and {reported_stature_sd} cm as reported, where none are given; "
        "a share of {mistaken} mistaken"
    )
    numbers = _numbers(params, "stature_sd", "reported_stature_sd", "mistaken")
    source = _("long bones: Trotter and Gleser (1952); reports: default")
    return Statement(factor="stature", sentence=sentence, numbers=numbers, source=source)


def _said_dates(params: EvidenceParams) -> Statement:
    sentence = _("found more than {early_days} days before being last seen: ratio {early_ratio}; else 1")
    numbers = _numbers(params, "early_days", "early_ratio")
    return Statement(factor="dates", sentence=sentence, numbers=numbers, source=_DEFAULT)


def _said_section(params: EvidenceParams) -> Statement:
    sentence = _("found in the section where last seen with probability {kept_section}, else in any other")
    return Statement(factor="section", sentence=sentence, numbers=_numbers(params, "kept_section"), source=_DEFAULT)


def _said_distance(params: EvidenceParams) -> Statement:
    sentence = _(
        "a share of {stayed} found around where last seen, half of them within {distance_km} km; "
        "the others anywhere among the open cases"
    )
    numbers = _numbers(params, "stayed", "distance_km")
    return Statement(factor="distance", sentence=sentence, numbers=numbers, source=_DEFAULT)


def _said_effects(params: EvidenceParams) -> Statement:
    sentence = _("each shared effect: one over its share among the open cases, at most {effect_ratio}")
    return Statement(factor="effects", sentence=sentence, numbers=_numbers(params, "effect_ratio"), source=_DEFAULT)
