"""Reading a term: its fields, its categories in order of priority, its legs."""

import datetime as dt

from repatria.case.model import (
    Act,
    AgeReading,
    CaseCategory,
    CaseLeg,
    CaseTerm,
    CategoryKind,
    Claim,
    Proof,
    TermStatus,
    Unit,
)
from repatria.case.table import MAX_COUNT, Table

OLDEST_AGE = 120
_UNITS_BY_ACT = {
    Act.EXCHANGE: (Unit.PERSON,),
    Act.RETURN_REMAINS: (Unit.BAG, Unit.PART, Unit.MNI, Unit.PERSON),
    Act.ANSWER_LIST: tuple(Unit),
    Act.CEASEFIRE: (),
    Act.OTHER: tuple(Unit),
}


def read_term(table: Table, reference_date: dt.date | None) -> CaseTerm | None:
    """A term, or ``None`` where one of its values is refused; ages count on ``reference_date`` unless it says so."""
    key = table.key()
    title = table.text("title", required=True)
    status = table.choice("status", TermStatus)
    act = table.choice("act", Act)
    debtor, creditor = table.text("debtor"), table.text("creditor")
    mutual = table.flag("mutual")
    quantity = table.count("quantity", least=1)
    unit = _read_unit(table, act, quantity)
    categories = table.tables("categories", lambda each: read_category(each, reference_date))
    only_categories = table.flag("only_categories")
    legs = table.tables("legs", _read_leg)
    lists = table.texts("lists")
    ratio = table.pair("ratio", greatest=MAX_COUNT)
    agreed_on, deadline, done_on = table.day("agreed_on"), table.day("deadline"), table.day("done_on")
    no_deadline_agreed = table.flag("no_deadline_agreed")
    duration_days = table.pair("duration_days", greatest=366)
    place, source = table.text("place"), table.text("source", longest=500)
    note = table.text("note", longest=4000)
    _check_dates(table, status, agreed_on, deadline, done_on)
    if deadline is not None and no_deadline_agreed:
        table.add("deadline-and-none", "no_deadline_agreed")
    if ratio is not None and not mutual:
        table.add("ratio-not-mutual", "ratio")
    if ratio is not None and quantity is not None and quantity * ratio[1] % ratio[0]:
        table.add("ratio-not-whole", "ratio")
    if duration_days is not None and duration_days[0] > duration_days[1]:
        table.add("duration-reversed", "duration_days")
    if act is None or status is None or not table.is_sound:
        return None
    term = CaseTerm(
        key=key,
        title=title,
        status=status,
        act=act,
        debtor=debtor or None,
        creditor=creditor or None,
        mutual=mutual,
        quantity=quantity,
        unit=unit,
        categories=categories,
        only_categories=only_categories,
        legs=legs,
        lists=lists,
        ratio=ratio or (1, 1),
        agreed_on=agreed_on,
        deadline=deadline,
        no_deadline_agreed=no_deadline_agreed,
        done_on=done_on,
        duration_days=duration_days,
        place=place,
        source=source,
        note=note,
    )
    _check_whole(table, term)
    return term if table.is_sound else None


def _read_unit(table: Table, act: Act | None, quantity: int | None) -> str:
    unit = table.choice("unit", Unit, required=False)
    if unit is None and quantity is not None and "unit" not in table.values:
        table.add("unit-missing", "quantity")
    allowed = _UNITS_BY_ACT[act] if act is not None else tuple(Unit)
    if unit is not None and unit not in allowed:
        table.add("unit-does-not-fit", "unit", allowed=", ".join(allowed) or "-")
    return unit or ""


def _check_dates(
    table: Table,
    status: TermStatus | None,
    agreed_on: dt.date | None,
    deadline: dt.date | None,
    done_on: dt.date | None,
) -> None:
    if agreed_on and deadline and deadline < agreed_on:
        table.add("dates-contradict", "deadline", earlier="agreed_on")
    if agreed_on and done_on and done_on < agreed_on:
        table.add("dates-contradict", "done_on", earlier="agreed_on")
    if done_on and status is not TermStatus.DONE:
        table.add("done-date-on-undone", "done_on")


