"""No sequence of acts, crashes and rival writers loses a unit: on SQLite in a file and on a real PostgreSQL."""

import json

from tests.web.conftest import RealDatabase

DRIVER = "tests.web.custody.driver"


def test_account_balances_after_any_sequence_of_acts(real_database: RealDatabase):
    """Moves, reversals and attempts that must be refused, against an account kept on paper."""
    told = json.loads(real_database.run(DRIVER, "conserve", 100))
    assert told["movements"] > 500


def test_nothing_acknowledged_is_lost_when_a_writer_is_killed(real_database: RealDatabase):
    told = json.loads(real_database.run(DRIVER, "crash", 30))
    assert told["crashes"] == 30
    assert told["acknowledged"] > 20


def test_of_rival_writers_one_wins_each_unit(real_database: RealDatabase):
    told = json.loads(real_database.run(DRIVER, "race", 4, 25))
    assert sum(told["wins"]) == 25
    assert max(told["wins"]) < 25, "nobody raced"
    assert told["seqs"] == [2] * 25
    assert told["movements"] == 50


def test_journal_has_no_gap_and_no_fork_under_rival_writers(real_database: RealDatabase):
    told = json.loads(real_database.run(DRIVER, "append", 4, 25))
    assert told == {"written": 100, "entries": 101}


def test_raw_sql_cannot_break_the_account(real_database: RealDatabase):
    told = json.loads(real_database.run(DRIVER, "attack"))
    assert told["refused"] >= 25
    assert told["movements"] == 1


def test_both_databases_reckon_the_same_statement(real_database: RealDatabase):
    told = json.loads(real_database.run(DRIVER, "reckon"))
    assert told["exchange"] == {
        "promised": [3, 3],
        "listed": [3, 2],
        "answered": [2, 1],
        "agreed": [None, None],
        "handed_over": [2, None],
        "refused": [0, 0],
        "no_show": [0, 0],
        "substituted": [0, 0],
        "died": [0, 0],
        "outstanding": [1, None],
    }
