"""How lists are matched: what a caller may choose without another model."""

from dataclasses import dataclass

MANY = ("", "left", "right")
_KINDS_OF_KIN = ("relatives", "namesakes", "twins", "fathers")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkageParams:
    """Choices of one run.

    Parameters
    ----------
    threshold
        Pairs below this probability are left out.
    one_to_one
        Neither list holds a person twice: each record is in at most one pair, the pairs are chosen together,
        and a pair's probability counts its rivals.
    many
        ``left`` or ``right``: that list may hold a person several times and the other may not, whatever ``one_to_one``
        says.  Each record of that list is in at most one pair, a record of the other in any number.  Empty: neither.
    expected_matches
        How many persons are thought to be on both lists.  ``None`` derives it from the two lists: the number
        that agrees with the sum of the probabilities it leads to.  Only this one number is learnt from live lists.
    relatives_per_match
        For each person on both lists, how many pairs of close relatives stand across them.  Set high on
        purpose: a brother taken for the man himself is the dangerous error.
    namesakes_per_match
        For each person on both lists, how many pairs of people with one surname and given name stand across them,
        beyond what the frequencies of its parts explain; most share the patronymic too.  It is the least: where the
        lists show more of them, by their dates, more are thought of.
    relatives_per_record, namesakes_per_record
        The least number of such pairs for each record of the shorter list.  Lists that share hardly anybody, and a
        list within itself, hold brothers and namesakes all the same.
    twins_per_relative, fathers_per_relative
        For each pair of brothers or sisters, how many pairs of twins, and of father and son, stand across the lists.
    block_pairs
        A blocking key that would compare more pairs than this is skipped; finer keys find its pairs.
    pairs_per_record
        A blocking rule skips its commonest keys until it brings at most so many pairs for each record of the longer
        list, and fewer where that has more than 100,000 (:func:`repatria.linkage.joining.budget`): the pairs to compare
        grow as the lists do, and not as their product.
    """

    threshold: float = 0.02
    one_to_one: bool = True
    many: str = ""
    expected_matches: float | None = None
    relatives_per_match: float = 0.2
    namesakes_per_match: float = 0.03
    relatives_per_record: float = 0.005
    namesakes_per_record: float = 0.003
    twins_per_relative: float = 0.05
    fathers_per_relative: float = 0.25
    block_pairs: int = 50_000
    pairs_per_record: int = 5

    def __post_init__(self) -> None:
        if not 0.0 <= self.threshold < 1.0:
            raise ValueError(f"expected 0 <= threshold < 1, got {self.threshold}")
        if self.many not in MANY:
            raise ValueError(f"expected many to be one of {MANY}, got {self.many!r}")
        if self.expected_matches is not None and self.expected_matches <= 0:
            raise ValueError(f"expected expected_matches > 0, got {self.expected_matches}")
        for name in (name for name in self.__slots__ if name.split("_")[0] in _KINDS_OF_KIN):
            if not 0.0 <= getattr(self, name) <= 10.0:
                raise ValueError(f"expected 0 <= {name} <= 10, got {getattr(self, name)}")
        for name in ("block_pairs", "pairs_per_record"):
            if getattr(self, name) < 1:
                raise ValueError(f"expected {name} >= 1, got {getattr(self, name)}")
