"""Accepted profiles and families to the engine's arrays, its answer back to rows."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from repatria import kinship
from repatria.errors import InputUnusable
from repatria.provenance import Provenance, digest_of
from repatria.web.laboratory import reading
from repatria.web.laboratory.bridge.pedigrees import Stated, pedigree_of, sex_of
from repatria.web.laboratory.reading import Loci

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingParams:
    """What a run takes for granted; stored with it.

    ``threshold_log10`` keeps pairs that are worth a look, ``minimum_frequency`` is that of an allele that the table
    does not hold, ``n_elsewhere`` the number of people who may be missing without any family here: it goes into the
    prior.
    """

    threshold_log10: float = 2.0
    minimum_frequency: float = 0.001
    theta: float = 0.0
    n_elsewhere: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """An accepted profile of remains."""

    id: str
    sex: str
    loci: Loci


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """An open family: members as stated, who is missing, and the loci of those who gave a sample, by key."""

    id: str
    members: Sequence[Stated]
    missing: Sequence[str]
    references: Mapping[str, Loci]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One body set beside one missing member; numbers as :class:`Candidate` stores them."""

    body: str
    family: str
    member: str
    log10_lr: float | None
    posterior: float | None
    prior: float | None
    n_compared: int
    n_exclusions: int
    n_rivals: int = 0
    rival_log10_lr: float | None = None
    by_marker: Mapping[str, float | None] = field(default_factory=dict)
    conclusion: str = ""


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
) -> Outcome:
    """Screen every body against every missing person, weigh what is left exactly, and name rivals.

    Raises
    ------
    InputUnusable
        Nobody to compare, or no locus in common with the table of frequencies.
    """
    panel, skipped = _panel(bodies, families, frequencies, params)
    usable = [one for one in families if one.references and one.missing]
    skipped += [{"family": one.id, "why": "no_references"} for one in families if one not in usable]
    if not bodies or not usable:
        raise InputUnusable(
            f"nothing to compare: {len(bodies)} accepted profiles of remains, {len(usable)} families with references"
        )
    likelihood = kinship.LikelihoodParams(theta=params.theta)
    read = _bodies(bodies, panel)
    drawn = [_family(one, panel) for one in usable]
    progress(0, len(drawn), "screen")
    candidates = kinship.screen(
        read,
        drawn,
        panel,
        kinship.ScreenParams(threshold_log10=params.threshold_log10, n_threads=1),
        likelihood=likelihood,
        progress=lambda done, total: progress(done, total, "screen"),
    )
    prior = 1.0 / (sum(len(one.missing) for one in usable) + params.n_elsewhere)
    rows = []
    for place in range(len(candidates.body)):
        rows.append(_found(place, candidates, read, drawn, panel, likelihood, prior))
        progress(place + 1, len(candidates.body), "weigh")
    weighed = _with_posteriors(rows, prior)
    by_id = {one.id: one.loci for one in bodies}
    return Outcome(
        found=[_with_rivals(one, weighed, by_id) for one in weighed],
        counts={
            "n_bodies": len(bodies),
            "n_families": len(usable),
            "n_missing": sum(len(one.missing) for one in usable),
            "n_loci": len(panel),
            "n_pairs": int(candidates.n_pairs),
            "n_candidates": len(rows),
            "expected_by_chance": float(candidates.chance_bound.sum()),
        },
        groups=[],
        skipped=skipped,
        provenance=_provenance(bodies, usable, frequencies, params),
    )


def _panel(
    bodies: Sequence[BodyRow],
    families: Sequence[FamilyRow],
    frequencies: Mapping[str, Mapping[str, float]],
    params: WeighingParams,
) -> tuple[kinship.Panel, list[Mapping[str, Any]]]:
    """The loci that somebody was read at and the table holds; alleles that it does not hold are rare, and are told."""
    profiles = [one.loci for one in bodies] + [loci for one in families for loci in one.references.values()]
    seen: dict[str, set[str]] = {}
    for loci in profiles:
        for locus, alleles in loci.items():
            seen.setdefault(locus, set()).update(allele for allele in alleles if allele is not None)
    skipped: list[Mapping[str, Any]] = [
        {"locus": locus, "why": "no_frequencies"} for locus in sorted(seen.keys() - frequencies.keys())
    ]
    markers = []
    for locus in sorted(seen.keys() & frequencies.keys()):
        table = frequencies[locus]
        plain = kinship.Marker(name=locus, alleles=tuple(table), frequencies=np.array(list(table.values())))
        extended = kinship.with_alleles(plain, sorted(seen[locus]), params.minimum_frequency)
        skipped += [{"locus": locus, "allele": allele, "why": "not_in_table"} for allele in extended.added]
        markers.append(extended.marker)
    if not markers:
        raise InputUnusable("no locus of the profiles stands in the table of frequencies: load the kit's own table")
    return kinship.with_mutation(kinship.Panel(markers=tuple(markers)), _mutation), skipped


