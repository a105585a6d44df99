"""The report: what was asked, what was found, what is proposed and how sure that is, and all it rests on."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from repatria.cli.dna_models import SingleRead
from repatria.cli.identify import html
from repatria.cli.identify.case_page import case_page, page_name
from repatria.cli.identify.proposal import Proposal
from repatria.cli.identify.proposals import NAMED, Proposals
from repatria.cli.identify.settings import Settings
from repatria.findings import Severity
from repatria.pictures import share
from repatria.provenance import Provenance

FOLDER = "report"
INDEX = "report.html"
SHOWN_FINDINGS = 300
FEWEST = 0.0001
MEANING = {
    "undisputed": "posterior of a probable answer, the likelihood ratio of a candidate, and every rival far behind",
    "probable": "posterior of a probable answer; a rival is near",
    "symmetric": "a set of people of one family whom its DNA cannot tell apart reaches that posterior",
    "disputed": "several candidates, none of them far enough ahead",
    "inconclusive": "speaks more for than against somebody, and not enough",
    "excluded": "every candidate excluded at too many loci",
    "no match": "nobody whom these families look for is a candidate",
}


def write_report(
    out: Path,
    proposals: Proposals,
    settings: Settings,
    provenance: Provenance,
    *,
    n_pages: int,
    advance: Callable[[], None] = lambda: None,
) -> int:
    """Write the index and a page for each of the first proposals; gives the number of pages."""
    html.write_look(out / FOLDER)
    numbers = {body: number for number, body in enumerate(proposals.with_pages(n_pages), start=1)}
    for body, number in numbers.items():
        group = proposals.group(body)
        (out / FOLDER / page_name(number)).write_bytes(case_page(group[0], proposals, settings, group))
        advance()
    (out / INDEX).write_bytes(_index(proposals, settings, provenance, numbers))
    return len(numbers)


def _index(proposals: Proposals, settings: Settings, provenance: Provenance, numbers: Mapping[int, int]) -> bytes:
    body = [
        '<p class="note">For the laboratory. The pages show alleles and pedigrees: they go neither to delegations nor '
        "to families. Nothing here is an identification: it is proposed, and two owners sign.</p>",
        _single_read(proposals, settings),
        html.section("In numbers", _counts(proposals), _conclusions(proposals)),
        html.section("What was assumed before any comparison", *_prior(proposals, settings)),
        html.section("What chance alone would do", *_chance(proposals, settings)),
        html.section("Proposed", *_proposed(proposals, numbers)),
        html.section("What was found in the files", *_findings(proposals)),
        html.section("Parameters", _parameters(settings)),
        html.section("How to make it again", *_provenance(provenance)),
    ]
    return html.page("Proposed identifications", body, root=f"{FOLDER}/")


def _single_read(proposals: Proposals, settings: Settings) -> str:
    codes = ("single-allele-unknown", "single-allele-homozygous")
    n = sum(int(each.params.get("n", 0)) for each in proposals.inputs.findings if each.code in codes)
    if not n:
        return ""
    read = {
        SingleRead.UNKNOWN: "the second allele was taken as not read",
        SingleRead.HOMOZYGOUS: "they were read as homozygous",
    }[settings.single_read]
    stated = (
        f"as --single-allele {settings.single_read} says"
        if settings.is_single_read_stated
        else "because nothing else was said: this is the default, and --single-allele states it"
    )
    text = f"One allele alone stands at {n:,} loci of the profiles: {read}, {stated}. Laboratories differ in this."
    return f'<p class="note">{text}</p>'


def _counts(proposals: Proposals) -> str:
    inputs, candidates = proposals.inputs, proposals.outcome.candidates
    n_bags = len(inputs.bodies)
    n_together = sum(len(bags) for bags in proposals.outcome.compared.bags if len(bags) > 1)
    said = {
        "Bags with a profile": f"{n_bags + len(inputs.refused):,}",
        "Refused as mixtures": f"{len(inputs.refused):,}",
        "Matching staff": f"{len(proposals.outcome.compared.staff_hits):,}",
        "Persons compared": f"{len(proposals.outcome.bodies):,}",
        "Bags of persons in several": f"{n_together:,}",
        "One person's from log10 LR": f"{proposals.outcome.compared.least_log10_lr:.1f}",
        "Families": f"{len(inputs.families):,}",
        "Missing people": f"{len(proposals.outcome.identification.people):,}",
        "Loci": f"{len(inputs.panel)}",
        "Pairs compared": f"{candidates.n_pairs:,}",
        "Candidates kept": f"{len(candidates):,}",
    }
    return html.facts(said)


def _conclusions(proposals: Proposals) -> str:
    counts = Counter(str(each.conclusion) for each in proposals.verdicts)
    rows = [(kind, f"{counts.get(kind, 0):,}", meaning) for kind, meaning in MEANING.items()]
    return html.table("Conclusions, by body", ("conclusion", "bodies", "what it means"), rows, text_columns=(2,))


def _prior(proposals: Proposals, settings: Settings) -> list[str]:
    n_open = proposals.outcome.identification.n_open
    low, high = int(n_open.min()), int(n_open.max())
    cases = f"{high:,}" if low == high else f"{low:,} to {high:,}"
    how = "as stated with --open-cases" if settings.open_cases is not None else "the missing people whom its sex allows"
    needed = settings.threshold / (1 - settings.threshold) * high / max(1e-12, 1 - settings.not_listed)
    return [
        html.paragraph(
            f"That a body is nobody on these lists has the prior probability {settings.not_listed:g}; the rest is "
            f"spread evenly over the open cases, for each body {cases} ({how})."
        ),
        html.paragraph(
            f"A pair by itself then needs a likelihood ratio of about {html.power(np.log10(needed))} to reach a "
            f"posterior of {share(settings.threshold)}."
        ),
    ]


def _chance(proposals: Proposals, settings: Settings) -> list[str]:
    bound, estimate = proposals.outcome.chance_hits
    candidates = proposals.outcome.candidates
    passing = int(candidates.searches.n_passing.sum())
    guess = "" if np.isnan(estimate) else f" With genotypes dealt anew among the bodies {estimate:,.0f} pairs reach it."
    threshold = html.power(settings.candidate_log10_lr)
    said = (
        f"Of {candidates.n_pairs:,} pairs {passing:,} reach a likelihood ratio of {threshold}. "
        f"Strangers alone would be expected to give at most {bound:,.0f}.{guess}"
    )
    rows = [
        (share(each.posterior), f"{each.n_named:,}", _few(each.expected_false), _few(each.expected_false_at_most))
        for each in proposals.outcome.identification.thresholds
    ]
    headers = ("posterior from", "bodies named", "of them expected to be wrong", "at most")
    return [
        html.paragraph(said),
        html.table("Names, and how many of them are expected to be wrong", headers, rows),
        html.paragraph(
            "Expected is what the posteriors lack to 1, in sum; it holds as far as the assumptions do.", "small"
        ),
    ]


def _few(value: float) -> str:
    return "< 0.0001" if 0 < value < FEWEST else f"{value:.3g}"


def _proposed(proposals: Proposals, numbers: Mapping[int, int]) -> list[str]:
    if not len(proposals):
        return [html.paragraph("Nothing is proposed.")]
    rows = [_row(proposals.of(body), numbers.get(body, 0)) for body in proposals.shown]
    headers = ("body", "proposed as", "conclusion", "posterior", "log10 LR", "loci", "excluded", "numbers of the board")
    parts = [html.table("Named first, then disputed; within, the surest first", headers, rows, text_columns=(1, 2))]
    if len(numbers) < len(proposals):
        more = f"{len(numbers):,} have a page, those that are not undisputed first; --pages asks for more."
        parts.append(html.paragraph(f"{more} The workbook and the tables hold all.", "small"))
    return parts


def _row(proposal: Proposal, number: int) -> tuple[str | tuple[str, str], ...]:
    best = proposal.people[0]
    who = (
        best.person
        if not proposal.is_set
        else f"{best.family} · " + " or ".join(each.missing for each in proposal.people)
    )
    name = proposal.body if len(proposal.bags) == 1 else f"{proposal.body} (+{len(proposal.bags) - 1})"
    is_named = proposal.conclusion in NAMED
    return (
        (name, f"{FOLDER}/{page_name(number)}") if number else name,
        who,
        proposal.conclusion,
        share(proposal.posterior),
        f"{best.log10_lr:+.2f}".replace("-", "−"),
        str(best.n_compared),
        str(best.n_exclusions),
        ("met" if proposal.meets_the_numbers else "not met") if is_named else "–",
    )


def _findings(proposals: Proposals) -> list[str]:
    findings = proposals.inputs.findings
    if not findings:
        return [html.paragraph("Nothing.")]
    counts = Counter((each.code, str(each.severity)) for each in findings)
    rows = [(code, severity, f"{n:,}") for (code, severity), n in counts.most_common()]
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    first = sorted(findings, key=lambda each: order[each.severity])[:SHOWN_FINDINGS]
    lines = [(each.code, each.text()) for each in first]
    listed = html.table("Findings", ("code", "where, what, remedy"), lines, text_columns=(1,))
    more = (
        f"The first {len(first):,} of {len(findings):,}; the workbook holds all." if len(findings) > len(first) else ""
    )
    return [
        html.table("By code", ("code", "severity", "how often"), rows, text_columns=(1,)),
        f"<details><summary>each finding</summary>{listed}{html.paragraph(more, 'small') if more else ''}</details>",
    ]


def _parameters(settings: Settings) -> str:
    rows = [(name, "none" if value is None else str(value)) for name, value in settings.as_json().items()]
    return html.table("As they were used", ("parameter", "value"), rows, text_columns=(1,))


def _provenance(provenance: Provenance) -> list[str]:
    return [
        html.paragraph(
            f"Repatria {provenance.version}, seed {provenance.seed}, digest of all of it {provenance.digest()}."
        ),
        html.table("Files that were read", ("file", "SHA-256"), sorted(provenance.inputs.items()), text_columns=(1,)),
    ]
