"""What a process of its own does to the account in its database: ``python -m tests.web.custody.driver NAME``."""

import json
import os
import random
import signal
import sys
import time
import uuid
from collections.abc import Callable

import django

django.setup()

from django.db import OperationalError, connections, transaction  # noqa: E402
from hypothesis import HealthCheck, given, settings  # noqa: E402
from tests.web.custody import sequences, world  # noqa: E402

from repatria.errors import CustodyConflict  # noqa: E402
from repatria.web.custody import actions, balances  # noqa: E402
from repatria.web.custody.models import AccountKind, Movement, Reason, Unit  # noqa: E402
from repatria.web.custody.statements import statement  # noqa: E402
from repatria.web.journal import actions as journal  # noqa: E402

PLACES = [("transport", "A"), ("neutral", None), ("home", "B"), ("hospital", "B"), ("held", "A")]


def conserve(n_examples: str) -> dict[str, int]:
    """Random sequences of movements, reversals and refused attempts, each committed."""
    world.parties()

    @settings(
        max_examples=int(n_examples), deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(sequences.steps)
    def holds(sequence: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            sequences.play(sequence)

    holds()
    return {"movements": balances.verify(), "entries": journal.verify()}


def crash(n_crashes: str) -> dict[str, int]:
    """Kill a writer at random moments, again and again, and look for all that it had acknowledged."""
    rng = random.Random(20250602)
    world.parties()
    world.units(12)
    n_acknowledged = 0
    for _ in range(int(n_crashes)):
        acknowledged = _killed_writer(rng.randrange(2**32), after_s=rng.uniform(0.005, 0.12))
        moved = {pk for kind, pk in acknowledged if kind == "m"}
        opened = {pk for kind, pk in acknowledged if kind == "u"}
        assert Movement.objects.filter(pk__in=moved).count() == len(moved), "an acknowledged movement is lost"
        assert Unit.objects.filter(pk__in=opened).count() == len(opened), "an acknowledged unit is lost"
        n_acknowledged += len(acknowledged)
        balances.verify()
        journal.verify()
    return {"crashes": int(n_crashes), "acknowledged": n_acknowledged, "movements": balances.verify()}


def race(n_writers: str, n_units: str) -> dict[str, object]:
    """Several processes move the same units at once; of those who start from the same place one succeeds."""
    world.parties()
    own = world.units(int(n_units))
    for kind, party in PLACES:
        actions.account_for(kind, party)
    start = time.monotonic() + 0.3
    wins = _in_processes(int(n_writers), lambda index: _race_once(index, own, start))
    seqs = list(Unit.objects.filter(pk__in=[unit.pk for unit in own]).values_list("seq", flat=True))
    return {"wins": wins, "seqs": seqs, "movements": balances.verify(), "entries": journal.verify()}


def append(n_writers: str, n_each: str) -> dict[str, int]:
    """Several processes append to the journal at once."""
    journal.append("test.begin")

    def write(index: int) -> int:
        for number in range(int(n_each)):
            journal.append("test.written", facts={"writer": index, "number": number})
        return int(n_each)

    return {"written": sum(_in_processes(int(n_writers), write)), "entries": journal.verify()}


def reckon() -> dict[str, object]:
    """A small statement, every number of which must be the number of its rows."""
    world.parties()
    world.term("exchange", "exchange", quantity=3)
    world.term("bags", "return_remains", debtor=None, creditor=None, unit="bag")
    held = [world.listed("A", "held", AccountKind.HELD) for _ in range(3)]
    sought = [world.listed("B", "missing", AccountKind.SOUGHT) for _ in range(2)]
    world.listed("B", "dead", AccountKind.REMAINS, kind="bag", n_individuals=2)
    world.link(held[0], sought[0])
    world.answer(sought[1], by="A")
    home = actions.account_for("home", "B")
    for unit in held[:2]:
        actions.move(unit, to=home, reason=Reason.HANDED_OVER, happened_at=world.NOW, term_key="exchange", giver="A-1")
    told = statement()
    for line in told.lines:
        for figure in line.figures:
            for n, rows in ((figure.by_debtor, figure.debtor_rows), (figure.by_creditor, figure.creditor_rows)):
                assert rows is None or n is None or Unit.objects.matching(rows).count() == n, (line.term_key, figure)
    exchange = {figure.measure: [figure.by_debtor, figure.by_creditor] for figure in told.lines[0].figures}
    return {"exchange": exchange, "movements": balances.verify(), "entries": journal.verify()}


def attack() -> dict[str, int]:
    """Every forbidden statement in raw SQL."""
    world.parties()
    unit = world.units(1)[0]
    attacks = sequences.raw_attacks(unit) + sequences.raw_attacks_on_the_rest(unit)
    for forbidden, parameters in attacks:
        sequences.refused_sql(forbidden, parameters)
    return {"refused": len(attacks), "movements": balances.verify(), "entries": journal.verify()}


def _race_once(index: int, units: list[Unit], start: float) -> int:
    """Each writer tries from the place where all saw the units, to an account of its own."""
    time.sleep(max(0.0, start - time.monotonic()))
    to = actions.account_for(*PLACES[index % 4])
    n_won = 0
    for unit in random.Random(index).sample(units, len(units)):
        try:
            actions.move(unit, to=to, reason="moved", happened_at=world.NOW)
        except CustodyConflict:
            continue
        n_won += 1
        time.sleep(0.02)  # let the others in: SQLite's waiting writers look again only now and then
    return n_won


def _killed_writer(seed: int, *, after_s: float) -> list[tuple[str, uuid.UUID]]:
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _write_for_ever(writer, random.Random(seed))
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        first = stream.read(1)  # the writer has begun
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        lines = (first + stream.read()).decode().splitlines(keepends=True)
    os.waitpid(child, 0)
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(words[0], uuid.UUID(words[1])) for words in whole if words[0] != "begin"]


def _write_for_ever(output: int, rng: random.Random) -> None:
    os.write(output, b"begin now\n")
    while True:
        unit = rng.choice(list(Unit.objects.all()[:12]))
        name, pk = _random_act(unit, rng)
        if pk is not None:
            os.write(output, f"{name} {pk}\n".encode())


def _random_act(unit: Unit, rng: random.Random) -> tuple[str, uuid.UUID | None]:
    try:
        choice = rng.random()
        if choice < 0.15:
            openings = [world.opening() for _ in range(rng.randrange(1, 60))]
            actions.open_units(openings)
            return "u", openings[-1].unit_id
        if choice < 0.4 and unit.movements.count() > 1:
            latest = unit.movements.counting().order_by("-seq").first()
            return "m", None if latest is None else actions.reverse(latest, reason="corrected").pk
        to = actions.account_for(*rng.choice(PLACES))
        return "m", actions.move(unit, to=to, reason="moved", happened_at=world.NOW).pk
    except CustodyConflict:
        return "m", None


def _in_processes(n: int, work: Callable[[int], int]) -> list[int]:
    connections.close_all()
    pipes = []
    for index in range(n):
        reader, writer = os.pipe()
        if os.fork() == 0:
            status = 1
            try:
                os.write(writer, str(work(index)).encode())
                status = 0
            except OperationalError as error:
                os.write(2, f"writer {index}: {error}\n".encode())
            finally:
                os._exit(status)
        os.close(writer)
        pipes.append(reader)
    results = []
    for reader in pipes:
        with os.fdopen(reader) as stream:
            results.append(int(stream.read() or -1))
    for _ in pipes:
        assert os.waitstatus_to_exitcode(os.wait()[1]) == 0, "a writer failed"
    return results


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    commands: dict[str, Callable[..., object]] = {
        "append": append,
        "attack": attack,
        "conserve": conserve,
        "crash": crash,
        "race": race,
        "reckon": reckon,
    }
    print(json.dumps(commands[name](*arguments)))
