"""Which of the waiting links a reviewer wants to see now, and how many of each sort are left."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.web.registry.models import PartyList, Purpose
from repatria.web.registry.people import COUNT_LIMIT, PAGE_SIZE
from repatria.web.review.models import Link, LinkState, Question, Skip
from repatria.web.review.querysets import CLOSED_STATES, OPEN_STATES

if TYPE_CHECKING:
    from repatria.web.accounts.models import User

# code → words, least and greatest probability
BANDS: Mapping[str, tuple[Any, float, float]] = {
    "sure": (gettext_lazy("95 to 100 %"), 0.95, 1.01),
    "likely": (gettext_lazy("50 to 95 %"), 0.5, 0.95),
    "unlikely": (gettext_lazy("0 to 50 %"), 0.0, 0.5),
}
STAGES: Mapping[str, Any] = {
    "disagreed": gettext_lazy("two disagree, a third decides"),
    "second": gettext_lazy("one word is given"),
    "first": gettext_lazy("no word yet"),
    "answered": gettext_lazy("your question was answered"),
    "put_off": gettext_lazy("you put it off"),
}
_STATES = {
    "disagreed": (LinkState.DISAGREED,),
    "second": (LinkState.FIRST_SIGNED, LinkState.AWAITS_PARTY),
    "first": (LinkState.PROPOSED,),
}
_OTHERS = {stage: [one for one in OPEN_STATES if one not in states] for stage, states in _STATES.items()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: two lists' purposes such as ``missing-held``, a band of probability, a stage; or anything."""

    kind: str = ""
    band: str = ""
    stage: str = ""

    @classmethod
    def from_codes(cls, codes: Mapping[str, Any]) -> Self:
        """The codes that are known; others are as if nothing was asked."""
        kind = str(codes.get("kind", ""))
        left, _, right = kind.partition("-")
        is_kind = left in Purpose.values and right in Purpose.values
        band, stage = str(codes.get("band", "")), str(codes.get("stage", ""))
        return cls(kind if is_kind else "", band if band in BANDS else "", stage if stage in STAGES else "")

    @property
    def is_put_off(self) -> bool:
        """Only what the reviewer skipped."""
        return self.stage == "put_off"

    def condition(self, user: "User") -> Q:
        """The links asked for.  Lists are few, so purposes become lists' ids: an index passes over all others."""
        asked = Q()
        if self.kind:
            left, _, right = self.kind.partition("-")
            asked &= Q(left_list__in=_lists_of(left), right_list__in=_lists_of(right))
        if self.band:
            _, low, high = BANDS[self.band]
            asked &= Q(probability__gte=low, probability__lt=high)
        if self.stage in _STATES:
            # The other states are excluded, so that the database still walks the queue in the order of its index.
            asked &= ~Q(state__in=_OTHERS[self.stage])
        elif self.stage == "answered":
            mine = Question.objects.filter(asked_by=user, claim__answers__isnull=False)
            asked &= Q(pk__in=mine.values("link"))
        return asked


def _lists_of(purpose: str) -> list[Any]:
    return list(PartyList.objects.filter(purpose=purpose).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How many links wait, in all and by sort, counted no further than ``COUNT_LIMIT``; ``is_more``: there are more."""

    n: int
    is_more: bool
    first: tuple[Any, ...]  # links' ids, a page of them
    kinds: tuple[tuple[str, str, int], ...]  # code, words, number
    bands: tuple[tuple[str, str, int], ...]
    stages: tuple[tuple[str, str, int], ...]


def left_for(user: "User", *, now: datetime) -> Left:
    """What is left for the reviewer: one question to the database, whatever the length of the queue."""
    columns = ("left_list", "right_list", "probability", "state", "pk")
    waiting = list(Link.objects.waiting_for(user, now=now).values_list(*columns)[: COUNT_LIMIT + 1])
    purposes = dict(PartyList.objects.values_list("pk", "purpose"))
    kinds = Counter(f"{purposes[left]}-{purposes[right]}" for left, right, *_ in waiting)
    bands = Counter(_band(probability) for _, _, probability, *_ in waiting)
    stages = Counter(_stage(state) for *_, state, _ in waiting)
    answered = set(Question.objects.filter(asked_by=user, claim__answers__isnull=False).values_list("link", flat=True))
    stages["answered"] = sum(pk in answered for *_, pk in waiting) if answered else 0
    skips = Skip.objects.filter(reviewer=user, undone_at=None, until__gt=now)
    stages["put_off"] = skips.exclude(link__state__in=CLOSED_STATES).count()
    return Left(
        n=min(len(waiting), COUNT_LIMIT),
        is_more=len(waiting) > COUNT_LIMIT,
        first=tuple(pk for *_, pk in waiting[:PAGE_SIZE]),
        kinds=tuple((code, kind_words(code), n) for code, n in kinds.most_common()),
        bands=_told(bands, {code: words for code, (words, *_) in BANDS.items()}),
        stages=_told(stages, STAGES),
    )


def _band(probability: float) -> str:
    return next(code for code, (_, low, high) in BANDS.items() if low <= probability < high)


def _stage(state: str) -> str:
    return next((code for code, states in _STATES.items() if state in states), "first")


def _told(counts: Mapping[str, int], words: Mapping[str, Any]) -> tuple[tuple[str, str, int], ...]:
    found: Iterable[tuple[str, str, int]] = ((code, str(said), counts.get(code, 0)) for code, said in words.items())
    return tuple(one for one in found if one[2])


def kind_words(code: str) -> str:
    """Two lists' purposes in words: "missing and held"."""
    left, _sep, right = code.partition("-")
    names = dict(Purpose.choices)
    return _("%(left)s and %(right)s") % {"left": names[left], "right": names[right]}
