"""Pages of comparisons: runs, candidates, and one body set beside one missing person locus by locus."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from repatria.web.access import Permission
from repatria.web.custody.bridge import Drawing
from repatria.web.journal import actions as journal
from repatria.web.laboratory import actions, rules
from repatria.web.laboratory.bridge import drawing, uploads, weighing
from repatria.web.laboratory.forms import RunForm
from repatria.web.laboratory.models import Candidate, Family, FrequencyTable, Member, Profile, ProfileState, Run
from repatria.web.laboratory.views.families import typed_keys
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.people import PAGE_SIZE

EXAMPLE = "example"


@page(Permission.LABORATORY_VIEW)
def runs(request: PersonalRequest) -> HttpResponse:
    """Comparisons, the newest first, and the form that starts one."""
    rows = Run.objects.visible_to(request.user).select_related("job", "started_by", "frequencies")
    context = {
        "section": "laboratory",
        "runs": rows.annotate(n_candidates=Count("candidates"))[:PAGE_SIZE],
        "form": RunForm(),
        "has_table": FrequencyTable.objects.exists(),
    }
    return render(request, "laboratory/runs.html", context)


@page(Permission.LABORATORY_WORK, methods=("POST",))
def start(request: PersonalRequest) -> HttpResponse:
    """Start a comparison beside the pages; or take the table of frequencies that comes along."""
    if request.POST.get("act") == EXAMPLE:
        actions.store_frequencies(by=request.user, name="Norway (norSTR)", frequencies=weighing.example_table())
        return redirect("laboratory:runs")
    form = RunForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Something is missing or cannot be read: look at the form again."))
        return redirect("laboratory:runs")
    params = weighing.WeighingParams(
        threshold_log10=form.cleaned_data["threshold"], not_listed=form.cleaned_data["not_listed"]
    )
    made = actions.start_run(by=request.user, frequencies=form.cleaned_data["frequencies"], params=params)
    return redirect("jobs:job", made.job_id)


@page(Permission.LABORATORY_VIEW)
def run(request: PersonalRequest, run_id: UUID) -> HttpResponse:
    """One comparison: what it was made from, what it takes for granted, its candidates by posterior."""
    shown = get_object_or_404(
        Run.objects.visible_to(request.user).select_related("job", "frequencies", "started_by"), pk=run_id
    )
    rows = shown.candidates.select_related("profile__sample__pm", "member__family", "member__am")
    rows = rows.order_by("-posterior", "-log10_lr", "pk")
    place = int(request.GET["after"]) if request.GET.get("after", "").isdecimal() else 0
    some = list(rows[place : place + PAGE_SIZE + 1])
    journal.viewed(request.user, "run", shown.pk)
    context = {
        "section": "laboratory",
        "run": shown,
        "candidates": some[:PAGE_SIZE],
        "next": place + PAGE_SIZE if len(some) > PAGE_SIZE else None,
        "groups": [_group(one, at) for at, one in enumerate(shown.groups)],
        "params": sorted(shown.params.items()),
        "skipped": _numbered(shown.skipped[:PAGE_SIZE]),
    }
    return render(request, "laboratory/run.html", context)


def _numbered(skipped: list[dict[str, str]]) -> list[dict[str, str]]:
    """What was left out, under the numbers that the laboratory knows instead of our ids."""
    families = Family.objects.filter(pk__in=[one["family"] for one in skipped if "family" in one])
    samples = _profiles([one["body"] for one in skipped if "body" in one])
    known = {str(one.pk): one.number for one in families} | {str(one.pk): one.sample.number for one in samples}
    return [{key: known.get(value, value) for key, value in one.items()} for one in skipped]


def _group(stored: dict[str, list[object]], at: int) -> Drawing:
    bodies = {str(one.pk): one.sample.number for one in _profiles(stored["bodies"])}
    return drawing.draw_posteriors(
        [bodies.get(str(one), "–") for one in stored["bodies"]],
        [str(one) for one in stored["members"]],
        stored["posteriors"],  # type: ignore[arg-type]  # rows of numbers, as they were stored
        key=f"group-{at}",
    )


def _profiles(ids: Sequence[object]) -> "list[Profile]":
    return list(Profile.objects.filter(pk__in=[str(one) for one in ids]).select_related("sample__pm"))


@page(Permission.LABORATORY_VIEW)
def candidate(request: PersonalRequest, candidate_id: UUID) -> HttpResponse:
    """A comparison: the pedigree with the missing hatched, each locus with its bar, the rules of the board."""
    visible = Candidate.objects.visible_to(request.user)
    shown = get_object_or_404(
        visible.select_related("run", "profile__sample__pm__unit", "member__family", "member__am__record"),
        pk=candidate_id,
    )
    members = list(shown.member.family.members.select_related("donor", "am"))
    pm, am = shown.profile.sample.pm, shown.member.am
    typed = typed_keys(members)
    references = _references(members)
    loci = sorted(set(shown.by_marker) | set(shown.profile.agreed))
    body = uploads.as_table(shown.profile.agreed)
    others = _profiles(shown.together)
    read_of_body = {locus for one in (shown.profile, *others) for locus in one.agreed}
    reads = {locus: body.get(locus, "") for locus in loci}
    compared = [locus for locus in loci if locus in read_of_body and any(locus in one for _key, one in references)]
    journal.viewed(request.user, "candidate", shown.pk)
    context = {
        "section": "laboratory",
        "candidate": shown,
        "pm": pm,
        "am": am,
        "family": shown.member.family,
        "pedigree": drawing.draw_pedigree(members, typed=typed, title=_("Pedigree as stated")),
        "loci": drawing.draw_loci(shown.by_marker, compared=compared, reads=reads, total=shown.log10_lr),
        "together": [one.sample.pm.number for one in others if one.sample.pm],
        "keys": [key for key, _one in references],
        "rows": [
            (locus, body.get(locus, "–"), [one.get(locus, "–") for _key, one in references], shown.by_marker.get(locus))
            for locus in loci
        ],
        "compared": compared,
        "checks": _said(rules.checks(shown, pm, am)) if pm and am else [],
        "identifications": shown.identifications.visible_to(request.user) if pm else [],
        "may_put_forward": pm is not None and am is not None,
    }
    return render(request, "laboratory/candidate.html", context)


def _references(members: list[Member]) -> list[tuple[str, dict[str, str]]]:
    """Accepted profiles of those who gave a sample, by key, in the order of the pedigree; then of belongings."""
    donors = {one.donor_id: one.key for one in members if one.donor_id is not None}
    accepted = Profile.objects.filter(state=ProfileState.ACCEPTED, sample__donor__in=donors).select_related("sample")
    files = {one.am_id: one.key for one in members if one.is_missing and one.am_id is not None}
    direct = Profile.objects.filter(state=ProfileState.ACCEPTED, sample__am__in=files).select_related("sample")
    belongings = [
        (_("%(member)s: belongings") % {"member": files[one.sample.am_id]}, uploads.as_table(one.agreed))
        for one in direct
        if one.sample.am_id
    ]
    by_key = {donors[one.sample.donor_id]: uploads.as_table(one.agreed) for one in accepted if one.sample.donor_id}
    return [*((one.key, by_key[one.key]) for one in members if one.key in by_key), *belongings]


def _said(found: list[rules.Check]) -> list[tuple[rules.Check, str]]:
    return [(one, rules.WORDS[one.code]) for one in found]


@page(Permission.LABORATORY_WORK, methods=("POST",))
def put_forward(request: PersonalRequest, candidate_id: UUID) -> HttpResponse:
    """Put a candidate before the board."""
    shown = get_object_or_404(Candidate.objects.visible_to(request.user), pk=candidate_id)
    made = actions.put_forward(by=request.user, candidate=shown)
    return redirect("laboratory:identification", made.pk)
