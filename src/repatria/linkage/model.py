"""A trained model: for each level how often true pairs, chance pairs and close relatives show it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

import numpy as np
import numpy.typing as npt

from repatria.linkage.levels import LEVELS

PACKAGED = "model-1.json"
Proportions = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkageModel:
    """Fellegi–Sunter parameters, trained offline and never changed by the lists that are matched.

    Parameters
    ----------
    m, u, s
        For each comparison the proportions of levels (as in ``levels.LEVELS``) among pairs of records that
        speak of one person, of two unrelated persons, and of two brothers or sisters.  Each sums to 1.
    version
        Stands in every result.
    """

    version: str
    trained_on: str
    m: Mapping[str, Proportions]
    u: Mapping[str, Proportions]
    s: Mapping[str, Proportions]

    def __post_init__(self) -> None:
        for letter, proportions in (("m", self.m), ("u", self.u), ("s", self.s)):
            for comparison, levels in LEVELS.items():
                found = proportions.get(comparison)
                if found is None or found.shape != (len(levels),):
                    raise ValueError(f"expected {len(levels)} proportions {letter} for {comparison}")
                if not np.isclose(found.sum(), 1.0, atol=1e-6) or (found <= 0).any():
                    raise ValueError(f"proportions {letter} of {comparison} must be positive and sum to 1")

    def weights_bits(self, comparison: str) -> Proportions:
        """log₂(m/u) of each level: what an average value's agreement says for one person against chance."""
        return np.log2(self.m[comparison] / self.u[comparison])

    def family_bits(self, comparison: str) -> Proportions:
        """log₂(s/u) of each level: what it says for relatives against chance."""
        return np.log2(self.s[comparison] / self.u[comparison])

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what :meth:`to_json` wrote."""
        read = json.loads(text)
        by_letter = {
            letter: {
                comparison: np.array([read["levels"][comparison][level][letter] for level in levels])
                for comparison, levels in LEVELS.items()
            }
            for letter in ("m", "u", "s")
        }
        return cls(version=read["version"], trained_on=read["trained_on"], **by_letter)

    def to_json(self) -> str:
        """The model as stable, readable JSON: a diff of two versions shows what training changed."""
        levels = {
            comparison: {
                level: {
                    letter: float(f"{proportions[comparison][place]:.6g}")
                    for letter, proportions in (("m", self.m), ("u", self.u), ("s", self.s))
                }
                for place, level in enumerate(names)
            }
            for comparison, names in LEVELS.items()
        }
        head = {"version": self.version, "trained_on": self.trained_on, "levels": levels}
        return json.dumps(head, indent=1, ensure_ascii=False) + "\n"


@cache
def default_model() -> LinkageModel:
    """The packaged model of this version."""
    return LinkageModel.from_json(files("repatria.linkage").joinpath("data", PACKAGED).read_text(encoding="utf-8"))
