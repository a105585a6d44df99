"""Between the account and its pictures: words in the reader's language in, SVG and tables out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from repatria import pictures
from repatria.web.custody.models import AccountKind, Movement, Reason
from repatria.web.custody.statements import Figure, StatementLine
from repatria.web.templatetags.repatria import number, unit_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture, and the table of the same numbers."""

    svg: SafeString
    table: SafeString


def rows_url(rows: "dict[str, str] | None", *, may_open: bool) -> str:
    """Where the rows behind a number stand; filters are codes, never names."""
    return f"{reverse('custody:rows')}?{urlencode(rows)}" if rows and may_open else ""


def draw_term(
    lines: Sequence[StatementLine], *, sides: Sequence[str], planned: "dict[str, int]", may_open: bool
) -> Drawing:
    """One term's bars, A left and B right; ``planned`` gives the number placed in a round by the party that gives."""
    by_debtor = {line.debtor: line for line in lines}
    left, right = (by_debtor.get(side) for side in sides)
    first = lines[0]
    stages = []
    for label, measure in (
        (_("promised"), "promised"),
        (_("listed"), "listed"),
        (_("answered"), "answered"),
        (_("planned"), "planned"),
        (_("handed over"), "handed_over"),
        (_("accounted for"), "accounted"),
    ):
        amounts = [
            _amount(line, measure, planned=planned, may_open=may_open) if line is not None else None
            for line in (left, right)
        ]
        stages.append(pictures.Stage(label=label, left=amounts[0], right=amounts[1]))
    term = pictures.TermBars(
        key=f"term-{first.term_key}",
        title=first.title,
        description=_("For each stage one bar to the left for what %(a)s gives and one to the right for %(b)s.")
        % {"a": sides[0], "b": sides[1]},
        left_name=_("%(party)s gives") % {"party": sides[0]},
        right_name=_("%(party)s gives") % {"party": sides[1]},
        stages=tuple(stages),
    )
    table = pictures.account_table(term, _("stage"))
    return drawing(pictures.account_bars(term), table)


def _amount(line: StatementLine, measure: str, *, planned: "dict[str, int]", may_open: bool) -> pictures.Amount:
    if measure == "planned":
        n = planned.get(line.debtor or "")
        return pictures.Amount(n=n, said=number(n))
    if measure == "accounted":
        ends = [line[name].by_debtor for name in ("handed_over", "refused", "no_show", "substituted", "died")]
        known = [n for n in ends if n is not None]
        return pictures.Amount(n=sum(known) if known else None, said=number(sum(known)))
    figure = line[measure]
    said = number(figure.by_debtor)
    url = rows_url(dict(figure.debtor_rows) if figure.debtor_rows else None, may_open=may_open)
    if measure == "handed_over" and figure.difference:
        return pictures.Amount(
            n=figure.by_debtor, said=said, url=url, other_n=figure.by_creditor, other_said=_other(line, figure)
        )
    other = _other(line, figure) if measure == "listed" and figure.by_creditor is not None else ""
    return pictures.Amount(n=figure.by_debtor, said=said, url=url, other_said=other)


def _other(line: StatementLine, figure: Figure) -> str:
    said = unit_words(figure.by_creditor or 0, line.unit)
    if figure.measure == "listed":
        return _("%(party)s asks for %(n)s") % {"party": line.creditor, "n": said}
    return _("%(party)s says %(n)s") % {"party": line.creditor, "n": said}


def draw_flows(flows: Iterable[tuple[str, str | None, str, str | None, int]], *, unit: str) -> Drawing:
    """Movements between accounts as a Sankey: (from kind, from party, to kind, to party, how many)."""
    drawn = pictures.Sankey(
        key=f"flows-{unit}",
        title=_("Movements between accounts"),
        description=_("Ribbons from the accounts that were left to those that were entered, as thick as many moved."),
        flows=tuple(
            pictures.Flow(source=account_words(kind, party), target=account_words(to_kind, to_party), n=n)
            for kind, party, to_kind, to_party, n in flows
        ),
    )
    table = pictures.sankey_table(drawn, (_("from"), _("into"), _("how many")))
    return drawing(pictures.sankey(drawn), table)


def account_words(kind: str, party: str | None) -> str:
    """An account in words: "held by a party · A"."""
    label = str(AccountKind(kind).label)
    return f"{label} · {party}" if party else label


def movement_words(movement: Movement) -> str:
    """A movement in words: from which account into which."""
    return _("%(origin)s → %(goal)s") % {
        "origin": account_words(movement.debit.kind, movement.debit.party_id),
        "goal": account_words(movement.credit.kind, movement.credit.party_id),
    }


def reason_words(reason: str) -> str:
    """Why a unit moved, in words; a code that only its writer knows stays as it is."""
    return str(dict(Reason.choices).get(reason, reason.replace("_", " ")))


def drawing(svg: str, table: pictures.Table) -> Drawing:
    """A picture and its table as a page takes them: the engine has escaped every word."""
    return Drawing(svg=mark_safe(svg), table=mark_safe(pictures.table_html(table)))  # noqa: S308
