"""What review derives anew when somebody has recorded a movement: the statuses of the persons moved."""

import uuid
from collections.abc import Collection

from repatria.web.custody.following import follows
from repatria.web.custody.models import Unit
from repatria.web.review.actions import derive_status


@follows
def derive_statuses(unit_ids: Collection[uuid.UUID]) -> None:
    """Bring the persons of these units to the status that follows from where they now stand."""
    rows = Unit.objects.filter(pk__in=unit_ids).values_list("person", "record__person")
    persons = {person for row in rows for person in row if person is not None}
    if persons:
        derive_status(persons)
