"""``repatria verify CASE``: whether the account balances, and whether the journal is whole."""

from pathlib import Path
from typing import Annotated

import typer


def verify(case: Annotated[Path, typer.Argument(help="The case folder.", show_default=False)]) -> None:
    """Check every chain of movements, both reckonings of the account, and every hash of the journal; changes nothing.

    Leaves with 1 and says where, when something does not hold.
    """
    from repatria.cli.shell import open_case

    open_case(case)
    from repatria.web.custody import balances
    from repatria.web.journal import actions as journal

    n_movements, n_entries = balances.verify(), journal.verify()
    typer.echo(f"The account balances over {n_movements:,} movements; the journal is whole over {n_entries:,} entries.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)
