"""Questions about links: what waits for whom, and how far reviewers agree."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

if TYPE_CHECKING:
    from repatria.web.accounts.models import User

# A living person in somebody's hands comes first; among these, where the score leaves most doubt.
_IN_HANDS = ("held", "offer")
_DOUBTFUL = (0.2, 0.98)
_LISTED = ("accepted", "warned")
OPEN_STATES = ("proposed", "first_signed", "awaits_party", "disagreed")


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
        return self.filter(left__state__in=_LISTED, right__state__in=_LISTED)

    def between(self, left_list: object, right_list: object) -> Self:
        """Links of two lists' rows, in this order."""
        return self.filter(left__version__party_list=left_list, right__version__party_list=right_list)

    def waiting_for(self, user: "User", *, now: datetime) -> Self:
        """Open links that the user has not decided and nobody else has on the screen, in the order of their worth.

        Disagreements first, then a person in somebody's hands about whom the score leaves doubt, then
        other persons in hands, then the rest; within each the more probable first.  A link that waits
        for another party's signature waits only for people of a party that has not signed.
        """
        from repatria.web.review.models import Decision, Question

        words = Decision.objects.filter(link=OuterRef("pk"), undone_at__isnull=True)
        mine = words.filter(reviewer=user)
        unanswered = Question.objects.filter(link=OuterRef("pk"), claim__answers__isnull=True)
        same_party = words.filter(reviewer__party=user.party_id).exclude(value="ask")
        shown_to_other = Q(showing__until__gt=now) & ~Q(showing__reviewer=user)
        in_hands = Q(left__version__party_list__purpose__in=_IN_HANDS) | Q(
            right__version__party_list__purpose__in=_IN_HANDS
        )
        low, high = _DOUBTFUL
        worth = Case(
            When(state="disagreed", then=Value(0)),
            When(in_hands & Q(probability__gte=low, probability__lt=high), then=Value(1)),
            When(in_hands, then=Value(2)),
            default=Value(3),
        )
        undecided = self.visible_to(user).open().listed().exclude(Exists(mine.exclude(value="ask")))
        # Rows that other links joined already need no further word.
        undecided = undecided.exclude(left__person=F("right__person"))
        # Who asked a party sees the link again when the party has answered.
        unasked = undecided.exclude(Exists(mine.filter(value="ask")) & Exists(unanswered))
        waiting = unasked.exclude(Q(state="awaits_party") & Exists(same_party)).exclude(shown_to_other)
        return waiting.annotate(worth=worth).order_by("worth", "-probability", "pk")

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
