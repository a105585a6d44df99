"""Pages of comparisons: runs, candidates, and one body set beside one missing person locus by locus."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from repatria.web.access import Permission
from repatria.web.custody.bridge import Drawing
from repatria.web.journal import actions as journal
from repatria.web.laboratory import actions, locus_table, rules
from repatria.web.laboratory.bridge import drawing, weighing
from repatria.web.laboratory.forms import RunForm
from repatria.web.laboratory.models import Candidate, Family, FrequencyTable, Member, PMFile, Profile, ProfileState, Run
from repatria.web.laboratory.reading import Loci
from repatria.web.laboratory.shelves import PAGE_SIZE, shelf
from repatria.web.laboratory.views.families import typed_keys
from repatria.web.laboratory.views.particulars import of_pair
from repatria.web.laboratory.wording import params_in_words, prior_in_words
from repatria.web.page import PersonalRequest, page
from repatria.web.templatetags.repatria import CONCLUSIONS

EXAMPLE = "example"
HEAVY = ("groups", "skipped", "provenance", "frequencies__frequencies")
"""What a run holds that only its own page shows: it grows with the families."""
ORDERS = {
    "posterior": ("-posterior", "-log10_lr", "pk"),
    "lr": ("-log10_lr", "-posterior", "pk"),
    "body": ("profile__sample__pm__number", "-posterior", "pk"),
    "family": ("member__family__number", "-posterior", "pk"),
}


@page(Permission.LABORATORY_VIEW)
def runs(request: PersonalRequest) -> HttpResponse:
    """Comparisons, the newest first, and the form that starts one."""
    rows = Run.objects.visible_to(request.user).select_related("job", "started_by", "frequencies")
    context = {
        "section": "laboratory",
        "runs": rows.defer(*HEAVY).annotate(n_candidates=Count("candidates"))[:PAGE_SIZE],
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
    visible = Run.objects.visible_to(request.user).defer("frequencies__frequencies")
    shown = get_object_or_404(visible.select_related("job", "frequencies", "started_by"), pk=run_id)
    order, conclusion = request.GET.get("order", ""), request.GET.get("conclusion", "")
    rows = shown.candidates.select_related("profile__sample__pm", "member__family", "member__am")
    rows = rows.defer("by_marker", "profile__agreed", "profile__disputed")
    if conclusion:
        rows = rows.filter(conclusion=conclusion)
    found = shelf(request, rows.order_by(*ORDERS.get(order, ORDERS["posterior"])), _of_number)
    families = {str(one.member.family_id) for one in found.rows}
    journal.viewed(request.user, "run", shown.pk)
    context = {
        "section": "laboratory",
        "run": shown,
        "shelf": found,
        "order": order,
        "orders": [("posterior", _("posterior")), ("lr", "log10 LR"), ("body", _("body")), ("family", _("family"))],
        "conclusion": conclusion,
        "conclusions": [code for code in CONCLUSIONS if code in _conclusions(shown)],
        "groups": _groups([one for one in shown.groups if one["family"] in families]),
        "params": params_in_words(shown.params),
        "skipped": _numbered(shown.skipped[:PAGE_SIZE]),
        "n_skipped": len(shown.skipped),
    }
    return render(request, "laboratory/run.html", context)


def _of_number(rows: "QuerySet[Candidate]", words: str) -> "QuerySet[Candidate]":
    """Candidates of a body by the number of its file or its tag, or of a family or missing person by number."""
    of_body = PMFile.objects.filter(
        Q(number__icontains=words) | Q(unit__lab_tag__code__icontains=words) | Q(unit__record__tag__icontains=words)
    )
    of_family = Member.objects.filter(is_missing=True).filter(
        Q(family__number__icontains=words) | Q(am__number__icontains=words)
    )
    return rows.filter(Q(profile__sample__pm__in=of_body.values("pk")) | Q(member__in=of_family.values("pk")))


def _conclusions(run: Run) -> set[str]:
    found = run.candidates.order_by().values_list("conclusion", flat=True).distinct()
    return {str(code).replace(" ", "_") for code in found}


def _numbered(skipped: list[dict[str, str]]) -> list[dict[str, str]]:
    """What was left out, under the numbers that the laboratory knows instead of our ids."""
    families = Family.objects.filter(pk__in=[one["family"] for one in skipped if "family" in one])
    samples = _profiles([one["body"] for one in skipped if "body" in one])
    known = {str(one.pk): one.number for one in families} | {str(one.pk): one.sample.number for one in samples}
    return [{key: known.get(value, value) for key, value in one.items()} for one in skipped]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A family that misses several, its bodies, and how probable each pairing is when all are weighed together."""

    family: Family
    bodies: list[PMFile]
    drawing: Drawing


