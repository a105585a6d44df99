"""Accepted profiles and families to the engine's arrays, its answer back to rows."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from repatria import kinship
from repatria.errors import InputUnusable
from repatria.findings import gettext_noop
from repatria.provenance import Provenance, digest_of
from repatria.web.laboratory.bridge.belongings import FRAGMENT, Own, with_belongings
from repatria.web.laboratory.bridge.evidence import Beside
from repatria.web.laboratory.bridge.found import Found
from repatria.web.laboratory.bridge.panels import panel_of
from repatria.web.laboratory.bridge.pedigrees import Stated, pedigree_of, sex_of
from repatria.web.laboratory.bridge.thresholds import BoardRules
from repatria.web.laboratory.particulars import Known, joined
from repatria.web.laboratory.reading import Loci

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingParams:
    """What a run takes for granted; stored with it.

    ``threshold_log10`` keeps pairs that are worth a look; ``minimum_frequency`` is that of an allele that the table
    does not hold; ``not_listed`` is the prior probability that a body is nobody on the lists, the rest is spread over
    the open cases that its sex allows.
    """

    threshold_log10: float = 2.0
    minimum_frequency: float = 0.001
    theta: float = 0.0
    not_listed: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """An accepted profile of remains."""

    id: str
    sex: str
    loci: Loci
    known: Known = field(default_factory=lambda: Known(values={}))


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """An open family: members as stated, who is missing, and the loci of those who gave a sample, by key.

    ``own``: loci of belongings of those who are missing, by key; ``known``: what is known of them beside DNA.
    """

    id: str
    members: Sequence[Stated]
    missing: Sequence[str]
    references: Mapping[str, Loci]
    own: Mapping[str, Loci] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run found, and what it takes to make it again."""

    found: Sequence[Found]
    counts: Mapping[str, Any]
    groups: Sequence[Mapping[str, Any]]
    skipped: Sequence[Mapping[str, Any]]
    provenance: Mapping[str, Any]


def weigh(
    bodies: Sequence[BodyRow],
    families: Sequence[FamilyRow],
    frequencies: Mapping[str, Mapping[str, float]],
    params: WeighingParams,
    progress: Progress,
    named: Mapping[tuple[str, str], tuple[Loci, Known]] | None = None,
) -> Outcome:
    """Screen every body against every missing person, weigh what is left exactly, and name rivals.

    ``named``: by family and member the profiles of those who are identified, and what is known of them; a body that
    is one of these persons is found as a further part.

    Raises
    ------
    InputUnusable
        Nobody to compare, or no locus in common with the table of frequencies.
    """
    usable = [one for one in families if (one.references or one.own) and one.missing]
    named = named or {}
    if not bodies or not (usable or named):
        raise InputUnusable(
            gettext_noop("nothing to compare: no accepted profile of remains, or no family with an accepted reference")
        )
    read = [
        *(one.loci for one in bodies),
        *(loci for one in families for loci in (*one.references.values(), *one.own.values())),
        *(loci for loci, _known in named.values()),
    ]
    panel, skipped = panel_of(read, frequencies, params.minimum_frequency)
    skipped += [{"family": one.id, "why": "no_references"} for one in families if one not in usable]
    likelihood = kinship.LikelihoodParams(theta=params.theta)
    profiles = kinship.Profiles.of({row.id: _reads(row.loci, panel) for row in bodies}, panel)
    same = kinship.same_person(profiles, panel).groups(len(profiles))
    merged = kinship.merge_profiles(profiles, same)
    sexes = np.array([_sex_of_all(bodies, group) for group in merged.members], dtype=np.int8)
    persons = kinship.Bodies(profiles=merged.profiles, sexes=sexes)
    drawn = [_family(one, panel) for one in usable]
    beside = _beside(bodies, merged.members, usable, named)
    progress(0, len(drawn), "screen")
    candidates = kinship.screen(
        persons,
        drawn,
        panel,
        kinship.ScreenParams(threshold_log10=params.threshold_log10, n_threads=1),
        likelihood=likelihood,
        progress=lambda done, total: progress(done, total, "screen"),
    )
    progress(0, len(candidates), "weigh")
    person = (kinship.MissingPeople.of(drawn).first[candidates.family] + candidates.missing).astype(np.int32)
    evidence = beside.weigh(candidates.body, person)
    weighed = kinship.identify(
        persons,
        drawn,
        panel,
        candidates,
        params=kinship.IdentifyParams(not_listed=params.not_listed),
        likelihood=likelihood,
        evidence=evidence,
    )
    rivals = _rivals(candidates, weighed)
    found: list[Found] = []
    for place in range(len(candidates)):
        rows = beside.rows(evidence, place, int(candidates.body[place]), int(person[place]))
        found += _found(
            place, candidates, weighed, persons, merged.members, profiles, drawn, panel, rivals[place], rows
        )
        progress(place + 1, len(candidates), "weigh")
    own = _own(usable, named, panel)
    parts = [[profiles.ids[row] for row in group] for group in merged.members]
    prior = (1.0 - params.not_listed) / max(sum(len(one.missing) for one in usable), 1)
    return Outcome(
        found=with_belongings(found, persons.profiles, parts, own, panel, prior, beside),
        counts=_counts(candidates, persons, bodies, usable, panel),
        groups=[group for at, one in enumerate(drawn) for group in _group(at, one, candidates, weighed, persons)],
        skipped=[*skipped, *_impossible(candidates, persons, usable)],
        provenance=_provenance(bodies, usable, named, frequencies, params),
    )


