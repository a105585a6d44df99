"""What is known beside DNA: read by two people apart from each other; contradictions explained by name."""

from django.db import transaction
from django.utils import timezone

from repatria.errors import StateConflict
from repatria.findings import gettext_noop
from repatria.web.accounts.models import User
from repatria.web.laboratory import particulars, rules
from repatria.web.laboratory.actions.entries import hold, require_state, write
from repatria.web.laboratory.models import AMFile, Candidate, FileState, PairNote, Particular, PMFile
from repatria.web.laboratory.models.particulars import Kind


@transaction.atomic
def read_particular(
    *, by: User, file: PMFile | AMFile, kind: str, value: str, number: int | None = None, letter: str = ""
) -> Particular:
    """Write what one reader finds; it counts when a second reader wrote the same.

    Who reads again before the file is checked corrects the own reading, never another's.

    Raises
    ------
    InputUnusable
        It cannot be read as this kind.
    StateConflict
        The file was checked: it must be reopened first.
    """
    held = hold(file, by)
    require_state(held, FileState.DRAFT, FileState.REOPENED)
    said = particulars.normal(Kind(kind), value)
    usual_number, usual_letter = particulars.REFERENCES[kind]
    of = {"pm": held} if isinstance(held, PMFile) else {"am": held}
    made, is_new = Particular.objects.update_or_create(
        **of,
        kind=kind,
        reader=by,
        defaults={
            "value": said,
            "number": number or usual_number,
            "letter": letter or usual_letter,
            "read_at": timezone.now(),
        },
    )
    write("particular.read", by, held, {"kind": kind, "is_new": is_new, "number": made.number})
    return made


@transaction.atomic
def explain(*, by: User, candidate: Candidate, code: str, text: str) -> PairNote:
    """Say by name why a contradiction between body and missing person is none; it holds as long as both sides stand.

    Raises
    ------
    StateConflict
        Nothing contradicts under this code, nothing was said, or the member has no AM file.
    """
    pm, am = _pair(candidate, by)
    found = rules.open_contradictions(candidate, pm, am).get(code)
    if found is None:
        raise StateConflict(gettext_noop("nothing that contradicts is left to explain here"))
    return _note(by, pm, am, code, found, text)


@transaction.atomic
def compare_otherwise(*, by: User, candidate: Candidate, method: str, text: str) -> PairNote:
    """Say that teeth or friction ridges of the two are one person's; it counts when two people say so.

    Raises
    ------
    StateConflict
        No such method, or nothing was said.
    """
    if method not in rules.METHODS:
        raise StateConflict(gettext_noop("a primary method beside DNA is the teeth or the friction ridges"))
    pm, am = _pair(candidate, by)
    return _note(by, pm, am, method, "", text)


def _pair(candidate: Candidate, by: User) -> tuple[PMFile, AMFile]:
    held = hold(candidate, by)
    pm, am = held.profile.sample.pm, held.member.am
    if pm is None or am is None:
        raise StateConflict(f"candidate {held.pk}: the missing member must be tied to an AM file first")
    return pm, am


def _note(by: User, pm: PMFile, am: AMFile, code: str, found: str, text: str) -> PairNote:
    if not text.strip():
        raise StateConflict(gettext_noop("this needs a reason"))
    made = PairNote.objects.create(pm=pm, am=am, code=code, found=found, text=text, by=by, at=timezone.now())
    write("pair.noted", by, pm, {"code": code, "am": str(am.pk)})
    return made