def _groups(stored: list[dict[str, Any]]) -> list[Group]:
    families = {str(one.pk): one for one in Family.objects.filter(pk__in=[one["family"] for one in stored])}
    profiles = {str(one.pk): one for one in _profiles([body for one in stored for body in one["bodies"]])}
    found = []
    for at, one in enumerate(stored):
        files = [profiles[str(body)].sample.pm if str(body) in profiles else None for body in one["bodies"]]
        drawn = drawing.draw_posteriors(
            [file.number if file else "–" for file in files],
            [str(member) for member in one["members"]],
            one["posteriors"],
            key=f"group-{at}",
        )
        family = families[str(one["family"])]
        found.append(Group(family=family, bodies=[file for file in files if file], drawing=drawn))
    return found


def _profiles(ids: Sequence[object]) -> "list[Profile]":
    return list(Profile.objects.filter(pk__in=[str(one) for one in ids]).select_related("sample__pm"))


@page(Permission.LABORATORY_VIEW)
def candidate(request: PersonalRequest, candidate_id: UUID) -> HttpResponse:
    """A comparison: the pedigree with the missing hatched, each locus with its bar, the rules of the board."""
    visible = Candidate.objects.visible_to(request.user).defer("run__groups", "run__skipped", "run__provenance")
    shown = get_object_or_404(
        visible.select_related("run", "profile__sample__pm__unit", "member__family", "member__am__record"),
        pk=candidate_id,
    )
    members = list(shown.member.family.members.select_related("donor", "am"))
    pm, am = shown.profile.sample.pm, shown.member.am
    references = _references(members)
    others = _profiles(shown.together)
    bags = [(one.sample.pm.number if one.sample.pm else "", one.agreed) for one in (shown.profile, *others)]
    journal.viewed(request.user, "candidate", shown.pk)
    context = {
        "section": "laboratory",
        "candidate": shown,
        "pm": pm,
        "am": am,
        "family": shown.member.family,
        "weighed": prior_in_words(shown),
        "pedigree": drawing.draw_pedigree(members, typed=typed_keys(members), title=_("Pedigree as stated")),
        "together": [one.sample.pm for one in others if one.sample.pm],
        "keys": [key for key, _reads in references],
        "table": locus_table.lay_out(shown.by_marker, bags, references),
        **(of_pair(shown, pm, am) if pm and am else {}),
        "checks": _said(rules.checks(shown, pm, am)) if pm and am else [],
        "identifications": shown.identifications.visible_to(request.user) if pm else [],
        "may_put_forward": pm is not None and am is not None,
    }
    return render(request, "laboratory/candidate.html", context)


def _references(members: list[Member]) -> list[tuple[str, Loci]]:
    """Accepted profiles of those who gave a sample, by key, in the order of the pedigree; then of belongings."""
    donors = {one.donor_id: one.key for one in members if one.donor_id is not None}
    accepted = Profile.objects.filter(state=ProfileState.ACCEPTED, sample__donor__in=donors).select_related("sample")
    files = {one.am_id: one.key for one in members if one.is_missing and one.am_id is not None}
    direct = Profile.objects.filter(state=ProfileState.ACCEPTED, sample__am__in=files).select_related("sample")
    belongings = [
        (_("%(member)s: belongings") % {"member": files[one.sample.am_id]}, one.agreed)
        for one in direct
        if one.sample.am_id
    ]
    by_key = {donors[one.sample.donor_id]: one.agreed for one in accepted if one.sample.donor_id}
    return [*((one.key, by_key[one.key]) for one in members if one.key in by_key), *belongings]


def _said(found: list[rules.Check]) -> list[tuple[rules.Check, str]]:
    return [(one, rules.WORDS[one.code]) for one in found]


@page(Permission.LABORATORY_WORK, methods=("POST",))
def put_forward(request: PersonalRequest, candidate_id: UUID) -> HttpResponse:
    """Put a candidate before the board."""
    shown = get_object_or_404(Candidate.objects.visible_to(request.user), pk=candidate_id)
    made = actions.put_forward(by=request.user, candidate=shown)
    return redirect("laboratory:identification", made.pk)
