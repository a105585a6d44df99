"""Everything that moves a person, a bag or a part; nothing else in the application does."""

from repatria.web.custody.actions.keeping import keep_openings
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
from repatria.web.custody.actions.proposals import (
    Said,
    confirm_move,
    latest_movement,
    propose_move,
    refuse_move,
    take_back,
)

__all__ = [
    "Opening",
    "Part",
    "Said",
    "account_for",
    "associate",
    "confirm_move",
    "keep_openings",
    "latest_movement",
    "move",
    "move_many",
    "open_units",
    "propose_move",
    "refuse_move",
    "reverse",
    "split_bag",
    "take_back",
]
