"""Pages of samples and profiles: custody step by step, blind readings, what two analysts agreed on, files taken in."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from repatria.errors import InputUnusable
from repatria.provenance import digest_of_bytes
from repatria.web.access import Permission
from repatria.web.journal import actions as journal
from repatria.web.laboratory import actions
from repatria.web.laboratory.actions.samples import NEXT, seal_differs
from repatria.web.laboratory.bridge import uploads, weighing
from repatria.web.laboratory.forms import ReadingForm, SampleForm, StepForm, UploadForm
from repatria.web.laboratory.loci import in_order
from repatria.web.laboratory.models import (
    AMFile,
    Donor,
    FrequencyTable,
    PMFile,
    Profile,
    ProfileState,
    Reading,
    Sample,
    SampleState,
)
from repatria.web.laboratory.shelves import PAGE_SIZE, shelf
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.bridge import sentence

BOTH = ("GET", "HEAD", "POST")
LARGEST_FILE = 64 * 2**20


# -- samples ---------------------------------------------------------------------------------------------


@page(Permission.LABORATORY_VIEW)
def samples(request: PersonalRequest) -> HttpResponse:
    """Samples by number, with where each is."""
    rows = Sample.objects.visible_to(request.user).select_related("profile", "pm", "donor", "am")
    context = {
        "section": "laboratory",
        "shelf": shelf(request, rows, _of_number),
        "label": _("Sample, PM file, AM file or donor"),
        "form": SampleForm(),
    }
    return render(request, "laboratory/samples.html", context)


def _of_number(rows: "QuerySet[Sample]", words: str) -> "QuerySet[Sample]":
    return rows.filter(
        Q(number__icontains=words)
        | Q(pm__number__icontains=words)
        | Q(am__number__icontains=words)
        | Q(donor__number__icontains=words)
    )


def _sample(request: PersonalRequest, sample_id: UUID) -> Sample:
    visible = Sample.objects.visible_to(request.user).select_related("profile", "pm", "donor", "am", "owner")
    shown: Sample = get_object_or_404(visible, pk=sample_id)
    return shown


def _steps(sample: Sample) -> list[tuple[str, str]]:
    return [(step.value, str(step.label)) for step in NEXT[SampleState(sample.state)]]


@page(Permission.LABORATORY_VIEW)
def sample(request: PersonalRequest, sample_id: UUID) -> HttpResponse:
    """One sample and its custody, line by line."""
    shown = _sample(request, sample_id)
    journal.viewed(request.user, "sample", shown.pk)
    steps = _steps(shown)
    context = {
        "section": "laboratory",
        "sample": shown,
        "events": shown.events.select_related("by"),
        "is_seal_doubted": seal_differs(shown),
        "form": StepForm(steps=steps) if steps else None,
    }
    return render(request, "laboratory/sample.html", context)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def step(request: PersonalRequest, sample_id: UUID) -> HttpResponse:
    """Record the next step of a sample's custody."""
    shown = _sample(request, sample_id)
    form = StepForm(request.POST, steps=_steps(shown))
    if form.is_valid():
        actions.pass_on(by=request.user, sample=shown, event=form.cleaned_data["event"], said=form.said())
    else:
        messages.error(request, _("Something is missing or cannot be read: look at the form again."))
    return redirect("laboratory:sample", shown.pk)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def of_pm(request: PersonalRequest, pm_id: UUID) -> HttpResponse:
    """Take a sample of remains."""
    file = get_object_or_404(PMFile.objects.visible_to(request.user), pk=pm_id)
    return _take(request, source="remains", pm=file)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def of_am(request: PersonalRequest, am_id: UUID) -> HttpResponse:
    """Take a sample of the missing person's own belongings."""
    file = get_object_or_404(AMFile.objects.visible_to(request.user), pk=am_id)
    return _take(request, source="direct", am=file)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def of_donor(request: PersonalRequest, donor_id: UUID) -> HttpResponse:
    """Take a sample of a relative."""
    donor = get_object_or_404(Donor.objects.visible_to(request.user), pk=donor_id)
    return _take(request, source="relative", donor=donor)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def of_staff(request: PersonalRequest) -> HttpResponse:
    """Take a sample of somebody who works here, for elimination."""
    return _take(request, source="staff")


