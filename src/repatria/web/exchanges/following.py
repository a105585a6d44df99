"""What rounds derive anew when somebody has recorded a movement: what became of the people placed in them."""

import uuid
from collections.abc import Collection

from repatria.web.custody.following import follows
from repatria.web.exchanges import actions


@follows
def settle_placements(unit_ids: Collection[uuid.UUID]) -> None:
    """Bring placements and rounds of these units to what the movements that count now say."""
    actions.settle(unit_ids)
