"""Promised, listed, answered, handed over, outstanding: each number by hand, and each number's rows behind it."""

import uuid

import pytest
from tests.web.custody import world

from repatria.web.accounts.models import Role, User
from repatria.web.custody import actions
from repatria.web.custody.models import AccountKind, Movement, Reason, Unit
from repatria.web.custody.statements import Figure, Measure, Statement, StatementLine, statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def parties() -> None:
    world.parties()


def _line(told: Statement, term_key: str, debtor: str | None = "A") -> StatementLine:
    return next(line for line in told.lines if (line.term_key, line.debtor) == (term_key, debtor))


def _both(line: StatementLine, measure: Measure) -> tuple[int | None, int | None]:
    figure = line[measure]
    return figure.by_debtor, figure.by_creditor


def _hand_over(unit: Unit, **signed: str) -> Movement:
    home = actions.account_for(AccountKind.HOME, "B")
    return actions.move(unit, to=home, reason=Reason.HANDED_OVER, happened_at=world.NOW, term_key="exchange", **signed)


def _rows_hold(told: Statement) -> int:
    """Every number that names its rows equals the number of the rows (or of the individuals in them)."""
    n_checked = 0
    for line in told.lines:
        for figure in line.figures:
            for n, rows in ((figure.by_debtor, figure.debtor_rows), (figure.by_creditor, figure.creditor_rows)):
                if rows is not None and n is not None and line.unit != "mni":
                    assert Unit.objects.matching(rows).count() == n, (line.term_key, figure)
                    n_checked += 1
    for row in told.balances:
        assert Unit.objects.matching(row.rows).count() == row.n_units
    return n_checked


def test_an_exchange_is_reckoned_by_hand():
    """Five held and two offered by A, of whom B asks for three of its own; four handed over, one taken back."""
    world.term("exchange", "exchange", quantity=10, unit="person")
    held = [world.listed("A", "held", AccountKind.HELD) for _ in range(5)]
    for _ in range(2):
        world.listed("A", "offer", AccountKind.OFFERED)
    sought = [world.listed("B", "missing", AccountKind.SOUGHT) for _ in range(3)]
    world.link(held[0], sought[0])
    world.answer(sought[1], by="A")
    _hand_over(held[0], giver="A-1", receiver="B-1")
    _hand_over(held[1], giver="A-1")
    _hand_over(held[2])
    actions.reverse(_hand_over(held[3], giver="A-1", receiver="B-1"), reason=Reason.CORRECTED)

    told = statement(agreed={("exchange", "A"): {unit.pk for unit in held}})
    line = _line(told, "exchange")
    assert _both(line, Measure.PROMISED) == (10, 10)
    assert _both(line, Measure.LISTED) == (7, 3)
    assert _both(line, Measure.ANSWERED) == (2, 1)
    assert _both(line, Measure.AGREED) == (5, 5)
    assert _both(line, Measure.HANDED_OVER) == (3, 2)
    assert line[Measure.HANDED_OVER].difference == 1
    assert _both(line, Measure.OUTSTANDING) == (7, 8)
    assert line.n_unsettled == 2
    assert told.n_persons == 9
    assert _rows_hold(told) > 10


def test_agreed_is_the_sum_of_its_ends():
    """S1: after completion, agreed = handed over + no-show + refused + substituted + died."""
    world.term("exchange", "exchange", quantity=5)
    held = [world.listed("A", "held", AccountKind.HELD) for _ in range(5)]
    _hand_over(held[0], giver="A-1", receiver="B-1")
    ends = [Reason.REFUSED, Reason.NO_SHOW, Reason.SUBSTITUTED, Reason.DIED]
    for unit, reason in zip(held[1:], ends, strict=True):
        to = actions.account_for(AccountKind.ELSEWHERE if reason != Reason.DIED else AccountKind.REMAINS, "A")
        actions.move(unit, to=to, reason=reason, happened_at=world.NOW, term_key="exchange")
    line = _line(statement(agreed={("exchange", "A"): [unit.pk for unit in held]}), "exchange")
    assert [_both(line, measure) for measure in map(Measure, ends)] == [(1, 1)] * 4
    assert line.n_unsettled == 0
    assert _both(line, Measure.OUTSTANDING) == (4, 4)


def test_a_unit_handed_over_in_two_steps_counts_once():
    world.term("exchange", "exchange", quantity=1)
    unit = world.listed("A", "held", AccountKind.HELD)
    neutral = actions.account_for(AccountKind.NEUTRAL)
    actions.move(unit, to=neutral, reason=Reason.HANDED_OVER, happened_at=world.NOW, term_key="exchange")
    _hand_over(unit)
    assert _both(_line(statement(), "exchange"), Measure.HANDED_OVER) == (1, 1)


def test_nothing_said_is_not_zero():
    world.term("exchange", "exchange", status="open")
    world.term("ceasefire", "ceasefire", debtor=None, creditor=None)
    held = world.listed("A", "held", AccountKind.HELD)
    line = _line(statement(), "exchange")
    assert _both(line, Measure.PROMISED) == _both(line, Measure.OUTSTANDING) == (None, None)
    assert _both(line, Measure.AGREED) == (None, None)
    assert line.n_unsettled is None
    _hand_over(held, giver="A-1")
    line = _line(statement(), "exchange")
    assert _both(line, Measure.HANDED_OVER) == (1, None)
    assert line[Measure.HANDED_OVER].difference is None
    assert all(_both(_line(statement(), "ceasefire", None), measure) == (None, None) for measure in Measure)


