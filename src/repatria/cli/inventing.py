"""Writing an invented world into a folder of its own, with a bar while it is made."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from repatria.cli.outputs import cannot_be_written
from repatria.errors import InputUnusable


class World(Protocol):
    """Whatever is made of files."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Path in the folder → content."""
        ...


Made = TypeVar("Made", bound=World)


def invented(out: Path, n_steps: int, make: Callable[[Callable[[str], None]], Made]) -> Made:
    """Make a world and write it; ``make`` takes what it tells each of its steps to.

    Raises
    ------
    InputUnusable
        The folder holds something already, or cannot be written.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputUnusable(f"{out} is not an empty folder: name a new one, so that nothing of yours is overwritten.")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("inventing", total=n_steps + 1)
        world = make(lambda step: bar.update(task, advance=1, description=f"inventing: {step}"))
        bar.update(task, advance=1, description="writing")
        _write(world, out)
    return world


def _write(world: World, out: Path) -> None:
    """All files of the world, or none."""
    begun: list[Path] = []
    try:
        for name, content in world.files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            begun.append(path)
            path.write_bytes(content)
    except BaseException as error:
        for path in begun:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise InputUnusable(cannot_be_written(out, error)) from error
        raise
