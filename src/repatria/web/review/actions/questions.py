"""Questions between the parties that a link answers, and that open again when it falls."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from repatria.web.registry.models import AnswerValue, Claim, ClaimState, Predicate, Purpose, SourceRecord
from repatria.web.review.models import Link, LinkState, Settlement

_CONTRARY = {AnswerValue.NOT_HELD, AnswerValue.DISPUTED}
_DECIDED = {LinkState.CONFIRMED, LinkState.REFUSED, LinkState.UNDECIDABLE}


def settle_questions(records: Collection[SourceRecord], first: Mapping[UUID, UUID], links: Collection[Link]) -> None:
    """Make settled exactly those questions of these records that the confirmed links answer.

    "Where is this person?", asked of a party, is answered when the person is found to be on a list of
    that party.  Not so for children, whose cases are answered one by one, nor against the party's own
    word: a question answered "not held" stays as it is for people to see.
    """
    wanted = _answered(records, first, links)
    standing = Settlement.objects.filter(claim__record__in=records, claim__asked_for=None).select_related("claim")
    for settlement in standing:
        link_id = wanted.pop(settlement.claim_id, None)
        if link_id is None:
            _reopen(settlement)
        elif settlement.link_id != link_id:
            settlement.link_id = link_id
            settlement.save(update_fields=["link"])
    for claim in Claim.objects.filter(pk__in=wanted, state=ClaimState.ASSERTED).prefetch_related("answers"):
        answers = list(claim.answers.all())
        if not answers or answers[-1].value not in _CONTRARY:
            _settle(claim, wanted[claim.pk])


def _answered(records: Iterable[SourceRecord], first: Mapping[UUID, UUID], links: Iterable[Link]) -> dict[UUID, UUID]:
    grown_up = [record for record in records if record.version.party_list.purpose != Purpose.CHILDREN]
    sender = {record.pk: record.version.party_list.sender_id for record in grown_up}
    asked: dict[tuple[UUID, str | None], list[UUID]] = {}
    questions = Claim.objects.filter(record__in=grown_up, predicate=Predicate.STATUS, asked_for=None)
    for claim in questions.exclude(addressee=None):
        asked.setdefault((first[claim.record_id], claim.addressee_id), []).append(claim.pk)
    found: dict[UUID, UUID] = {}
    for link in links:
        for one, other in ((link.left_id, link.right_id), (link.right_id, link.left_id)):
            for claim_id in asked.get((first[one], sender.get(other)), ()):
                found.setdefault(claim_id, link.pk)
    return found


def settle_asked(link: Link) -> None:
    """A reviewer's unanswered question about a link needs no answer once the link is decided; and the reverse."""
    if link.state in _DECIDED:
        for claim in Claim.objects.filter(asked_for__link=link, state=ClaimState.ASSERTED, answers=None):
            _settle(claim, link.pk)
    else:
        for settlement in Settlement.objects.filter(claim__asked_for__link=link).select_related("claim"):
            _reopen(settlement)


def _settle(claim: Claim, link_id: UUID) -> None:
    Settlement.objects.create(claim=claim, link_id=link_id, former_state=claim.state)
    claim.state = ClaimState.SETTLED
    claim.save(update_fields=["state"])


def _reopen(settlement: Settlement) -> None:
    claim = settlement.claim
    # Withdrawn by its author in the meantime: that word is later than ours.
    if claim.state == ClaimState.SETTLED:
        claim.state = settlement.former_state
        claim.save(update_fields=["state"])
    settlement.delete()
