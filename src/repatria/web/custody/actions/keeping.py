"""What a run counts once, so that no page counts it again."""

from django.db import transaction

from repatria.web.custody import tallies
from repatria.web.jobs import actions as jobs


@transaction.atomic
def keep_openings() -> bool:
    """Keep the number of openings by accounts, unit and term beside what they were counted from; whether it was new."""
    digest = tallies.openings_digest()
    if jobs.cached(tallies.OPENINGS, "", digest):
        return False
    rows = [[*key, n] for key, n in sorted(tallies.count_openings().items())]
    jobs.record(tallies.OPENINGS, "", digest, output={"rows": rows})
    return True
