"""The proposals of a report, out of an outcome's arrays."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from repatria.cli.identify import html
from repatria.cli.identify.evidence import said_of
from repatria.cli.identify.inputs import Inputs
from repatria.cli.identify.outcome import Outcome
from repatria.cli.identify.proposal import EvidenceLine, Proposal, Weight

if TYPE_CHECKING:
    from repatria.kinship import Family
    from repatria.kinship.conclusions import Check, Verdict

NAMED = ("undisputed", "probable", "symmetric")
SHOWN = (*NAMED, "disputed")
RULES = {
    "no-candidate": "No missing person reaches the threshold of a candidate.",
    "too-many-exclusions": "Every candidate is excluded at more loci than are allowed.",
    "clear-of-rivals": "The posterior reaches the threshold of a probable answer, the likelihood ratio that of a "
    "candidate, and every rival is smaller by the factor asked for.",
    "posterior": "The posterior reaches the threshold of a probable answer; a rival is too near, or the likelihood "
    "ratio too small, to call it undisputed.",
    "interchangeable": "The family's DNA cannot tell these people apart; the posterior is that of the set.",
    "several-candidates": "Several candidates reach the threshold, and none the posterior.",
    "too-little": "The DNA speaks for this person more than against, and not enough.",
    "against-all": "The DNA speaks against every candidate.",
}


class Proposals:
    """Proposals by body, made when they are asked for."""

    def __init__(self, inputs: Inputs, outcome: Outcome) -> None:
        self.inputs = inputs
        self.outcome = outcome
        self.family_by_id = {each.id: each for each in inputs.families}
        self.verdicts = outcome.identification.verdicts
        order = {name: place for place, name in enumerate(SHOWN)}
        shown = [each for each in self.verdicts if str(each.conclusion) in order]
        shown.sort(key=lambda each: (order[str(each.conclusion)], -each.posterior, self.name(each.body)))
        self.shown = tuple(each.body for each in shown)

    def with_pages(self, n: int) -> tuple[int, ...]:
        """The ``n`` bodies that get a page: those that need an eye first, then the undisputed, in the order shown."""
        is_plain = [str(self.verdicts[body].conclusion) == NAMED[0] for body in self.shown]
        urgent = [body for body, plain in zip(self.shown, is_plain, strict=True) if not plain]
        plain = [body for body, plain in zip(self.shown, is_plain, strict=True) if plain]
        chosen = set((urgent + plain)[:n])
        return tuple(body for body in self.shown if body in chosen)

    def name(self, body: int) -> str:
        """The body's id."""
        return self.outcome.bodies.ids[body]

    def __iter__(self) -> Iterator[Proposal]:
        return (self.of(body) for body in self.shown)

    def __len__(self) -> int:
        return len(self.shown)

    def group(self, body: int) -> list[Proposal]:
        """The bodies that were weighed together with this one, this one first."""
        joint = self.outcome.identification.joint
        component = int(joint.component[body])
        if component < 0:
            return [self.of(body)]
        others = [int(each) for each in joint.solved[component].bodies if int(each) != body]
        return [self.of(body), *(self.of(each) for each in others)]

    def of(self, body: int) -> Proposal:
        """What is said of one body; without a named person its best candidate stands for it."""
        outcome, joint = self.outcome, self.outcome.identification.joint
        verdict = self.verdicts[body]
        rows = outcome.rows_of_body.get(body, [])
        own = self._own(verdict)
        others = [
            row
            for person in verdict.missing
            for row in outcome.rows_of_person.get(person, [])
            if int(joint.pairings.body[row]) != body
        ]
        component = int(joint.component[body])
        solved = joint.solved[component] if component >= 0 else None
        return Proposal(
            body=self.name(body),
            bags=outcome.compared.bags[body],
            people=tuple(self.weight(row) for row in own),
            conclusion=str(verdict.conclusion),
            rule=RULES.get(verdict.rule, verdict.rule),
            posterior=html.doubted(verdict.posterior),
            nobody=html.doubted(float(joint.nobody[body])),
            lost=solved.lost if solved is not None else 0.0,
            method=str(solved.method) if solved is not None else "nothing to weigh",
            rivals=tuple(self.weight(row) for row in rows if row not in own),
            other_bodies=_by_body(self.weight(row) for row in others),
            evidence=self._evidence(own[0]) if own else (),
            checks=self.checks.get(body, ()),
            remarks=self._remarks(verdict),
        )

    def weight(self, row: int) -> Weight:
        """The candidate pair in that row."""
        outcome, joint = self.outcome, self.outcome.identification.joint
        candidates = outcome.candidates
        family = self.inputs.families[int(candidates.family[row])]
        beside = float(outcome.identification.log10_evidence[row])
        return Weight(
            body=self.name(int(candidates.body[row])),
            family=family.id,
            missing=family.missing[int(candidates.missing[row])],
            log10_lr=float(candidates.log10_lr[row]),
            log10_evidence=beside if outcome.evidence is not None else float("nan"),
            log10_prior=float(outcome.log10_prior[row]),
            posterior=html.doubted(float(joint.posterior[row])),
            n_compared=int(candidates.n_compared[row]),
            n_exclusions=int(candidates.n_exclusions[row]),
        )

    @cached_property
    def checks(self) -> "dict[int, tuple[Check, ...]]":
        """What the board asks for, of each shown body; readings are not known here."""
        from repatria.kinship.conclusions import BoardFacts, board_checks

        outcome, identification = self.outcome, self.outcome.identification
        shown = [self.verdicts[body] for body in self.shown]
        rows = [self._own(each)[0] for each in shown]
        facts = [
            BoardFacts(
                n_loci=int(outcome.candidates.n_compared[row]),
                contradictions=() if outcome.evidence is None else outcome.evidence.contradictions(row),
            )
            for row in rows
        ]
        checked = board_checks(identification.joint, shown, facts, params=identification.params.conclusions)
        return dict(zip(self.shown, checked, strict=True))

    def _own(self, verdict: "Verdict") -> list[int]:
        """The candidates of the body that the verdict names, best first."""
        missing = self.outcome.identification.joint.pairings.missing
        return [row for row in self.outcome.rows_of_body.get(verdict.body, []) if int(missing[row]) in verdict.missing]

    def _family(self, own: list[int]) -> "Family":
        return self.inputs.families[int(self.outcome.candidates.family[own[0]])]

    def _evidence(self, row: int) -> tuple[EvidenceLine, ...]:
        ratios, known = self.outcome.evidence, self.outcome.known
        if ratios is None or known is None:
            return ()
        pairings = self.outcome.identification.joint.pairings
        said = said_of(*known, int(pairings.body[row]), int(pairings.missing[row]))
        return tuple(
            EvidenceLine(kind=each.factor, said=said.get(each.factor, ""), model=each.model, log10_lr=float(value))
            for each, value in zip(ratios.statements, ratios.log10_lr[row].tolist(), strict=True)
            if value != 0.0
        )

    def _remarks(self, verdict: "Verdict") -> tuple[str, ...]:
        remarks = []
        own = self._own(verdict)
        bags = self.outcome.compared.bags[verdict.body]
        if len(bags) > 1 and own:
            n = int(self.outcome.compared.n_conflicts[verdict.body])
            conflicts = f" They contradict each other at {n} loci, which are not compared." if n else ""
            remarks.append(
                f"{len(bags)} bags have one profile: one person's, or identical twins', whom DNA cannot tell apart."
                f"{conflicts}"
            )
            if self.outcome.evidence is not None and len(self._family(own).missing) > 1:
                remarks.append(
                    "As the family looks for several, other evidence does not choose among them for all bags."
                )
        if own and self.outcome.evidence is not None:
            remarks += [
                f"To be explained: what is known of {factor} speaks against this."
                for factor in self.outcome.evidence.contradictions(own[0])
            ]
        return tuple(remarks)


def _by_body(weights: Iterable[Weight]) -> tuple[Weight, ...]:
    """One line for each body: its best pair, with the posteriors of all its pairs together."""
    best: dict[str, Weight] = {}
    for each in weights:
        known = best.get(each.body)
        together = each.posterior if known is None else html.doubted(known.posterior + each.posterior)
        best[each.body] = replace(each if known is None else known, posterior=together)
    return tuple(best.values())