def test_bags_parts_individuals_and_persons_are_never_added():
    world.term("bags", "return_remains", quantity=6000, unit="bag")
    world.term("individuals", "return_remains", quantity=6000, unit="mni")
    bag = world.listed("A", "dead", AccountKind.REMAINS, kind="bag", n_individuals=3)
    world.listed("A", "dead", AccountKind.REMAINS, kind="bag")
    world.listed("A", "held", AccountKind.HELD)
    actions.split_bag(bag, [actions.Part(uuid.uuid4(), 1)], happened_at=world.NOW)
    told = statement()
    assert _both(_line(told, "bags"), Measure.LISTED) == (2, None)
    assert _both(_line(told, "individuals"), Measure.LISTED) == (3, None)
    standing = {(row.account, row.unit): (row.n_units, row.n_individuals, row.n_stated) for row in told.balances}
    assert standing == {
        ("held:A", "person"): (1, 0, 0),
        ("remains:A", "bag"): (2, 3, 1),
        ("remains:A", "part"): (1, 1, 1),
    }
    _rows_hold(told)


def test_a_term_that_names_its_lists_draws_on_them_alone_and_takes_them_from_the_others():
    world.term("first", "exchange", definition={"lists": ["a-first"]})
    world.term("second", "exchange")
    for _ in range(3):
        world.listed("A", "held", AccountKind.HELD)
    world.listed("A", "held", AccountKind.HELD, term_key="first")
    told = statement()
    assert _both(_line(told, "first"), Measure.LISTED) == (1, 0)
    assert _both(_line(told, "second"), Measure.LISTED) == (3, 0)
    _rows_hold(told)


def test_what_was_done_before_is_known_from_the_debtors_list_alone():
    world.term("done", "exchange", quantity=2, status="done")
    world.term("next", "exchange", quantity=2)
    for _ in range(2):
        world.listed("A", "returned", AccountKind.HOME, party="B")
    told = statement()
    assert _both(_line(told, "done"), Measure.HANDED_OVER) == (2, None)
    assert _both(_line(told, "done"), Measure.OUTSTANDING) == (0, None)
    assert _both(_line(told, "next"), Measure.HANDED_OVER) == (0, 0)
    _rows_hold(told)


def test_a_term_that_binds_both_has_a_line_for_each_direction():
    world.term("each", "return_remains", debtor=None, creditor=None, quantity=6000)
    world.listed("B", "dead", AccountKind.REMAINS, kind="bag")
    told = statement()
    assert [(line.debtor, line.creditor, line[Measure.LISTED].by_debtor) for line in told.lines] == [
        ("A", "B", 0),
        ("B", "A", 1),
    ]


def test_a_list_of_names_is_answered_by_the_debtor():
    world.term("names", "answer_list", quantity=3, unit="person")
    asked = [world.listed("B", "children", AccountKind.SOUGHT) for _ in range(3)]
    world.answer(asked[0], by="A")
    line = _line(statement(), "names")
    assert _both(line, Measure.LISTED) == (None, 3)
    assert _both(line, Measure.ANSWERED) == (1, None)


def test_a_duplicate_in_ones_own_list_is_no_answer_by_the_other_side():
    world.term("exchange", "exchange")
    twice = [world.listed("B", "missing", AccountKind.SOUGHT) for _ in range(2)]
    world.link(*twice)
    assert _both(_line(statement(), "exchange"), Measure.ANSWERED) == (0, 0)


def test_an_unknown_filter_is_refused():
    with pytest.raises(ValueError, match="no such filter on units: place"):
        Unit.objects.matching({"place": "x"})


def test_a_party_sees_only_units_of_rows_that_it_sent():
    mine = world.listed("A", "dead", AccountKind.REMAINS, kind="bag")
    part = actions.split_bag(mine, [actions.Part(uuid.uuid4())], happened_at=world.NOW)[0]
    world.listed("B", "held", AccountKind.HELD)
    olha = User.objects.create(username="olha", role=Role.DELEGATE, party_id="A")
    vera = User.objects.create(username="vera", role=Role.OBSERVER, party_id="N")
    assert set(Unit.objects.visible_to(olha)) == {mine, part}
    assert Movement.objects.visible_to(olha).count() == 2
    assert not Unit.objects.visible_to(vera).exists()


def test_a_figure_knows_the_difference_of_the_two_sides():
    assert Figure(measure=Measure.LISTED, by_debtor=6057, by_creditor=6060).difference == -3


def test_a_ratio_gives_each_side_its_own_share_to_deliver():
    said = {"mutual": True, "debtor": "A", "creditor": "B", "ratio": [2, 5]}
    world.term("uneven", "exchange", debtor=None, creditor=None, quantity=200, definition=said)
    promised = {line.debtor: line[Measure.PROMISED].by_debtor for line in statement().lines}
    assert promised == {"A": 200, "B": 500}


def test_a_term_done_before_without_a_list_says_nothing_of_what_was_handed_over():
    world.term("done", "exchange", quantity=1000, status="done")
    line = _line(statement(), "done")
    assert line[Measure.HANDED_OVER].by_debtor is None
    assert line[Measure.OUTSTANDING].by_debtor is None
