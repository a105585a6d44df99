"""A run's progress on the terminal: one line a step, with a bar while it works."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn


class StepLines:
    """Shows the step under way as a bar, and leaves one plain line for each that is over."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
        )
        self._task: TaskID | None = None
        self._step = ""
        self._began = 0.0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def begin(self, step: str, total: int | None = None) -> None:
        """A step begins."""
        self._step, self._began = step, time.monotonic()
        self._task = self._bar.add_task(step, total=total)

    def advance(self, done: int = 1) -> None:
        """Parts of the step are done."""
        if self._task is not None:
            self._bar.advance(self._task, done)

    def reach(self, done: int, total: int) -> None:
        """So many parts of the step are done, of so many."""
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total)

    def end(self, outcome: str, *, skipped: bool = False) -> None:
        """The step is over."""
        if self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None
        took = "unchanged" if skipped else f"{time.monotonic() - self._began:.1f} s"
        self._console.print(f"  {self._step:<32} {outcome}  ({took})", highlight=False, markup=False, soft_wrap=True)
