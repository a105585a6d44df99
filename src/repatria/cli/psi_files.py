"""The files of a private comparison as they are read and written: mapped, bounded, in blocks, with a bar meanwhile."""

import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from repatria.cli.psi_state import named, written
from repatria.errors import InputUnusable, StateConflict

if TYPE_CHECKING:
    from rich.console import Console

_BLOCK = 1 << 20
_HEADER = 1 << 15


@contextmanager
def message(path: Path, expected: str, n_body: int) -> Iterator[tuple[dict[str, Any], memoryview]]:
    """The header and the mapped body of a message, refused before it is read where it is longer than it can be."""
    from repatria.psi import parse

    if not path.is_file():
        raise InputUnusable(f"{path}: no such file.")
    if path.stat().st_size > n_body + _HEADER:
        raise InputUnusable(f"{path}: it is longer than the {expected} of this session can be. Ask for the file again.")
    with named(path):
        parsed = parse(mapped(path), expected)
    yield parsed


def mapped(path: Path) -> memoryview:
    """A file's bytes, mapped and not read."""
    try:
        if not path.stat().st_size:
            return memoryview(b"")
        with path.open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError as error:
        raise StateConflict(f"{path}: it is gone or cannot be read. Restore it, or begin another round.") from error


def blocks(view: memoryview) -> Iterator[memoryview]:
    """Parts of a mapped file, a MiB at most each."""
    return (view[at : at + _BLOCK] for at in range(0, len(view), _BLOCK))


def copied(source: Path, target: Path) -> None:
    """The file once more, under another name."""
    with written(target) as out:
        out.write(source.read_bytes())


def notes_for_people() -> "Console":
    """Where sentences for people go: standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def bar(notes: "Console", step: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar while a step works, and what moves it on."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=notes, transient=True) as progress:
        task = progress.add_task(step, total=total)
        yield lambda done: progress.advance(task, done)