def _beside(
    bodies: Sequence[BodyRow],
    members: Sequence[Sequence[int]],
    families: Sequence[FamilyRow],
    named: Mapping[tuple[str, str], tuple[Loci, Known]],
) -> Beside:
    """What is known beside DNA of each person in bags, and of all open cases and then of those who are identified."""
    nothing = Known(values={})
    return Beside(
        [joined([bodies[row].known for row in group]) for group in members],
        [
            *(one.known.get(key, nothing) for one in families for key in one.missing),
            *(known for _loci, known in named.values()),
        ],
    )


def _own(
    families: Sequence[FamilyRow], named: Mapping[tuple[str, str], tuple[Loci, Known]], panel: kinship.Panel
) -> dict[tuple[str, str], Own]:
    """Profiles that are a missing person's own: of belongings, and of bags that bear the name already."""
    made = {}
    keys = [(one.id, key) for one in families for key in one.missing]
    at = {key: row for row, key in enumerate((*keys, *named))}
    for one in families:
        for key, loci in one.own.items():
            made[one.id, key] = Own(profile=_one_profile(key, loci, panel), row=at[one.id, key])
    for (family, key), (loci, _known) in named.items():
        profile = _one_profile(key, loci, panel)
        made[family, key] = Own(profile=profile, row=at[family, key], conclusion=FRAGMENT)
    return made


def _one_profile(key: str, loci: Loci, panel: kinship.Panel) -> kinship.Profiles:
    return kinship.Profiles.of({key: _reads(loci, panel)}, panel)


def _counts(
    candidates: kinship.Candidates,
    persons: kinship.Bodies,
    bodies: Sequence[BodyRow],
    families: Sequence[FamilyRow],
    panel: kinship.Panel,
) -> dict[str, Any]:
    """How much was compared, and how many hits chance alone would give: a bound, and an estimate by reshuffling."""
    estimate = float(candidates.chance_estimate.sum())
    return {
        "n_bodies": len(bodies),
        "n_persons": len(persons),
        "n_families": len(families),
        "n_missing": sum(len(one.missing) for one in families),
        "n_loci": len(panel),
        "n_pairs": int(candidates.n_pairs),
        "n_candidates": len(candidates),
        "expected_by_chance": float(candidates.chance_bound.sum()),
        "estimated_by_chance": estimate if math.isfinite(estimate) else None,
    }


def _impossible(
    candidates: kinship.Candidates, persons: kinship.Bodies, families: Sequence[FamilyRow]
) -> list[Mapping[str, Any]]:
    """Profiles that no person can have, and references that contradict the pedigree as stated."""
    searches = candidates.searches
    why = {kinship.Obstacle.CONTRADICTION: "impossible_family", kinship.Obstacle.TOO_COMPLEX: "too_complex"}
    hindered = {
        int(searches.family[at]): kinship.Obstacle(int(searches.obstacle[at]))
        for at in np.flatnonzero(searches.obstacle != kinship.Obstacle.NONE)
    }
    return [
        *({"body": persons.ids[int(at)], "why": "impossible"} for at in candidates.impossible_bodies),
        *({"family": families[at].id, "why": why[obstacle]} for at, obstacle in sorted(hindered.items())),
    ]


def _reads(loci: Loci, panel: kinship.Panel) -> dict[str, Sequence[str | None]]:
    known = {locus: set(panel.markers[panel.index(locus)].alleles) for locus in loci if locus in panel.names}
    return {
        locus: list(alleles)
        for locus, alleles in loci.items()
        if locus in known and all(allele is None or allele in known[locus] for allele in alleles)
    }


def _sex_of_all(rows: Sequence[BodyRow], group: Sequence[int]) -> kinship.Sex:
    """The sex that the files of one person's parts agree on."""
    stated = {sex_of(rows[place].sex) for place in group} - {kinship.Sex.UNKNOWN}
    return stated.pop() if len(stated) == 1 else kinship.Sex.UNKNOWN


def _family(row: FamilyRow, panel: kinship.Panel) -> kinship.Family:
    references = {key: _reads(loci, panel) for key, loci in row.references.items()}
    return kinship.Family(
        id=row.id,
        pedigree=pedigree_of(row.members),
        missing=tuple(row.missing),
        references=kinship.Profiles.of(references, panel),
    )


