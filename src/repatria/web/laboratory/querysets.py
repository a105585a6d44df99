"""Questions about what the laboratory keeps.  ``visible_to(user)`` is the wall between the parties."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from repatria.web.accounts.models import User


class _OwnedQuerySet(models.QuerySet[Any]):
    """Rows of which one organization is the owner."""

    def visible_to(self, user: "User") -> Self:
        """Rows of the user's own organization; for the neutral laboratory all."""
        from repatria.web import access

        return access.visible_in_laboratory(self, user, "owner")


class PMFileQuerySet(_OwnedQuerySet):
    """Files of remains."""


class AMFileQuerySet(_OwnedQuerySet):
    """Files of missing persons."""


class SampleQuerySet(_OwnedQuerySet):
    """Samples."""


class DonorQuerySet(_OwnedQuerySet):
    """Relatives who gave a sample."""


class FamilyQuerySet(_OwnedQuerySet):
    """Families."""


class RunQuerySet(_OwnedQuerySet):
    """Runs of the comparison."""


class ProfileQuerySet(models.QuerySet[Any]):
    """Profiles."""

    def visible_to(self, user: "User") -> Self:
        """Profiles of samples that the user may see."""
        from repatria.web import access

        return access.visible_in_laboratory(self, user, "sample__owner")

    def to_read(self, user: "User") -> Self:
        """Drafts on which this analyst has not read yet, and disagreements that this one may resolve."""
        unread = self.visible_to(user).filter(state__in=("draft", "double_read")).exclude(readings__analyst=user)
        return unread.exclude(sample__state="withdrawn")


class CandidateQuerySet(models.QuerySet[Any]):
    """Candidates of runs."""

    def visible_to(self, user: "User") -> Self:
        """Candidates of runs that the user may see, and those that were put before the user's board."""
        from repatria.web import access

        return access.visible_candidates(self, user)


class IdentificationQuerySet(models.QuerySet[Any]):
    """Identifications."""

    def visible_to(self, user: "User") -> Self:
        """For laboratories and the board: those of their own files; for the neutral body all."""
        from repatria.web import access

        return access.visible_identifications(self, user)

    def told_to(self, user: "User") -> Self:
        """Outcomes that the user may know: decided ones alone, without what they rest on."""
        from repatria.web import access

        return access.told_identifications(self, user)

    def doubted(self) -> Self:
        """Confirmed ones of which the last act says that what they rest on has changed."""
        from repatria.web.laboratory.models import BoardAct

        last = BoardAct.objects.filter(identification=models.OuterRef("pk")).order_by("-at", "-pk").values("act")[:1]
        return self.filter(state="confirmed").annotate(last_act=models.Subquery(last)).filter(last_act="lapsed")

    def waiting_for(self, user: "User") -> Self:
        """Those before the board that wait for this very person's organization, and not of the user's own proposal."""
        ready = self.visible_to(user).filter(state="board_ready").exclude(proposed_by=user.pk)
        am_line = models.Q(am_party=user.party_id, am_signer=None) & ~models.Q(pm_signer=user.pk)
        pm_line = models.Q(pm_party=user.party_id, pm_signer=None) & ~models.Q(am_signer=user.pk)
        return ready.filter(am_line | pm_line)


class ReturnCaseQuerySet(models.QuerySet[Any]):
    """Return cases."""

    def visible_to(self, user: "User") -> Self:
        """Cases in which the user's party holds the body or is its side; for the neutral body all."""
        from repatria.web import access

        return access.visible_returns(self, user)