def _take(
    request: PersonalRequest,
    *,
    source: str,
    pm: PMFile | None = None,
    am: AMFile | None = None,
    donor: Donor | None = None,
) -> HttpResponse:
    form = SampleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Something is missing or cannot be read: look at the form again."))
        return redirect("laboratory:samples")
    filled = form.cleaned_data
    made = actions.take_sample(
        by=request.user,
        source=source,
        pm=pm,
        am=am,
        donor=donor,
        number=filled["number"],
        material=filled["material"],
        said=form.said(),
    )
    return redirect("laboratory:sample", made.pk)


# -- profiles --------------------------------------------------------------------------------------------


@page(Permission.LABORATORY_VIEW)
def profiles(request: PersonalRequest) -> HttpResponse:
    """Profiles that wait for this analyst's reading, and all others by state."""
    places = ("sample__pm", "sample__am", "sample__donor")
    mine = Profile.objects.to_read(request.user).order_by("changed_at", "pk")
    rows = Profile.objects.visible_to(request.user).order_by("sample__number").select_related(*places)
    waiting = list(mine.select_related(*places)[:PAGE_SIZE])
    context = {
        "section": "laboratory",
        "waiting": waiting,
        "n_waiting": mine.count() if len(waiting) == PAGE_SIZE else len(waiting),
        "shelf": shelf(request, rows, _of_sample),
        "label": _("Sample, PM file, AM file or donor"),
    }
    return render(request, "laboratory/profiles.html", context)


def _of_sample(rows: "QuerySet[Profile]", words: str) -> "QuerySet[Profile]":
    return rows.filter(sample__in=_of_number(Sample.objects.all(), words))


def _profile(request: PersonalRequest, profile_id: UUID) -> Profile:
    shown: Profile = get_object_or_404(Profile.objects.visible_to(request.user).select_related("sample"), pk=profile_id)
    return shown


@page(Permission.LABORATORY_VIEW)
def profile(request: PersonalRequest, profile_id: UUID) -> HttpResponse:
    """Locus by locus what the first, the second and the third analyst read, and what they agreed on.

    Until two have read, an analyst sees no reading but the own one.
    """
    shown = _profile(request, profile_id)
    readings = list(shown.readings.select_related("analyst"))
    is_blind = len(readings) < 2
    seen = [one for one in readings if not is_blind or one.analyst_id == request.user.pk]
    tables = [uploads.as_table(one.alleles) for one in seen]
    agreed = uploads.as_table(shown.agreed)
    loci = in_order({locus for table in tables for locus in table} | set(agreed))
    is_readable = shown.state in {ProfileState.DRAFT, ProfileState.DOUBLE_READ}
    journal.viewed(request.user, "profile", shown.pk)
    context = {
        "section": "laboratory",
        "profile": shown,
        "readings": seen,
        "n_readings": len(readings),
        "is_blind": is_blind,
        "still": _still(len(readings)),
        "rows": [
            (locus, [table.get(locus, "–") for table in tables], agreed.get(locus, ""), locus in shown.disputed)
            for locus in loci
        ],
        "may_read": is_readable and not any(one.analyst_id == request.user.pk for one in readings),
        "may_settle": shown.state not in {ProfileState.WITHDRAWN, ProfileState.DRAFT},
    }
    return render(request, "laboratory/profile.html", context)


def _still(n_readings: int) -> str:
    """Why there is nothing to be seen yet."""
    if n_readings:
        return _("One analyst has read it; your reading is still to come.")
    return _("Nobody has read it yet.")


def _loci() -> list[str]:
    """The loci that a form offers: those of the newest table of frequencies, or of the table that comes along."""
    newest = FrequencyTable.objects.first()
    return in_order(newest.frequencies if newest else weighing.example_table())


