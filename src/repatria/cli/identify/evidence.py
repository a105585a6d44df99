"""What is known beside the DNA, as people would write it in a report."""

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from repatria.kinship import EvidenceTable

EPOCH = dt.date(1970, 1, 1)


def said_of(found: "EvidenceTable", reported: "EvidenceTable", body: int, person: int) -> dict[str, str]:
    """What was found of a body and reported of a person, by kind."""
    shared = sorted(found.effects[body] & reported.effects[person])
    days = [_day(each) for each in (found.day[body], reported.day[person])]
    places = [f"{each.latitude[at]:.2f}, {each.longitude[at]:.2f}" for each, at in ((found, body), (reported, person))]
    return {
        "age": f"{_about(found.age[body], found.age_sd[body])} · {reported.age[person]:.0f} years",
        "stature": f"{_about(found.stature[body], found.stature_sd[body])} · {reported.stature[person]:.0f} cm",
        "dates": f"found {days[0]} · last seen {days[1]}",
        "distance": f"{places[0]} · {places[1]}",
        "section": "the same" if found.section[body] == reported.section[person] else "another",
        "effects": " ".join(shared),
    }


def _about(value: float, sd: float) -> str:
    return f"{value:.0f}" if np.isnan(sd) else f"{value:.0f} ± {sd:.0f}"


def _day(days: float) -> str:
    return "" if np.isnan(days) else (EPOCH + dt.timedelta(days=int(days))).isoformat()
