"""What is known beside DNA, for the engine to weigh, and what it said as rows of a page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria import kinship
from repatria.web.laboratory.bridge.pedigrees import sex_of
from repatria.web.laboratory.particulars import Known, side_by_side

_EPOCH = dt.date(1970, 1, 1)
_OF_RANGE = 4.0  # a stated range is taken for two standard deviations to each side


def evidence_table(rows: Sequence[Known], sections: Sequence[str], *, with_sex: bool) -> kinship.EvidenceTable:
    """One row for each; ``sections`` gives the sections of the front their codes."""
    age, age_sd = _spans(rows, "age")
    stature, stature_sd = _spans(rows, "stature")
    places = [one.place or (np.nan, np.nan) for one in rows]
    code = {name: at for at, name in enumerate(sections)}
    unknown = kinship.Sex.UNKNOWN
    return kinship.EvidenceTable(
        sexes=np.array([sex_of(one.sex) if with_sex else unknown for one in rows], dtype=np.int8),
        age=age,
        age_sd=age_sd,
        stature=stature,
        stature_sd=stature_sd,
        day=np.array([np.nan if one.day is None else (one.day - _EPOCH).days for one in rows], dtype=np.float64),
        latitude=np.array([one[0] for one in places], dtype=np.float64),
        longitude=np.array([one[1] for one in places], dtype=np.float64),
        section=np.array([code.get(one.values.get("section", ""), -1) for one in rows], dtype=np.int32),
        effects=tuple(one.effects for one in rows),
    )


def _spans(rows: Sequence[Known], kind: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    spans = [one.span(kind) or (np.nan, np.nan) for one in rows]
    middle = np.array([(low + high) / 2 for low, high in spans], dtype=np.float64)
    sd = np.array([(high - low) / _OF_RANGE if high > low else np.nan for low, high in spans], dtype=np.float64)
    return middle, sd


class Beside:
    """Evidence beside DNA for bodies that were merged to persons and for all open cases."""

    def __init__(self, found: Sequence[Known], reported: Sequence[Known]) -> None:
        sections = sorted({one.values["section"] for one in (*found, *reported) if "section" in one.values})
        self.found, self.reported = found, reported
        # A known sex has said its word already: it is one of the conditions under which a pair is looked at.
        self._found = evidence_table(found, sections, with_sex=False)
        self._reported = evidence_table(reported, sections, with_sex=True)

    def weigh(self, body: NDArray[np.int32], person: NDArray[np.int32]) -> kinship.EvidenceRatios:
        """Ratios of pairs of rows."""
        return kinship.weigh_evidence(self._found, self._reported, body, person)

    def rows(self, ratios: kinship.EvidenceRatios, pair: int, body: int, person: int) -> list[Mapping[str, Any]]:
        """What was found, what was reported, its weight and how it was weighed: one row a factor that both know."""
        both = side_by_side(self.found[body], self.reported[person])
        against = ratios.contradictions(pair)
        return [
            {
                "factor": one.factor,
                "found": both[one.factor][0],
                "reported": both[one.factor][1],
                "log10_lr": float(ratios.log10_lr[pair, at]),
                "model": one.model,
                "sentence": one.sentence,
                "numbers": dict(one.numbers),
                "source": one.source,
                "is_against": one.factor in against,
            }
            for at, one in enumerate(ratios.statements)
            if one.factor in both
        ]
