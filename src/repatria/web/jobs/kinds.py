"""What kinds of jobs there are: each app hands its own in, because apps import downwards."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from repatria.web.accounts.models import User
from repatria.web.jobs.models import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a kind of job is called, where its outcome stands, and how it is asked for once more."""

    title: "str | Promise"
    outcome_url: Callable[[Job], str]
    again: Callable[[Job, User], Job]


_kinds: dict[str, Kind] = {}


def register(code: str, kind: Kind) -> None:
    """Hand in a kind of job."""
    _kinds[code] = kind


def kind_of(job: Job) -> Kind:
    """The kind of a job; ``KeyError`` for one that no app has handed in."""
    return _kinds[job.kind]