@page(Permission.LABORATORY_WORK, methods=BOTH)
def read(request: PersonalRequest, profile_id: UUID) -> HttpResponse:
    """A blind reading: the form shows nobody's alleles, whoever has read before."""
    shown = _profile(request, profile_id)
    loci = _loci()
    is_resolving = shown.state == ProfileState.DOUBLE_READ
    if is_resolving:
        loci = list(shown.disputed)
    form = ReadingForm(request.POST or None, loci=loci)
    if request.method == "POST" and form.is_valid():
        said = actions.read_profile(
            by=request.user, profile=shown, alleles=form.alleles(), kit=form.cleaned_data["kit"]
        )
        messages.success(request, f"{_('Profile')}: {said.get_state_display()}")
        return redirect("laboratory:profile", shown.pk)
    mine = Reading.objects.filter(profile=shown, analyst=request.user).exists()
    context = {
        "section": "laboratory",
        "profile": shown,
        "form": form,
        "is_resolving": is_resolving,
        "is_mine": mine,
    }
    return render(request, "laboratory/read.html", context)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def settle(request: PersonalRequest, profile_id: UUID) -> HttpResponse:
    """Take a profile out of comparison: a mixture, a contamination, or withdrawn."""
    shown = _profile(request, profile_id)
    state = request.POST.get("state", "")
    if state not in ProfileState.values:
        messages.error(request, _("Choose one of the answers."))
    else:
        actions.settle_profile(by=request.user, profile=shown, state=state)
    return redirect("laboratory:profile", shown.pk)


# -- files -----------------------------------------------------------------------------------------------


@page(Permission.LABORATORY_WORK, methods=BOTH)
def upload(request: PersonalRequest) -> HttpResponse:
    """Take in a file of profiles, families or frequencies; every row is answered."""
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"section": "laboratory", "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _taken_in(request, form)
        except InputUnusable as unusable:
            form.add_error("file", _("The file cannot be read as what was chosen. The program says: %s") % unusable)
    return render(request, "laboratory/upload.html", context)


def _taken_in(request: PersonalRequest, form: UploadForm) -> dict[str, object]:
    filled = form.cleaned_data
    file = filled["file"]
    if file.size > LARGEST_FILE:
        raise InputUnusable(f"the file has {file.size} bytes; at most {LARGEST_FILE} are taken at once")
    data = file.read()
    # The file's own name may be a person's: findings call it by what it holds.
    origin = digest_of_bytes(data)
    name, is_homozygous = f"{filled['kind']}-{origin[:8]}", filled["one_allele"] == "homozygous"
    if filled["kind"] == "frequencies":
        table, findings = uploads.read_frequencies(data, name=name)
        actions.store_frequencies(by=request.user, name=name, frequencies=table)
        done = [actions.Imported(locus, True, _("Frequencies")) for locus in table]
    elif filled["kind"] == "families":
        families, findings = uploads.read_families(data, name=name)
        done = actions.import_families(by=request.user, families=families, owner=filled["owner"])
    elif filled["kind"] == "references":
        of_members, findings = uploads.read_references(data, name=name, one_is_homozygous=is_homozygous)
        done = actions.import_references(by=request.user, loci_by_member=of_members, kit="", origin=origin)
    else:
        loci, findings = uploads.read_profiles(data, kind=filled["kind"], name=name, one_is_homozygous=is_homozygous)
        if filled["kind"] == "bodies":
            done = actions.import_bodies(by=request.user, loci_by_tag=loci, kit="", origin=origin)
        else:
            done = actions.import_profiles(by=request.user, loci_by_sample=loci, kit="", origin=origin)
    states = dict(ProfileState.choices)
    done = [one._replace(said=str(states.get(one.said, one.said))) for one in done]
    return {"done": done, "findings": [(one.severity, one.row, one.field, sentence(one)) for one in findings]}
