"""Samples: taken, sealed, shipped, received, used up; each step one line of custody that only grows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from repatria.errors import StateConflict
from repatria.web.accounts.models import User
from repatria.web.laboratory.actions.entries import begin, hold, next_number, write
from repatria.web.laboratory.models import (
    AMFile,
    Donor,
    DonorState,
    PMFile,
    Profile,
    ProfileState,
    Sample,
    SampleEvent,
    SampleState,
    Source,
)

_S = SampleState
NEXT: Mapping[str, tuple[SampleState, ...]] = {
    _S.TAKEN: (_S.SEALED, _S.RECEIVED, _S.FAILED),
    _S.SEALED: (_S.SHIPPED, _S.RECEIVED, _S.FAILED),
    _S.SHIPPED: (_S.RECEIVED, _S.FAILED),
    _S.RECEIVED: (_S.SEALED, _S.SHIPPED, _S.CONSUMED, _S.FAILED, _S.RESAMPLE),
    _S.FAILED: (_S.RESAMPLE,),
    _S.CONSUMED: (_S.RESAMPLE,),
    _S.RESAMPLE: (),
    _S.WITHDRAWN: (),
}
"""Where a sample may go from where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is said of one step of custody."""

    giver: str = ""
    receiver: str = ""
    place: str = ""
    seal: str = ""
    remark: str = ""


@transaction.atomic
def take_sample(
    *,
    by: User,
    source: str,
    pm: PMFile | None = None,
    donor: Donor | None = None,
    am: AMFile | None = None,
    material: str = "",
    number: str = "",
    said: Step | None = None,
) -> Sample:
    """Record a sample of remains, of a relative, of the missing person's belongings, or of staff for elimination.

    Raises
    ------
    StateConflict
        The donor has withdrawn, the number is taken, or source and what it is of do not go together.
    """
    party = begin(by)
    of = {"remains": pm, "relative": donor, "direct": am}
    whose = of.get(Source(source))
    if (whose is None) is not (Source(source) is Source.STAFF) or sum(one is not None for one in of.values()) > 1:
        raise StateConflict(f"a sample of {source} names what it is of, and nothing else")
    if whose is not None:
        whose = hold(whose, by)
        party = whose.owner_id
    if donor is not None and donor.state == DonorState.WITHDRAWN:
        raise StateConflict(f"donor {donor.pk} has withdrawn the consent: no sample is taken")
    if number and Sample.objects.filter(number=number).exists():
        raise StateConflict(f"a sample {number} exists already: numbers of samples are never used twice")
    made = Sample.objects.create(
        number=number or next_number(Sample, "S", party),
        source=source,
        material=material,
        owner_id=party,
        pm=pm,
        donor=donor,
        am=am,
        seal=said.seal if said else "",
    )
    Profile.objects.create(sample=made, changed_at=timezone.now())
    _note(made, _S.TAKEN, by, said or Step())
    return made


@transaction.atomic
def pass_on(*, by: User, sample: Sample, event: str, said: Step) -> SampleEvent:
    """Record the next step of a sample's custody.

    A seal that is not the one under which the sample was sealed is taken down as it was found, and told.
    """
    held = hold(sample, by)
    step = _S(event)
    if step not in NEXT[held.state]:
        raise StateConflict(f"sample {held.number} is {held.state}: from there it does not become {step.value}")
    if step is _S.SEALED:
        if not said.seal:
            raise StateConflict(f"sample {held.number}: say the number of the seal")
        held.seal = said.seal
    held.state = step
    held.save(update_fields=["state", "seal"])
    noted = _note(held, step, by, said)
    sample.refresh_from_db()
    return noted


def seal_differs(sample: Sample) -> bool:
    """Whether the sample was last received under another seal than it was sealed with."""
    last = sample.events.filter(event=_S.RECEIVED).exclude(seal="").order_by("-seq").first()
    sealed = sample.events.filter(event__in=(_S.TAKEN, _S.SEALED)).exclude(seal="").order_by("-seq").first()
    return bool(last and sealed and sealed.seq < last.seq and last.seal != sealed.seal)


def withdraw_samples(donor: Donor, by: User) -> int:
    """Take a donor's samples and profiles out of use and erase what was read; gives their number."""
    found = list(Sample.objects.filter(donor=donor).exclude(state=_S.WITHDRAWN))
    for sample in found:
        Sample.objects.filter(pk=sample.pk).update(state=_S.WITHDRAWN)
        _note(sample, _S.WITHDRAWN, by, Step())
        profile = Profile.objects.filter(sample=sample).first()
        if profile is not None:
            profile.readings.update(alleles={})
            Profile.objects.filter(pk=profile.pk).update(
                state=ProfileState.WITHDRAWN, agreed={}, disputed=[], changed_at=timezone.now()
            )
    return len(found)


def _note(sample: Sample, event: SampleState, by: User, said: Step) -> SampleEvent:
    last = sample.events.order_by("-seq").values_list("seq", flat=True).first() or 0
    made = SampleEvent.objects.create(
        sample=sample,
        seq=last + 1,
        event=event,
        at=timezone.now(),
        by=by,
        giver=said.giver,
        receiver=said.receiver,
        place=said.place,
        seal=said.seal,
        remark=said.remark,
    )
    write(f"sample.{event.value}", by, sample, {"seq": made.seq, "source": str(sample.source)})
    return made
