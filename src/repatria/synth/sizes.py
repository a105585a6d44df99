"""How large an invented world is."""

from dataclasses import dataclass

MIN_SCALE = 0.01
MAX_SCALE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Rows of each list of one side; ``n_children`` counts the one list of children."""

    n_missing: int
    n_held: int
    n_bags: int
    n_returned: int
    n_round: int
    n_children: int
    n_supplement: int

    @classmethod
    def at_scale(cls, scale: float) -> "Sizes":
        """The sizes of the agreement at scale 1, everything in proportion otherwise; never under twelve children.

        Raises
        ------
        ValueError
            Under 0.01 a list is too short to hold one error of every kind; above 10 no such case is known.
        """
        if not MIN_SCALE <= scale <= MAX_SCALE:
            raise ValueError(f"expected {MIN_SCALE} <= scale <= {MAX_SCALE}, got {scale}")
        return cls(
            n_missing=round(60_000 * scale),
            n_held=round(8_000 * scale),
            n_bags=round(6_000 * scale),
            n_returned=max(12, round(1_200 * scale)),
            n_round=max(10, round(1_000 * scale)),
            n_supplement=max(5, round(120 * scale)),
            n_children=max(12, round(339 * scale)),
        )


def share(proportion: float, n: int) -> int:
    """``proportion`` of ``n`` rows, at least one: an error of every kind is in every world."""
    return max(1, round(proportion * n))
