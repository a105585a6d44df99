"""From terms and people to a plan in the words of the store."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from repatria import exchange
from repatria.case import term_from_json
from repatria.exchange import Infeasible, RoundPlan, RoundProblem
from repatria.exchange.wording import RULES, SENTENCES
from repatria.provenance import digest_of
from repatria.web.exchanges.bridge.agreed import Agreed
from repatria.web.exchanges.bridge.people import candidates
from repatria.web.exchanges.held import Held, HeldPerson, committed, read
from repatria.web.exchanges.outcome import LeftOutRow, Outcome, PlacementRow
from repatria.web.registry.models import Term

QUANTITY_NOT_STATED = "quantity_not_stated"
NO_TERM = "no_term"
FULFILLED = "fulfilled"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a round would be planned from; ``problem`` is ``None`` where the terms do not state enough."""

    sides: tuple[str, str]
    held: Held
    problem: RoundProblem | None = None
    refused: str = ""
    quantities: Mapping[str, int | None] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """Equal digests mean the same people under the same terms: the same plan."""
        if self.problem is None:
            return digest_of([self.refused, self.sides])
        return exchange.provenance_of(self.problem, exchange.ExchangeParams()).digest()

    @cached_property
    def person_of(self) -> dict[str, HeldPerson]:
        """The held person behind an id of the engine."""
        return {str(person.record_id): person for person in self.held.persons}


def draft(terms: Sequence[Term], sides: tuple[str, str]) -> Draft:
    """Read terms and people into a problem; a number that no term states is never invented."""
    read_terms = [term_from_json(term.definition) for term in terms]
    if not read_terms:
        return Draft(sides=sides, held=Held(persons=()), refused=NO_TERM)
    agreed = Agreed(read_terms, sides, committed([term.pk for term in terms]))
    if not agreed.states_enough:
        return Draft(sides=sides, held=Held(persons=()), refused=QUANTITY_NOT_STATED)
    if agreed.is_fulfilled:
        return Draft(sides=sides, held=Held(persons=()), refused=FULFILLED)
    held = read(agreed.holders, agreed.list_keys)
    reference_date = agreed.reference_date or held.latest_day or dt.date.min
    problem = RoundProblem(
        sides=sides,
        candidates=candidates(held, sides, agreed.claims, reference_date),
        categories=agreed.categories,
        rules=agreed.rules,
        reference_date=reference_date,
        n_legs=agreed.n_legs,
        eligible=agreed.eligible,
        inputs={"terms": digest_of([term.definition for term in terms])},
    )
    return Draft(sides=sides, held=held, problem=problem, quantities=agreed.quantities)


def plan(made: Draft) -> Outcome:
    """Plan the round; a plan that the independent checker refuses is never stored."""
    if made.problem is None:
        return Outcome(state="not_planned", summary=_facts(made))
    result = exchange.solve(made.problem)
    provenance = result.provenance.as_json()
    if isinstance(result, Infeasible):
        return Outcome(state="infeasible", summary=_facts(made), provenance=provenance, conflict=_conflict(result))
    exchange.verify(made.problem, result)
    return Outcome(
        state="prepared",
        summary=_facts(made) | _summary(made, result),
        provenance=provenance,
        placed=_placement_rows(made, result),
        left_out=_left_out_rows(made, result),
    )


def _placement_rows(made: Draft, result: RoundPlan) -> list[PlacementRow]:
    rows = []
    for one in result.placed:
        person = made.person_of[one.person_id]
        rows.append(PlacementRow(person.unit_id, person.holder, one.leg + 1, one.category, one.standing.name.lower()))
    return rows


def _left_out_rows(made: Draft, result: RoundPlan) -> list[LeftOutRow]:
    rows = []
    for one in result.left_out:
        person = made.person_of[one.person_id]
        params = {"category": one.category, "rule": one.rule_key}
        said = {key: value for key, value in params.items() if value}
        rows.append(LeftOutRow(person.unit_id, person.holder, one.reason.value, said))
    return rows


def _facts(made: Draft) -> dict[str, Any]:
    return {"sides": list(made.sides), "quantities": dict(made.quantities), "refused": made.refused}


def _summary(made: Draft, result: RoundPlan) -> dict[str, Any]:
    """Counts, goals with their bounds, and what is open, in plain values."""
    n_placed = {side: result.n_placed(place) for place, side in enumerate(made.sides)}
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for one in result.left_out:
        reasons[made.sides[one.side]][one.reason.value] += 1
    return {
        "n_placed": n_placed,
        "n_short": {side: n - n_placed.get(side, 0) for side, n in made.quantities.items() if n is not None},
        "is_proved": result.is_proved,
        "goals": [
            {"key": goal.key, "value": goal.value, "bound": goal.bound, "is_proved": goal.is_proved}
            for goal in result.goals
        ],
        "counts": [
            {"side": made.sides[count.side], "leg": count.leg + 1, "category": count.category, "n": count.n_persons}
            for count in result.counts
        ],
        "left_out": {side: dict(sorted(reasons[side].items())) for side in made.sides},
        "readings": [
            {"category": one.category, "reading": one.reading, "side": made.sides[one.side], "n_added": one.n_added}
            for one in result.readings
        ],
    }


def _conflict(result: Infeasible) -> list[dict[str, Any]]:
    """The rules that cannot hold together: codes to translate, and the English sentence."""
    n_less = {one.rule_key: one.n_less for one in result.relaxations}
    return [
        {
            "rule": clash.rule_key,
            "term": clash.term_key,
            "title": clash.title,
            "kind": clash.kind,
            "is_smallest": result.is_smallest,
            "mends_alone": clash.rule_key in n_less,
            "n_less": n_less.get(clash.rule_key),
            "text": SENTENCES["clash"].format(title=clash.title, term=clash.term_key, kind=RULES[clash.kind]),
        }
        for clash in result.conflict
    ]
