"""Pages of families: pedigrees drawn, who gave a sample, whose relation is or is not borne out."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from repatria.errors import StateConflict
from repatria.web.access import Permission
from repatria.web.journal import actions as journal
from repatria.web.laboratory import actions
from repatria.web.laboratory.bridge import drawing
from repatria.web.laboratory.forms import DonorForm, FamilyForm, SampleForm, TieForm
from repatria.web.laboratory.models import AMFile, Donor, DonorState, Family, Member, Profile, ProfileState
from repatria.web.laboratory.shelves import PAGE_SIZE, shelf
from repatria.web.page import PersonalRequest, page

BOTH = ("GET", "HEAD", "POST")


@page(Permission.LABORATORY_VIEW)
def families(request: PersonalRequest) -> HttpResponse:
    """Families by number, with how many are missing and how many gave a sample."""
    rows = Family.objects.visible_to(request.user).prefetch_related("members")
    found = shelf(request, rows, _of_number)
    lines = []
    for one in found.rows:
        members = list(one.members.all())
        n_donors = sum(row.donor_id is not None for row in members)
        lines.append((one, len(members), sum(row.is_missing for row in members), n_donors))
    context = {
        "section": "laboratory",
        "shelf": found,
        "label": _("Family, AM file or donor"),
        "lines": lines,
        "donors": Donor.objects.visible_to(request.user).filter(members=None)[:PAGE_SIZE],
    }
    return render(request, "laboratory/families.html", context)


def _of_number(rows: "QuerySet[Family]", words: str) -> "QuerySet[Family]":
    named = Member.objects.filter(Q(am__number__icontains=words) | Q(donor__number__icontains=words))
    return rows.filter(Q(number__icontains=words) | Q(pk__in=named.values("family")))


def typed_keys(members: list[Member]) -> list[str]:
    """Keys of members whose donor has an accepted profile."""
    theirs = [one.donor_id for one in members if one.donor_id is not None]
    accepted = Profile.objects.filter(state=ProfileState.ACCEPTED, sample__donor__in=theirs)
    donors = set(accepted.values_list("sample__donor", flat=True))
    return [one.key for one in members if one.donor_id in donors]


def _family(request: PersonalRequest, family_id: UUID) -> Family:
    shown: Family = get_object_or_404(Family.objects.visible_to(request.user), pk=family_id)
    return shown


@page(Permission.LABORATORY_VIEW)
def family(request: PersonalRequest, family_id: UUID) -> HttpResponse:
    """One family: the pedigree as stated, its donors, its missing members."""
    shown = _family(request, family_id)
    members = list(shown.members.select_related("donor", "am"))
    journal.viewed(request.user, "family", shown.pk)
    context = {
        "section": "laboratory",
        "family": shown,
        "members": members,
        "drawing": drawing.draw_pedigree(members, typed=typed_keys(members), title=_("Pedigree as stated")),
        "tie_form": TieForm(
            donors=Donor.objects.visible_to(request.user).filter(owner=shown.owner_id, state=DonorState.ACTIVE),
            files=AMFile.objects.visible_to(request.user).filter(owner=shown.owner_id),
        ),
        "sample_form": SampleForm(),
    }
    return render(request, "laboratory/family.html", context)


@page(Permission.LABORATORY_WORK, methods=BOTH)
def new(request: PersonalRequest) -> HttpResponse:
    """Register a family by its pedigree."""
    form = FamilyForm(
        request.POST or None,
        donors=Donor.objects.visible_to(request.user).exclude(state=DonorState.WITHDRAWN),
        files=AMFile.objects.visible_to(request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_family(
                by=request.user, rows=form.cleaned_data["rows"], owner=form.cleaned_data["owner"]
            )
        except StateConflict as refused:
            form.add_error("rows", _(str(refused)))
        else:
            return redirect("laboratory:family", made.pk)
    context = {"section": "laboratory", "form": form, "title": _("Register a family")}
    return render(request, "laboratory/form.html", context)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def tie(request: PersonalRequest, family_id: UUID, member_id: int) -> HttpResponse:
    """Say which donor or which AM file a member is."""
    shown = _family(request, family_id)
    member = get_object_or_404(Member.objects.filter(family=shown), pk=member_id)
    form = TieForm(
        request.POST, donors=Donor.objects.visible_to(request.user), files=AMFile.objects.visible_to(request.user)
    )
    if form.is_valid() and form.cleaned_data["am"] is not None:
        actions.tie_member(by=request.user, member=member, am=form.cleaned_data["am"])
    elif form.is_valid() and form.cleaned_data["donor"] is not None:
        actions.tie_donor(by=request.user, member=member, donor=form.cleaned_data["donor"])
    else:
        messages.error(request, _("Choose one of the answers."))
    return redirect("laboratory:family", shown.pk)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def withdraw(request: PersonalRequest, family_id: UUID) -> HttpResponse:
    """Take a family out of comparison."""
    shown = _family(request, family_id)
    actions.withdraw_family(by=request.user, family=shown)
    return redirect("laboratory:family", shown.pk)


@page(Permission.LABORATORY_WORK, methods=BOTH)
def new_donor(request: PersonalRequest) -> HttpResponse:
    """Register a donor's consent."""
    form = DonorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.register_donor(by=request.user, **form.cleaned_data)
        messages.success(request, _("The donor's code is %(number)s.") % {"number": made.number})
        return redirect("laboratory:families")
    return render(request, "laboratory/form.html", {"section": "laboratory", "form": form, "title": _("New donor")})


@page(Permission.LABORATORY_WORK, methods=("POST",))
def donor_act(request: PersonalRequest, donor_id: UUID) -> HttpResponse:
    """Note whether a relation is borne out, or that the consent was withdrawn."""
    donor = get_object_or_404(Donor.objects.visible_to(request.user), pk=donor_id)
    act = request.POST.get("act", "")
    if act in {"supported", "not_supported"}:
        actions.set_supported(by=request.user, donor=donor, is_supported=act == "supported")
    elif act == "withdraw":
        actions.withdraw_consent(by=request.user, donor=donor)
    else:
        messages.error(request, _("Choose one of the answers."))
    member = donor.members.first()
    return redirect("laboratory:family", member.family_id) if member else redirect("laboratory:families")
