"""The board: who signs, what a signature changes, and that taking it back leaves everything as it was."""

import pytest
from django.db import IntegrityError, transaction
from tests.web.laboratory.world import balances_of, shown, snapshot

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web.custody import actions as custody
from repatria.web.custody import balances
from repatria.web.custody.models import Movement, Reason, Unit
from repatria.web.journal.models import Entry
from repatria.web.laboratory import actions
from repatria.web.laboratory.models import (
    BoardAct,
    FileState,
    Identification,
    IdentityState,
    KinNotice,
    NoticeState,
    ReturnCase,
    ReturnState,
    Seal,
)
from repatria.web.registry.models import Person, PersonStatus
from repatria.web.review import actions as review


def test_two_owners_confirm_and_both_files_close(world):
    pm, am = world.pm(), world.am()
    done = world.confirmed(pm, am)
    pm.refresh_from_db()
    am.refresh_from_db()
    assert (done.state, pm.state, am.state) == (IdentityState.CONFIRMED, FileState.CLOSED, FileState.CLOSED)
    assert {done.am_signer.username, done.pm_signer.username} == {"halyna", "mira"}
    assert list(done.acts.values_list("act", flat=True)) == ["proposed", "signed", "signed"]


def test_one_signature_changes_nothing(world):
    pm = world.pm()
    made = world.put_forward(pm)
    before = snapshot()
    world.sign(made, "halyna")
    assert snapshot() == before
    assert Identification.objects.get().state == IdentityState.BOARD_READY


@pytest.mark.parametrize("name", ["denys", "dmytro", "sergei"])
def test_nobody_else_signs(world, name):
    made = world.put_forward()
    with pytest.raises((SignatureRefused, PermissionRefused)):
        actions.sign(by=world.user(name), identification=made, digest=shown(made))


def test_who_put_it_forward_does_not_sign(world):
    made = world.put_forward()
    with pytest.raises(SignatureRefused):
        world.sign(made, "nadia")


def test_an_organization_signs_its_own_line_only_once(world):
    made = world.sign(world.put_forward(), "mira")
    with pytest.raises(SignatureRefused):
        world.sign(made, "mira")


def test_the_neutral_body_signs_where_one_side_owns_both_files(world):
    pm = world.pm(world.bag(sender="A"), owner="halyna")
    made = world.put_forward(pm, world.am())
    assert (made.am_party_id, made.pm_party_id) == ("A", "N")


def test_what_has_changed_since_it_was_shown_is_not_signed(world):
    made = world.put_forward()
    digest = shown(made)
    made.candidate.n_exclusions = 1
    made.candidate.save()
    with pytest.raises(StateConflict, match="changed since"):
        actions.sign(by=world.user("mira"), identification=made, digest=digest)


def test_two_signatures_stand_under_the_same_figures(world):
    """What changed between them, every rule still met, makes the first one lapse."""
    made = world.sign(world.put_forward(), "mira")
    made.candidate.n_exclusions = 1
    made.candidate.save()
    made = world.sign(made, "halyna")
    assert (made.state, made.pm_signer) == (IdentityState.BOARD_READY, None)
    assert world.sign(made, "mira").state == IdentityState.CONFIRMED


@pytest.mark.parametrize(
    ("figures", "unmet", "state"),
    [
        ({"log10_lr": 3.9}, "lr", IdentityState.CANDIDATE),
        ({"log10_lr": None}, "lr", IdentityState.CANDIDATE),
        ({"rival_log10_lr": 6.5}, "rivals", IdentityState.PROBABLE),
        ({"posterior": 0.9994}, "posterior", IdentityState.PROBABLE),
        ({"posterior": None}, "posterior", IdentityState.PROBABLE),
        ({"prior": None}, "prior", IdentityState.PROBABLE),
        ({"n_exclusions": 3}, "exclusions", IdentityState.CANDIDATE),
        ({"n_compared": 11}, "loci", IdentityState.PROBABLE),
    ],
)
def test_each_rule_keeps_it_from_the_board(world, figures, unmet, state):
    made = world.put_forward(**figures)
    assert made.state == state
    [act] = Entry.objects.filter(code="laboratory.identity.put_forward")
    assert unmet in act.facts["unmet"]
    with pytest.raises(StateConflict):
        world.sign(made, "mira")


