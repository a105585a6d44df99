"""A case of one missing son, his parents and one bag: ``python -m tests.browser.laboratory_case``.

Everything is there but the sample; prints as JSON what a journey through the pages asks for.
"""

import json
import random

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from tests.web.cast import PASSWORD  # noqa: E402
from tests.web.laboratory.world import World  # noqa: E402

from repatria.web.accounts.models import User  # noqa: E402
from repatria.web.laboratory import actions  # noqa: E402
from repatria.web.laboratory.actions import Row  # noqa: E402
from repatria.web.laboratory.bridge.weighing import example_table  # noqa: E402
from repatria.web.review.actions import derive_status  # noqa: E402

N_LOCI = 14


def play() -> dict[str, object]:
    """Two files that are locked, a family whose parents were read twice, a table of frequencies."""
    rng = random.Random(20250602)
    world = World()
    User.objects.update(password=make_password(PASSWORD))
    whole = example_table()
    table = {locus: whole[locus] for locus in sorted(whole)[:N_LOCI]}

    def stranger() -> dict[str, list[str]]:
        return {locus: rng.choices(list(row), weights=list(row.values()), k=2) for locus, row in table.items()}

    father, mother = stranger(), stranger()
    son = {locus: [rng.choice(father[locus]), rng.choice(mother[locus])] for locus in table}
    am, pm = world.am(), world.pm()
    donors = [world.donor(), world.donor()]
    for donor, loci in zip(donors, (father, mother), strict=True):
        world.read(world.sample(donor=donor), loci)
    rows = [
        Row(key="father", sex="M", relation="father", donor=donors[0]),
        Row(key="mother", sex="F", relation="mother", donor=donors[1]),
        Row(key="son", father="father", mother="mother", sex="M", is_missing=True, am=am),
    ]
    family = actions.register_family(by=world.user("nadia"), rows=rows, owner="A")
    actions.store_frequencies(by=world.user("nadia"), name="invented", frequencies=table)
    derive_status()
    return {
        "pm": [str(pm.pk), pm.number],
        "am": [str(am.pk), am.number],
        "family": [str(family.pk), family.number],
        "loci": {locus: " ".join(alleles) for locus, alleles in son.items()},
    }


if __name__ == "__main__":
    print(json.dumps(play()))
