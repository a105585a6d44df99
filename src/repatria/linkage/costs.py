"""From what a wrong answer costs to the probability from which a pair is worth a look."""


def threshold_from_cost(missed: float, review: float) -> float:
    """The probability from which a pair is worth two people's look, from what a wrong answer costs either way.

    Parameters
    ----------
    missed
        What it costs that a person on both lists is not found, in any unit.
    review
        What it costs to look at a pair in vain, in the same unit.

    >>> threshold_from_cost(missed=19, review=1)
    0.05
    """
    for name, cost in (("missed", missed), ("review", review)):
        if not 0.0 < cost < float("inf"):
            raise ValueError(f"expected a cost {name} > 0, got {cost}")
    return review / (missed + review)
