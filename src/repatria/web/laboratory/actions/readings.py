"""Profiles: two analysts read apart from each other, a third resolves; mixtures and the staff's own are refused."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from repatria.errors import SignatureRefused, StateConflict
from repatria.web.accounts.models import User
from repatria.web.laboratory import reading
from repatria.web.laboratory.actions.entries import hold, require_state, write
from repatria.web.laboratory.models import Profile, ProfileState, Reading, SampleState, Source
from repatria.web.laboratory.reading import Loci

READABLE = (ProfileState.DRAFT, ProfileState.DOUBLE_READ)
_BY_HAND = (ProfileState.MIXTURE, ProfileState.CONTAMINATED, ProfileState.WITHDRAWN)


@transaction.atomic
def read_profile(*, by: User, profile: Profile, alleles: Loci, kit: str = "", origin: str = "") -> Profile:
    """One analyst's own reading; the second closes the pair, a third resolves where the two differ.

    What came of it stands in the returned profile's ``state``.

    Raises
    ------
    SignatureRefused
        The analyst has read this profile already: nobody reads twice.
    StateConflict
        Nothing was read, the profile is settled, or its sample is withdrawn.
    """
    held = hold(profile, by)
    require_state(held, *READABLE)
    if held.sample.state == SampleState.WITHDRAWN:
        raise StateConflict(f"profile {held.pk}: its donor has withdrawn; nothing is read")
    readings = list(held.readings.order_by("place"))
    if any(one.analyst_id == by.pk for one in readings):
        raise SignatureRefused(f"profile {held.pk}: you have read it; another analyst reads next")
    written = {locus: list(pair) for locus, pair in alleles.items() if reading.normal(pair)}
    if not written:
        raise StateConflict(f"profile {held.pk}: a reading needs at least one locus")
    made = Reading.objects.create(
        profile=held, place=len(readings) + 1, analyst=by, alleles=written, read_at=timezone.now()
    )
    write("profile.read", by, held, {"place": made.place, "n_loci": len(written)})
    held.kit, held.origin = kit or held.kit, origin or held.origin
    facts = come_to([*readings, made], held, staff_profiles())
    held.save()
    if facts:
        write("profile.entered", by, held, facts)
    profile.refresh_from_db()
    return held


@transaction.atomic
def settle_profile(*, by: User, profile: Profile, state: str) -> None:
    """Take a profile out of comparison by hand: a mixture, a contamination, or withdrawn."""
    held = hold(profile, by)
    said = ProfileState(state)
    if said not in _BY_HAND:
        raise StateConflict(f"profile {held.pk}: only two readings make it {said.value}")
    _enter(held, said, by)
    profile.refresh_from_db()


def come_to(readings: Sequence[Reading], profile: Profile, staff: Sequence[Loci]) -> dict[str, object]:
    """Bring a profile that is not stored yet to what its readings come to; gives what the journal says of it.

    Empty where one reading alone changes nothing.
    """
    if len(readings) < 2:
        return {}
    was = profile.state
    first, second, *third = [one.alleles for one in readings]
    compared = reading.compare(first, second)
    if third:
        profile.agreed, profile.disputed = reading.resolve(compared, first, second, third[0]), []
    else:
        profile.agreed, profile.disputed = compared.agreed, list(compared.disputed)
    if compared.is_mixture:
        state = ProfileState.MIXTURE
    elif profile.disputed:
        state = ProfileState.DOUBLE_READ
    elif profile.sample.source != Source.STAFF and any(reading.are_same_person(profile.agreed, one) for one in staff):
        state = ProfileState.CONTAMINATED
    else:
        state = ProfileState.ACCEPTED
    profile.state, profile.changed_at = state, timezone.now()
    return _facts(was, profile)


def staff_profiles() -> list[Loci]:
    """Profiles of those who work here: the elimination list."""
    staff = Profile.objects.filter(sample__source=Source.STAFF, state=ProfileState.ACCEPTED)
    return list(staff.values_list("agreed", flat=True))


def _facts(was: str, profile: Profile) -> dict[str, object]:
    return {
        "from": str(was),
        "to": str(profile.state),
        "n_loci": profile.n_loci,
        "n_disputed": len(profile.disputed),
    }


def _enter(profile: Profile, state: ProfileState, by: User) -> None:
    from repatria.web.laboratory.actions.board import lapse

    was = profile.state
    profile.state, profile.changed_at = state, timezone.now()
    profile.save()
    write("profile.entered", by, profile, _facts(was, profile))
    if was == ProfileState.ACCEPTED:
        lapse(by=by, profile=profile)
