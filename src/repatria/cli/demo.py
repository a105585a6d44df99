"""``repatria demo``: an invented world, the main job on it, and its pages with a login for each role."""

import json
import secrets
import socket
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

_LOGINS = "logins.json"
_LOOPBACK = "127.0.0.1"


def demo(
    folder: Annotated[Path, typer.Option(help="Where the world is kept; made when absent.")] = Path("demo"),
    scale: Annotated[float, typer.Option(help="1 is the size of the agreement of June 2025.", min=0.01, max=2)] = 0.05,
    seed: Annotated[int, typer.Option(help="Same seed, same world.")] = 20250602,
    port: Annotated[int, typer.Option(help="Port to listen on; a free one where it is taken.")] = 8000,
    serve: Annotated[bool, typer.Option(help="Serve the pages at the end.")] = True,
) -> None:
    """Make an invented world, run the main job on it, play a first day of review, and serve it on loopback."""
    from repatria.cli.run import console_for, run_case, show
    from repatria.cli.serve import listen
    from repatria.cli.worker import beside

    console = console_for()
    began = time.monotonic()
    case = _world(folder, scale, seed, console)
    console.print(f"\nRunning the main job: repatria run {case}", highlight=False, soft_wrap=True)
    summary = run_case(case, console)
    logins = _logins(folder)
    is_played = _first_day(console)
    if _laboratory(console, seed) or is_played:
        summary = run_case(case, Console(quiet=True))
    show(summary, console)
    console.print(f"\nReport: {case / 'results' / 'report.html'}", highlight=False, soft_wrap=True)
    console.print(f"Made in {time.monotonic() - began:.0f} s. Every person in this world is invented.\n")
    _show_logins(logins, console)
    if serve:
        with beside(case):
            listen(host=_LOOPBACK, port=port if _is_free(port) else 0)


def _is_free(port: int) -> bool:
    """Whether the port can be had: a demo whose port is taken is shown on another one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
    return True


def _world(folder: Path, scale: float, seed: int, console: Console) -> Path:
    from repatria.cli.synth import make_case

    case = folder / "case"
    made_with = {"scale": scale, "seed": seed}
    note = folder / "world.json"
    if note.is_file() and json.loads(note.read_text(encoding="utf-8")) == made_with:
        console.print(f"The world in {case} stands already (scale {scale:g}, seed {seed}).", highlight=False)
        return case
    if case.exists():
        raise typer.BadParameter(f"{case} holds another world. Remove {folder}, or name another --folder.")
    console.print(f"Making an invented world in {case} (scale {scale:g}, seed {seed}) ...", highlight=False)
    make_case(case, scale=scale, seed=seed)
    note.write_text(json.dumps(made_with), encoding="utf-8")
    return case


# Those who work in the demo: user name, role, party, what they would do first.
_CAST = (
    ("mira", "coordinator", "N", "the account as a drawing; then Review and Round"),
    ("nina", "clerk", "N", "Review: decide by keys 1 2 3, the second signature"),
    ("olha", "delegate", "A", "the questions put to Party A; then Round: sign"),
    ("igor", "delegate", "B", "the same for Party B: another party's row is a 404"),
    ("lesia", "clerk", "A", "Lists: what became of each row that Party A sent"),
    ("nadia", "laboratory", "N", "Laboratory: a profile to read; Comparisons: candidates"),
    ("stepan", "laboratory", "N", "Laboratory: the second reader"),
    ("halyna", "laboratory", "A", "Board: sign for the owner of the AM file; then mira signs"),
    ("vera", "child_officer", "N", "the list of children, hidden from everybody else"),
    ("pavlo", "field_team", "N", "numbers only"),
    ("taras", "observer", "N", "numbers only"),
    ("adam", "administrator", "N", "Users and Journal, no personal data"),
)


def _logins(folder: Path) -> dict[str, str]:
    """The cast's passwords, made once and kept beside the world, readable by its owner alone."""
    from repatria.web.accounts import actions
    from repatria.web.accounts.models import User

    path = folder / _LOGINS
    logins: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for name, role, party, _ in _CAST:
        if name in logins and User.objects.filter(username=name).exists():
            continue
        logins[name] = "-".join(secrets.token_hex(2) for _ in range(4))
        actions.install_user(username=name, role=role, party_code=party, password=logins[name])
    path.touch(mode=0o600)
    path.write_text(json.dumps(logins, indent=1), encoding="utf-8")
    return logins


def _first_day(console: Console) -> bool:
    """Two people of the neutral body decide the first links and a delegate answers: once; whether it was played."""
    from repatria.web.accounts.models import User
    from repatria.web.cases import rehearsal

    people = {user.username: user for user in User.objects.filter(username__in=("mira", "nina", "olha", "igor"))}
    counts = rehearsal.first_day(people["mira"], people["nina"], (people["olha"], people["igor"]))
    if counts is None:
        return False
    console.print(
        f"\nPlayed a first day of review: {counts['confirmed']} links confirmed by two people, "
        f"{counts['waiting']} with one signature, {counts['answered']} questions answered.",
        highlight=False,
    )
    return True


def _laboratory(console: Console, seed: int) -> bool:
    """A day in the laboratory: bags, families and one name ready for the board; whether it was played."""
    from repatria.cli.worker import drain
    from repatria.web.accounts.models import User
    from repatria.web.laboratory import rehearsal

    people = {user.username: user for user in User.objects.filter(username__in=("mira", "nadia", "stepan", "halyna"))}
    counts = rehearsal.FirstDay(people, seed=seed).play()
    if counts is None:
        return False
    drain()
    done = rehearsal.afternoon(people)
    console.print(
        f"Played a day in the laboratory: {counts['bags']} bags, {counts['families']} families, "
        f"{counts['profiles']} profiles read twice; {done['waiting']} name waits for the board, "
        f"{done['confirmed']} is signed and opened a return case.",
        highlight=False,
    )
    return True


def _show_logins(logins: dict[str, str], console: Console) -> None:
    table = Table(title="Sign in as", title_justify="left", title_style="bold", pad_edge=False)
    for column in ("name", "password", "role", "party", "click first"):
        table.add_column(column, overflow="fold")
    for name, role, party, first in _CAST:
        table.add_row(name, logins[name], role.replace("_", " "), party, first)
    console.print(table)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
