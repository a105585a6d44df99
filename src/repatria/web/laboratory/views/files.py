"""Pages of remains and of files: the start, the tree of bags and parts, PM and AM files."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.custody.models import Unit
from repatria.web.journal import actions as journal
from repatria.web.laboratory import actions, rules
from repatria.web.laboratory.forms import OpenAMForm, OpenPMForm, PartsForm, SampleForm, SealForm, SectionForm
from repatria.web.laboratory.models import (
    AMFile,
    Family,
    FileState,
    Identification,
    Member,
    PMFile,
    Profile,
    ProfileState,
    Run,
    Sample,
    Seal,
)
from repatria.web.laboratory.shelves import shelf
from repatria.web.laboratory.telling import waiting_in_laboratory
from repatria.web.laboratory.views.particulars import of_file
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.models import PartyList, Purpose, SourceRecord

BOTH = ("GET", "HEAD", "POST")
FILE_ACTS = {"check": actions.check_file, "lock": actions.lock_file, "reopen": actions.reopen_file}


@page(Permission.LABORATORY_VIEW)
def start(request: PersonalRequest) -> HttpResponse:
    """What waits for this analyst, and how much of everything there is."""
    user = request.user
    states = Profile.objects.visible_to(user).order_by().values_list("state").annotate(n=Count("pk"))
    context = {
        "section": "laboratory",
        "waiting": [one for one in waiting_in_laboratory(user) if one.n],
        "counts": [
            ("remains", access.visible_remains(Unit.objects.all(), user).count(), "laboratory:remains"),
            ("am", AMFile.objects.visible_to(user).count(), "laboratory:missing"),
            ("sample", Sample.objects.visible_to(user).count(), "laboratory:samples"),
            ("family", Family.objects.visible_to(user).count(), "laboratory:families"),
            ("comparison", Run.objects.visible_to(user).count(), "laboratory:runs"),
            ("identification", Identification.objects.visible_to(user).count(), "laboratory:board"),
        ],
        "states": [(ProfileState(state).label, n) for state, n in states],
    }
    return render(request, "laboratory/start.html", context)


# -- remains ---------------------------------------------------------------------------------------------


@page(Permission.LABORATORY_VIEW)
def remains(request: PersonalRequest) -> HttpResponse:
    """Bags and what was taken out of each, with tags, seals, files, and the least number of individuals."""
    visible = access.visible_remains(Unit.objects.all(), request.user)
    roots = visible.filter(parent=None)
    found = shelf(request, _with_places(roots).order_by("record__tag", "pk"), _of_tag)
    context = {
        "section": "laboratory",
        "shelf": found,
        "label": _("Tag, seal or PM file"),
        "tree": [line for root in _trees(found.rows) for line in root.lines()],
        "n_bags": roots.filter(kind="bag").count(),
        "n_parts": visible.filter(kind="part").count(),
    }
    return render(request, "laboratory/remains.html", context)


def _with_places(units: "QuerySet[Unit]") -> "QuerySet[Unit]":
    return units.select_related("record", "account", "pm_file", "lab_tag")


def _of_tag(roots: "QuerySet[Unit]", words: str) -> "QuerySet[Unit]":
    """Bags that bear the words on a tag, a seal or the number of a file, or of which a part does."""
    own = (
        Q(record__tag__icontains=words)
        | Q(record__seal__icontains=words)
        | Q(lab_tag__code__icontains=words)
        | Q(pm_file__number__icontains=words)
    )
    # Parts are few beside bags: what stands in a subquery is asked of them alone.
    parts = Unit.objects.filter(own, parent__isnull=False)
    return roots.filter(own | Q(pk__in=parts.values("parent")) | Q(pk__in=parts.values("parent__parent")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A bag or part, the last line of the log of each of its seals, and the parts that were taken out of it."""

    unit: Unit
    seals: list[Seal]
    parts: "list[Node]"

    def lines(self, depth: int = 0) -> "Iterator[tuple[int, Unit]]":
        """The tree from the top, each unit with its depth."""
        yield depth, self.unit
        for part in self.parts:
            yield from part.lines(depth + 1)