def _check_whole(table: Table, term: CaseTerm) -> None:
    for place, leg in enumerate(term.legs, start=1):
        if leg.date and term.agreed_on and leg.date < term.agreed_on:
            table.add("dates-contradict", f"legs[{place}].date", earlier="agreed_on")
        if leg.date and term.deadline and leg.date > term.deadline:
            table.add("dates-contradict", "deadline", earlier=f"legs[{place}].date")
        if leg.date and term.done_on and leg.date > term.done_on:
            table.add("dates-contradict", "done_on", earlier=f"legs[{place}].date")
    seats = [leg.seats for leg in term.legs]
    limited = [each for each in seats if each is not None]
    if term.quantity and seats and len(limited) == len(seats) and sum(limited) < term.quantity:
        table.add("seats-below-quantity", "legs", n_seats=sum(limited), quantity=term.quantity)
    n_least = sum(each.at_least or 0 for each in term.categories if each.party is None)
    if term.quantity and n_least > term.quantity:
        table.add("quota-above-quantity", "categories", n_people=n_least, quantity=term.quantity)
    if term.act is not Act.EXCHANGE:
        for key, given in (
            ("categories", term.categories),
            ("legs", term.legs),
            ("only_categories", term.only_categories),
        ):
            if given:
                table.add("field-does-not-fit-act", key, act=Act.EXCHANGE)
    if term.act is not Act.CEASEFIRE and term.duration_days:
        table.add("field-does-not-fit-act", "duration_days", act=Act.CEASEFIRE)
    if not term.mutual and not term.debtor and term.act is not Act.OTHER:
        table.add("debtor-missing", "debtor")
    if term.debtor and term.debtor == term.creditor:
        table.add("debtor-is-creditor", "creditor")
    _check_open_ends(table, term)


def _check_open_ends(table: Table, term: CaseTerm) -> None:
    if not term.source:
        table.add("source-missing")
    if term.status is not TermStatus.AGREED:
        return
    if term.act in {Act.EXCHANGE, Act.RETURN_REMAINS} and term.quantity is None:
        table.add("quantity-not-stated")
    if term.deadline is None and not term.no_deadline_agreed:
        table.add("deadline-not-stated")


def _read_leg(table: Table) -> CaseLeg | None:
    leg = CaseLeg(
        title=table.text("title"),
        date=table.day("date"),
        place=table.text("place"),
        seats=table.count("seats", least=1),
    )
    return leg if table.is_sound else None


def read_category(table: Table, reference_date: dt.date | None) -> CaseCategory | None:
    """A category, or ``None`` where one of its values is refused."""
    key = table.key()
    title = table.text("title", required=True)
    kind = table.choice("kind", CategoryKind)
    claim = table.choice("claim", Claim, required=False) or ""
    readings = table.tables("readings", _read_reading)
    agreed_reading = table.text("agreed_reading")
    own_date = table.day("reference_date")
    proof = table.choice("proof", Proof, default=Proof.CONFIRMED)
    party = table.text("party")
    at_least, at_most = table.count("at_least"), table.count("at_most")
    all_for_all = table.flag("all_for_all")
    if at_least is not None and at_most is not None and at_least > at_most:
        table.add("quota-contradicts", "at_least")
    if kind is CategoryKind.AGE:
        _check_age(table, claim, readings, agreed_reading, own_date or reference_date)
    elif kind is CategoryKind.CLAIM:
        _check_claim(table, claim)
    if kind is None or proof is None or not table.is_sound:
        return None
    return CaseCategory(
        key=key,
        title=title,
        kind=kind,
        claim=claim,
        readings=readings,
        agreed_reading=agreed_reading,
        reference_date=own_date or (reference_date if kind is CategoryKind.AGE else None),
        proof=proof,
        party=party or None,
        at_least=at_least,
        at_most=at_most,
        all_for_all=all_for_all,
    )


def _check_claim(table: Table, claim: str) -> None:
    if not claim and "claim" not in table.values:
        table.add("claim-missing")
    if table.values.get("readings"):
        table.add("readings-not-age", "readings")


def _check_age(
    table: Table, claim: str, readings: tuple[AgeReading, ...], agreed_reading: str, reference_date: dt.date | None
) -> None:
    if claim:
        table.add("claim-not-claim", "claim")
    if not table.values.get("readings"):
        table.add("age-readings-missing")
    if reference_date is None:
        table.add("reference-date-missing")
    keys = [reading.key for reading in readings]
    if agreed_reading and agreed_reading not in keys:
        table.add("reading-unknown", "agreed_reading", known=", ".join(keys))
    bounds = {(reading.youngest, reading.oldest) for reading in readings}
    if len(bounds) < len(readings):
        table.add("readings-same", "readings")
    elif len(readings) > 1 and not agreed_reading:
        table.add("readings-open", "readings", n_readings=len(readings))
    table.report.check_keys(table.field("readings"), keys)


def _read_reading(table: Table) -> AgeReading | None:
    key = table.key()
    min_age, max_age = table.count("min_age", greatest=OLDEST_AGE), table.count("max_age", greatest=OLDEST_AGE)
    includes_min, includes_max = table.flag("includes_min", default=True), table.flag("includes_max", default=True)
    source = table.text("source", longest=500)
    if not table.is_sound:
        return None
    if min_age is None and max_age is None:
        table.add("age-bounds-missing")
        return None
    youngest = (min_age or 0) + (min_age is not None and not includes_min)
    if max_age is not None and youngest > max_age - (not includes_max):
        table.add("age-range-empty")
        return None
    return AgeReading(
        key=key,
        min_age=min_age,
        max_age=max_age,
        includes_min=includes_min,
        includes_max=includes_max,
        source=source,
    )
