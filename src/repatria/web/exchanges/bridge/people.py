"""The people whom the sides hold, as columns of the engine."""

import datetime as dt
from collections.abc import Collection

import numpy as np

from repatria import exchange
from repatria.dates import PartialDate
from repatria.exchange import Barred, Candidates, Standing
from repatria.web.exchanges.held import Birth, Held, HeldPerson

_BARRED_BY_FINDING = {
    "already-returned": Barred.ALREADY_RETURNED,
    "returned-on-prisoners-list": Barred.ALREADY_RETURNED,
    "dead-on-prisoners-list": Barred.DEAD,
    "deceased-on-prisoners-list": Barred.DEAD,
    "duplicate-in-list": Barred.DUPLICATE_OPEN,
    "duplicate-row": Barred.DUPLICATE_OPEN,
    "on-two-lists-of-sender": Barred.DUPLICATE_OPEN,
    "civilian-on-prisoners-list": Barred.FINDING_OPEN,
    "held-by-both": Barred.FINDING_OPEN,
}
_CIVILIAN = "civilian"
_PROOF_ON_LIST = "medical_confirmed"


def candidates(held: Held, sides: tuple[str, str], named: Collection[str], on: dt.date) -> Candidates:
    """One row a person; ``named`` are the claims that the terms ask for, ``on`` the day to which captivity counts."""
    persons = held.persons
    n = len(persons)
    born = np.array([_born(person, held) for person in persons], dtype=np.int32).reshape(-1, 2)
    claims = {claim: np.array([_standing(person, claim, held) for person in persons], dtype=np.int8) for claim in named}
    speaks_of_civilians = _CIVILIAN in named
    return Candidates(
        person_ids=tuple(str(person.record_id) for person in persons),
        side=np.array([sides.index(person.holder) for person in persons], dtype=np.int8),
        born_from=born[:, 0],
        born_to=born[:, 1],
        claims=claims,
        barred=tuple(_barred(person, held, speaks_of_civilians=speaks_of_civilians) for person in persons),
        is_on_stretcher=np.zeros(n, dtype=bool),
        is_urgent=np.zeros(n, dtype=bool),
        is_cleared_minor=np.zeros(n, dtype=bool),
        held_days=np.array([_held_days(person, on) for person in persons], dtype=np.int32),
    )


def _born(person: HeldPerson, held: Held) -> tuple[int, int]:
    """What all rows of a person say of the birth: where they agree, the narrower; where they do not, both."""
    said: set[Birth] = set(held.births_by_person.get(person.person_id, ())) if person.person_id else set()
    if person.birth:
        said.add(person.birth)
    spans = [exchange.born_between(PartialDate(*birth)) for birth in said]
    if not spans:
        return exchange.UNKNOWN, exchange.UNKNOWN
    latest_start, earliest_end = max(start for start, _ in spans), min(end for _, end in spans)
    if latest_start <= earliest_end:
        return latest_start, earliest_end
    return min(start for start, _ in spans), max(end for _, end in spans)


def _standing(person: HeldPerson, claim: str, held: Held) -> Standing:
    """Confirmed by the holder's own medical note or between the sides; claimed by whoever says so."""
    if person.person_id and claim in held.confirmed_by_person.get(person.person_id, ()):
        return Standing.CONFIRMED
    if claim in person.categories:
        return Standing.CONFIRMED if _PROOF_ON_LIST in person.categories else Standing.CLAIMED
    said = held.claims_by_person.get(person.person_id, ()) if person.person_id else ()
    return Standing.CLAIMED if claim in said else Standing.OUTSIDE


def _barred(person: HeldPerson, held: Held, *, speaks_of_civilians: bool) -> str:
    if person.unit_id in held.kept_out:
        return Barred.NOT_IN_THIS_ROUND
    codes = set(held.findings_by_record.get(person.record_id, ()))
    if speaks_of_civilians:
        codes.discard("civilian-on-prisoners-list")
    for code, barred in _BARRED_BY_FINDING.items():
        if code in codes:
            return barred
    return ""


def _held_days(person: HeldPerson, on: dt.date) -> int:
    try:
        captured = PartialDate.fromisoformat(person.captured).earliest()
    except ValueError:
        return exchange.UNKNOWN
    return max(0, (on - captured).days)
