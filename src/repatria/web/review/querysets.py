"""Questions about links: what waits for whom, and how far reviewers agree."""

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

if TYPE_CHECKING:
    from repatria.web.accounts.models import User
    from repatria.web.review.agreement import Agreement, TwoWords
    from repatria.web.review.narrowing import Wanted

_LISTED = ("accepted", "warned")
OPEN_STATES = ("proposed", "first_signed", "awaits_party", "disagreed")
# The oldest of one reviewer's skips: nobody puts off more in a day.
_N_SKIPS = 500
# What a line of the queue says of each row; a list's version also carries what its reading found, which is long.
_OF_ROW = ("surname", "given", "patronymic", "tag", "birth_year", "birth_month", "birth_day", "version__party_list")
CLOSED_STATES = ("confirmed", "refused", "undecidable", "retracted", "lapsed")


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
        """Open links that the user has not decided or put off and nobody else has on the screen, by their worth.

        The order is told in ``worth``: disagreements first, then by the number of people whose answer one more word
        is expected to change; of two alike the one that waits longer.  A link that waits for another party's
        signature waits only for people of a party that has not signed.
        """
        return self._open_to(user, now=now).exclude(Exists(_skips(user, now=now)))

    def put_off_by(self, user: "User", *, now: datetime) -> Self:
        """Open links that the user skipped, the first skipped first."""
        from repatria.web.review.models import Skip

        # By id, so that the database begins with the few that were skipped and not with the queue.
        mine = Skip.objects.filter(reviewer=user, undone_at__isnull=True, until__gt=now)
        put_off = self._open_to(user, now=now).filter(pk__in=list(mine.values_list("link", flat=True)[:_N_SKIPS]))
        skips = _skips(user, now=now)
        return put_off.annotate(skipped_at=Subquery(skips.values("skipped_at")[:1])).order_by("skipped_at", "pk")

    def _open_to(self, user: "User", *, now: datetime) -> Self:
        from repatria.web.review.models import Decision, Question, Showing

        words = Decision.objects.filter(link=OuterRef("pk"), undone_at__isnull=True)
        mine = words.filter(reviewer=user)
        unanswered = Question.objects.filter(link=OuterRef("pk"), claim__answers__isnull=True)
        same_party = words.filter(reviewer__party=user.party_id).exclude(value="ask")
        on_other_screen = Showing.objects.filter(link=OuterRef("pk"), until__gt=now).exclude(reviewer=user)
        # Closed states are excluded rather than open ones asked for, and everything beside the link is asked for by
        # EXISTS: so the database walks the queue in the order of its index and stops when it has enough.
        opened = self._within(user).exclude(state__in=CLOSED_STATES).exclude(Exists(mine.exclude(value="ask")))
        # Rows that other links joined already need no further word.  The two persons are compared and not looked for:
        # PostgreSQL takes a search that finds next to nothing for one that leaves nothing, and weighs the whole queue.
        undecided = opened.visible_to(user).listed().exclude(left__person=F("right__person"))
        # Who asked a party sees the link again when the party has answered.
        unasked = undecided.exclude(Exists(mine.filter(value="ask")) & Exists(unanswered))
        waiting = unasked.exclude(Q(state="awaits_party") & Exists(same_party)).exclude(Exists(on_other_screen))
        return waiting.order_by("-worth", "proposed_at", "pk")

    def narrowed(self, wanted: "Wanted", user: "User") -> Self:
        """Only the links that the reviewer wants to see now."""
        return self.filter(wanted.condition(user))

    def for_lines(self) -> Self:
        """With both rows, and of these no more than a line says."""
        rows = [f"{side}__{name}" for side in ("left", "right") for name in _OF_ROW]
        whole = [f"{side}__version__party_list" for side in ("left", "right")]
        of_list = [f"{one}__{name}" for one in whole for name in ("sender", "purpose")]
        return self.select_related(*whole).only("probability", "state", "worth", "proposed_at", *rows, *of_list)

    def n_at_most(self, limit: int) -> int:
        """How many, counted no further than ``limit``: who has a thousand pairs before them needs no exact figure."""
        return self.values("pk")[:limit].count()

    def _within(self, user: "User") -> Self:
        """The same wall as ``visible_to``, read from the link itself: an index passes over the links behind it."""
        from repatria.web import access

        seen = access.visible_list_ids(user)
        return self.filter(left_list__in=seen, right_list__in=seen)

    def agreement(self) -> "Agreement":
        """How far the first two words on each of these links agree (``agreement``)."""
        from repatria.web.review.agreement import agreement_of

        return agreement_of([said.words for said in self.first_two_words()])

    def first_two_words(self) -> "list[TwoWords]":
        """The first words of two people on each link, the newest ``N_MEASURED`` words looked at.

        A word that its giver took back is not one; a word that a coordinator retracted was given all the same.
        """
        from repatria.web.review.agreement import N_MEASURED, TwoWords
        from repatria.web.review.models import Decision

        given = Decision.objects.filter(link__in=self).exclude(value="ask")
        given = given.filter(Q(undone_at__isnull=True) | Q(retraction__isnull=False))
        newest = given.order_by("-decided_at", "-pk").values_list(
            "link_id", "reviewer__username", "value", "link__probability"
        )
        by_link: dict[Any, dict[str, str]] = defaultdict(dict)
        probability: dict[Any, float] = {}
        for link_id, name, value, score in reversed(newest[:N_MEASURED]):
            by_link[link_id].setdefault(name, value)
            probability[link_id] = score
        return [
            TwoWords(names=(names[0], names[1]), words=(said[names[0]], said[names[1]]), probability=probability[link])
            for link, said in by_link.items()
            if len(names := list(said)[:2]) == 2
        ]


def _skips(user: "User", *, now: datetime) -> QuerySet[Any]:
    from repatria.web.review.models import Skip

    return Skip.objects.filter(link=OuterRef("pk"), reviewer=user, undone_at__isnull=True, until__gt=now)
