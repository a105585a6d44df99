"""``repatria users``: who may sign in to a case; the first administrator is made here."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

users = typer.Typer(help="Who may sign in to a case.", no_args_is_help=True)

Case = Annotated[Path, typer.Argument(help="The case folder.", show_default=False)]


@users.command()
def add(
    case: Case,
    name: Annotated[
        str, typer.Argument(help="The name to sign in with; not a person's full name.", show_default=False)
    ],
    role: Annotated[
        str, typer.Option(help="delegate, coordinator, clerk, laboratory, child_officer, field_team, observer, …")
    ],
    party: Annotated[str, typer.Option(help="Code of the party that the person works for, such as N.")],
) -> None:
    """Let a person in, or set them a new password; it is asked for and never shown."""
    from repatria.cli.shell import open_case
    from repatria.errors import InputUnusable

    open_case(case)
    from repatria.web.accounts import actions
    from repatria.web.accounts.models import Role

    if role not in Role.values:
        raise InputUnusable(f"role {role} is not known; one of: {', '.join(Role.values)}")
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    user = actions.install_user(username=name, role=Role(role), party_code=party, password=password)
    typer.echo(f"{user.username} may sign in as {user.role} of {user.party_id}.")


@users.command("list")
def list_(case: Case) -> None:
    """Show who may sign in, for which party and in which role."""
    from repatria.cli.shell import open_case

    open_case(case)
    from repatria.web.accounts.models import User

    table = Table(pad_edge=False)
    for column in ("name", "role", "party", "active"):
        table.add_column(column)
    for user in User.objects.order_by("party", "role", "username"):
        table.add_row(user.username, user.role, user.party_id or "–", "yes" if user.is_active else "no")
    Console().print(table)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(users, name="users")
