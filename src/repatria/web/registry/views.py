"""Pages of lists, people, records and questions."""

from dataclasses import asdict
from uuid import UUID

from django.db.models import Count, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.journal import actions as journal
from repatria.web.page import PersonalRequest, page
from repatria.web.registry import actions, bridge, people
from repatria.web.registry.forms import AnswerForm, PeopleForm
from repatria.web.registry.models import (
    AnswerValue,
    Claim,
    ListVersion,
    PartyList,
    Person,
    Predicate,
    SourceRecord,
)
from repatria.web.registry.people import PAGE_SIZE, Wanted
from repatria.web.registry.story import Chapter, offered, story
from repatria.web.registry.telling import open_questions

SEVERITIES = ["error", "warning", "note"]
BOTH = ("GET", "HEAD", "POST")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# -- lists -----------------------------------------------------------------------------------------------


@page(Permission.LIST_VIEW)
def lists(request: PersonalRequest) -> HttpResponse:
    """All lists that the reader sent or was sent, with every version."""
    newest_first = ListVersion.objects.order_by("-number")
    rows = PartyList.objects.visible_to(request.user).select_related("sender")
    rows = rows.prefetch_related(Prefetch("versions", queryset=newest_first), "shared_with")
    return render(request, "registry/lists.html", {"section": "lists", "lists": rows})


def _version(request: PersonalRequest, version_id: UUID) -> ListVersion:
    visible = PartyList.objects.visible_to(request.user)
    versions = ListVersion.objects.select_related("party_list__sender", "previous", "next")
    found: ListVersion = get_object_or_404(versions, pk=version_id, party_list__in=visible)
    return found


@page(Permission.LIST_VIEW)
def version(request: PersonalRequest, version_id: UUID) -> HttpResponse:
    """One version of a list: how it was read, what was found, what changed."""
    shown = _version(request, version_id)
    counts = access.visible_findings(shown.findings.all(), request.user).order_by().values("code", "severity")
    sample = {one.code: one for one in shown.findings.order_by("-row").select_related("version")}
    grouped = [
        {**row, "sentence": bridge.sentence(bridge.as_finding(sample[row["code"]]))}
        for row in counts.annotate(n=Count("pk"))
    ]
    grouped.sort(key=lambda row: (SEVERITIES.index(row["severity"]), -row["n"]))
    journal.viewed(request.user, "version", shown.pk)
    context = {"section": "lists", "version": shown, "list": shown.party_list, "findings": grouped}
    return render(request, "registry/version.html", context)


@page(Permission.LIST_VIEW)
def version_rows(request: PersonalRequest, version_id: UUID) -> HttpResponse:
    """Rows of a version: all, those in one state, or those with one finding, with the reasons."""
    shown = _version(request, version_id)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    findings = access.visible_findings(shown.findings.all(), request.user)
    rows = shown.records.order_by("row")
    if state:
        rows = rows.filter(state=state)
    if code:
        rows = rows.filter(row__in=findings.filter(code=code, row__isnull=False).values("row"))
    after = int(request.GET.get("after", "0")) if request.GET.get("after", "0").isdecimal() else 0
    some = list(rows.filter(row__gt=after)[: PAGE_SIZE + 1])
    reasons: dict[int, list[tuple[str, str]]] = {}
    for found in findings.filter(row__in=[record.row for record in some]).select_related("version"):
        reasons.setdefault(int(found.row or 0), []).append((found.severity, bridge.sentence(bridge.as_finding(found))))
    journal.viewed(request.user, "version", shown.pk)
    context = {
        "section": "lists",
        "version": shown,
        "list": shown.party_list,
        "records": some[:PAGE_SIZE],
        "reasons": reasons,
        "state": state,
        "code": code,
        "more": some[PAGE_SIZE - 1].row if len(some) > PAGE_SIZE else None,
    }
    return render(request, "registry/rows.html", context)


@page(Permission.LIST_VIEW)
def version_changes(request: PersonalRequest, version_id: UUID) -> HttpResponse:
    """What a version changed against the one before: rows that came, went and changed, old beside new."""
    shown = _version(request, version_id)
    if shown.previous is None:
        raise Http404
    changes = shown.changes
    now = {record.row: record for record in shown.records.filter(row__in=_rows_now(changes))}
    before = {record.row: record for record in shown.previous.records.filter(row__in=_rows_before(changes))}
    pairs = [(before.get(old), now.get(new)) for old, new in changes.get("changed", [])[:PAGE_SIZE]]
    context = {
        "section": "lists",
        "version": shown,
        "list": shown.party_list,
        "n_same": changes.get("same", 0),
        "n_changed": len(changes.get("changed", [])),
        "n_added": len(changes.get("added", [])),
        "n_removed": len(changes.get("removed", [])),
        "changed": [(old, new, _differences(old, new)) for old, new in pairs if old and new],
        "added": [now[row] for row in changes.get("added", [])[:PAGE_SIZE] if row in now],
        "removed": [before[row] for row in changes.get("removed", [])[:PAGE_SIZE] if row in before],
    }
    journal.viewed(request.user, "version", shown.pk)
    return render(request, "registry/changes.html", context)


def _rows_now(changes: dict[str, list[int]]) -> list[int]:
    return [pair[1] for pair in changes.get("changed", [])[:PAGE_SIZE]] + changes.get("added", [])[:PAGE_SIZE]  # type: ignore[index]  # pairs come back from JSON as lists


