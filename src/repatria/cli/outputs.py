"""Files that a command writes: whole or not at all, and never over what it reads."""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from repatria.errors import InputUnusable


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A place beside ``out`` to write to; what is written there bears the name ``out`` only when it is complete.

    Raises
    ------
    InputUnusable
        Nothing can be written there.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        if out.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        out.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(out)
    except OSError as error:
        raise InputUnusable(cannot_be_written(out, error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def cannot_be_written(out: Path, error: Exception) -> str:
    """The sentence on a place where nothing can be written, with the system's reason where it gives one."""
    # Libraries that write for us keep the reason to themselves.
    reason = getattr(error, "strerror", None) or "no such folder, no permission, or no space left"
    return f"{out}: cannot be written ({reason}). Name another place."


def refuse_overwriting(outputs: Sequence[Path | None], inputs: Sequence[Path | None]) -> None:
    """Nothing, if each output has a place of its own that no input has.

    Raises
    ------
    InputUnusable
        What was written before, or what is read, would be lost.
    """
    taken = {path.resolve(): path for path in inputs if path is not None}
    for out in outputs:
        if out is None:
            continue
        if (other := taken.get(out.resolve())) is not None:
            raise InputUnusable(f"{out}: it would overwrite {other}. Name another file.")
        taken[out.resolve()] = out