def _trees(roots: list[Unit], *, with_seals: bool = False) -> list[Node]:
    """What was taken out of each bag, by one query for each level."""
    below: dict[UUID | None, list[Unit]] = {}
    every, layer = list(roots), [root.pk for root in roots]
    while layer:
        parts = list(_with_places(Unit.objects.filter(parent__in=layer)).order_by("lab_tag__code", "pk"))
        for part in parts:
            below.setdefault(part.parent_id, []).append(part)
        every += parts
        layer = [part.pk for part in parts]
    last: dict[UUID, dict[str, Seal]] = {}
    if with_seals:
        for one in Seal.objects.filter(unit__in=every).order_by("at", "pk"):
            last.setdefault(one.unit_id, {})[one.number] = one

    def grown(unit: Unit) -> Node:
        seals = list(last.get(unit.pk, {}).values())
        return Node(unit=unit, seals=seals, parts=[grown(part) for part in below.get(unit.pk, ())])

    return [grown(root) for root in roots]


def _unit(request: PersonalRequest, remains_id: UUID) -> Unit:
    visible = access.visible_remains(Unit.objects.all(), request.user)
    shown: Unit = get_object_or_404(
        visible.select_related("record__version__party_list", "account", "parent", "pm_file", "lab_tag"), pk=remains_id
    )
    return shown


@page(Permission.LABORATORY_VIEW)
def unit(request: PersonalRequest, remains_id: UUID) -> HttpResponse:
    """One bag or part: its place in the tree, its seals, its file."""
    shown = _unit(request, remains_id)
    root = shown
    while root.parent is not None:
        root = root.parent
    journal.viewed(request.user, "unit", shown.pk)
    context = {
        "section": "laboratory",
        "unit": shown,
        "tree": _trees([root], with_seals=True)[0],
        "seals": shown.seals.select_related("by"),
        "is_seal_doubted": rules.seal_in_doubt(shown),
        "open_form": OpenPMForm(initial={"sex": shown.record.sex if shown.record else ""}),
        "seal_form": SealForm(),
        "parts_form": PartsForm(),
    }
    return render(request, "laboratory/unit.html", context)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def open_pm(request: PersonalRequest, remains_id: UUID) -> HttpResponse:
    """Open the PM file of a bag or part."""
    shown = _unit(request, remains_id)
    form = OpenPMForm(request.POST)
    if not form.is_valid():
        return _unread(request, "laboratory:unit", shown.pk)
    made = actions.open_pm(by=request.user, unit=shown, tag=form.cleaned_data["tag"], sex=form.cleaned_data["sex"])
    return redirect("laboratory:pm", made.pk)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def seal(request: PersonalRequest, remains_id: UUID) -> HttpResponse:
    """Write a line into a unit's log of seals."""
    shown = _unit(request, remains_id)
    form = SealForm(request.POST)
    if not form.is_valid():
        return _unread(request, "laboratory:unit", shown.pk)
    actions.log_seal(by=request.user, unit=shown, **form.cleaned_data)
    return redirect("laboratory:unit", shown.pk)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def parts(request: PersonalRequest, remains_id: UUID) -> HttpResponse:
    """Take parts out of a bag."""
    shown = _unit(request, remains_id)
    form = PartsForm(request.POST)
    if not form.is_valid():
        return _unread(request, "laboratory:unit", shown.pk)
    actions.take_parts(by=request.user, unit=shown, parts=form.cleaned_data["parts"])
    return redirect("laboratory:unit", shown.pk)


def _unread(request: PersonalRequest, page_name: str, key: UUID) -> HttpResponse:
    messages.error(request, _("Something is missing or cannot be read: look at the form again."))
    return redirect(page_name, key)


# -- files -----------------------------------------------------------------------------------------------


def _pm(request: PersonalRequest, pm_id: UUID) -> PMFile:
    visible = PMFile.objects.visible_to(request.user).select_related("unit__account", "owner", "expected", "examiner")
    shown: PMFile = get_object_or_404(visible, pk=pm_id)
    return shown


def _am(request: PersonalRequest, am_id: UUID) -> AMFile:
    visible = AMFile.objects.visible_to(request.user).select_related("record", "owner", "examiner", "second_reader")
    shown: AMFile = get_object_or_404(visible, pk=am_id)
    return shown


def _file_context(file: "PMFile | AMFile", request: PersonalRequest) -> dict[str, object]:
    is_open = file.state in {FileState.DRAFT, FileState.REOPENED}
    return {
        "section": "laboratory",
        "file": file,
        "sections": file.sections.select_related("written_by"),
        "section_form": SectionForm(),
        "sample_form": SampleForm(),
        "samples": file.samples.select_related("profile"),
        **of_file(file, request.user),
        "particular_url": reverse(
            "laboratory:pm_particular" if isinstance(file, PMFile) else "laboratory:am_particular", args=[file.pk]
        ),
        "is_open": is_open,
        "may_check": is_open and file.examiner_id != request.user.pk,
        "may_lock": file.state == FileState.CHECKED,
        "may_reopen": file.state in {FileState.CHECKED, FileState.LOCKED},
        "identifications": Identification.objects.visible_to(request.user).filter(
            **({"pm": file} if isinstance(file, PMFile) else {"am": file})
        ),
    }