def test_an_open_contradiction_keeps_it_from_the_board(world):
    """The other sex, several individuals in one bag, a seal in doubt, a living person in somebody's hands."""
    record = world.sought()
    [held] = world.deliver("b-held", "B", "held", [{"surname": "Same"}], shared=["A"])
    world.confirm(world.propose(record, held))
    record.refresh_from_db()
    bag = world.bag(n=2)
    actions.log_seal(by=world.user("nadia"), unit=bag, number="77", event="mismatch")
    made = world.put_forward(world.pm(bag, sex="F"), world.am(record))
    facts = Entry.objects.get(code="laboratory.identity.put_forward").facts
    assert set(facts["unmet"]) == {"sex", "individuals", "seals", "alive"}
    actions.log_seal(by=world.user("nadia"), unit=bag, number="77", event="resolved")
    assert actions.look_again(by=world.user("mira"), identification=made).state == IdentityState.PROBABLE


def test_a_rule_met_later_brings_it_before_the_board(world):
    bag = world.bag()
    actions.log_seal(by=world.user("nadia"), unit=bag, number="78", event="broken")
    made = world.put_forward(world.pm(bag))
    assert made.state == IdentityState.PROBABLE
    actions.log_seal(by=world.user("nadia"), unit=bag, number="78", event="resolved")
    assert actions.look_again(by=world.user("mira"), identification=made).state == IdentityState.BOARD_READY


# -- what follows -----------------------------------------------------------------------------------------


def test_a_confirmed_identification_counts_the_person_under_the_body(world):
    record, bag = world.sought(), world.bag()
    assert balances_of() == {"remains:B": 1, "sought:A": 1}
    world.confirmed(world.pm(bag), world.am(record))
    assert balances_of() == {"remains:B": 1, "same_person:A": 1}
    bag.refresh_from_db()
    assert bag.person_id == record.person_id
    assert Person.objects.get(pk=record.person_id).status == PersonStatus.DEAD_REMAINS_HELD
    [balance] = [one for one in balances.balances() if one.account == "remains:B"]
    assert (balance.n_units, balance.n_persons) == (1, 1)
    balances.verify()


def test_retracting_leaves_everything_as_it_was_and_blocks_the_notice(world):
    pm, am = world.pm(), world.am()
    made = world.put_forward(pm, am)
    before = snapshot()
    world.sign(made, "mira", "halyna")
    assert snapshot() != before
    assert KinNotice.objects.get().state == NoticeState.WAITING
    actions.retract(by=world.user("mira"), identification=made, reason="mixed samples")
    assert snapshot() == before
    pm.refresh_from_db()
    am.refresh_from_db()
    assert (made.state, pm.state, am.state) == (IdentityState.RETRACTED, FileState.REOPENED, FileState.REOPENED)
    assert KinNotice.objects.get().state == NoticeState.BLOCKED
    with pytest.raises(StateConflict):
        actions.tell_family(by=world.user("halyna"), identification=made)
    balances.verify()


def test_a_family_that_was_told_must_hear_of_the_retraction(world):
    made = world.confirmed()
    actions.tell_family(by=world.user("halyna"), identification=made)
    actions.retract(by=world.user("halyna"), identification=made, reason="mixed samples")
    assert KinNotice.objects.get().state == NoticeState.RECALLED


def test_a_retraction_needs_a_reason_and_a_permission(world):
    made = world.confirmed()
    with pytest.raises(StateConflict, match="reason"):
        actions.retract(by=world.user("mira"), identification=made, reason=" ")
    with pytest.raises(PermissionRefused):
        actions.retract(by=world.user("dmytro"), identification=made, reason="no")


