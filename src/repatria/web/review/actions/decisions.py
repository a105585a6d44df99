"""People's words on a link: given, completed by a second person, taken back."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.custody.models import Unit
from repatria.web.journal import actions as journal
from repatria.web.registry.models import Claim, ClaimState, Predicate, SourceRecord
from repatria.web.review.actions import consequences
from repatria.web.review.actions.questions import settle_asked
from repatria.web.review.models import Decision, DecisionValue, Link, LinkState, Question, Retraction, Showing, Skip
from repatria.web.review.voting import Vote, outcome
from repatria.web.templatetags.repatria import QUESTIONS

IDENTITY_ASKED = "identity_asked"
_CLOSED = {LinkState.CONFIRMED, LinkState.REFUSED, LinkState.UNDECIDABLE}


@transaction.atomic
def decide(*, link: Link, reviewer: User, value: DecisionValue | str, reason: str = "") -> Link:
    """A reviewer says whether two records speak of one person; two different people decide, a third if they differ.

    What the link came to stands in the returned link's ``state``; a confirmed one makes the records one person.
    """
    said = DecisionValue(value)
    if said is DecisionValue.ASK:
        return ask(link=link, reviewer=reviewer, reason=reason)
    link = hold(link, reviewer, Permission.LINK_DECIDE)
    require_open(link)
    _replace_own_question(link, reviewer)
    if standing_words(link).filter(reviewer=reviewer).exists():
        decided = gettext_noop("you have decided this pair; take your word back to change it, or leave it to another")
        raise SignatureRefused(decided)
    _write(link, reviewer, said, reason)
    come_to(link, consequences.By(actor=reviewer, under=Permission.LINK_DECIDE, link=link))
    return link


@transaction.atomic
def ask(
    *,
    link: Link,
    reviewer: User,
    reason: str = "",
    party: str | None = None,
    side: str = "right",
    about: str = IDENTITY_ASKED,
) -> Link:
    """A reviewer asks a party about its own record before deciding; the link stays open.

    The question is a claim on the asked party's own record, and one of a closed set (``QUESTIONS``), so that nothing of
    the other's list is shown.  ``party`` is one of the two senders; without it the sender of the ``side``.
    """
    link = hold(link, reviewer, Permission.LINK_DECIDE)
    require_open(link)
    if standing_words(link).filter(reviewer=reviewer).exists():
        raise SignatureRefused(gettext_noop("you have decided or asked already; take that word back first"))
    if about not in QUESTIONS:
        raise StateConflict(f"link {link.pk}: there is no question {about!r}; ask one of {', '.join(QUESTIONS)}")
    # Where both rows are one party's, the side says about which of them it is asked.
    sides = (link.left, link.right) if side == "right" else (link.right, link.left)
    by_sender = {record.version.party_list.sender_id: record for record in sides}
    asked = party or sides[-1].version.party_list.sender_id
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
        value=about,
        evidence=consequences.evidence_of(link.pk),
        made_at=now,
    )
    Question.objects.create(claim=claim, link=link, asked_by=reviewer)
    _write(link, reviewer, DecisionValue.ASK, reason, asked=asked)
    return link


@transaction.atomic
def undo(*, decision: Decision, by: User) -> Link:
    """A reviewer takes back their own word; what hung on it opens again."""
    link = hold(decision.link, by, Permission.LINK_DECIDE)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.reviewer_id != by.pk:
        raise PermissionRefused(f"decision {decision.pk} is another person's: a coordinator can retract the link")
    if decision.undone_at is not None:
        raise StateConflict(gettext_noop("this word was taken back already"))
    take_back([decision], by)
    if decision.value == DecisionValue.ASK:
        _withdraw_questions(link, by)
    journal.append(
        "review.decision.undone",
        actor=by,
        party=by.party_id or "",
        subject_type="link",
        subject_id=link.pk,
        facts={"decision": decision.pk},
    )
    come_to(link, consequences.By(actor=by, under=Permission.LINK_DECIDE, link=link))
    return link


# -- steps ----------------------------------------------------------------------------------------------


def hold(link: Link, user: User, permission: Permission) -> Link:
    """The link as it is stored now, locked; another party's link is as if it did not exist."""
    access.require(user, permission)
    # The journal's end first: two actions never wait for each other.
    journal.hold()
    locked: Link | None = Link.objects.select_for_update().filter(pk=link.pk).first()
    if locked is None or not Link.objects.filter(pk=link.pk).visible_to(user).exists():
        raise PermissionRefused(f"link {link.pk} is not among the links that you may see")
    return locked


