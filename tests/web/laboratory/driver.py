"""Random acts at the board on a database of its own: ``python -m tests.web.laboratory.driver N``."""

import json
import random
import sys
import uuid

import django

django.setup()

from django.db import IntegrityError, transaction  # noqa: E402
from tests.web.laboratory.world import World, snapshot  # noqa: E402

from repatria.errors import RepatriaError  # noqa: E402
from repatria.web.custody import actions as custody  # noqa: E402
from repatria.web.custody import balances  # noqa: E402
from repatria.web.custody.models import Reason, Unit  # noqa: E402
from repatria.web.journal import actions as journal  # noqa: E402
from repatria.web.laboratory import actions  # noqa: E402
from repatria.web.laboratory.models import BoardAct, FileState, Identification, PMFile  # noqa: E402
from repatria.web.laboratory.models.board import STANDING_STATES  # noqa: E402
from repatria.web.review import actions as review  # noqa: E402
from repatria.web.review.models import Link  # noqa: E402

PLACES = [("home", "A"), ("mortuary", "A"), ("transport", "B"), ("buried", "A")]


def play(n_acts: int) -> dict[str, int]:
    """Two bags of one man, one of another side's, one of two people, two rows of one person: acts in any order."""
    rng = random.Random(20250602)
    world = World()
    records = [world.sought(), world.sought(sender="B")]
    [again] = world.deliver("a-missing-again", "A", "missing", [{"surname": "Zym"}], shared=["B"])
    link = world.propose(records[0], again)
    ams = [world.am(record) for record in records]
    pms = [world.pm() for _ in range(3)]
    candidates = [world.candidate(pms[0], ams[0], seed=1), world.candidate(pms[1], ams[0], seed=1)]
    # The first two were weighed together: one signature covers both.
    candidates[1].run, candidates[0].together = candidates[0].run, [str(candidates[1].profile_id)]
    candidates[1].together = [str(candidates[0].profile_id)]
    for one in candidates:
        one.save()
    candidates.append(world.candidate(pms[2], ams[1], seed=2))
    # Two people in one bag: each part has a file of its own.
    parts = actions.take_parts(by=world.user("nadia"), unit=world.bag(n=2), parts=[("P-1", 1), ("P-2", 1)])
    pms += [world.pm(part) for part in parts]
    ams.append(world.am(world.sought()))
    candidates += [world.candidate(pms[3], ams[2], seed=3), world.candidate(pms[4], ams[1], seed=2)]
    review.derive_status()
    start = snapshot()
    done = {"acts": 0, "refused": 0}
    for _ in range(n_acts):
        try:
            with transaction.atomic():
                _act(world, rng, candidates, pms, ams, link)
            done["acts"] += 1
        except RepatriaError:
            done["refused"] += 1
        balances.verify()
        _check_names()
    _take_all_back(world, link)
    assert snapshot() == start, "something stayed behind"
    done["retracted"] = BoardAct.objects.filter(act="retracted").count()
    return done | {"movements": balances.verify(), "entries": journal.verify(), "smuggled": _smuggle()}


def _act(world: World, rng: random.Random, candidates: list, pms: list, ams: list, link: Link) -> None:
    choice = rng.random()
    if choice < 0.5:
        made = _standing(rng.choice(candidates)) or actions.put_forward(
            by=world.user("nadia"), candidate=rng.choice(candidates)
        )
        world.sign(made, rng.choice(["mira", "mira", "halyna", "denys", "nina"]))
    elif choice < 0.6:
        confirmed = list(Identification.objects.filter(state="confirmed"))
        if confirmed:
            actions.retract(by=world.user("mira"), identification=rng.choice(confirmed), reason="again")
    elif choice < 0.75:
        for file in (*pms, *ams):
            file.refresh_from_db()
            if file.state == FileState.REOPENED:
                world.locked(file)
        for made in Identification.objects.filter(state__in=("candidate", "probable")):
            actions.look_again(by=world.user("mira"), identification=made)
    elif choice < 0.85:
        unit = Unit.objects.get(pk=rng.choice(pms).unit_id)
        to = custody.account_for(*rng.choice(PLACES))
        custody.move(unit, to=to, reason=Reason.MOVED, happened_at="2025-06-20T00:00Z")
    elif choice < 0.93:
        link.refresh_from_db()
        if link.state == "confirmed":
            review.retract(link=link, by=world.user("mira"), reason="again")
        else:
            world.confirm(link)
    else:
        _undo_moves(rng.choice(pms).unit_id)


def _standing(candidate) -> Identification | None:
    pm = candidate.profile.sample.pm
    return Identification.objects.filter(pm=pm, state__in=STANDING_STATES).first()


def _check_names() -> None:
    """A body bears a name exactly while an identification of it stands, and it is that of its AM file's record."""
    for pm in PMFile.objects.select_related("unit"):
        stands = Identification.objects.filter(pm=pm, state="confirmed").select_related("am__record").first()
        expected = stands.am.record.person_id if stands else None
        assert pm.unit.person_id == expected, pm.number
    sought = Unit.objects.filter(kind="person")
    named = set(Identification.objects.filter(state="confirmed").values_list("am__record__person", flat=True))
    for unit in sought.select_related("record", "account"):
        counted = unit.account.kind == "sought"
        assert not (counted and unit.record.person_id in named), "somebody is sought and found at once"


def _undo_moves(unit_id: uuid.UUID) -> None:
    while True:
        latest = Unit.objects.get(pk=unit_id).movements.counting().order_by("-seq").first()
        if latest is None or latest.reason != Reason.MOVED:
            return
        custody.reverse(latest, reason=Reason.CORRECTED)


def _take_all_back(world: World, link: Link) -> None:
    for pm in PMFile.objects.all():
        _undo_moves(pm.unit_id)
    while made := Identification.objects.filter(state="confirmed").first():
        actions.retract(by=world.user("mira"), identification=made, reason="the end")
    for pm in PMFile.objects.all():
        _undo_moves(pm.unit_id)
    link.refresh_from_db()
    if link.state == "confirmed":
        review.retract(link=link, by=world.user("mira"), reason="the end")


def _smuggle() -> int:
    """What the database itself refuses, past our actions; gives how much was refused."""
    made = Identification.objects.first()
    assert made is not None
    mira = World.user_of("mira")
    refused = 0
    for changes in (
        {"am_party": "N", "pm_party": "N"},
        {"am_signer": mira, "pm_signer": mira},
        {"state": "confirmed", "am_signer": None},
        {"am_signer": made.proposed_by},
    ):
        try:
            with transaction.atomic():
                Identification.objects.filter(pk=made.pk).update(**changes)
        except IntegrityError:
            refused += 1
    for rows in (made.acts.all(),):
        for attempt in (lambda rows=rows: rows.update(reason="x"), lambda rows=rows: rows._raw_delete(rows.db)):
            try:
                with transaction.atomic():
                    attempt()
            except IntegrityError:
                refused += 1
    return refused


if __name__ == "__main__":
    print(json.dumps(play(int(sys.argv[1]))))
