"""What is known beside DNA: read on the page of a file, set side by side and explained on that of a comparison."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from repatria.findings import gettext_noop
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.laboratory import actions, rules
from repatria.web.laboratory.forms import NoteForm, ParticularForm
from repatria.web.laboratory.models import AMFile, Candidate, FileState, PairNote, PMFile
from repatria.web.laboratory.models.particulars import Kind
from repatria.web.page import PersonalRequest, page

FACTORS = {
    "sex": gettext_noop("sex"),
    "age": gettext_noop("age"),
    "stature": gettext_noop("stature"),
    "dates": gettext_noop("day found, day last seen"),
    "section": gettext_noop("section of the front"),
    "distance": gettext_noop("place found, place last seen"),
    "effects": gettext_noop("effects"),
    "dental": gettext_noop("teeth"),
    "ridges": gettext_noop("friction ridges"),
}
"""What the engine's factors, and primary methods beside DNA, are called on a page."""


def of_file(file: PMFile | AMFile, reader: User) -> dict[str, object]:
    """The particulars of a file as this reader may see them: until two have read, each sees the own reading alone."""
    by_kind: dict[str, list[Any]] = {}
    for one in file.particulars.select_related("reader"):
        by_kind.setdefault(one.kind, []).append(one)
    rows = []
    for kind, readings in by_kind.items():
        is_open = len(readings) < 2
        own = [one for one in readings if one.reader_id == reader.pk]
        seen = own if is_open else readings
        rows.append(
            {
                "kind": Kind(kind).label,
                "number": readings[0].number,
                "letter": readings[0].letter,
                "readings": [(one.reader.username, one.value) for one in seen],
                "is_open": is_open,
                "is_alike": not is_open and len({one.value for one in readings}) == 1,
            }
        )
    return {"particulars": rows, "particular_form": ParticularForm()}


def of_pair(candidate: Candidate, pm: PMFile, am: AMFile) -> dict[str, object]:
    """What is known of both beside DNA, what of it contradicts, and what named people said of it."""
    unexplained = rules.open_contradictions(candidate, pm, am)
    notes = PairNote.objects.filter(pm=pm, am=am).select_related("by")
    return {
        "evidence": [{**row, "words": FACTORS[row["factor"]]} for row in candidate.evidence],
        "unexplained": [(code, FACTORS[code], said) for code, said in unexplained.items()],
        "notes": [(FACTORS[one.code], one) for one in notes],
        "methods": [(code, FACTORS[code]) for code in rules.METHODS],
        "note_form": NoteForm(),
    }


@page(Permission.LABORATORY_WORK, methods=("POST",))
def pm_particular(request: PersonalRequest, pm_id: UUID) -> HttpResponse:
    """Read a particular of a body."""
    file: PMFile = get_object_or_404(PMFile.objects.visible_to(request.user), pk=pm_id)
    return _read(request, file, "laboratory:pm")


@page(Permission.LABORATORY_WORK, methods=("POST",))
def am_particular(request: PersonalRequest, am_id: UUID) -> HttpResponse:
    """Read a particular of a missing person."""
    file: AMFile = get_object_or_404(AMFile.objects.visible_to(request.user), pk=am_id)
    return _read(request, file, "laboratory:am")


def _read(request: PersonalRequest, file: PMFile | AMFile, page_name: str) -> HttpResponse:
    form = ParticularForm(request.POST)
    if form.is_valid() and file.state in {FileState.DRAFT, FileState.REOPENED}:
        actions.read_particular(by=request.user, file=file, **form.cleaned_data)
    else:
        for said in (one for of_field in form.errors.values() for one in of_field):
            messages.error(request, str(said))
    return redirect(page_name, file.pk)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def note(request: PersonalRequest, candidate_id: UUID) -> HttpResponse:
    """Explain a contradiction by name, or say that another primary method agrees."""
    shown = get_object_or_404(Candidate.objects.visible_to(request.user), pk=candidate_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        said: Mapping[str, Any] = form.cleaned_data
        if said["code"] in rules.METHODS:
            actions.compare_otherwise(by=request.user, candidate=shown, method=said["code"], text=said["text"])
        else:
            actions.explain(by=request.user, candidate=shown, code=said["code"], text=said["text"])
    else:
        messages.error(request, _("This needs a reason."))
    return redirect("laboratory:candidate", shown.pk)
