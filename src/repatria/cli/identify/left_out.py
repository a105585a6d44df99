"""Who could not be compared, and why: nobody is left out in silence."""

from typing import TYPE_CHECKING

import numpy as np

from repatria.cli.identify.inputs import Inputs
from repatria.cli.identify.outcome import Compared
from repatria.findings import Finding, Severity

if TYPE_CHECKING:
    from repatria.kinship import Candidates


def left_out(inputs: Inputs, bags: Compared, candidates: "Candidates") -> list[Finding]:
    """A finding for each missing person and each body that was not compared with anybody."""
    from repatria.kinship import Obstacle

    names = inputs.panel.names
    searches = candidates.searches
    findings = []
    for row in np.flatnonzero(searches.obstacle != Obstacle.NONE).tolist():
        family = inputs.families[int(searches.family[row])]
        marker = int(searches.obstacle_marker[row])
        findings.append(
            _family(
                Obstacle(int(searches.obstacle[row])) is Obstacle.CONTRADICTION,
                family=family.id,
                person=family.missing[int(searches.missing[row])],
                locus=names[marker] if marker >= 0 else "",
            )
        )
    places = zip(candidates.impossible_bodies.tolist(), candidates.impossible_body_markers.tolist(), strict=True)
    return [*findings, *(_body(body=bags.bodies.ids[body], locus=names[marker]) for body, marker in places)]


def _family(is_contradiction: bool, **params: str) -> Finding:
    if is_contradiction:
        code = "family-contradicts-itself"
        message = (
            "The relatives of the family {family} cannot have these profiles at the locus {locus} if they are related"
            " as stated; nobody was compared with {person}."
        )
        remedy = "Check the relations with the family, in confidence, and whether samples were exchanged."
    else:
        code = "family-too-complex"
        message = (
            "The pedigree of the family {family} is too entangled for an exact sum at the locus {locus}; nobody was"
            " compared with {person}."
        )
        remedy = "Leave out people who neither gave a sample nor connect those who did, or set theta to 0."
    return _finding(code, message, remedy, params)


def _body(**params: str) -> Finding:
    message = "The body {body} has a profile at the locus {locus} that nobody can have; it was not compared."
    return _finding("body-impossible", message, "Check the reading, the sex, and the frequencies of the locus.", params)


def _finding(code: str, message: str, remedy: str, params: dict[str, str]) -> Finding:
    return Finding(
        code=code, severity=Severity.ERROR, message=message, remedy=remedy, field=params["locus"], params=params
    )
