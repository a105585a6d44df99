"""Under which one term a person placed in a round counts, so that agreed and handed over speak of the same people."""

from collections.abc import Sequence

from repatria.web.registry.models import Term

EXCHANGE = "exchange"


def term_key(terms: Sequence[Term], holder: str, category: str) -> str:
    """The term whose category the person fills, else the first by which this side gives; empty without any.

    ``terms`` are a round's, in their order.
    """
    giving = [term for term in terms if term.act == EXCHANGE and _gives(term, holder)]
    for term in giving:
        if category and (category in _categories(term) or category.startswith(f"{term.key}:")):
            return term.key
    return giving[0].key if giving else ""


def _gives(term: Term, side: str) -> bool:
    is_mutual = term.definition.get("mutual") or (term.debtor_id is None and term.creditor_id is None)
    return bool(is_mutual) or term.debtor_id == side


def _categories(term: Term) -> set[str]:
    return {category["key"] for category in term.definition.get("categories", ())}
