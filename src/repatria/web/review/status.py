"""What a person's status is, derived from lists and custody accounts; nobody types it.

The first line that fits any of the person's counted units gives the status, and the senders of all
records that say the same stand beside it:

| a unit stands in                              | kind        | status              |
| --------------------------------------------- | ----------- | ------------------- |
| remains, mortuary, laboratory, transport      | bag, part   | dead, remains held  |
| home, family, buried                          | bag, part   | dead, returned      |
| family, buried                                | person      | dead, returned      |
| remains, mortuary, laboratory                 | person      | dead, remains held  |
| home                                          | person      | returned            |
| elsewhere                                     | any         | settled elsewhere   |
| held, called, transport, neutral, hospital    | person      | alive, held         |
| offered                                       | person      | alive, held         |
| sought                                        | person      | missing             |
| declared, no longer listed                    | any         | unknown             |

A child's row never makes a status: whether a child is missing is what the parties dispute (unknown,
until the child is found home or settled).  A person who is only sought, and of whom a standing claim says
``alive_free``, is alive and free.  A person without a record, since a link joined its records to another
person, is closed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from repatria.web.registry.models import PersonStatus

_IN_ORDER: tuple[tuple[PersonStatus, str, frozenset[str]], ...] = (
    (
        PersonStatus.DEAD_REMAINS_HELD,
        "remains",
        frozenset({"remains", "mortuary", "laboratory", "transport", "neutral"}),
    ),
    (PersonStatus.DEAD_RETURNED, "remains", frozenset({"home", "family", "buried"})),
    (PersonStatus.DEAD_RETURNED, "person", frozenset({"family", "buried"})),
    (PersonStatus.DEAD_REMAINS_HELD, "person", frozenset({"remains", "mortuary", "laboratory"})),
    (PersonStatus.RETURNED, "person", frozenset({"home"})),
    (PersonStatus.SETTLED_ELSEWHERE, "person", frozenset({"elsewhere"})),
    (PersonStatus.SETTLED_ELSEWHERE, "remains", frozenset({"elsewhere"})),
    (PersonStatus.ALIVE_HELD, "person", frozenset({"held", "called", "transport", "neutral", "hospital", "offered"})),
    (PersonStatus.MISSING, "person", frozenset({"sought"})),
)
_ACCOUNT_BY_PURPOSE = {
    "held": "held",
    "offer": "offered",
    "missing": "sought",
    "children": "sought",
    "returned": "home",
    "dead": "remains",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What one record, or its unit, says: ``account_kind`` is empty where it has no unit of its own."""

    sender: str
    purpose: str
    is_live: bool = True
    kind: str = ""
    account_kind: str = ""
    says_free: bool = False


def status_of(sayings: Iterable[Saying]) -> tuple[PersonStatus, str]:
    """Status, and the codes of the parties whose records say so, such as ``"A B"``."""
    said = list(sayings)
    if not said:
        return PersonStatus.CLOSED, ""
    counted = [_status(one.kind, one.account_kind, one.purpose) for one in said if one.account_kind]
    ranked = [found for found in counted if found is not None]
    if not ranked:
        return PersonStatus.UNKNOWN, _codes(one.sender for one in said)
    status = min(ranked, key=_rank)
    if status is PersonStatus.MISSING and any(one.says_free for one in said):
        return PersonStatus.ALIVE_FREE, _codes(one.sender for one in said if one.says_free)
    return status, _codes(one.sender for one in said if one.is_live and _says(one) is status)


def _status(kind: str, account_kind: str, purpose: str) -> PersonStatus | None:
    unit = "person" if kind == "person" else "remains"
    for status, of_unit, accounts in _IN_ORDER:
        if unit == of_unit and account_kind in accounts:
            return None if purpose == "children" and status is PersonStatus.MISSING else status
    return None


def _says(one: Saying) -> PersonStatus | None:
    if one.account_kind and (counted := _status(one.kind, one.account_kind, one.purpose)) is not None:
        return counted
    account = _ACCOUNT_BY_PURPOSE[one.purpose]
    return _status(one.kind or "person", account, one.purpose)


def _rank(status: PersonStatus) -> int:
    return next(rank for rank, (of_line, _, _) in enumerate(_IN_ORDER) if of_line is status)


def _codes(senders: Iterable[str]) -> str:
    return " ".join(sorted(set(senders)))[:16].strip()
