"""The engine's codes as English sentences, marked for translation; ``{...}`` are filled after translation."""

from collections.abc import Mapping

from repatria.exchange.plan import Infeasible, Reason
from repatria.findings import gettext_noop as _

REASONS: Mapping[str, str] = {
    Reason.NOT_IN_THIS_ROUND: _("Not in this round."),
    Reason.ALREADY_RETURNED: _("A list says that this person has already returned: answer that question first."),
    Reason.DEAD: _("A list says that this person is dead: answer that question first."),
    Reason.DUPLICATE_OPEN: _("This person may be on the list twice: decide that first."),
    Reason.FINDING_OPEN: _("A question about this record is open: answer it first."),
    Reason.MINOR: _("Under 18 on the reference date: needs a decision by name."),
    Reason.MINOR_UNDECIDED: _("May be under 18 on the reference date: needs the birth date in full, or a decision."),
    Reason.AGE_UNDECIDED: _("The birth date as given does not tell whether the age is within the term."),
    Reason.CATEGORY_UNDECIDED: _("It is not decided whether this person belongs to the category."),
    Reason.CATEGORY_UNCONFIRMED: _("The category is claimed and not yet confirmed as the term asks."),
    Reason.READING_OPEN: _("Belongs under one reading of the term and not under another: for the parties to settle."),
    Reason.COMPANION_OUT: _("Travels only with someone who is not in this round."),
    Reason.NO_LEG: _("No leg of this round is open to this person."),
    Reason.OUTSIDE_TERM: _("The term does not speak of this person."),
    Reason.QUOTA_FULL: _("The number agreed is reached by people who come first in the published order."),
    Reason.SEATS: _("The seats of this kind are taken by people who come first in the published order."),
    Reason.PARITY: _("The other side has nobody left to go in exchange."),
    Reason.CONFIRMED_FIRST: _("People with a confirmed category come first, and not all of them can go."),
    Reason.RULES_TOGETHER: _("The rules taken together leave no place."),
}

RULES: Mapping[str, str] = {
    "Ratio": _("the ratio between the sides"),
    "Quota": _("a number at least or at most"),
    "Balance": _("the difference between the sides"),
    "AllForAll": _("all for all in a category"),
    "MustGo": _("persons who must go"),
    "Refusal": _("persons who do not go"),
    "OnlyIf": _("one only if another"),
    "Together": _("persons kept together"),
    "Seats": _("seats"),
    "ConfirmedFirst": _("confirmed ones first"),
}

SENTENCES: Mapping[str, str] = {
    "conflict_smallest": _("These rules cannot hold together, and no smaller set of rules conflicts:"),
    "conflict_irreducible": _("These rules cannot hold together; without any one of them the others can:"),
    "conflict_single": _("This rule cannot hold by itself with the people listed:"),
    "clash": _("{title} (term {term}): {kind}"),
    "relax_by": _("A round is possible if “{title}” gives way by {n}."),
    "relax": _("A round is possible without “{title}”."),
    "quantity_not_stated": _("The term states no number and does not say all for all: no round is planned."),
    "fulfilled": _("Earlier rounds bring everybody whom the terms name by number: no further round is planned."),
    "no_term": _("The case has no agreed term for an exchange: no round is planned."),
    "reading_adds": _("Reading “{reading}” of “{category}” would add {n} held by {side}."),
}


def explain(result: Infeasible) -> list[tuple[str, dict[str, str | int]]]:
    """A conflict as keys of ``SENTENCES`` with their parameters, in the order in which they are read."""
    if len(result.conflict) == 1:
        head = "conflict_single"
    else:
        head = "conflict_smallest" if result.is_smallest else "conflict_irreducible"
    lines: list[tuple[str, dict[str, str | int]]] = [(head, {})]
    title_of = {clash.rule_key: clash.title for clash in result.conflict}
    for clash in result.conflict:
        lines.append(("clash", {"title": clash.title, "term": clash.term_key, "kind": RULES[clash.kind]}))
    for one in result.relaxations:
        said: dict[str, str | int] = {"title": title_of[one.rule_key]}
        lines.append(("relax", said) if one.n_less is None else ("relax_by", said | {"n": one.n_less}))
    return lines
