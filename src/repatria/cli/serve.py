"""``repatria serve CASE``: the web application over a case's database, on loopback unless told otherwise."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def serve(
    case: Annotated[Path, typer.Argument(help="The case folder.", show_default=False)],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8000,
    threads: Annotated[int, typer.Option(help="Requests answered at the same time.")] = 8,
) -> None:
    """Serve a case's pages until Ctrl-C, with a worker beside them for what takes long."""
    from repatria.cli.shell import open_case
    from repatria.cli.worker import beside

    open_case(case)
    with beside(case):
        listen(host=host, port=port, threads=threads)


def listen(*, host: str, port: int, threads: int = 8) -> None:
    """Answer requests until interrupted; says where once the port is open."""
    from waitress.server import create_server

    from repatria.web.wsgi import application

    try:
        server = create_server(application, host=host, port=port, threads=threads, ident="")
    except OSError as error:
        raise typer.BadParameter(f"cannot listen on {host}:{port}: {error.strerror}. Choose another --port.") from error
    # A plain line: others read the address from it.
    Console(highlight=False).print(f"Serving on http://{host}:{server.effective_port}/ (Ctrl-C stops)", soft_wrap=True)
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)
