"""The engine's codes in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from repatria.exchange.wording import REASONS, RULES, SENTENCES


def reason_words(code: str) -> str:
    """Why somebody is left out."""
    return gettext(REASONS[code]) if code in REASONS else code.replace("_", " ")


def clash_words(entry: Mapping[str, Any]) -> str:
    """One rule of a stored conflict, and by how much it would have to give way if it alone did."""
    kind = gettext(RULES[entry["kind"]]) if entry["kind"] in RULES else str(entry["kind"])
    said = [gettext(SENTENCES["clash"]).format(title=entry["title"], term=entry["term"], kind=kind)]
    if entry["mends_alone"]:
        key = "relax" if entry["n_less"] is None else "relax_by"
        said.append(gettext(SENTENCES[key]).format(title=entry["title"], n=entry["n_less"]))
    return " ".join(said)


def conflict_words(conflict: list[Mapping[str, Any]]) -> str:
    """The line above the rules of a conflict."""
    if len(conflict) == 1:
        return gettext(SENTENCES["conflict_single"])
    is_smallest = all(entry["is_smallest"] for entry in conflict)
    return gettext(SENTENCES["conflict_smallest" if is_smallest else "conflict_irreducible"])


def refusal_words(code: str) -> str:
    """Why no round is planned at all."""
    return gettext(SENTENCES[code]) if code in SENTENCES else code.replace("_", " ")


def reading_words(entry: Mapping[str, Any]) -> str:
    """How many people one open reading of an age clause would add."""
    said = {"reading": entry["reading"], "category": entry["category"], "n": entry["n_added"], "side": entry["side"]}
    return gettext(SENTENCES["reading_adds"]).format(**said)