def _found(
    place: int,
    candidates: kinship.Candidates,
    weighed: kinship.Identification,
    persons: kinship.Bodies,
    members: Sequence[Sequence[int]],
    profiles: kinship.Profiles,
    families: Sequence[kinship.Family],
    panel: kinship.Panel,
    rivals: tuple[int, float | None],
    evidence: Sequence[Mapping[str, Any]],
) -> list[Found]:
    """One pair of person and missing member, once for every bag or part of that person."""
    at = int(candidates.body[place])
    family = families[int(candidates.family[place])]
    member = family.missing[int(candidates.missing[place])]
    person = persons.profiles.only([persons.ids[at]])
    ratios = kinship.likelihood_ratios(family, member, person, panel, params=weighed.likelihood)
    verdict = weighed.verdicts[at]
    is_named = int(weighed.joint.pairings.missing[place]) in verdict.missing
    ids = [profiles.ids[row] for row in members[at]]
    return [
        Found(
            body=one,
            family=family.id,
            member=member,
            log10_lr=_finite(float(ratios.log10_lr[0])),
            posterior=float(weighed.joint.posterior[place]),
            prior=(1.0 - weighed.params.not_listed) / max(int(weighed.n_open[at]), 1),
            n_compared=int(candidates.n_compared[place]),
            n_exclusions=int(candidates.n_exclusions[place]),
            n_rivals=rivals[0],
            rival_log10_lr=rivals[1],
            by_marker={name: _finite(float(ratios.by_marker[0, n])) for n, name in enumerate(panel.names)},
            conclusion=str(verdict.conclusion) if is_named else "",
            together=tuple(other for other in ids if other != one),
            evidence=evidence,
        )
        for one in ids
    ]


def _rivals(candidates: kinship.Candidates, weighed: kinship.Identification) -> list[tuple[int, float | None]]:
    """For each pairing those that cannot be true beside it, of the same person or of the same missing.

    How many there are, and the largest log10 LR of them.
    """
    pairings = weighed.joint.pairings
    by_body: dict[int, list[int]] = {}
    by_missing: dict[int, list[int]] = {}
    pairs = list(zip(pairings.body.tolist(), pairings.missing.tolist(), strict=True))
    for place, (body, missing) in enumerate(pairs):
        by_body.setdefault(body, []).append(place)
        by_missing.setdefault(missing, []).append(place)
    found: list[tuple[int, float | None]] = []
    for place, (body, missing) in enumerate(pairs):
        others = [row for row in (*by_body[body], *by_missing[missing]) if row != place]
        found.append((len(others), max((float(candidates.log10_lr[row]) for row in others), default=None)))
    return found


def _group(
    at: int,
    family: kinship.Family,
    candidates: kinship.Candidates,
    weighed: kinship.Identification,
    persons: kinship.Bodies,
) -> list[Mapping[str, Any]]:
    """Bodies by missing members of a family that looks for several people, as one grid of posteriors."""
    if len(family.missing) < 2:
        return []
    rows = np.flatnonzero(candidates.family == at)
    bodies = sorted({int(candidates.body[row]) for row in rows})
    if not bodies:
        return []
    grid: list[list[float]] = [[0.0] * len(family.missing) for _body in bodies]
    for row in rows:
        grid[bodies.index(int(candidates.body[row]))][int(candidates.missing[row])] = float(
            weighed.joint.posterior[row]
        )
    return [
        {
            "family": family.id,
            "bodies": [persons.ids[one] for one in bodies],
            "members": list(family.missing),
            "posteriors": grid,
        }
    ]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _provenance(
    bodies: Sequence[BodyRow],
    families: Sequence[FamilyRow],
    named: Mapping[tuple[str, str], tuple[Loci, Known]],
    frequencies: Mapping[str, Mapping[str, float]],
    params: WeighingParams,
) -> dict[str, Any]:
    """Digests of what went in: no allele can be read from them."""
    inputs = {
        "bodies": digest_of([[one.id, one.sex, one.loci, _plain(one.known)] for one in bodies]),
        "families": digest_of(
            [
                [one.id, list(one.missing), dict(one.references), dict(one.own)]
                + [[key, _plain(known)] for key, known in one.known.items()]
                for one in families
            ]
        ),
        "named": digest_of([[*key, loci, _plain(known)] for key, (loci, known) in named.items()]),
        "frequencies": digest_of(frequencies),
    }
    made = Provenance(engine="kinship", params={**asdict(params), "board": asdict(BoardRules())}, inputs=inputs)
    return {**made.as_json(), "digest": made.digest()}


def _plain(known: Known) -> list[Any]:
    return [known.sex, dict(known.values)]


def example_table() -> dict[str, dict[str, float]]:
    """The table of frequencies that comes with the package, as locus → allele → proportion."""
    return {
        marker.name: dict(zip(marker.alleles, map(float, marker.frequencies), strict=True))
        for marker in kinship.example_frequencies().markers
    }
