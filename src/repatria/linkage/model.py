"""A trained model: for each level how often true pairs, chance pairs and close relatives show it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from repatria.errors import InputUnusable
from repatria.linkage.levels import LEVELS

PACKAGED = "model-2.json"
LETTERS = ("m", "u", "s", "f", "w", "v")
_AT_LEAST = ("m", "u")
# What is counted apart for women and for men: surnames change by marriage.
BY_SEX = ("surname",)
_SEXES = {"w": BY_SEX, "v": BY_SEX}
# What no training can have seen less often; below it a weight would decide alone, or be infinite.
_LEAST = 1e-12
_LONGEST_VERSION = 100
Proportions = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkageModel:
    """Fellegi–Sunter parameters, trained offline and never changed by the lists that are matched.

    Parameters
    ----------
    m, u, s, f
        For each comparison that the model holds the proportions of levels (as in ``levels.LEVELS``) among pairs of
        records that speak of one person, of two unrelated persons, of two brothers or sisters who are no twins,
        and of father and son.  Each sums to 1.  A comparison that is not in ``m`` weighs nothing; ``s`` and ``f``
        may be empty, and no relatives are then thought of.
    w, v
        As ``m``, of women and of men alone, for the comparisons of ``BY_SEX``; both or neither.
    version
        Stands in every result, with the digest.
    """

    version: str
    trained_on: str
    m: Mapping[str, Proportions]
    u: Mapping[str, Proportions]
    s: Mapping[str, Proportions] = field(default_factory=dict)
    f: Mapping[str, Proportions] = field(default_factory=dict)
    w: Mapping[str, Proportions] = field(default_factory=dict)
    v: Mapping[str, Proportions] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for letter in LETTERS:
            proportions = getattr(self, letter)
            if letter not in _AT_LEAST and not proportions:
                continue
            for comparison in _SEXES.get(letter, self.m):
                _check(letter, comparison, proportions.get(comparison))
        if bool(self.w) != bool(self.v):
            raise ValueError("a model tells the proportions w of women and v of men, or neither")
        if not self.version.isprintable() or len(self.version) > _LONGEST_VERSION:
            raise ValueError(f"expected a version of at most {_LONGEST_VERSION} printable letters")
        if not self.m or self.m.keys() - LEVELS.keys():
            raise ValueError(f"a model compares some of {', '.join(LEVELS)}, got {', '.join(self.m) or 'nothing'}")

    @property
    def comparisons(self) -> tuple[str, ...]:
        """What the model compares, in the order of ``levels.LEVELS``."""
        return tuple(name for name in LEVELS if name in self.m)

    @property
    def digest(self) -> str:
        """SHA-256 of the model's file, as :meth:`to_json` writes it, in hexadecimal."""
        return sha256(self.to_json().encode()).hexdigest()

    def weights_bits(self, comparison: str) -> Proportions:
        """log₂(m/u) of each level: what an average value's agreement says for one person against chance."""
        return np.log2(self.m[comparison] / self.u[comparison])

    def sex_bits(self, comparison: str) -> Proportions | None:
        """log₂ of what each level says more of a man (row 1) and of a woman (row 2) than on average (row 0)."""
        if comparison not in self.w:
            return None
        mean = self.m[comparison]
        return np.log2(np.stack([mean, self.v[comparison], self.w[comparison]]) / mean)

    def family_bits(self, comparison: str) -> Proportions:
        """log₂(s/u) of each level: what it says for brothers and sisters against chance."""
        return np.log2(self.s[comparison] / self.u[comparison])

    def father_bits(self, comparison: str) -> Proportions:
        """log₂(f/u) of each level: what it says for father and son against chance."""
        return np.log2(self.f[comparison] / self.u[comparison])

    @classmethod
    def from_json(cls, text: str, *, file: str = "the model") -> Self:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        InputUnusable
            The text is no model; ``file`` names it in the message.
        """
        try:
            read = json.loads(text)
            by_letter = {letter: _read_proportions(read["levels"], letter) for letter in LETTERS}
            return cls(version=str(read["version"]), trained_on=str(read["trained_on"]), **by_letter)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            raise InputUnusable(
                f"{file}: no linkage model that this version can use ({error})."
                " Take one that was written by scripts/train_linkage.py or scripts/estimate_linkage.py."
            ) from error

    def to_json(self) -> str:
        """The model as stable, readable JSON: a diff of two versions shows what training changed."""
        letters = [letter for letter in LETTERS if getattr(self, letter)]
        levels = {
            comparison: {
                level: {
                    letter: float(f"{getattr(self, letter)[comparison][place]:.6g}")
                    for letter in letters
                    if comparison in getattr(self, letter)
                }
                for place, level in enumerate(LEVELS[comparison])
            }
            for comparison in self.comparisons
        }
        head = {"version": self.version, "trained_on": self.trained_on, "levels": levels}
        return json.dumps(head, indent=1, ensure_ascii=False) + "\n"


def _check(letter: str, comparison: str, found: Proportions | None) -> None:
    levels = LEVELS.get(comparison, ())
    if found is None or found.shape != (len(levels),):
        raise ValueError(f"expected {len(levels)} proportions {letter} for {comparison}")
    if not np.isclose(found.sum(), 1.0, atol=1e-4) or (found < _LEAST).any():
        raise ValueError(f"proportions {letter} of {comparison} must be at least {_LEAST} and sum to 1")


def _read_proportions(levels: Mapping[str, Mapping[str, Any]], letter: str) -> dict[str, Proportions]:
    """The proportions of one letter, empty where the file has none of it."""
    if unknown := levels.keys() - LEVELS.keys():
        raise ValueError(f"it compares {', '.join(sorted(unknown))}, which is not known here")
    found = {}
    for comparison, by_level in levels.items():
        if set(by_level) != set(LEVELS[comparison]):
            raise ValueError(f"the levels of {comparison} are not {', '.join(LEVELS[comparison])}")
        said = [by_level[level].get(letter) for level in LEVELS[comparison]]
        if any(each is not None for each in said):
            found[comparison] = np.array(said, dtype=np.float64)
    return found


@cache
def default_model() -> LinkageModel:
    """The packaged model of this version."""
    return LinkageModel.from_json(files("repatria.linkage").joinpath("data", PACKAGED).read_text(encoding="utf-8"))