def require_open(link: Link) -> None:
    """Return, or say why nobody is asked about this link."""
    if link.state == LinkState.LAPSED:
        raise StateConflict(
            gettext_noop("this pair is no longer asked about: its rows have changed; take the next one")
        )
    if link.state in _CLOSED:
        raise StateConflict(gettext_noop("this pair is decided: to decide it anew, its words must be taken back first"))


def standing_words(link: Link) -> QuerySet[Decision]:
    """Words on a link that nobody took back."""
    return Decision.objects.filter(link=link, undone_at=None)


def _write(link: Link, reviewer: User, value: DecisionValue, reason: str, *, asked: str = "") -> None:
    decision = Decision.objects.create(
        link=link, reviewer=reviewer, value=value, reason=reason, decided_at=timezone.now()
    )
    _end_showing(link, reviewer)
    # The reason is free text and stays with the decision.  What was said does so too: whoever reads the journal may
    # be the next to decide, and does so without the first one's word.
    facts = {"decision": decision.pk} | ({"asked": asked} if asked else {})
    journal.append(
        "review.link.asked" if asked else "review.link.decided",
        actor=reviewer,
        party=reviewer.party_id or "",
        subject_type="link",
        subject_id=link.pk,
        facts=facts,
    )


def _end_showing(link: Link, reviewer: User) -> None:
    """Whoever has given a word has not put the link off any more, and nobody has it on the screen."""
    Showing.objects.filter(link=link).delete()
    Skip.objects.filter(link=link, reviewer=reviewer, undone_at=None).update(undone_at=timezone.now())


def _replace_own_question(link: Link, reviewer: User) -> None:
    take_back(standing_words(link).filter(reviewer=reviewer, value=DecisionValue.ASK), reviewer)


def take_back(decisions: Iterable[Decision], by: User, *, retraction: Retraction | None = None) -> None:
    """Mark words as taken back, by their giver or by a retraction."""
    ids = [decision.pk for decision in decisions]
    Decision.objects.filter(pk__in=ids).update(undone_at=timezone.now(), undone_by=by, retraction=retraction)


def _withdraw_questions(link: Link, by: User) -> None:
    """Take back the unanswered questions that a reviewer put about a link."""
    mine = Claim.objects.filter(asked_for__link=link, asked_for__asked_by=by, answers=None)
    mine.exclude(state=ClaimState.WITHDRAWN).update(state=ClaimState.WITHDRAWN)


def come_to(link: Link, by: consequences.By) -> None:
    """Bring the link to what the standing words come to; one whose rows are gone stays lapsed."""
    if link.state == LinkState.LAPSED:
        return
    enter(link, said_state(link), by)


def said_state(link: Link, *, without: User | None = None) -> LinkState:
    """What the standing words on a link come to; ``without`` one person's, what the others' would."""
    words = standing_words(link).exclude(value=DecisionValue.ASK).select_related("reviewer__party")
    if without is not None:
        words = words.exclude(reviewer=without)
    votes = [
        Vote(value=word.value, party=word.reviewer.party_id or "", is_neutral=access.is_neutral(word.reviewer))
        for word in words
    ]
    return outcome(votes, holders=_holders(link))


def enter(link: Link, state: LinkState, by: consequences.By) -> None:
    """Bring the link to a state, with all that follows."""
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
