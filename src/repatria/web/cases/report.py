"""The report: one HTML file with pictures, tables and provenance, that opens without a network."""

from typing import Any

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from repatria import __version__
from repatria.web.accounts.models import Party, PartyRole
from repatria.web.cases import bridge
from repatria.web.cases.folder import Declared
from repatria.web.custody.models import AccountKind, Movement, Unit
from repatria.web.exchanges import bridge as exchanges
from repatria.web.exchanges.ages import ages
from repatria.web.exchanges.models import Placement, Round, RoundState
from repatria.web.exchanges.start import TermAccount, term_accounts
from repatria.web.registry.models import ListVersion, UnitKind
from repatria.web.review.models import Link


def render(made: dict[str, Any], declared: Declared) -> str:
    """The report as HTML; counts and codes only, no personal data."""
    sides = list(Party.objects.filter(role=PartyRole.SIDE).order_by("code").values_list("code", flat=True))
    drawings = [
        bridge.Drawing(title=_in_unit(account), svg=account.drawing.svg, table=account.drawing.table)
        for account in term_accounts(may_open=False)
        if account.drawing is not None
    ]
    drawings += filter(None, [bridge.custody_drawing(custody_flows())])
    if len(sides) == 2:
        drawings.append(_ages(sides, declared))
    context = {
        "title": made["title"],
        "tables": made["tables"],
        "notes": made["notes"],
        "drawings": drawings,
        "made_at": timezone.now(),
        "version": __version__,
        "provenance": provenance(declared),
    }
    return render_to_string("cases/report.html", context)


def _ages(sides: list[str], declared: Declared) -> bridge.Drawing:
    year = (declared.case.reference_date or timezone.now().date()).year
    drawn = exchanges.draw_ages(sides, ages(Placement.objects.filter(is_active=True), year=year))
    return bridge.Drawing(title=drawn.title, svg=drawn.svg, table=drawn.table)


def _in_unit(account: TermAccount) -> str:
    unit = UnitKind(account.lines[0].unit).label
    return _("%(term)s (counted in: %(unit)s)") % {"term": account.term.title, "unit": unit}


def custody_flows() -> list[tuple[str, str, int]]:
    """Units of kind person, from the account that declared them to where they stand now."""
    counted = (
        Unit.objects.filter(kind=UnitKind.PERSON)
        .values_list("record__version__party_list__sender", "account__kind", "account__party")
        .annotate(n=Count("pk"))
        .order_by("record__version__party_list__sender", "account__kind", "account__party")
    )
    return [
        (_("declared by %s") % sender, " ".join(filter(None, (str(AccountKind(kind).label), party))), n)
        for sender, kind, party, n in counted
        if sender is not None
    ]


def provenance(declared: Declared) -> list[tuple[str, str]]:
    """What it takes to make this result again: the program, the case, every file by its digest, the engines."""
    made_with = [("repatria", __version__), ("case.toml", declared.digest)]
    current = ListVersion.objects.current()
    for version in current.select_related("party_list").order_by("party_list__key"):
        made_with.append((f"{version.party_list.key}, version {version.number}", version.file_id))
    link = Link.objects.exclude(provenance={}).order_by("-proposed_at").first()
    if link is not None:
        made_with.append((_("matching"), _in_words(link.provenance)))
    planned = Round.objects.exclude(state=RoundState.SUPERSEDED).first()
    if planned is not None:
        made_with.append((_("round %s") % planned.number, _in_words(planned.provenance)))
    made_with.append((_("movements in the account"), str(Movement.objects.count())))
    return made_with


def _in_words(provenance: dict[str, Any]) -> str:
    params = provenance.get("params", {})
    said = ", ".join(f"{key} {value}" for key, value in sorted(params.items()) if not isinstance(value, dict | list))
    return f"{provenance.get('engine', '')} {provenance.get('version', '')}; {said}"
