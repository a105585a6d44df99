"""People's words on a link: given, completed by a second person, taken back."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.custody.models import Unit
from repatria.web.journal import actions as journal
from repatria.web.registry.models import Claim, ClaimState, Predicate, SourceRecord
from repatria.web.review.actions import consequences
from repatria.web.review.actions.questions import settle_asked
from repatria.web.review.models import Decision, DecisionValue, Link, LinkState, Question, Retraction, Showing
from repatria.web.review.voting import Vote, outcome

SHOWN_FOR = timedelta(minutes=10)
IDENTITY_ASKED = "identity_asked"
_CLOSED = {LinkState.CONFIRMED, LinkState.REFUSED, LinkState.UNDECIDABLE}


@transaction.atomic
def show_next(reviewer: User) -> Link | None:
    """Give the reviewer the link that waits first for them, and keep others from being shown it for ten minutes."""
    access.require(reviewer, Permission.LINK_DECIDE)
    now = timezone.now()
    link: Link | None = Link.objects.waiting_for(reviewer, now=now).first()
    Showing.objects.filter(reviewer=reviewer).delete()
    if link is not None:
        Showing.objects.update_or_create(link=link, defaults={"reviewer": reviewer, "until": now + SHOWN_FOR})
    return link


@transaction.atomic
def decide(*, link: Link, reviewer: User, value: DecisionValue | str, reason: str = "") -> Link:
    """A reviewer says whether two records speak of one person; two different people decide, a third if they differ.

    What the link came to stands in the returned link's ``state``; a confirmed one makes the records one person.
    """
    said = DecisionValue(value)
    if said is DecisionValue.ASK:
        return ask(link=link, reviewer=reviewer, reason=reason)
    link = _hold(link, reviewer, Permission.LINK_DECIDE)
    if link.state in _CLOSED:
        raise StateConflict(
            f"link {link.pk} is {link.state}: to decide it anew, its decisions must be taken back first"
        )
    _replace_own_question(link, reviewer)
    if _standing(link).filter(reviewer=reviewer).exists():
        raise SignatureRefused(
            f"link {link.pk}: you have decided it; undo your word to change it, or leave it to another"
        )
    _write(link, reviewer, said, reason)
    _come_to(link, consequences.By(actor=reviewer, under=Permission.LINK_DECIDE, link=link))
    return link


@transaction.atomic
def ask(*, link: Link, reviewer: User, reason: str = "", party: str | None = None) -> Link:
    """A reviewer asks a party about its own record before deciding; the link stays open.

    The question is a claim on the asked party's own record, so that nothing of the other's list is shown.
    ``party`` is one of the two senders; without it the sender of the right record, who holds, is asked.
    """
    link = _hold(link, reviewer, Permission.LINK_DECIDE)
    _require_open(link)
    if _standing(link).filter(reviewer=reviewer).exists():
        raise SignatureRefused(f"link {link.pk}: you have decided or asked already; undo that word first")
    by_sender = {record.version.party_list.sender_id: record for record in (link.left, link.right)}
    asked = party or link.right.version.party_list.sender_id
    if reviewer.party is None:
        raise PermissionRefused("a question is put in the name of a party: this account has none")
    if asked not in by_sender:
        raise StateConflict(f"link {link.pk}: party {asked} sent neither of the two records; ask {min(by_sender)}")
    now = timezone.now()
    claim = Claim.objects.create(
        record=by_sender[asked],
        author=reviewer.party,
        addressee_id=asked,
        predicate=Predicate.STATUS,
        value=IDENTITY_ASKED,
        evidence=consequences.evidence_of(link.pk),
        made_at=now,
    )
    Question.objects.create(claim=claim, link=link)
    _write(link, reviewer, DecisionValue.ASK, reason, asked=asked)
    return link


@transaction.atomic
def undo(*, decision: Decision, by: User) -> Link:
    """A reviewer takes back their own word; what hung on it opens again."""
    link = _hold(decision.link, by, Permission.LINK_DECIDE)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.reviewer_id != by.pk:
        raise PermissionRefused(f"decision {decision.pk} is another person's: a coordinator can retract the link")
    if decision.undone_at is not None:
        raise StateConflict(f"decision {decision.pk} was taken back already")
    _take_back([decision], by)
    if decision.value == DecisionValue.ASK:
        _withdraw_questions(link, by)
    journal.append(
        "review.decision.undone",
        actor=by,
        party=by.party_id or "",
        subject_type="link",
        subject_id=link.pk,
        facts={"decision": decision.pk, "value": str(decision.value)},
    )
    _come_to(link, consequences.By(actor=by, under=Permission.LINK_DECIDE, link=link))
    return link


@transaction.atomic
def retract(*, link: Link, by: User, reason: str) -> Link:
    """A coordinator takes back every word on a link; everything that depended on it opens again.

    The link does not return to anybody's queue by itself, but whoever opens it may decide it anew.
    """
    link = _hold(link, by, Permission.LINK_RETRACT)
    standing = list(_standing(link))
    if not reason.strip():
        raise StateConflict(f"link {link.pk}: a retraction needs a reason")
    if not standing:
        raise StateConflict(f"link {link.pk} has no decision to retract")
    _take_back(standing, by)
    Retraction.objects.create(link=link, retracted_by=by, reason=reason, retracted_at=timezone.now())
    journal.append(
        "review.link.retracted",
        actor=by,
        party=by.party_id or "",
        subject_type="link",
        subject_id=link.pk,
        facts={"from": str(link.state), "n_decisions": len(standing)},
    )
    _enter(link, LinkState.RETRACTED, consequences.By(actor=by, under=Permission.LINK_RETRACT, link=link))
    return link


# -- steps ----------------------------------------------------------------------------------------------


def _hold(link: Link, user: User, permission: Permission) -> Link:
    """The link as it is stored now, locked; another party's link is as if it did not exist."""
    access.require(user, permission)
    # The journal's end first: two actions never wait for each other.
    journal.hold()
    locked: Link | None = Link.objects.select_for_update().filter(pk=link.pk).first()
    if locked is None or not Link.objects.filter(pk=link.pk).visible_to(user).exists():
        raise PermissionRefused(f"link {link.pk} is not among the links that you may see")
    return locked


