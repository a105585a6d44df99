import pytest
from django.db.models import Count
from django.utils import timezone
from tests.web.exchanges.world import propose, reasons, records_placed, sign

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web.custody.models import Unit
from repatria.web.exchanges import actions
from repatria.web.exchanges.models import KeptOut, LeftOut, Placement, RoundState
from repatria.web.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_three_people_of_three_parties_lock_a_round(people, proposed):
    shown = actions.round_digest(proposed)
    states = []
    for name in ("olha", "igor", "mira"):
        actions.sign(round=proposed, user=people[name], digest=shown)
        states.append(proposed.state)
    assert states == [RoundState.PREPARED, RoundState.AGREED, RoundState.LOCKED]
    assert set(proposed.signatures.values_list("digest", flat=True)) == {shown}


def test_the_witness_may_sign_first(people, proposed):
    for name in ("mira", "igor", "olha"):
        sign(round=proposed, user=people[name])
    assert proposed.state == RoundState.LOCKED


def test_a_party_signs_once(people, proposed):
    sign(round=proposed, user=people["olha"])
    for name in ("olha", "oksana"):
        with pytest.raises(SignatureRefused):
            sign(round=proposed, user=people[name])


def test_others_do_not_sign(people, proposed):
    with pytest.raises(PermissionRefused):
        sign(round=proposed, user=people["clerk"])
    lone = people["lev"]
    lone.party_id = "A"
    lone.save()
    with pytest.raises(SignatureRefused):
        sign(round=proposed, user=lone)


def test_what_changed_since_it_was_shown_cannot_be_signed(people, proposed):
    shown = actions.round_digest(proposed)
    Placement.objects.filter(pk=proposed.placements.first().pk).update(leg=2)
    with pytest.raises(StateConflict, match="changed"):
        actions.sign(round=proposed, user=people["olha"], digest=shown)


def test_a_signature_can_be_taken_back_until_the_lock(people, proposed):
    for name in ("olha", "igor"):
        sign(round=proposed, user=people[name])
    actions.withdraw_signature(round=proposed, user=people["oksana"])
    assert proposed.state == RoundState.PREPARED
    assert proposed.withdrawn_signatures.get().signed_by == people["olha"]
    with pytest.raises(StateConflict):
        actions.withdraw_signature(round=proposed, user=people["olha"])
    for name in ("oksana", "mira"):
        sign(round=proposed, user=people[name])
    assert proposed.state == RoundState.LOCKED
    with pytest.raises(StateConflict):
        actions.withdraw_signature(round=proposed, user=people["igor"])


def test_people_in_a_locked_round_are_not_proposed_again(people, proposed):
    for name in ("olha", "igor", "mira"):
        sign(round=proposed, user=people[name])
    carried = records_placed(proposed)
    following = propose(quantity=3)
    assert following != proposed
    assert not carried & records_placed(following)
    assert {reasons(following)[str(record)] for record in carried} == {"not_in_this_round"}
    proposed.refresh_from_db()
    assert proposed.state == RoundState.LOCKED


# -- keeping out ------------------------------------------------------------------------------------------


def test_a_private_refusal_takes_a_person_out_under_a_neutral_code(people, proposed):
    sign(round=proposed, user=people["olha"])
    unit = proposed.placements.filter(holder="A").first().unit
    actions.keep_out(unit=unit, user=people["mira"])
    left = LeftOut.objects.get(round=proposed, unit=unit)
    assert (left.reason, left.params) == ("not_in_this_round", {})
    assert not proposed.signatures.exists()
    with pytest.raises(StateConflict, match="propose it again"):
        sign(round=proposed, user=people["igor"])
    again = actions.propose_round(term_keys=["exchange"])
    assert again != proposed
    assert reasons(again)[str(unit.record_id)] == "not_in_this_round"
    assert again.placements.counts() == [("A", 1, "", "outside", 2), ("B", 1, "", "outside", 2)]


def test_keeping_out_is_ended_by_another_person(people, proposed):
    unit = Unit.objects.first()
    actions.keep_out(unit=unit, user=people["mira"])
    with pytest.raises(SignatureRefused):
        actions.end_keeping_out(unit=unit, user=people["mira"])
    actions.end_keeping_out(unit=unit, user=people["lev"])
    assert KeptOut.objects.get().ended_by == people["lev"]
    with pytest.raises(PermissionRefused):
        actions.keep_out(unit=unit, user=people["olha"])


def test_nothing_stored_or_journaled_tells_a_refusal_from_another_reason(people, proposed):
    actions.keep_out(unit=Unit.objects.first(), user=people["mira"])
    fields = {field.name for field in KeptOut._meta.get_fields()}
    assert fields == {"id", "unit", "stated_by", "stated_at", "ended_by", "ended_at"}
    assert Entry.objects.get(code="exchanges.person.not_in_this_round").facts == {}


def test_every_act_is_journaled(people, proposed):
    sign(round=proposed, user=people["olha"])
    actions.withdraw_signature(round=proposed, user=people["olha"])
    codes = dict(Entry.objects.filter(code__startswith="exchanges.").values_list("code").annotate(n=Count("pk")))
    assert codes == {
        "exchanges.round.proposed": 1,
        "exchanges.round.signed": 1,
        "exchanges.round.signature_withdrawn": 1,
    }
    assert proposed.proposed_at <= timezone.now()