@page(Permission.LABORATORY_VIEW)
def pm(request: PersonalRequest, pm_id: UUID) -> HttpResponse:
    """A PM file: its sections under both references, its readers, its samples."""
    shown = _pm(request, pm_id)
    journal.viewed(request.user, "pmfile", shown.pk)
    return render(request, "laboratory/pm.html", _file_context(shown, request))


@page(Permission.LABORATORY_VIEW)
def am(request: PersonalRequest, am_id: UUID) -> HttpResponse:
    """An AM file, without a name: its sections, its readers, the families in which the person is missing."""
    shown = _am(request, am_id)
    journal.viewed(request.user, "amfile", shown.pk)
    context = _file_context(shown, request) | {"members": shown.members.select_related("family")}
    return render(request, "laboratory/am.html", context)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def pm_section(request: PersonalRequest, pm_id: UUID) -> HttpResponse:
    """Write a field of a PM file."""
    return _section(request, _pm(request, pm_id), "laboratory:pm")


@page(Permission.LABORATORY_WORK, methods=("POST",))
def am_section(request: PersonalRequest, am_id: UUID) -> HttpResponse:
    """Write a field of an AM file."""
    return _section(request, _am(request, am_id), "laboratory:am")


def _section(request: PersonalRequest, file: "PMFile | AMFile", page_name: str) -> HttpResponse:
    form = SectionForm(request.POST)
    if not form.is_valid():
        return _unread(request, page_name, file.pk)
    actions.write_section(by=request.user, file=file, **form.cleaned_data)
    return redirect(page_name, file.pk)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def pm_act(request: PersonalRequest, pm_id: UUID) -> HttpResponse:
    """Check, lock or reopen a PM file."""
    return _act(request, _pm(request, pm_id), "laboratory:pm")


@page(Permission.LABORATORY_WORK, methods=("POST",))
def am_act(request: PersonalRequest, am_id: UUID) -> HttpResponse:
    """Check, lock or reopen an AM file."""
    return _act(request, _am(request, am_id), "laboratory:am")


def _act(request: PersonalRequest, file: "PMFile | AMFile", page_name: str) -> HttpResponse:
    act = FILE_ACTS.get(request.POST.get("act", ""))
    if act is None:
        return _unread(request, page_name, file.pk)
    act(by=request.user, file=file)
    return redirect(page_name, file.pk)


@page(Permission.LABORATORY_VIEW)
def missing(request: PersonalRequest) -> HttpResponse:
    """AM files by number."""
    rows = AMFile.objects.visible_to(request.user).prefetch_related("members__family")
    context = {
        "section": "laboratory",
        "shelf": shelf(request, rows, _of_am_number),
        "label": _("Number of an AM file or a family"),
    }
    return render(request, "laboratory/missing.html", context)


def _of_am_number(rows: "QuerySet[AMFile]", words: str) -> "QuerySet[AMFile]":
    of_family = Member.objects.filter(family__number__icontains=words).values("am")
    return rows.filter(Q(number__icontains=words) | Q(pk__in=of_family))


@page(Permission.LABORATORY_WORK, methods=BOTH)
def open_am(request: PersonalRequest) -> HttpResponse:
    """Open the AM file of a row of a list of the missing: by list and row, without a name."""
    lists = PartyList.objects.filter(purpose=Purpose.MISSING).order_by("sender", "key")
    if not access.is_neutral(request.user):
        lists = lists.filter(sender=request.user.party_id)
    form = OpenAMForm(request.POST or None, lists=[(str(one.pk), f"{one.sender_id} · {one.key}") for one in lists])
    if form.is_valid():
        rows = SourceRecord.objects.filter(version__party_list=form.cleaned_data["party_list"])
        current = rows.filter(row=form.cleaned_data["row"]).filter(state__in=("accepted", "warned"), continued_by=None)
        record = current.select_related("version__party_list").first()
        if record is None:
            form.add_error("row", _("This list has no such row, or it was rejected."))
        else:
            made = actions.open_am(by=request.user, record=record)
            return redirect("laboratory:am", made.pk)
    return render(
        request, "laboratory/form.html", {"section": "laboratory", "form": form, "title": _("Open an AM file")}
    )
