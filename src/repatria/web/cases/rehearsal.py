"""A first day of work on an invented case, played through the same actions that people use."""

from collections.abc import Sequence

from repatria.web.accounts.models import User
from repatria.web.registry import actions as registry
from repatria.web.registry.models import AnswerValue, Claim, Predicate
from repatria.web.review import actions as review
from repatria.web.review.models import Decision, DecisionValue, Link, LinkState

N_CONFIRMED = 24
N_FIRST_SIGNED = 6
N_ANSWERED = 3


def first_day(first: User, second: User, delegates: Sequence[User]) -> dict[str, int] | None:
    """Two people confirm the surest links, one more reads a few alone, delegates answer; ``None`` if somebody began."""
    if Decision.objects.exists():
        return None
    surest = list(
        Link.objects.filter(
            state=LinkState.PROPOSED,
            left__version__party_list__purpose="missing",
            right__version__party_list__purpose="held",
        ).order_by("-weight_bits", "pk")[: N_CONFIRMED + N_FIRST_SIGNED]
    )
    for place, link in enumerate(surest):
        review.decide(link=link, reviewer=first, value=DecisionValue.SAME)
        if place < N_CONFIRMED:
            review.decide(link=link, reviewer=second, value=DecisionValue.SAME)
    answered = 0
    for delegate in delegates:
        asked = Claim.objects.filter(
            addressee=delegate.party,
            predicate=Predicate.STATUS,
            record__version__party_list__purpose="missing",
            state="asserted",
        ).order_by("pk")
        for claim, value in zip(
            asked[:N_ANSWERED], (AnswerValue.NOT_HELD, AnswerValue.LATER, AnswerValue.UNKNOWN), strict=False
        ):
            registry.answer_claim(user=delegate, claim=claim, value=value)
            answered += 1
    return {
        "confirmed": min(len(surest), N_CONFIRMED),
        "waiting": max(len(surest) - N_CONFIRMED, 0),
        "answered": answered,
    }
