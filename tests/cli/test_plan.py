import json

import pytest
import typer
from rich.console import Console
from tests.web.exchanges.world import WOUNDED, YOUNG, cast, hold, term
from typer.testing import CliRunner

from repatria.cli import plan

app = typer.Typer()
plan.register(app)


@pytest.fixture
def case(db, monkeypatch, tmp_path):
    """A case whose database is the test's own."""
    monkeypatch.setattr("repatria.cli.shell.open_case", lambda folder: None)
    cast()
    return str(tmp_path)


def run(*arguments):
    return CliRunner().invoke(app, ["plan", "exchange", *arguments])


def test_prints_who_goes_who_does_not_and_the_proof(case):
    hold("A", 3, categories=["severely_wounded", "medical_confirmed"])
    hold("A", 1, born=(2000, 6, 2)), hold("B", 2)
    term(quantity=4, categories=(WOUNDED, YOUNG))
    shown = run(case)
    assert shown.exit_code == 0
    assert "Round 1: 2 held by A and 2 held by B; 2 left out, each with a reason." in shown.output
    assert "Reading “18-25” of “young” would add 1 held by A." in shown.output
    assert "2 fewer go from A than the terms say" in shown.output
    assert "No other round under these rules frees more people." in shown.output


def test_json_holds_ids_and_codes_only(case):
    hold("A", 2), hold("B", 2)
    term(quantity=1)
    answer = json.loads(run(case, "--json").output)
    assert answer["state"] == "prepared"
    assert {one["held_by"] for one in answer["placed"]} == {"A", "B"}
    assert "Invented" not in json.dumps(answer)


def test_a_conflict_is_told_in_words_and_ends_with_1(case):
    import dataclasses

    hold("A", 3, categories=["severely_wounded", "medical_confirmed"]), hold("B", 5)
    term(quantity=2, categories=(dataclasses.replace(WOUNDED, all_for_all=True),))
    shown = run(case)
    assert shown.exit_code == 1
    assert "These rules cannot hold together, and no smaller set of rules conflicts:" in shown.output
    assert "A round is possible if “severely wounded” gives way by 1." in " ".join(shown.output.split())


def test_a_number_not_stated_is_said(case):
    term(categories=(WOUNDED,))
    shown = run(case)
    assert shown.exit_code == 1
    assert "The term states no number" in shown.output


def test_a_case_without_an_agreed_exchange_is_said(case):
    assert "no agreed term for an exchange" in run(case).output


def test_markup_in_a_title_is_printed_as_it_is(case, capsys):
    import dataclasses

    from repatria.web.exchanges import actions

    hold("A", 1, categories=["severely_wounded", "medical_confirmed"]), hold("B", 5)
    odd = dataclasses.replace(WOUNDED, all_for_all=True, at_most=0, title="[red]wounded[/]")
    term(quantity=2, categories=(odd,))
    plan.show(actions.propose_round(term_keys=["exchange"]), Console())
    assert "[red]wounded[/]" in capsys.readouterr().out