def _require_open(link: Link) -> None:
    if link.state == LinkState.LAPSED:
        raise StateConflict(f"link {link.pk} is no longer proposed: its rows have changed; take the next one")
    if link.state in _CLOSED:
        raise StateConflict(
            f"link {link.pk} is {link.state}: to decide it anew, its decisions must be taken back first"
        )


def _standing(link: Link) -> QuerySet[Decision]:
    return Decision.objects.filter(link=link, undone_at=None)


def _write(link: Link, reviewer: User, value: DecisionValue, reason: str, *, asked: str = "") -> None:
    decision = Decision.objects.create(
        link=link, reviewer=reviewer, value=value, reason=reason, decided_at=timezone.now()
    )
    Showing.objects.filter(link=link).delete()
    # The reason is free text and stays with the decision: the journal keeps codes.
    facts = {"decision": decision.pk, "value": value.value} | ({"asked": asked} if asked else {})
    journal.append(
        "review.link.asked" if asked else "review.link.decided",
        actor=reviewer,
        party=reviewer.party_id or "",
        subject_type="link",
        subject_id=link.pk,
        facts=facts,
    )


def _replace_own_question(link: Link, reviewer: User) -> None:
    _take_back(_standing(link).filter(reviewer=reviewer, value=DecisionValue.ASK), reviewer)


def _take_back(decisions: Iterable[Decision], by: User) -> None:
    now = timezone.now()
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(undone_at=now, undone_by=by)


def _withdraw_questions(link: Link, by: User) -> None:
    """Take back the unanswered questions that a reviewer's party put about a link."""
    mine = Claim.objects.filter(asked_for__link=link, author=by.party_id, answers=None)
    mine.exclude(state=ClaimState.WITHDRAWN).update(state=ClaimState.WITHDRAWN)


def _come_to(link: Link, by: consequences.By) -> None:
    """Bring the link to what the standing words come to."""
    words = _standing(link).exclude(value=DecisionValue.ASK).select_related("reviewer__party")
    votes = [
        Vote(value=word.value, party=word.reviewer.party_id or "", is_neutral=access.is_neutral(word.reviewer))
        for word in words
    ]
    state = outcome(votes, holders=_holders(link))
    _enter(link, state, by)


def _enter(link: Link, state: LinkState, by: consequences.By) -> None:
    was = link.state
    if was == state:
        return
    link.state, link.changed_at = state, timezone.now()
    link.worth = link.worth_now()
    link.save(update_fields=["state", "worth", "changed_at"])
    settle_asked(link)
    if {LinkState.CONFIRMED, LinkState.REFUSED} & {was, state}:
        consequences.derive(by)
    journal.append(
        "review.link.entered",
        actor=by.actor,
        party=by.actor.party_id or "",
        subject_type="link",
        subject_id=link.pk,
        facts={"from": str(was), "to": str(state)},
    )


def _holders(link: Link) -> frozenset[str]:
    """The sides that hold the two records' persons for a round that stands: each must be among the signers."""
    persons = SourceRecord.objects.filter(pk__in=(link.left_id, link.right_id)).values("person_id")
    placed = Unit.objects.filter(person__in=persons, placements__is_active=True)
    return frozenset(placed.values_list("placements__holder_id", flat=True))
