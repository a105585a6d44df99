"""What a run says at its end: plain tables that the terminal, the workbook and the report all show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from repatria.web.custody.models import Account, AccountKind, Unit
from repatria.web.custody.statements import Figure, Measure, statement
from repatria.web.exchanges.models import LeftOut, Placement, Round, RoundState
from repatria.web.exchanges.start import agreed_units
from repatria.web.registry.models import (
    Answer,
    Claim,
    ClaimState,
    ListVersion,
    PartyList,
    Predicate,
    Purpose,
    StoredFinding,
    Term,
    TermStatus,
)
from repatria.web.review.models import Link, LinkState, Settlement

Table = dict[str, Any]


def tables() -> list[Table]:
    """Every table of the summary, in the order of the main job; those without a row are left out."""
    made = [lists(), findings(), links(), questions(), *rounds(), terms(), account()]
    return [table for table in made if table["rows"]]


def _table(sheet: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], n_text_columns: int) -> Table:
    return {
        "sheet": sheet,
        "title": title,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "n_text_columns": n_text_columns,
    }


def lists() -> Table:
    """Every current list: what its letter states and what was counted."""
    versions = ListVersion.objects.current().select_related("party_list").order_by("party_list__key")
    rows = [
        (
            version.party_list.key,
            version.party_list.sender_id,
            version.party_list.purpose,
            version.party_list.unit,
            version.stated_count,
            version.n_rows,
            version.n_accepted,
            version.n_warned,
            version.n_rejected,
        )
        for version in versions
    ]
    columns = ("List", "From", "Says", "Unit", "Stated", "Counted", "Accepted", "With warning", "Rejected")
    return _table("Lists", "Lists received", columns, rows, 4)


def findings() -> Table:
    """How often each flaw was found, by list."""
    counted = (
        StoredFinding.objects.filter(version__in=ListVersion.objects.current())
        .values_list("severity", "code")
        .annotate(n=Count("pk"), n_lists=Count("version", distinct=True))
        .order_by("severity", "-n", "code")
    )
    rows = [(code, severity, n_lists, n) for severity, code, n, n_lists in counted]
    return _table("Findings", "Findings", ("Finding", "Severity", "Lists", "Rows"), rows, 2)


def links() -> Table:
    """Pairs of lists compared: records on both, by how sure, and what people decided."""
    by_pair: dict[tuple[str, str], Counter[str]] = {}
    values = (
        Link.objects.exclude(state=LinkState.LAPSED)
        .values_list("left__version__party_list__key", "right__version__party_list__key", "state")
        .annotate(
            likely=Count("pk", filter=Q(probability__gte=0.95)),
            possible=Count("pk", filter=Q(probability__lt=0.95)),
        )
    )
    for left, right, state, likely, possible in values:
        counter = by_pair.setdefault((left, right), Counter())
        counter["likely"] += likely
        counter["possible"] += possible
        counter[state] += likely + possible
    rows = [
        (f"{left} – {right}", n["likely"], n["possible"], n[LinkState.CONFIRMED], n[LinkState.REFUSED])
        for (left, right), n in sorted(by_pair.items())
    ]
    columns = ("Lists", "Likely same (≥ 95 %)", "Possible", "Confirmed by two", "Refused by two")
    return _table("Links", "Records on both lists: proposed, for people to decide", columns, rows, 1)


def questions() -> Table:
    """For each list of people sought: how far the other side's answer has come."""
    waiting = Link.objects.exclude(state__in=(LinkState.LAPSED, LinkState.REFUSED, LinkState.CONFIRMED))
    asked = Claim.objects.filter(addressee__isnull=False, predicate=Predicate.STATUS).exclude(
        state=ClaimState.WITHDRAWN
    )
    marked = asked.annotate(
        is_answered=Exists(Answer.objects.filter(claim=OuterRef("pk"))),
        is_linked=Exists(Settlement.objects.filter(claim=OuterRef("pk"))),
        has_candidate=_joins_the_asked(waiting),
    )
    counted = (
        marked.values("record__version__party_list__key", "author", "addressee")
        .annotate(
            n=Count("pk"),
            n_answered=Count("pk", filter=Q(is_answered=True)),
            n_linked=Count("pk", filter=Q(is_answered=False, is_linked=True)),
            n_candidate=Count("pk", filter=Q(is_answered=False, is_linked=False, has_candidate=True)),
            n_open=Count("pk", filter=Q(is_answered=False, is_linked=False, has_candidate=False)),
        )
        .order_by("record__version__party_list__key")
    )
    rows = [
        (
            row["record__version__party_list__key"],
            row["author"],
            row["addressee"],
            row["n"],
            row["n_answered"],
            row["n_linked"],
            row["n_candidate"],
            row["n_open"],
        )
        for row in counted
    ]
    columns = ("List", "Asked by", "To answer", "Asked", "Answered", "Found by link", "Candidate waits", "No answer")
    return _table("Questions", "What each side has not answered", columns, rows, 3)


def _joins_the_asked(chosen: QuerySet[Link]) -> Q:
    """Whether one of the links joins the claim's person with a record of the party that is asked."""
    asked, person = OuterRef("addressee"), OuterRef("record__person")
    return Q(Exists(chosen.filter(left__person=person, right__version__party_list__sender=asked))) | Q(
        Exists(chosen.filter(right__person=person, left__version__party_list__sender=asked))
    )


