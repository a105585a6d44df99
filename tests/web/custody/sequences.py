"""Random things that may be tried on the account, and the slow and obvious account that they are held against."""

import uuid
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from tests.web.custody.world import NOW, units

from repatria.errors import CustodyConflict
from repatria.web.custody import actions
from repatria.web.custody.models import Account, Movement, Unit

N_UNITS = 3
PLACES = (("held", "A"), ("transport", "A"), ("neutral", None), ("home", "B"), ("hospital", "B"))

_unit = st.integers(0, N_UNITS - 1)
_place = st.integers(0, len(PLACES) - 1)
_nth = st.integers(0, 5)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("move"), _unit, _place),
        st.tuples(st.just("move"), _unit, _place),
        st.tuples(st.just("move_all"), st.just(0), _place),
        st.tuples(st.just("move_stale"), _unit, _place),
        st.tuples(st.just("reverse"), _unit, _nth),
        st.tuples(st.just("reverse"), _unit, st.just(0)),
        st.tuples(st.just("undeclare"), _unit, st.just(0)),
        st.tuples(st.just("raw"), _unit, st.integers(0, 7)),
    ),
    max_size=14,
)


@dataclass
class Paper:
    """The account as a clerk would keep it on paper: for each unit a list of (debit, credit, reverses)."""

    rows: dict[uuid.UUID, list[tuple[str, str, int | None]]] = field(default_factory=dict)

    def place(self, unit: uuid.UUID) -> str:
        return self.rows[unit][-1][1]

    def latest(self, unit: uuid.UUID) -> int | None:
        """The index of the latest movement that counts."""
        undone = {reverses for *_, reverses in self.rows[unit]}
        counting = [i for i, row in enumerate(self.rows[unit]) if row[2] is None and i not in undone]
        return counting[-1] if counting else None

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for rows in self.rows.values():
            for debit, credit, _ in rows:
                counts[debit] = counts.get(debit, 0) - 1
                counts[credit] = counts.get(credit, 0) + 1
        return {code: n for code, n in counts.items() if n}


def play(sequence: list[tuple[str, int, int]]) -> None:
    """Try each step on fresh units: it must succeed exactly when the paper allows it, and leave what the paper says."""
    accounts = [actions.account_for(kind, party) for kind, party in PLACES]
    own = units(N_UNITS)
    paper = Paper({unit.pk: [("declared:A", "held:A", None)] for unit in own})
    for name, which, what in sequence:
        _STEPS[name](own[which], what, accounts, paper)
    _compare(paper)


def _compare(paper: Paper) -> None:
    moved: dict[str, int] = {}
    for unit_id, rows in paper.rows.items():
        unit = Unit.objects.get(pk=unit_id)
        assert (unit.account_id, unit.seq) == (paper.place(unit_id), len(rows))
        stored = list(Movement.objects.filter(unit=unit).order_by("seq"))
        assert [(m.debit_id, m.credit_id) for m in stored] == [row[:2] for row in rows]
        for movement in stored:
            moved[movement.debit_id] = moved.get(movement.debit_id, 0) - 1
            moved[movement.credit_id] = moved.get(movement.credit_id, 0) + 1
    assert {code: n for code, n in moved.items() if n} == paper.counts()


def _move(unit: Unit, what: int, accounts: list[Account], paper: Paper) -> None:
    unit.refresh_from_db()
    to = accounts[what]
    if to.code == paper.place(unit.pk):
        refused(lambda: actions.move(unit, to=to, reason="moved", happened_at=NOW))
        return
    actions.move(unit, to=to, reason="moved", happened_at=NOW)
    paper.rows[unit.pk].append((paper.place(unit.pk), to.code, None))


def _move_all(unit: Unit, what: int, accounts: list[Account], paper: Paper) -> None:
    to = accounts[what]
    all_units = list(Unit.objects.filter(pk__in=paper.rows))
    if any(paper.place(pk) == to.code for pk in paper.rows):
        refused(lambda: actions.move_many(all_units, to=to, reason="moved", happened_at=NOW))
        return
    actions.move_many(all_units, to=to, reason="moved", happened_at=NOW)
    for rows in paper.rows.values():
        rows.append((rows[-1][1], to.code, None))


def _move_stale(unit: Unit, what: int, accounts: list[Account], paper: Paper) -> None:
    unit.refresh_from_db()
    unit.seq -= 1
    refused(lambda: actions.move(unit, to=accounts[what], reason="moved", happened_at=NOW))


def _reverse(unit: Unit, back: int, accounts: list[Account], paper: Paper) -> None:
    rows = paper.rows[unit.pk]
    index = max(len(rows) - 1 - back, 0)
    movement = Movement.objects.get(unit=unit, seq=index + 1)
    if index != paper.latest(unit.pk):
        refused(lambda: actions.reverse(movement, reason="corrected"))
        return
    actions.reverse(movement, reason="corrected")
    rows.append((rows[index][1], rows[index][0], index))


def _undeclare(unit: Unit, what: int, accounts: list[Account], paper: Paper) -> None:
    unit.refresh_from_db()
    declared = actions.account_for("declared", "A")
    refused(lambda: actions.move(unit, to=declared, reason="moved", happened_at=NOW))


def _raw(unit: Unit, what: int, accounts: list[Account], paper: Paper) -> None:
    refused_sql(*raw_attacks(unit)[what])


_STEPS = {
    "move": _move,
    "move_all": _move_all,
    "move_stale": _move_stale,
    "reverse": _reverse,
    "undeclare": _undeclare,
    "raw": _raw,
}


