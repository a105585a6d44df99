"""The page of one proposed identification: pedigree, loci, rivals, prior, posterior, and the rule that was applied."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from repatria.cli.identify import html
from repatria.cli.identify.inputs import Inputs
from repatria.cli.identify.proposal import Proposal, Weight
from repatria.cli.identify.proposals import NAMED, Proposals
from repatria.cli.identify.settings import Settings
from repatria.pictures import (
    Locus,
    LocusBars,
    Pedigree,
    PosteriorMatrix,
    Relative,
    Symbol,
    locus_bars,
    locus_bars_table,
    pedigree,
    pedigree_table,
    posterior_matrix,
    posterior_matrix_table,
    share,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from repatria.kinship import Bodies, Family, Marker

NOT_READ = "–"
MOST_RELATIVES = 8
MOST_RIVALS = 10
MATRIX_SIDE = 12
NO_RIVAL = 1e300


def case_page(proposal: Proposal, proposals: Proposals, settings: Settings, group: Sequence[Proposal]) -> bytes:
    """Everything about one body; ``group`` are the bodies that were weighed together with it."""
    best = proposal.people[0]
    inputs = proposals.inputs
    family = proposals.family_by_id[best.family]
    bodies = proposals.outcome.bodies
    by_marker = _by_marker(inputs, bodies, family, best, settings)
    reads = _of(inputs.panel.markers, bodies.profiles.alleles[bodies.profiles.index(proposal.body)])
    body = [
        html.paragraph(_summary(proposal), "reason"),
        html.facts(_facts(proposal)),
        html.section("Family", _pedigree(proposal, family)),
        html.section(
            "Locus by locus",
            _bars(proposal, inputs, reads, by_marker),
            _reads(proposal, inputs, family, reads, by_marker),
        ),
        html.section("From prior to posterior", *_weighing(proposal)),
        html.section("Rivals", *_rivals(proposal)),
    ]
    if len(group) > 1 or proposal.is_set:
        body.append(html.section("Weighed together", *_matrix(proposal, group)))
    if proposal.checks:
        body.append(html.section("What the board asks for", *_checks(proposal)))
    if proposal.evidence:
        rows = [(each.kind, each.said, each.model, _signed(each.log10_lr)) for each in proposal.evidence]
        headers = ("kind", "body · missing person", "how it was weighed", "log10 LR")
        body.append(
            html.section(
                "What was known beside the DNA",
                html.table("Each as a likelihood ratio", headers, rows, text_columns=(1, 2)),
            )
        )
    if proposal.remarks:
        body.append(html.section("Remarks", *(html.paragraph(each) for each in proposal.remarks)))
    return html.page(
        f"Body {proposal.body}", body, root="", path='<a href="../report.html">Proposed identifications</a>'
    )


def _summary(proposal: Proposal) -> str:
    who = " or ".join(each.person for each in proposal.people)
    if proposal.is_set:
        who += ", who cannot be told apart by what is known"
    how = "proposed as" if proposal.conclusion in NAMED else "the nearest is"
    sure = html.in_words(proposal.posterior)
    return f"{proposal.conclusion.capitalize()}: {how} {who}. {sure}. {proposal.rule}"


def _facts(proposal: Proposal) -> dict[str, str]:
    best = proposal.people[0]
    said = {
        "Conclusion": proposal.conclusion,
        "Posterior": share(proposal.posterior),
        "log10 LR of DNA": f"{_signed(best.log10_lr)} ({html.ratio_in_words(best.log10_lr)})",
        "Loci compared": str(best.n_compared),
        "Loci excluded": str(best.n_exclusions),
        "Computed": proposal.method,
    }
    if len(proposal.bags) > 1:
        said["Bags taken for one person"] = ", ".join(proposal.bags)
    return said


def _by_marker(
    inputs: Inputs, bodies: "Bodies", family: "Family", best: Weight, settings: Settings
) -> "NDArray[np.float64]":
    from repatria.kinship import likelihood_ratios

    profile = bodies.profiles.only([best.body])
    ratios = likelihood_ratios(family, best.missing, profile, inputs.panel, params=settings.likelihood())
    by_marker: NDArray[np.float64] = ratios.by_marker[0]
    return by_marker


def _pedigree(proposal: Proposal, family: "Family") -> str:
    from repatria.kinship import Sex

    symbols = {Sex.MALE: Symbol.SQUARE, Sex.FEMALE: Symbol.CIRCLE, Sex.UNKNOWN: Symbol.DIAMOND}
    proposed = {each.missing for each in proposal.people if each.family == family.id}
    relatives = tuple(
        Relative(
            id=each.id,
            symbol=symbols[each.sex],
            father=each.father,
            mother=each.mother,
            label=each.id,
            note=f"{proposal.body}?" if each.id in proposed else "",
            is_missing=each.id in family.missing,
            is_typed=each.id in family.references and bool(family.references.only([each.id]).is_typed.any()),
        )
        for each in family.pedigree.members
    )
    drawn = Pedigree(
        key="family",
        title=f"Pedigree of the family {family.id}",
        description=f"Hatched: missing. Dot: DNA profile. The body {proposal.body} is weighed in the marked place.",
        relatives=relatives,
        missing_word="missing",
        typed_word="DNA profile",
    )
    return html.figure(pedigree(drawn), pedigree_table(drawn, ("person", "father", "mother", "known")))


def _bars(proposal: Proposal, inputs: Inputs, reads: Sequence[str], by_marker: "NDArray[np.float64]") -> str:
    drawn = LocusBars(
        key="loci",
        title=f"Likelihood ratio at each locus: {proposal.body} as {proposal.people[0].person} against a stranger",
        description="log10 of the likelihood ratio; to the right of zero for this person, to the left against.",
        loci=tuple(
            Locus(
                label=marker.name,
                log10_lr=None if read == NOT_READ or np.isnan(value) else float(value),
                reads=read,
            )
            for marker, value, read in zip(inputs.panel.markers, by_marker, reads, strict=True)
        ),
        total_label="all loci",
        against="against",
        in_favor="for this person",
    )
    return html.figure(locus_bars(drawn), locus_bars_table(drawn, ("locus", "body", "log10 LR")), "loci")


def _reads(
    proposal: Proposal, inputs: Inputs, family: "Family", own: Sequence[str], by_marker: "NDArray[np.float64]"
) -> str:
    """The genotypes beside each other, for whoever wants to check a locus by eye."""
    typed = family.references.ids[:MOST_RELATIVES]
    columns = [_of(inputs.panel.markers, family.references.alleles[family.references.index(each)]) for each in typed]
    rows = [
        (marker.name, own[i], *(column[i] for column in columns), _signed(value) if own[i] != NOT_READ else NOT_READ)
        for i, (marker, value) in enumerate(zip(inputs.panel.markers, by_marker, strict=True))
    ]
    made = html.table("Reads", ("locus", proposal.body, *typed, "log10 LR"), rows)
    more = len(family.references) - len(typed)
    note = html.paragraph(f"{more} further relatives are not shown here.") if more else ""
    return f"<details><summary>reads of the body and of relatives</summary>{made}{note}</details>"


def _of(markers: "Sequence[Marker]", alleles: "NDArray[np.int16]") -> list[str]:
    said = []
    for marker, (first, second) in zip(markers, alleles.tolist(), strict=True):
        if first < 0:
            said.append(NOT_READ)
        else:
            said.append(f"{marker.alleles[first]}, {marker.alleles[second] if second >= 0 else '?'}")
    return said


def _weighing(proposal: Proposal) -> list[str]:
    best = proposal.people[0]
    rows = [("prior odds", _signed(best.log10_prior)), ("DNA", _signed(best.log10_lr))]
    if not np.isnan(best.log10_evidence):
        rows.append(("other evidence", _signed(best.log10_evidence)))
    rows.append(
        (
            "together, as a pair by itself",
            _signed(sum(v for v in (best.log10_prior, best.log10_lr, best.log10_evidence) if not np.isnan(v))),
        )
    )
    odds = html.rounded(10**-best.log10_prior)
    said = (
        f"Before any comparison the odds that this body is {best.person} are 1 to {odds}. "
        f"The DNA is {html.ratio_in_words(best.log10_lr)} if it is than if it is a stranger's. "
        "Then every body and every missing person that share a candidate are weighed together: "
        "a body has one name, and a name one body."
    )
    nobody = f"That it is nobody whom these families look for: {share(proposal.nobody)}."
    result = f"Posterior: {html.in_words(proposal.posterior)}. {nobody}"
    left_out = f"What was left out of the sum changes a posterior by at most {proposal.lost:.2g}."
    bound = left_out if proposal.lost else "The sum over all assignments is exact."
    return [
        html.paragraph(said),
        html.table("Logarithms to base 10", ("what", "log10"), rows),
        html.paragraph(result),
        html.paragraph(bound, "small"),
    ]


def _rivals(proposal: Proposal) -> list[str]:
    parts = []
    for caption, none, weights, name in (
        (
            "Other people for this body",
            "No other missing person is a candidate for this body.",
            proposal.rivals,
            "person",
        ),
        (
            "Other bodies for these people",
            "No other body is a candidate for these people.",
            proposal.other_bodies,
            "body",
        ),
    ):
        if not weights:
            parts.append(html.paragraph(none))
            continue
        rows = [
            (
                getattr(each, name),
                _signed(each.log10_lr),
                share(each.posterior),
                str(each.n_compared),
                str(each.n_exclusions),
            )
            for each in weights[:MOST_RIVALS]
        ]
        headers = ("person" if name == "person" else "body", "log10 LR", "posterior", "loci", "excluded")
        parts.append(html.table(caption, headers, rows))
    return parts


CHECKS = {
    "posterior": "posterior",
    "rivals": "times the likelihood ratio of the nearest rival",
    "loci-or-methods": "loci compared, unless two independent methods agree",
    "readings": "blind readings",
    "contradictions": "contradictions without explanation",
}


def _checks(proposal: Proposal) -> list[str]:
    rows = []
    for each in proposal.checks:
        if each.code == "posterior":
            found, needed = share(html.doubted(each.found)), f"at least {share(each.needed)}"
        elif each.code == "readings":
            found, needed = "for the laboratory to show", f"at least {each.needed:g}"
        elif each.code == "rivals" and each.found > NO_RIVAL:
            found, needed = "no rival", f"at least {each.needed:,.0f}"
        else:
            found = html.rounded(each.found) if each.found > 0 else f"{each.found:g}"
            needed = "none" if each.code == "contradictions" else f"at least {each.needed:,.0f}"
        met = "–" if each.code == "readings" else "met" if each.is_met else "not met"
        rows.append((CHECKS.get(each.code, each.code), found, needed, met))
    return [html.table("Conditions of the identification board", ("condition", "found", "asked for", ""), rows)]


def _matrix(proposal: Proposal, group: Sequence[Proposal]) -> list[str]:
    shown = sorted(group, key=lambda each: (each.body != proposal.body, each.body))[:MATRIX_SIDE]
    weights = {(each.body, w.person): w.posterior for each in shown for w in (*each.people, *each.rivals)}
    people = list(dict.fromkeys(person for _body, person in weights))
    people = people[:MATRIX_SIDE]
    drawn = PosteriorMatrix(
        key="together",
        title="Posteriors of the bodies and people that were weighed together",
        description="The area of a square is the posterior; the last column is nobody whom these families look for.",
        row_labels=tuple(each.body for each in shown),
        column_labels=tuple(people),
        posteriors=tuple(tuple(weights.get((each.body, person)) for person in people) for each in shown),
        nobody_label="none of these",
    )
    parts = [html.figure(posterior_matrix(drawn), posterior_matrix_table(drawn, "body"), "matrix")]
    if len(group) > len(shown):
        parts.append(html.paragraph(f"{len(group)} bodies were weighed together; {len(shown)} are shown.", "small"))
    return parts


def _signed(value: float) -> str:
    if np.isnan(value):
        return NOT_READ
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:+.2f}".replace("-", "−")


def page_name(number: int) -> str:
    """The file of the page with that number, beside the others."""
    return escape(f"{number:05d}.html")
