"""Everything that moves a person, a bag or a part; nothing else in the application does."""

from repatria.web.custody.actions.movements import (
    Opening,
    Part,
    account_for,
    associate,
    move,
    move_many,
    open_units,
    reverse,
    split_bag,
)

__all__ = [
    "Opening",
    "Part",
    "account_for",
    "associate",
    "move",
    "move_many",
    "open_units",
    "reverse",
    "split_bag",
]
