"""What can only be judged with the whole case in view: who is named, what refers to what."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from repatria.case.model import Case, CaseList, CaseTerm, PartyRole
from repatria.case.table import Table


def check_references(table: Table, case: Case) -> None:
    """Report every reference that leads nowhere and every key used twice."""
    codes = _declared(table.values.get("parties"), "code")
    _check_parties(table, case, codes)
    for kind in ("sources", "terms", "lists"):
        table.report.check_keys(kind, _declared(table.values.get(kind), "key"))
    places = _Places(table.values)
    for term in case.terms:
        _check_term(table, term, places.of("terms", term.key), codes)
    _check_sources(table, case, places)
    _check_lists(table, case, places, codes)


def with_sides_and_sources(case: Case) -> Case:
    """The case with both sides named in each mutual term, and sources in words instead of keys."""
    title_by_key = {source.key: source.title for source in case.sources}
    return replace(case, terms=tuple(_spelled_out(term, case, title_by_key) for term in case.terms))


def _spelled_out(term: CaseTerm, case: Case, title_by_key: Mapping[str, str]) -> CaseTerm:
    debtor, creditor = term.debtor, term.creditor
    if term.mutual:
        debtor = debtor or (case.other_side(creditor) if creditor else case.side_codes[0])
        creditor = creditor or case.other_side(debtor)
    categories = tuple(
        replace(
            category,
            readings=tuple(
                replace(reading, source=title_by_key.get(reading.source, reading.source))
                for reading in category.readings
            ),
        )
        for category in term.categories
    )
    source = title_by_key.get(term.source, term.source)
    return replace(term, debtor=debtor, creditor=creditor, source=source, categories=categories)


class _Places:
    """Where an entry stands, counted from 1, by its key: refused entries before it still count."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._place = {
            (kind, key): f"{kind}[{position}]"
            for kind in ("terms", "lists")
            for position, key in reversed(list(enumerate(_declared(values.get(kind), "key"), start=1)))
        }

    def of(self, kind: str, key: str) -> str:
        return self._place.get((kind, key), kind)


def _declared(entries: object, key: str) -> list[str]:
    """The keys that entries give themselves, "" where one gives none, flawed entries included."""
    if not isinstance(entries, list | tuple):
        return []
    return [
        value if isinstance(entry, Mapping) and isinstance(value := entry.get(key), str) else "" for entry in entries
    ]


def _check_parties(table: Table, case: Case, codes: list[str]) -> None:
    table.report.check_keys("parties", codes, field="code")
    n_sides = sum(role == PartyRole.SIDE for role in _declared(table.values.get("parties"), "role"))
    if n_sides != 2:
        table.add("two-sides-needed", "parties", n_sides=n_sides)
    if not case.neutral and "neutral" not in table.values:
        table.add("neutral-missing", "neutral")
    elif case.neutral:
        _check_code(table, "neutral", case.neutral, codes)
        if any(party.code == case.neutral and party.role is not PartyRole.NEUTRAL for party in case.parties):
            table.add("neutral-not-neutral", "neutral")


def _check_code(table: Table, field: str, code: str, codes: Iterable[str]) -> None:
    known = sorted(each for each in set(codes) if each)
    if code not in known:
        table.report.add("party-unknown", field, known=", ".join(known))


def _check_term(table: Table, term: CaseTerm, place: str, codes: list[str]) -> None:
    for field, code in (("debtor", term.debtor), ("creditor", term.creditor)):
        if code:
            _check_code(table, f"{place}.{field}", code, codes)
    for position, category in enumerate(term.categories, start=1):
        if category.party:
            _check_code(table, f"{place}.categories[{position}].party", category.party, codes)
    table.report.check_keys(f"{place}.categories", [category.key for category in term.categories])
    keys = _declared(table.values.get("lists"), "key")
    for key in term.lists:
        if key not in keys:
            table.report.add("term-list-unknown", f"{place}.lists", known=", ".join(sorted(filter(None, keys))))


def _check_sources(table: Table, case: Case, places: _Places) -> None:
    known = set(_declared(table.values.get("sources"), "key"))
    named = [(f"{places.of('terms', term.key)}.source", term.source) for term in case.terms]
    named += [
        (f"{places.of('terms', term.key)}.categories[{i}].readings[{j}].source", reading.source)
        for term in case.terms
        for i, category in enumerate(term.categories, start=1)
        for j, reading in enumerate(category.readings, start=1)
    ]
    for field, source in named:
        # One word without a space is meant as a key; a sentence is a source in words.
        if source and " " not in source and source not in known:
            table.report.add("source-unknown", field, known=", ".join(sorted(filter(None, known))) or "-")


def _check_lists(table: Table, case: Case, places: _Places, codes: list[str]) -> None:
    keys = _declared(table.values.get("lists"), "key")
    first_by_file: dict[str, str] = {}
    for each in case.lists:
        place = places.of("lists", each.key)
        _check_code(table, f"{place}.sender", each.sender, codes)
        for code in each.shared_with:
            _check_code(table, f"{place}.shared_with", code, codes)
        if each.sender in each.shared_with:
            table.report.add("shared-with-sender", f"{place}.shared_with")
        first = first_by_file.setdefault(each.file.casefold(), each.key)
        if first != each.key:
            table.report.add("file-named-twice", f"{place}.file", first=first)
        if each.supersedes and each.supersedes not in keys:
            known = ", ".join(sorted(filter(None, keys)))
            table.report.add("supersedes-unknown", f"{place}.supersedes", known=known)
    _check_versions(table, case.lists, places)


def _check_versions(table: Table, lists: tuple[CaseList, ...], places: _Places) -> None:
    by_key = {each.key: each for each in lists}
    newer_by_older: dict[str, str] = {}
    for each in lists:
        older = by_key.get(each.supersedes or "")
        if older is None:
            continue
        field = f"{places.of('lists', each.key)}.supersedes"
        if _runs_in_circle(each, by_key):
            table.report.add("supersedes-itself", field)
            continue
        first = newer_by_older.setdefault(older.key, each.key)
        if first != each.key:
            table.report.add("supersedes-taken", field, first=first)
        for name in ("sender", "purpose", "unit"):
            if getattr(older, name) != getattr(each, name):
                table.report.add("supersedes-differs", field, difference=name)
        if older.as_of and each.as_of and each.as_of < older.as_of:
            table.report.add("dates-contradict", f"{places.of('lists', each.key)}.as_of", earlier=f"{older.key}.as_of")


def _runs_in_circle(start: CaseList, by_key: Mapping[str, CaseList]) -> bool:
    seen = {start.key}
    each: CaseList | None = start
    while each is not None and each.supersedes:
        if each.supersedes in seen:
            return True
        seen.add(each.supersedes)
        each = by_key.get(each.supersedes)
    return False
