"""Profiles: two analysts read apart from each other, a third resolves; mixtures and the staff's own are refused."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from repatria.errors import SignatureRefused, StateConflict
from repatria.web.accounts.models import User
from repatria.web.laboratory import reading
from repatria.web.laboratory.actions.entries import hold, require_state, write
from repatria.web.laboratory.models import Profile, ProfileState, Reading, SampleState, Source
from repatria.web.laboratory.reading import Loci

_READABLE = (ProfileState.DRAFT, ProfileState.DOUBLE_READ)
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
    require_state(held, *_READABLE)
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
    _come_to([*readings, made], held, by)
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


def _come_to(readings: Sequence[Reading], profile: Profile, by: User) -> None:
    if len(readings) < 2:
        profile.save(update_fields=["kit", "origin"])
        return
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
    elif _is_of_staff(profile):
        state = ProfileState.CONTAMINATED
    else:
        state = ProfileState.ACCEPTED
    _enter(profile, state, by)


def _is_of_staff(profile: Profile) -> bool:
    """Whether the profile is that of somebody who works here: the elimination list."""
    if profile.sample.source == Source.STAFF:
        return False
    staff = Profile.objects.filter(sample__source=Source.STAFF, state=ProfileState.ACCEPTED)
    return any(reading.are_same_person(profile.agreed, one.agreed) for one in staff)


def _enter(profile: Profile, state: ProfileState, by: User) -> None:
    from repatria.web.laboratory.actions.board import lapse

    was = profile.state
    profile.state, profile.changed_at = state, timezone.now()
    profile.save()
    facts: Mapping[str, object] = {
        "from": str(was),
        "to": state.value,
        "n_loci": profile.n_loci,
        "n_disputed": len(profile.disputed),
    }
    write("profile.entered", by, profile, facts)
    if was == ProfileState.ACCEPTED:
        lapse(by=by, profile=profile)
