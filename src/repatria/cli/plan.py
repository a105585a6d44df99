"""``repatria plan exchange CASE``: who goes home in the next round, who is left out and why, or what conflicts."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repatria.errors import InputUnusable

if TYPE_CHECKING:
    from rich.console import Console

    from repatria.web.exchanges.models import Round

plan = typer.Typer(help="Plan rounds of an exchange.", no_args_is_help=True, rich_markup_mode=None)


@plan.callback()
def _of_plan() -> None:
    """Keep ``exchange`` a sub-command, also while it is the only one."""


@plan.command()
def exchange(
    source: Annotated[
        Path, typer.Argument(help="A case folder, or an instance in the reference format.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Plan the agreed exchange terms of a case that was run, or one instance file.  Exit code 1 where nothing fits."""
    if source.suffix == ".json":
        answer = instance_as_json(source)
        json.dump(answer, sys.stdout)
        sys.stdout.write("\n")
        if answer["status"] == "infeasible":
            raise typer.Exit(1)
        return
    from repatria.cli.shell import open_case

    open_case(source)
    proposed = _propose()
    if as_json:
        json.dump(round_as_json(proposed), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        from rich.console import Console

        show(proposed, Console(highlight=False))
    if proposed.state in {"infeasible", "not_planned"}:
        raise typer.Exit(1)


def instance_as_json(path: Path) -> dict[str, Any]:
    """Solve a two-party instance of the reference format.

    Raises
    ------
    InputUnusable
        The file is missing or is not such an instance.
    """
    from repatria.exchange.formats.twoparty import answer_twoparty, parse_twoparty, solve_twoparty

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputUnusable(f"{path}: cannot be read. Name a case folder or a JSON instance") from error
    instance = parse_twoparty(data)
    return answer_twoparty(instance, solve_twoparty(instance))


def _propose() -> "Round":
    from repatria.web.exchanges import actions
    from repatria.web.registry.models import Term

    keys = list(Term.objects.filter(act="exchange", status="agreed").values_list("key", flat=True))
    return actions.propose_round(term_keys=keys)


def round_as_json(proposed: "Round") -> dict[str, Any]:
    """A proposal in plain values: counts and codes, and ids of records instead of names."""
    placed = proposed.placements.filter(is_active=True)
    return {
        "number": proposed.number,
        "state": proposed.state,
        "terms": sorted(proposed.terms.values_list("key", flat=True)),
        "summary": proposed.summary,
        "conflict": proposed.conflict,
        "provenance": proposed.provenance,
        "placed": [
            {"record": str(record), "held_by": holder, "leg": leg, "category": category, "standing": standing}
            for record, holder, leg, category, standing in placed.values_list(
                "unit__record", "holder", "leg", "category", "standing"
            )
        ],
    }


def show(proposed: "Round", console: "Console") -> None:
    """The proposal in words and tables, or why there is none."""
    from rich.markup import escape

    from repatria.web.exchanges import actions, bridge

    if proposed.state == "not_planned":
        console.print(bridge.refusal_words(proposed.summary["refused"]))
        return
    if proposed.conflict:
        console.print(bridge.conflict_words(proposed.conflict))
        for entry in proposed.conflict:
            console.print(f"- {escape(bridge.clash_words(entry))}")
        return
    outcome = actions.outcome(proposed)
    console.print(f"{outcome[0].upper()}{outcome[1:]}.")
    console.print(_placed_table(proposed))
    console.print(_left_out_table(proposed))
    for line in _notes(proposed):
        console.print(escape(line))


def _placed_table(proposed: "Round") -> Any:
    from rich import box
    from rich.table import Table

    table = Table(title="Who goes", title_justify="left", title_style="bold", box=box.HORIZONTALS)
    for column in ("held by", "leg", "category", "standing"):
        table.add_column(column, overflow="fold")
    table.add_column("persons", justify="right")
    for holder, leg, category, standing, n in proposed.placements.filter(is_active=True).counts():
        table.add_row(holder, str(leg), category or "-", standing.replace("_", " "), f"{n:,}")
    return table


def _left_out_table(proposed: "Round") -> Any:
    from rich import box
    from rich.table import Table

    from repatria.web.exchanges import bridge

    table = Table(title="Who is left out, and why", title_justify="left", title_style="bold", box=box.HORIZONTALS)
    for column in ("held by", "reason"):
        table.add_column(column, overflow="fold")
    table.add_column("persons", justify="right")
    for holder, reason, n in proposed.left_out.counts():
        table.add_row(holder, bridge.reason_words(reason), f"{n:,}")
    return table


def _notes(proposed: "Round") -> list[str]:
    from repatria.web.exchanges import bridge

    said = [bridge.reading_words(entry) for entry in proposed.summary["readings"]]
    goals = proposed.summary["goals"]
    n_proved = sum(goal["is_proved"] for goal in goals)
    proved = f"Proved: {n_proved} of {len(goals)} goals"
    if goals[0]["is_proved"]:
        said.append(f"{proved}. No other round under these rules frees more people.")
    else:
        said.append(f"{proved}. No round under these rules can free more than {goals[0]['bound']:,} people.")
    short = {side: n for side, n in proposed.summary["n_short"].items() if n > 0}
    said += [
        f"{n:,} fewer go from {side} than the terms say; the reasons stand above." for side, n in sorted(short.items())
    ]
    return said


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.add_typer(plan, name="plan")
