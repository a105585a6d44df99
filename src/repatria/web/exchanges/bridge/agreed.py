"""Terms read together: the rules and categories that a round has to keep."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from repatria import exchange
from repatria.case import CaseCategory, CaseTerm
from repatria.exchange import Eligible, Quota, Ratio


class Agreed:
    """Terms read together: their categories in order, their rules, who owes whom.  Nothing unstated is added.

    ``committed`` counts, by side, the people whom earlier rounds under these terms have brought or will bring.
    """

    def __init__(
        self, terms: Sequence[CaseTerm], sides: tuple[str, str], committed: Mapping[str, int] | None = None
    ) -> None:
        self.terms, self.sides, self.committed = terms, sides, committed or {}
        self.is_counted = any(term.quantity is not None for term in terms)
        named = Counter(category.key for term in terms for category in term.categories)
        self.chosen = [
            (term, category, category.key if named[category.key] == 1 else f"{term.key}:{category.key}")
            for term in terms
            for category in term.categories
            # Where no number is stated, only what is all for all says whom the round carries.
            if self.is_counted or category.all_for_all
        ]
        self.n_legs = max(1, *(len(term.legs) for term in terms))

    @property
    def states_enough(self) -> bool:
        """A number, or all for all in a category."""
        return self.is_counted or bool(self.chosen)

    @property
    def eligible(self) -> Eligible:
        """Whom the terms let in: all closed to their categories, or some not."""
        narrow = not self.is_counted or all(term.only_categories for term in self.terms)
        return Eligible.CATEGORIES if narrow and self.chosen else Eligible.EVERYONE

    @property
    def list_keys(self) -> tuple[str, ...]:
        """The lists that the terms draw on; empty: all."""
        if any(not term.lists for term in self.terms):
            return ()
        return tuple(sorted({key for term in self.terms for key in term.lists}))

    @property
    def holders(self) -> tuple[str, ...]:
        """Who releases people under these terms: the debtors, and the creditors of mutual ones."""
        owing = {party for term in self.terms for party in self._owing(term)}
        return tuple(side for side in self.sides if side in owing)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that the categories ask for."""
        return tuple(sorted({category.claim for _, category, _ in self.chosen if category.claim}))

    @property
    def reference_date(self) -> dt.date | None:
        """The day on which ages count: the first that a category or term states."""
        days = [category.reference_date for _, category, _ in self.chosen if category.reference_date]
        days += [term.agreed_on for term in self.terms if term.agreed_on]
        return days[0] if days else None

    @property
    def quantities(self) -> dict[str, int | None]:
        """What each side still owes in all; ``None`` where a term states no number."""
        owed: dict[str, int | None] = {}
        for term in self.terms:
            for one in term.obligations():
                before = owed.get(one.debtor, 0)
                owed[one.debtor] = None if one.quantity is None or before is None else before + one.quantity
        return {
            side: None if quantity is None else max(quantity - self.committed.get(side, 0), 0)
            for side, quantity in owed.items()
        }

    @property
    def is_fulfilled(self) -> bool:
        """Earlier rounds bring everybody whom the terms name by number."""
        return bool(self.quantities) and not any(quantity is None or quantity for quantity in self.quantities.values())

    @property
    def categories(self) -> tuple[exchange.Category, ...]:
        """In the order of the terms, and in each of its priority."""
        return tuple(self._category(term, category, key) for term, category, key in self.chosen)

    @property
    def rules(self) -> tuple[exchange.Rule, ...]:
        """All that the terms ask, each rule with the term that it came from."""
        made: list[exchange.Rule] = []
        for term in self.terms:
            made += self._of_term(term)
        for term, category, key in self.chosen:
            made += self._of_category(term, category, key)
        first = self.terms[0]
        if self.chosen:
            made.append(
                exchange.ConfirmedFirst(key=f"{first.key}:confirmed-first", term_key=first.key, title=first.title)
            )
        return tuple(made)

    def _owing(self, term: CaseTerm) -> tuple[str, ...]:
        return tuple(one.debtor for one in term.obligations())

    def _of_term(self, term: CaseTerm) -> list[exchange.Rule]:
        made: list[exchange.Rule] = []
        for key, side, quantity in self._totals(term):
            made.append(Quota(key=key, term_key=term.key, title=term.title, side=side, at_most=quantity))
        if term.mutual and (self.is_counted or term.ratio != (1, 1)):
            first, second = term.ratio if term.debtor == self.sides[0] else term.ratio[::-1]
            made.append(
                Ratio(
                    key=f"{term.key}:ratio",
                    term_key=term.key,
                    title=term.title,
                    first=first,
                    second=second,
                    is_per_leg=self.n_legs > 1,
                )
            )
        for leg, journey in enumerate(term.legs):
            if journey.seats is not None:
                key = f"{term.key}:leg:{leg + 1}"
                made.append(Quota(key=key, term_key=term.key, title=term.title, leg=leg, at_most=journey.seats))
        return made

    def _totals(self, term: CaseTerm) -> list[tuple[str, int | None, int]]:
        """How many each side releases at most, once: several terms add up in the first."""
        if term is not self.terms[0]:
            return []
        owed = {side: n for side, n in enumerate(map(self.quantities.get, self.sides)) if n is not None}
        if len(owed) == 2 and len(set(owed.values())) == 1:
            return [(f"{term.key}:quantity", None, owed[0])]
        return [(f"{term.key}:quantity:{self.sides[side]}", side, n) for side, n in owed.items()]

    def _of_category(self, term: CaseTerm, category: CaseCategory, key: str) -> list[exchange.Rule]:
        side = self.sides.index(category.party) if category.party in self.sides else None
        made: list[exchange.Rule] = []
        if category.at_least is not None or category.at_most is not None:
            made.append(
                Quota(
                    key=f"{term.key}:{category.key}:number",
                    term_key=term.key,
                    title=category.title,
                    side=side,
                    category=key,
                    at_least=category.at_least,
                    at_most=category.at_most,
                )
            )
        if category.all_for_all:
            made.append(
                exchange.AllForAll(
                    key=f"{term.key}:{category.key}:all-for-all",
                    term_key=term.key,
                    title=category.title,
                    side=side,
                    category=key,
                )
            )
        return made

    def _category(self, term: CaseTerm, category: CaseCategory, key: str) -> exchange.Category:
        readings = tuple(
            exchange.AgeReading(
                key=reading.key,
                min_age=reading.min_age,
                max_age=reading.max_age,
                includes_min=reading.includes_min,
                includes_max=reading.includes_max,
            )
            for reading in category.readings_in_force
        )
        return exchange.Category(
            key=key,
            title=category.title,
            claim=category.claim,
            readings=readings,
            reference_date=(category.reference_date or term.agreed_on or self.reference_date) if readings else None,
            is_claim_enough=category.proof == "claimed",
        )
