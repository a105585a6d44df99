"""Who could not be compared, and why: nobody is left out in silence."""

from collections.abc import Sequence

import numpy as np

from repatria.findings import Finding
from repatria.kinship.candidates import Candidates, Obstacle
from repatria.kinship.family import Bodies, Family
from repatria.kinship.formats.wording import finding
from repatria.kinship.markers import Panel

_CODES = {
    int(Obstacle.CONTRADICTION): "family-contradicts-itself",
    int(Obstacle.TOO_COMPLEX): "family-too-complex",
}


def not_compared(candidates: Candidates, bodies: Bodies, families: Sequence[Family], panel: Panel) -> list[Finding]:
    """A finding for each missing person and each body that a screen could compare with nobody."""
    searches = candidates.searches
    found = []
    for row in np.flatnonzero(searches.obstacle != Obstacle.NONE).tolist():
        family = families[int(searches.family[row])]
        marker = int(searches.obstacle_marker[row])
        locus = panel.names[marker] if marker >= 0 else ""
        person = family.missing[int(searches.missing[row])]
        code = _CODES[int(searches.obstacle[row])]
        found.append(finding(code, field=locus, family=family.id, person=person, locus=locus))
    places = zip(candidates.impossible_bodies.tolist(), candidates.impossible_body_markers.tolist(), strict=True)
    for body, marker in places:
        locus = panel.names[marker]
        found.append(finding("body-impossible", field=locus, body=bodies.ids[body], locus=locus))
    return found
