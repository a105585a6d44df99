"""How a long run says where it is."""

from typing import Protocol


class Progress(Protocol):
    """Told of every step, its size where known, and what came of it."""

    def begin(self, step: str, total: int | None = None) -> None:
        """A step begins; ``total`` counts its parts."""

    def advance(self, done: int = 1) -> None:
        """Parts of the step are done."""

    def end(self, outcome: str, *, skipped: bool = False) -> None:
        """The step is over; ``skipped`` says that nothing had changed."""


class Silent:
    """Says nothing."""

    def begin(self, step: str, total: int | None = None) -> None:
        """Nothing."""

    def advance(self, done: int = 1) -> None:
        """Nothing."""

    def end(self, outcome: str, *, skipped: bool = False) -> None:
        """Nothing."""
