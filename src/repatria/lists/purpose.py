"""What the sender says that the rows of a list are."""

from enum import StrEnum


class ListPurpose(StrEnum):
    """What the rows of a list are, in its sender's words: people held, sought, offered, returned, dead, or children."""

    HELD = "held"
    MISSING = "missing"
    OFFER = "offer"
    RETURNED = "returned"
    DEAD = "dead"
    CHILDREN = "children"

    @property
    def is_of_prisoners(self) -> bool:
        """The rows are people in somebody's hands: a minor or a civilian among them is worth a word."""
        return self in (ListPurpose.HELD, ListPurpose.OFFER)
