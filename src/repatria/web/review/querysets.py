"""Questions about links: what waits for whom, and how far reviewers agree."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from repatria.web.accounts.models import User

_LISTED = ("accepted", "warned")
OPEN_STATES = ("proposed", "first_signed", "awaits_party", "disagreed")
CLOSED_STATES = ("confirmed", "refused", "undecidable", "retracted", "lapsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How often two reviewers of one link said the same; ``kappa`` is ``None`` where chance alone explains all."""

    n_links: int
    proportion: float | None
    kappa: float | None


class LinkQuerySet(models.QuerySet[Any]):
    """Proposed, decided and retracted links."""

    def visible_to(self, user: "User") -> Self:
        """Links of two records that the user may both see."""
        from repatria.web import access

        return access.visible_links(self, user)

    def open(self) -> Self:
        """Links on which a word is still wanted."""
        return self.filter(state__in=OPEN_STATES)

    def listed(self) -> Self:
        """Links of rows that their senders still list."""
        from repatria.web.registry.models import SourceRecord

        listed = SourceRecord.objects.filter(state__in=_LISTED)
        return self.filter(Exists(listed.filter(pk=OuterRef("left"))), Exists(listed.filter(pk=OuterRef("right"))))

    def between(self, left_list: object, right_list: object) -> Self:
        """Links of two lists' rows, in this order."""
        return self.filter(left__version__party_list=left_list, right__version__party_list=right_list)

    def waiting_for(self, user: "User", *, now: datetime) -> Self:
        """Open links that the user has not decided and nobody else has on the screen, in the order of their worth.

        Disagreements first, then a person in somebody's hands about whom the score leaves doubt, then
        other persons in hands, then the rest; within each the more probable first.  A link that waits
        for another party's signature waits only for people of a party that has not signed.
        """
        from repatria.web.registry.models import SourceRecord
        from repatria.web.review.models import Decision, Question, Showing

        words = Decision.objects.filter(link=OuterRef("pk"), undone_at__isnull=True)
        mine = words.filter(reviewer=user)
        unanswered = Question.objects.filter(link=OuterRef("pk"), claim__answers__isnull=True)
        same_party = words.filter(reviewer__party=user.party_id).exclude(value="ask")
        on_other_screen = Showing.objects.filter(link=OuterRef("pk"), until__gt=now).exclude(reviewer=user)
        # Rows that other links joined already need no further word.
        one_person = SourceRecord.objects.filter(pk=OuterRef("left"), person__records=OuterRef("right"))
        # Closed states are excluded rather than open ones asked for, and everything beside the link is asked for by
        # EXISTS: so the database walks the queue in the order of its index and stops when it has enough.
        opened = self._within(user).exclude(state__in=CLOSED_STATES).exclude(Exists(mine.exclude(value="ask")))
        undecided = opened.visible_to(user).listed().exclude(Exists(one_person))
        # Who asked a party sees the link again when the party has answered.
        unasked = undecided.exclude(Exists(mine.filter(value="ask")) & Exists(unanswered))
        waiting = unasked.exclude(Q(state="awaits_party") & Exists(same_party)).exclude(Exists(on_other_screen))
        return waiting.order_by("worth", "-probability", "pk")

    def n_at_most(self, limit: int) -> int:
        """How many, counted no further than ``limit``: who has a thousand pairs before them needs no exact figure."""
        return self.values("pk")[:limit].count()

    def _within(self, user: "User") -> Self:
        """The same wall as ``visible_to``, read from the link itself: an index passes over the links behind it."""
        from repatria.web import access

        seen = access.visible_list_ids(user)
        return self.filter(left_list__in=seen, right_list__in=seen)

    def agreement(self) -> Agreement:
        """Compare the first two words on each link that two people decided (Cohen's kappa)."""
        from repatria.web.review.models import Decision

        words: dict[Any, list[str]] = defaultdict(list)
        standing = Decision.objects.filter(link__in=self, undone_at__isnull=True).exclude(value="ask")
        for link_id, value in standing.order_by("decided_at", "pk").values_list("link_id", "value"):
            words[link_id].append(value)
        return agreement_of([(said[0], said[1]) for said in words.values() if len(said) > 1])


def agreement_of(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Proportion and Cohen's kappa of pairs of words: (observed - by chance) / (1 - by chance).

    References
    ----------
    Cohen (1960), doi:10.1177/001316446002000104.
    """
    said = list(pairs)
    n = len(said)
    if not n:
        return Agreement(n_links=0, proportion=None, kappa=None)
    observed = sum(first == second for first, second in said) / n
    firsts, seconds = Counter(first for first, _ in said), Counter(second for _, second in said)
    by_chance = sum(firsts[value] * seconds[value] for value in firsts) / n**2
    kappa = None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
    return Agreement(n_links=n, proportion=observed, kappa=kappa)