def test_one_person_over_two_bags_counts_once(world):
    am, seed = world.am(), 4711
    bags = [world.bag(), world.bag()]
    first = world.confirmed(world.pm(bags[0]), am, seed=seed)
    second = world.confirmed(world.pm(bags[1]), am, seed=seed)
    [balance] = [one for one in balances.balances() if one.account == "remains:B"]
    assert (balance.n_units, balance.n_persons) == (2, 1)
    actions.retract(by=world.user("mira"), identification=first, reason="again")
    am.refresh_from_db()
    assert am.state == FileState.CLOSED  # the other bag still bears the name
    assert balances_of()["same_person:A"] == 1
    actions.retract(by=world.user("mira"), identification=second, reason="again")
    am.refresh_from_db()
    assert am.state == FileState.REOPENED
    assert balances_of()["sought:A"] == 1
    balances.verify()


def test_another_body_does_not_bear_the_same_name(world):
    am = world.am()
    world.confirmed(world.pm(), am, seed=1)
    made = world.put_forward(world.pm(), am, seed=2)
    assert Entry.objects.filter(code="laboratory.identity.put_forward").last().facts["unmet"] == ["one_body"]
    assert made.state == IdentityState.PROBABLE


def test_several_individuals_of_one_bag_count_each(world):
    bag = world.bag(n=2)
    parts = actions.take_parts(by=world.user("nadia"), unit=bag, parts=[("P-1", 1), ("P-2", 1)])
    assert [part.parent_id for part in parts] == [bag.pk, bag.pk]
    for part in parts:
        world.confirmed(world.pm(part), world.am())
    [balance] = [one for one in balances.balances() if (one.account, one.unit) == ("remains:B", "part")]
    assert (balance.n_units, balance.n_persons) == (2, 2)
    bag.refresh_from_db()
    assert bag.person_id is None


def test_a_body_of_the_holders_own_side_opens_a_return_case_and_corrects_the_balances(world):
    """B declared it among the dead that it holds for A; it is B's own."""
    bag = world.bag()
    made = world.confirmed(world.pm(bag), world.am(world.sought(sender="B")))
    assert balances_of() == {"home:B": 1, "same_person:B": 1}
    case = ReturnCase.objects.get()
    assert (case.holder_id, case.owner_id, case.state, case.is_recall) == ("B", "B", ReturnState.OPEN, False)
    actions.retract(by=world.user("mira"), identification=made, reason="again")
    assert balances_of() == {"remains:B": 1, "sought:B": 1}
    case.refresh_from_db()
    assert case.state == ReturnState.CANCELLED
    balances.verify()


def test_a_body_handed_over_that_is_of_the_giver_is_remains_held_by_the_receiver(world):
    bag = world.bag()
    custody.move(bag, to=custody.account_for("home", "A"), reason=Reason.HANDED_OVER, happened_at="2025-06-20T00:00Z")
    world.confirmed(world.pm(bag), world.am(world.sought(sender="B")))
    assert balances_of() == {"remains:A": 1, "same_person:B": 1}
    assert ReturnCase.objects.get().holder_id == "A"


def test_a_body_buried_by_the_wrong_side_is_a_recall(world):
    bag = world.bag()
    custody.move(bag, to=custody.account_for("buried", "A"), reason=Reason.RELEASED, happened_at="2025-06-20T00:00Z")
    world.confirmed(world.pm(bag), world.am(world.sought(sender="B")))
    assert ReturnCase.objects.get().is_recall


def test_two_organizations_settle_a_return(world):
    world.confirmed(world.pm(), world.am(world.sought(sender="B")))
    case = ReturnCase.objects.get()
    actions.propose_return(by=world.user("mira"), case=case, decision="return")
    for name in ("mira", "nina"):
        with pytest.raises(SignatureRefused):
            actions.confirm_return(by=world.user(name), case=case)
    with pytest.raises(PermissionRefused):
        actions.confirm_return(by=world.user("dmytro"), case=case)
    actions.confirm_return(by=world.user("sergei"), case=case)
    assert case.state == ReturnState.SETTLED


def test_a_body_moved_since_names_what_to_reverse_first(world):
    bag = world.bag()
    made = world.confirmed(world.pm(bag), world.am(world.sought(sender="B")))
    bag = Unit.objects.get(pk=bag.pk)
    moved = custody.move(
        bag, to=custody.account_for("buried", "B"), reason=Reason.RELEASED, happened_at="2025-06-20T00:00Z"
    )
    with pytest.raises(StateConflict, match=str(moved.pk)):
        actions.retract(by=world.user("mira"), identification=made, reason="again")
    assert Identification.objects.get().state == IdentityState.CONFIRMED


