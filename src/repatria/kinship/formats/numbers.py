"""Numbers of an answer in plain values: infinities are words, ``None`` is what is not defined."""

import math


def plain(value: float) -> float | str | None:
    """A number as JSON can hold it: infinities as words, not-a-number as ``None``."""
    value = float(value)
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def log_ratio(numerator: float, denominator: float) -> float:
    """Difference of two logarithms; not a number where both likelihoods are zero."""
    return math.nan if numerator == denominator == -math.inf else numerator - denominator


def ratio_of(log: float) -> float:
    """The ratio of a natural logarithm; infinite beyond what a float can hold."""
    return math.exp(log) if math.isnan(log) or log < 709.0 else math.inf
