"""``repatria run``: import → match → questions → plan → account, and only what changed."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from repatria import __version__
from repatria.provenance import digest_of, digest_of_bytes
from repatria.web.cases import actions, bridge, output, summary
from repatria.web.cases.folder import CaseFolder, Declared
from repatria.web.cases.progress import Progress, Silent
from repatria.web.custody import actions as custody
from repatria.web.exchanges import actions as exchanges
from repatria.web.jobs import actions as jobs
from repatria.web.jobs.models import RunState
from repatria.web.registry import actions as registry
from repatria.web.review import actions as review
from repatria.web.review.bridge import RecordTables, propose

Summary = dict[str, Any]


def run(folder: Path, *, progress: Progress | None = None) -> Summary:
    """Run a case: what its folder brings, what is proposed, what stands in the account; gives the summary.

    Raises
    ------
    CaseInvalid
        ``case.toml`` holds errors; nothing was changed.
    InputUnusable
        A file is missing or cannot be read; lists taken in before it stay.
    """
    started = jobs.start_run()
    state = RunState.FAILED
    made: Summary = {}
    try:
        made = _run(CaseFolder(folder), progress or Silent())
        state = RunState.DONE
    finally:
        jobs.finish_run(started, state=state, summary={"n_tables": len(made.get("tables", ()))})
    return made


def _run(folder: CaseFolder, told: Progress) -> Summary:
    declared = folder.read()
    _register(declared, told)
    is_new = _import(declared, told)
    is_new |= _match(told)
    _derive(told, is_new=is_new)
    _plan(declared, told)
    custody.keep_openings()
    return _report(folder, declared, told)


def _register(declared: Declared, told: Progress) -> None:
    told.begin("parties and terms")
    digest = digest_of([__version__, declared.digest])
    if jobs.cached("register", "", digest):
        told.end(f"{len(declared.case.terms)} terms", skipped=True)
        return
    with transaction.atomic():
        registry.register_parties(bridge.party_rows(declared.case))
        registry.register_terms(bridge.term_rows(declared.case))
        jobs.record("register", "", digest)
    told.end(f"{len(declared.case.parties)} parties, {len(declared.case.terms)} terms")


def _import(declared: Declared, told: Progress) -> bool:
    """Take in every list that is new or told anew; whether anything was."""
    is_new = False
    for one in declared.lists:
        told.begin(f"import {one.delivery.list_key}")
        digest = digest_of([__version__, digest_of_bytes(one.data), one.delivery, one.is_withdrawn, one.term_key])
        step = jobs.cached("import", one.delivery.list_key, digest)
        if step:
            told.end(step.output["said"], skipped=True)
            continue
        began = time.monotonic()
        with transaction.atomic():
            now = timezone.now()
            received = actions.take_in(
                data=one.data, delivery=one.delivery, received_at=now, further=one.findings, term_key=one.term_key
            )
            version = received.version
            said = f"{version.n_rows:,} rows, {version.n_warned:,} with warning, {version.n_rejected:,} rejected"
            if one.is_withdrawn:
                actions.withdraw(delivery=one.delivery, at=now)
                said = f"withdrawn by {one.delivery.sender}"
            seconds = time.monotonic() - began
            jobs.record("import", one.delivery.list_key, digest, output={"said": said}, seconds=seconds)
        is_new = True
        told.end(said)
    return is_new


def _match(told: Progress) -> bool:
    """Compare every pair of lists of which one is new; whether any was."""
    tables = RecordTables()
    pairs = tables.pairs()
    told.begin("match lists", total=len(pairs))
    n_proposed = n_new = n_made = 0
    for pair in pairs:
        digest = tables.input_digest(pair)
        key = f"{pair.code}:{pair.key}"
        step = jobs.cached("match", key, digest)
        if step is None:
            began = time.monotonic()
            proposals = propose(pair, tables)
            with transaction.atomic():
                stored = review.store_proposals(proposals)
                found = {"n_proposed": len(proposals.rows)}
                step = jobs.record("match", key, digest, output=found, seconds=time.monotonic() - began)
            n_made += 1
            n_new += stored.n_new
        n_proposed += step.output["n_proposed"]
        told.advance()
    said = f"{n_made} of {len(pairs)} comparisons made, {n_proposed:,} pairs to ask about, {n_new:,} new"
    told.end(said if n_made else f"{len(pairs)} comparisons, {n_proposed:,} pairs", skipped=not n_made)
    return n_made > 0


def _derive(told: Progress, *, is_new: bool) -> None:
    """What follows from rows and links: contradictions, statuses, and who may see whom."""
    told.begin("contradictions and statuses")
    digest = digest_of([__version__, _decisions_digest()])
    step = jobs.cached("derive", "", digest)
    if step and not is_new:
        told.end(step.output["said"], skipped=True)
        return
    with transaction.atomic():
        found = review.cross_check()
        n_changed = review.derive_status()
        n_sights = registry.refresh_sights()
        said = f"{sum(found.values()):,} contradictions, {n_changed:,} statuses changed"
        jobs.record(
            "derive", "", digest_of([__version__, _decisions_digest()]), output={"said": said, "n_sights": n_sights}
        )
    told.end(said)


def _decisions_digest() -> str:
    """Stands for everything that people decided on links."""
    from repatria.web.review.models import Decision

    last = Decision.objects.order_by("-pk").values_list("pk", flat=True).first()
    undone = Decision.objects.filter(undone_at__isnull=False).count()
    return digest_of([last, undone])


def _plan(declared: Declared, told: Progress) -> None:
    for keys in _planned(declared):
        name = ", ".join(keys)
        told.begin(f"plan {name}")
        step = jobs.cached("plan", name, _state(declared))
        if step:
            told.end(step.output["said"], skipped=True)
            continue
        before = exchanges.current_round_id()
        proposed = exchanges.propose_round(term_keys=keys)
        said = exchanges.outcome(proposed)
        # After the proposal is in the journal: the next run finds this very state.
        jobs.record("plan", name, _state(declared), output={"said": said})
        told.end(said, skipped=proposed.pk == before)


def _state(declared: Declared) -> str:
    """Stands for the case as declared and for everything that is stored."""
    return digest_of([__version__, declared.digest, output.state_digest()])


def _planned(declared: Declared) -> Sequence[tuple[str, ...]]:
    """The agreed exchange terms, planned together as one round."""
    keys = tuple(term.key for term in declared.case.terms if term.act == "exchange" and term.status == "agreed")
    return [keys] if keys else []


def _report(folder: CaseFolder, declared: Declared, told: Progress) -> Summary:
    told.begin("results")
    digest = _state(declared)
    step = jobs.cached("results", "", digest)
    if step and output.is_complete(folder.results):
        told.end("nothing to write", skipped=True)
        return output.read_summary(folder.results)
    made = {"title": declared.case.title, "tables": summary.tables(), "notes": summary.notes()}
    n_files = output.write(folder.results, made, declared, told)
    jobs.record("results", "", digest)
    told.end(f"{n_files} files written")
    return made