def raw_attacks(unit: Unit) -> list[tuple[str, list[object]]]:
    """SQL that would break the account, past Django and past our actions."""
    unit_id, other_id = _db(unit.pk), _db(uuid.uuid4())
    columns = "id, unit_id, seq, debit_id, credit_id, happened_at, recorded_at, reason, giver, receiver, witness, place"
    insert = f"INSERT INTO custody_movement ({columns}, evidence, term_key, reverses_id)"
    tail = "%s, %s, 'moved', '', '', '', '', '', '', "
    now = [timezone.now(), timezone.now()]
    seq, here = Unit.objects.values_list("seq", "account").get(pk=unit.pk)
    elsewhere = "home:B" if here != "home:B" else "neutral"
    values = f" VALUES (%s, %s, %s, %s, %s, {tail}"
    return [
        ("UPDATE custody_unit SET account_id = %s WHERE id = %s", [elsewhere, unit_id]),
        ("UPDATE custody_unit SET seq = seq + 1 WHERE id = %s", [unit_id]),
        ("DELETE FROM custody_unit WHERE id = %s", [unit_id]),
        ("UPDATE custody_movement SET place = 'elsewhere' WHERE unit_id = %s", [unit_id]),
        ("DELETE FROM custody_movement WHERE unit_id = %s", [unit_id]),
        (f"{insert}{values} NULL)", [other_id, unit_id, seq + 2, here, elsewhere, *now]),
        (f"{insert}{values} NULL)", [other_id, unit_id, seq + 1, "declared:A", "transport:A", *now])
        if here != "declared:A"
        else ("DELETE FROM custody_unit", []),
        (f"{insert}{values} (SELECT id FROM custody_movement WHERE unit_id = %s AND seq = 1))", [
            other_id, unit_id, seq + 1, here, "hospital:B" if here != "hospital:B" else "neutral", *now, unit_id,
        ]),
    ]  # fmt: skip


def raw_attacks_on_the_rest(unit: Unit) -> list[tuple[str, list[object]]]:
    """SQL against what a sequence does not touch: kinds of unit, accounts, the journal, and a vendor's own ways in."""
    unit_id, other_id = _db(unit.pk), _db(uuid.uuid4())
    told = "at, code, actor, party, subject_type, subject_id, facts, leaf_hash, chain_hash"
    unit_columns = "INTO custody_unit (id, kind, account_id, seq"
    attacks: list[tuple[str, list[object]]] = [
        ("UPDATE custody_unit SET kind = 'bag' WHERE id = %s", [unit_id]),
        ("UPDATE custody_unit SET id = %s WHERE id = %s", [other_id, unit_id]),
        (f"INSERT {unit_columns}) VALUES (%s, 'person', 'held:A', 0)", [other_id]),
        (f"INSERT {unit_columns}) VALUES (%s, 'person', 'declared:A', 1)", [other_id]),
        (f"INSERT {unit_columns}, parent_id) VALUES (%s, 'part', 'declared:A', 0, %s)", [other_id, unit_id]),
        ("UPDATE custody_account SET kind = 'home' WHERE code = 'held:A'", []),
        ("DELETE FROM custody_account WHERE code = 'held:A'", []),
        ("INSERT INTO custody_account (code, kind, party_id) VALUES ('held:C', 'declared', 'A')", []),
        ("UPDATE journal_entry SET code = 'other'", []),
        ("DELETE FROM journal_entry WHERE seq = 0", []),
        ("DELETE FROM journal_head", []),
        (f"INSERT INTO journal_entry (seq, {told}) SELECT seq + 100, {told} FROM journal_entry WHERE seq = 0", []),
    ]
    if connection.vendor == "postgresql":
        return attacks + [
            (f"TRUNCATE {table} CASCADE", [])
            for table in ("custody_movement", "custody_unit", "custody_account", "journal_entry", "journal_head")
        ]
    return [
        *attacks,
        # REPLACE removes the row in the way without asking a DELETE trigger.
        (f"INSERT OR REPLACE {unit_columns}) VALUES (%s, 'person', 'declared:A', 0)", [unit_id]),
        (
            f"INSERT OR REPLACE {unit_columns}, rowid) SELECT %s, 'person', 'declared:A', 0, rowid"
            " FROM custody_unit WHERE id = %s",
            [other_id, unit_id],
        ),
        ("UPDATE OR REPLACE custody_unit SET rowid = rowid + 1 WHERE id = %s", [unit_id]),
        ("INSERT OR REPLACE INTO custody_movement SELECT * FROM custody_movement", []),
        ("INSERT OR REPLACE INTO custody_account (code, kind, party_id) VALUES ('held:A', 'home', 'A')", []),
        ("INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry", []),
        (
            "INSERT INTO custody_unit SELECT * FROM custody_unit WHERE id = %s ON CONFLICT DO UPDATE SET seq = 9",
            [unit_id],
        ),
    ]


def refused(attempt: object) -> None:
    """The action must be refused as a conflict, and leave the transaction usable."""
    try:
        attempt()  # type: ignore[operator]
    except CustodyConflict:
        return
    raise AssertionError("the account let it happen")


def refused_sql(statement: str, parameters: list[object]) -> None:
    """The database itself must refuse the statement, in the words of a guard."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except IntegrityError as error:
        if "custody: " in str(error) or "journal: " in str(error):
            return
        raise
    raise AssertionError(f"the database let it happen: {statement}")


def _db(value: uuid.UUID) -> object:
    return value if connection.vendor == "postgresql" else value.hex
