"""The files that a run leaves in ``results/``; see ``docs/reference/results.md``."""

import json
from pathlib import Path
from typing import Any

from repatria.provenance import digest_of
from repatria.web.cases import report, results
from repatria.web.cases.folder import Declared
from repatria.web.cases.progress import Progress
from repatria.web.jobs import actions as jobs
from repatria.web.journal.models import Entry
from repatria.web.registry import bridge as registry
from repatria.web.registry.models import ListVersion

SCHEMA = 1
_SUMMARY = "summary.json"
_FILES = (_SUMMARY, "report.html", "account.xlsx", "round.xlsx")


def state_digest() -> str:
    """Stands for everything that is stored: the journal's end."""
    last = Entry.objects.order_by("-seq").first()
    return digest_of([SCHEMA, last.seq if last else 0, bytes(last.chain_hash).hex() if last else ""])


def is_complete(folder: Path) -> bool:
    """Nobody has taken a result away since it was written."""
    return all((folder / name).is_file() for name in _FILES)


def read_summary(folder: Path) -> dict[str, Any]:
    """The summary as the last run wrote it."""
    made: dict[str, Any] = json.loads((folder / _SUMMARY).read_text(encoding="utf-8"))
    return made


def write(folder: Path, made: dict[str, Any], declared: Declared, told: Progress) -> int:
    """Write every result; gives the number of files written."""
    written = len(results.write_parquet(folder))
    results.write_bytes(folder / "account.xlsx", results.workbook(made["tables"]))
    results.write_bytes(folder / "round.xlsx", results.workbook(results.round_sheets()))
    results.write_bytes(folder / "report.html", report.render(made, declared).encode())
    written += _write_answers(folder / "answers", told)
    # Last: a summary stands for results that are all there.
    text = json.dumps(made, ensure_ascii=False, indent=1)
    results.write_bytes(folder / _SUMMARY, text.encode())
    return written + len(_FILES)


def _write_answers(folder: Path, told: Progress) -> int:
    """An answer to each list's sender; only where the list or what was found in it has changed."""
    written = 0
    current = ListVersion.objects.current()
    for version in current.select_related("party_list", "file"):
        key = version.party_list.key
        found = version.findings.order_by("row", "code").values_list("row", "code", "origin", "params")
        digest = digest_of([SCHEMA, str(version.id), [list(one) for one in found.iterator()]])
        path = folder / f"{key}.xlsx"
        if jobs.cached("answer", key, digest) and path.is_file():
            continue
        results.write_bytes(path, registry.answer_file(version))
        jobs.record("answer", key, digest)
        told.advance()
        written += 1
    return written