def _rows_before(changes: dict[str, list[int]]) -> list[int]:
    return [pair[0] for pair in changes.get("changed", [])[:PAGE_SIZE]] + changes.get("removed", [])[:PAGE_SIZE]  # type: ignore[index]  # pairs come back from JSON as lists


def _differences(old: SourceRecord, new: SourceRecord) -> list[tuple[str, str, str]]:
    headers = dict.fromkeys([*old.raw, *new.raw])
    return [(h, old.raw.get(h, ""), new.raw.get(h, "")) for h in headers if old.raw.get(h, "") != new.raw.get(h, "")]


@page(Permission.LIST_VIEW)
def answer_file(request: PersonalRequest, version_id: UUID) -> HttpResponse:
    """The answer to the list's sender: every row, what became of it, and why, as a spreadsheet."""
    shown = _version(request, version_id)
    journal.viewed(request.user, "version", shown.pk)
    response = HttpResponse(bridge.answer_file(shown), content_type=SHEET)
    response["Content-Disposition"] = f'attachment; filename="answer-{shown.pk}.xlsx"'
    return response


# -- people ----------------------------------------------------------------------------------------------


@page(Permission.PERSON_VIEW, methods=BOTH)
def persons(request: PersonalRequest) -> HttpResponse:
    """Search and browse persons.  What was asked for stays in the session: addresses hold ids only."""
    choices = people.choices(request.user)
    if request.method == "POST":
        asked = PeopleForm(request.POST, choices=choices)
        request.session["people"] = asked.wanted() if asked.is_valid() else {}
        return redirect("registry:people")
    wanted = Wanted(**request.session.get("people", {}))
    found = people.browse(request.user, wanted, after=_id(request, "after"), before=_id(request, "before"))
    form = PeopleForm(initial=asdict(wanted), choices=choices)
    context = {"section": "people", "page": found, "form": form, "wanted": wanted}
    return render(request, "registry/people.html", context)


def _id(request: PersonalRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET[name])
    except (KeyError, ValueError):
        return None


@page(Permission.PERSON_VIEW)
def person(request: PersonalRequest, person_id: UUID) -> HttpResponse:
    """One person: what is claimed and answered, the whole story in time, every record as it arrived."""
    shown = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    seen = shown.records.visible_to(request.user).select_related("version__party_list__sender")
    records = list(seen.order_by("version__received_at", "row"))
    if not records:
        raise Http404
    claims = Claim.objects.filter(record__in=records).select_related("author", "addressee", "record__version")
    claims = claims.prefetch_related("answers__given_by").order_by("predicate", "author", "made_at")
    journal.viewed(request.user, "person", shown.pk)
    chapter = Chapter(person_id=shown.pk, records=records)
    context = {
        "section": "people",
        "person": shown,
        "line": people.Line(person=shown, records=records),
        "records": records,
        "claims": claims,
        "is_derived_shown": access.is_neutral(request.user),
        "events": story(chapter, request.user),
        "offers": offered(chapter, request.user),
    }
    return render(request, "registry/person.html", context)


@page(Permission.PERSON_VIEW)
def record(request: PersonalRequest, record_id: UUID) -> HttpResponse:
    """One row exactly as it arrived, and how it was read."""
    rows = SourceRecord.objects.visible_to(request.user).select_related("version__party_list__sender", "version__file")
    shown = get_object_or_404(rows, pk=record_id)
    found = access.visible_findings(shown.version.findings.filter(row=shown.row), request.user).select_related(
        "version"
    )
    journal.viewed(request.user, "record", shown.pk)
    header_of = {header: field for field, header in shown.version.reading.get("columns", {}).items()}
    context = {
        "section": "people",
        "record": shown,
        "header_of": header_of,
        "findings": [(one.severity, bridge.sentence(bridge.as_finding(one))) for one in found],
    }
    return render(request, "registry/record.html", context)


# -- questions and answers --------------------------------------------------------------------------------


@page(Permission.QUESTION_ANSWER)
def questions(request: PersonalRequest) -> HttpResponse:
    """What the other side asks the reader's party, oldest first."""
    claims = open_questions(request.user).select_related("record__version__party_list", "author")
    context = {"section": "questions", "claims": claims[:PAGE_SIZE], "n_open": claims.order_by().count()}
    return render(request, "registry/questions.html", context)


@page(Permission.QUESTION_ANSWER, methods=BOTH)
def answer(request: PersonalRequest, claim_id: UUID) -> HttpResponse:
    """Answer one question out of the closed set."""
    asked = Claim.objects.filter(addressee=request.user.party_id, predicate=Predicate.STATUS)
    claim = get_object_or_404(asked.visible_to(request.user).select_related("record__version__party_list"), pk=claim_id)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        filled = form.cleaned_data
        actions.answer_claim(
            user=request.user,
            claim=claim,
            value=AnswerValue(filled["value"]),
            reason=filled["reason"],
            evidence=filled["evidence"],
        )
        return redirect(reverse("registry:questions"))
    journal.viewed(request.user, "claim", claim.pk)
    context = {"section": "questions", "claim": claim, "form": form, "record": claim.record}
    return render(request, "registry/answer.html", context)