def rounds() -> list[Table]:
    """The round proposed now: who goes by leg and category, who is left out and why, or which terms conflict."""
    current = Round.objects.exclude(state__in=(RoundState.SUPERSEDED, RoundState.CANCELLED)).first()
    if current is None:
        return []
    placed = (
        Placement.objects.filter(round=current)
        .values_list("leg", "holder", "category")
        .annotate(n=Count("pk"))
        .order_by("leg", "holder", "category")
    )
    went = [(f"leg {leg}", holder, category or "no category", n) for leg, holder, category, n in placed]
    left = (
        LeftOut.objects.filter(round=current)
        .values_list("reason", "holder")
        .annotate(n=Count("pk"))
        .order_by("reason", "holder")
    )
    title = f"Round {current.number}: {current.get_state_display()}"
    made = [
        _table("Round", title, ("Leg", "Held by", "Category", "Persons"), went, 3),
        _table("Left out", "Left out of the round, and why", ("Reason", "Held by", "Persons"), left, 2),
    ]
    if current.conflict:
        rows = [(entry.get("rule", ""), entry.get("term", ""), entry.get("text", "")) for entry in current.conflict]
        made.append(_table("Conflict", "Terms that cannot hold together", ("Rule", "Term", "In words"), rows, 3))
    return made


_MEASURES = (
    (Measure.PROMISED, "Promised"),
    (Measure.LISTED, "Listed"),
    (Measure.ANSWERED, "Answered"),
    (Measure.AGREED, "Agreed"),
    (Measure.HANDED_OVER, "Handed over"),
    (Measure.REFUSED, "Not in round"),
    (Measure.SUBSTITUTED, "Replaced"),
    (Measure.DIED, "Died"),
    (Measure.OUTSTANDING, "Outstanding"),
)


def terms() -> Table:
    """What each party owes under each term and how far it has come; both sides' numbers where they differ."""
    rows = []
    for line in statement(agreed=agreed_units()).lines:
        owes = f"{line.debtor} → {line.creditor}" if line.debtor and line.creditor else ""
        status = str(TermStatus(line.status).label)
        unit = line.unit if owes else None
        rows.append((line.title, status, owes or None, unit, *(_both(line[measure]) for measure, _ in _MEASURES)))
    columns = ("Term", "Status", "Owes", "Unit", *(title for _, title in _MEASURES))
    title = "What was promised, and how far it has come"
    return _without_idle(_table("Terms", title, columns, rows, 4))


def _without_idle(table: Table) -> Table:
    """The table without columns of numbers in which nothing ever happened."""
    first = table["n_text_columns"]
    kept = [
        place for place in range(len(table["columns"])) if place < first or any(row[place] for row in table["rows"])
    ]
    return table | {
        "columns": [table["columns"][place] for place in kept],
        "rows": [[row[place] for place in kept] for row in table["rows"]],
    }


def _both(figure: Figure) -> int | str | None:
    # A list of those sought is no counter-figure to a list of those held: each stands in its own line.
    if figure.measure in {Measure.LISTED, Measure.ANSWERED} or not figure.difference:
        return figure.by_debtor
    return f"{figure.by_debtor:,} / {figure.by_creditor:,}"


def account() -> Table:
    """In whose hands everybody stands now: counted by unit, never added across units."""
    kinds = ("person", "bag", "part")
    counted = Unit.objects.values_list("account").annotate(
        **{kind: Count("pk", filter=Q(kind=kind)) for kind in kinds},
        mni=Sum("n_individuals", filter=Q(kind="bag")),
    )
    by_account = {row[0]: row[1:] for row in counted}
    rows = []
    for one in Account.objects.exclude(kind=AccountKind.DECLARED).order_by("kind", "party"):
        numbers = by_account.get(one.code)
        if numbers:
            rows.append((one.code, str(one.get_kind_display()), *(number or None for number in numbers)))
    total = [sum(filter(None, (numbers[place] for numbers in by_account.values()))) for place in range(4)]
    rows.append(("", "in all", *(number or None for number in total)))
    columns = ("Account", "In whose hands", "Persons", "Bags", "Parts", "MNI in bags")
    return _table("Account", "The custody account", columns, rows, 2)


def notes() -> list[str]:
    """Sentences that belong under the tables."""
    said = []
    rejected = ListVersion.objects.current().aggregate(n=Sum("n_rejected"))["n"] or 0
    units = Unit.objects.count()
    said.append(
        f"{units:,} rows stand in the account, each in exactly one place; "
        f"{rejected:,} rejected rows wait for their sender."
    )
    for term in Term.objects.all():
        for category in term.definition.get("categories", ()):
            readings = [reading["key"] for reading in category.get("readings") or ()]
            if len(readings) > 1 and not category.get("agreed_reading"):
                told = " and ".join(readings)
                said.append(f"{term.title}: “{category['title']}” was told as {told}; both readings stay open.")
    children = PartyList.objects.filter(purpose=Purpose.CHILDREN).count()
    if children:
        said.append("Children's lists are counted here; their rows open to the child-protection officer alone.")
    return said