def _mutation(marker: kinship.Marker) -> kinship.Mutation:
    try:
        return kinship.stepwise(marker, kinship.USUAL_RATE, rate2=1e-6)
    except ValueError:  # an allele that is no number of repeats
        return kinship.equal(marker, kinship.USUAL_RATE)


def _reads(loci: Loci, panel: kinship.Panel) -> dict[str, Sequence[str | None]]:
    return {locus: list(alleles) for locus, alleles in loci.items() if locus in panel.names}


def _bodies(rows: Sequence[BodyRow], panel: kinship.Panel) -> kinship.Bodies:
    profiles = kinship.Profiles.of({row.id: _reads(row.loci, panel) for row in rows}, panel)
    return kinship.Bodies(profiles=profiles, sexes=np.array([sex_of(row.sex) for row in rows], dtype=np.int8))


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
    candidates: Any,
    bodies: kinship.Bodies,
    families: Sequence[kinship.Family],
    panel: kinship.Panel,
    likelihood: kinship.LikelihoodParams,
    prior: float,
) -> Found:
    family = families[int(candidates.family[place])]
    member = family.missing[int(candidates.missing[place])]
    body = bodies.ids[int(candidates.body[place])]
    ratios = kinship.likelihood_ratios(family, member, bodies.profiles.only([body]), panel, params=likelihood)
    return Found(
        body=body,
        family=family.id,
        member=member,
        log10_lr=_finite(float(ratios.log10_lr[0])),
        posterior=None,
        prior=prior,
        n_compared=int(candidates.n_compared[place]),
        n_exclusions=int(candidates.n_exclusions[place]),
        by_marker={name: _finite(float(ratios.by_marker[0, at])) for at, name in enumerate(panel.names)},
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _with_posteriors(rows: Sequence[Found], prior: float) -> list[Found]:
    """Each body against all its candidates and against being nobody's here: prior odds times LR, made to sum to one."""
    weights: dict[str, float] = {}
    for row in rows:
        weights[row.body] = weights.get(row.body, 0.0) + _odds(row, prior)
    return [_replaced(row, posterior=_odds(row, prior) / (1.0 + weights[row.body])) for row in rows]


def _odds(row: Found, prior: float) -> float:
    if row.log10_lr is None:
        return 0.0
    odds: float = (prior / (1.0 - prior) if prior < 1 else 1.0) * 10.0 ** min(row.log10_lr, 300.0)
    return odds


def _with_rivals(row: Found, rows: Sequence[Found], loci: Mapping[str, Loci]) -> Found:
    """The strongest other pairing of either the body or the missing person.

    Another bag of the very same person is no rival: one person may lie in several.
    """
    rivals = [
        one.log10_lr
        for one in rows
        if one.log10_lr is not None
        and (
            (one.body == row.body and (one.family, one.member) != (row.family, row.member))
            or (
                (one.family, one.member) == (row.family, row.member)
                and one.body != row.body
                and not reading.are_same_person(loci[one.body], loci[row.body])
            )
        )
    ]
    return _replaced(row, n_rivals=len(rivals), rival_log10_lr=max(rivals, default=None))


def _replaced(row: Found, **changes: Any) -> Found:
    from dataclasses import replace

    return replace(row, **changes)


def _provenance(
    bodies: Sequence[BodyRow],
    families: Sequence[FamilyRow],
    frequencies: Mapping[str, Mapping[str, float]],
    params: WeighingParams,
) -> dict[str, Any]:
    """Digests of what went in: no allele can be read from them."""
    inputs = {
        "bodies": digest_of([[one.id, one.sex, one.loci] for one in bodies]),
        "families": digest_of([[one.id, list(one.missing), dict(one.references)] for one in families]),
        "frequencies": digest_of(frequencies),
    }
    made = Provenance(engine="kinship", params=asdict(params), inputs=inputs)
    return {**made.as_json(), "digest": made.digest()}


def example_table() -> dict[str, dict[str, float]]:
    """The table of frequencies that comes with the package, as locus → allele → proportion."""
    return {
        marker.name: dict(zip(marker.alleles, map(float, marker.frequencies), strict=True))
        for marker in kinship.example_frequencies().markers
    }
