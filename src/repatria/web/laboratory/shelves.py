"""One page of a long list: where it begins, what was looked for, whether more follows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50
LONGEST_WORDS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Rows of one page; ``before`` and ``after`` are addresses of its neighbors, empty at the ends."""

    rows: list[Any]
    n_all: int
    first: int
    words: str
    before: str
    after: str

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1


def words_of(request: HttpRequest) -> str:
    """What was looked for: a number or a tag, never a name."""
    return request.GET.get("q", "").strip()[:LONGEST_WORDS]


def shelf(
    request: HttpRequest, rows: "QuerySet[Any]", look_for: "Callable[[QuerySet[Any], str], QuerySet[Any]]"
) -> Shelf:
    """The page that the address asks for, of the rows in which its words stand."""
    words = words_of(request)
    if words:
        rows = look_for(rows, words)
    asked = request.GET.get("after", "")
    start = int(asked) if asked.isdecimal() and len(asked) < 9 else 0
    # Ids first: the database then sorts narrow rows, and joins the rest for one page alone.
    some = list(rows.values_list("pk", flat=True)[start : start + PAGE_SIZE + 1])
    n_all = rows.count() if start or len(some) > PAGE_SIZE else len(some)
    by_pk = rows.order_by().in_bulk(some[:PAGE_SIZE])
    return Shelf(
        rows=[by_pk[pk] for pk in some[:PAGE_SIZE]],
        n_all=n_all,
        first=start + 1,
        words=words,
        before=_address(request, max(start - PAGE_SIZE, 0)) if start else "",
        after=_address(request, start + PAGE_SIZE) if len(some) > PAGE_SIZE else "",
    )


def _address(request: HttpRequest, start: int) -> str:
    kept = {key: value for key, value in request.GET.items() if key != "after"}
    return "?" + urlencode({**kept, "after": start})