# -- links that change who is one person ------------------------------------------------------------------


def test_a_body_keeps_its_name_when_links_join_and_part_records(world):
    record = world.sought()
    [again] = world.deliver("a-missing-again", "A", "missing", [{"surname": "Zym"}], shared=["B"])
    bag = world.bag()
    made = world.confirmed(world.pm(bag), world.am(again))
    link = world.confirm(world.propose(record, again))
    bag.refresh_from_db()
    again.refresh_from_db()
    assert bag.person_id == again.person_id == record.person_id
    assert balances_of() == {"remains:B": 1, "same_person:A": 2}
    review.retract(link=link, by=world.user("mira"), reason="two people")
    bag.refresh_from_db()
    again.refresh_from_db()
    assert bag.person_id == again.person_id != record.person_id
    assert balances_of() == {"remains:B": 1, "same_person:A": 1, "sought:A": 1}
    world.confirm(link)
    actions.retract(by=world.user("mira"), identification=made, reason="again")
    assert balances_of() == {"remains:B": 1, "same_person:A": 1, "sought:A": 1}  # counted once, as the link says
    balances.verify()


# -- lapses -----------------------------------------------------------------------------------------------


def test_signatures_lapse_when_a_file_is_reopened(world):
    pm = world.pm()
    made = world.sign(world.put_forward(pm), "halyna")
    actions.reopen_file(by=world.user("nadia"), file=pm)
    made.refresh_from_db()
    assert (made.state, made.am_signer) == (IdentityState.PROBABLE, None)
    assert made.acts.last().act == "lapsed"


def test_a_withdrawn_consent_blocks_what_hung_on_it(world):
    am = world.am()
    world.family(am)
    made = world.confirmed(world.pm(), am)
    donor = am.members.get().family.members.exclude(donor=None).get().donor
    actions.withdraw_consent(by=world.user("nadia"), donor=donor)
    made.refresh_from_db()
    assert made.state == IdentityState.CONFIRMED  # two people signed it: a person retracts it
    assert KinNotice.objects.get().state == NoticeState.BLOCKED


def test_refusing_needs_an_owner_and_a_reason(world):
    made = world.put_forward()
    with pytest.raises(StateConflict):
        actions.refuse(by=world.user("mira"), identification=made, reason="")
    assert actions.refuse(by=world.user("halyna"), identification=made, reason="teeth").state == IdentityState.REFUTED


def test_a_signature_is_taken_back_before_the_other(world):
    made = world.sign(world.put_forward(), "halyna")
    actions.take_back(by=world.user("halyna"), identification=made)
    assert made.am_signer is None
    assert world.sign(made, "mira", "halyna").state == IdentityState.CONFIRMED


# -- what the database itself refuses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"am_party_id": "N"},
        {"state": "confirmed"},
        {"am_signer": "mira", "pm_signer": "mira"},
        {"am_signer": "nadia"},
    ],
)
def test_the_database_refuses_one_hand_on_both_lines(world, changes):
    made = world.put_forward()
    given = {key: world.user(value) if key.endswith("signer") else value for key, value in changes.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Identification.objects.filter(pk=made.pk).update(**given)


def test_a_body_has_one_name(world):
    pm = world.pm()
    world.put_forward(pm)
    with pytest.raises(StateConflict):
        world.put_forward(pm)


def test_logs_only_grow(world):
    world.put_forward()
    actions.log_seal(by=world.user("nadia"), unit=world.bag(), number="9", event="applied")
    for rows in (BoardAct.objects.all(), Seal.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(at="2020-01-01T00:00Z")
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_the_journal_holds_no_allele_and_no_reason(world):
    made = world.confirmed()
    actions.retract(by=world.user("mira"), identification=made, reason="because of Zymarkovych")
    told = str(list(Entry.objects.values_list("facts", flat=True)))
    assert "Zymarkovych" not in told
    assert "D1S101" not in told
    assert Movement.objects.filter(reason=Reason.IDENTIFIED).exists()
