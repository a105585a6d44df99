"""The peers' answers beside the checkout, ``../shared/reference/dna``, and how numbers stand in them."""

import json
import math
from fnmatch import fnmatch
from pathlib import Path

from tests.conftest import REFERENCE


def names(folder, *patterns):
    """Names of the reference files of a folder that fit a pattern.

    Where the reference is absent one name of nothing stands for all: the ``reference`` fixture then skips and says why.
    """
    if not REFERENCE.is_dir():
        return ["absent"]
    found = sorted(path.stem for path in (REFERENCE / "dna" / folder).glob("*.json"))
    return [name for name in found if any(fnmatch(name, pattern) for pattern in patterns or ("*",))]


def load(reference, folder, name):
    """One reference file in plain values."""
    return json.loads(data(reference, folder, name))


def data(reference: Path, folder, name):
    """One reference file as bytes."""
    return (reference / "dna" / folder / f"{name}.json").read_bytes()


def question(case):
    """A case as somebody would ask it: what a peer answered, and how long it took, is cut away."""
    return {
        key: value for key, value in case.items() if key not in {"results", "cross_check", "truth", "timing_seconds"}
    }


def asked(case):
    """The question as bytes of a file."""
    return json.dumps(question(case)).encode()


def number(value):
    """A number of a reference file: infinities are words there, and null is not defined."""
    if value is None:
        return math.nan
    return float(value.replace("Infinity", "inf")) if isinstance(value, str) else float(value)


def tolerance(marker):
    """What the reference's README suggests: ln L of a marker, wider where its frequencies do not sum to one."""
    return 1e-10 if abs(sum(marker["freqs"]) - 1.0) <= 1e-12 else 1e-8


def is_near(found, expected, tolerance):
    """Equal up to the tolerance; infinities and undefined numbers only to themselves."""
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    return found == expected or abs(found - expected) <= tolerance
