"""A name told apart into its parts."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in its three parts as written; an absent part is the empty string.

    Parameters
    ----------
    cut
        The part whose last word may have been cut off, as in a full machine-readable zone: ``surname``, ``given``,
        ``patronymic``, or the empty string.
    """

    surname: str = ""
    given: str = ""
    patronymic: str = ""
    cut: str = field(default="", repr=False)
