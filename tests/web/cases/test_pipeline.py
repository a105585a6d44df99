"""The main job on a small invented world: run, run again, one more list, a decision."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from repatria.errors import CaseInvalid, InputUnusable
from repatria.synth import make_world
from repatria.web.cases import pipeline
from repatria.web.custody.balances import verify
from repatria.web.custody.models import Unit
from repatria.web.registry.models import RecordState, SourceRecord, StoredFinding

pytestmark = pytest.mark.django_db
SCALE = 0.01


class Steps:
    """Remembers which steps were done and which were skipped."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.skipped: list[str] = []
        self._step = ""

    def begin(self, step: str, total: int | None = None) -> None:
        self._step = step

    def advance(self, done: int = 1) -> None: ...

    def end(self, outcome: str, *, skipped: bool = False) -> None:
        (self.skipped if skipped else self.done).append(self._step)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(make_world(SCALE, seed=7, rng=np.random.default_rng(7)).files)


@pytest.fixture
def case(tmp_path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def test_every_accepted_row_stands_in_the_account_exactly_once(case):
    pipeline.run(case)
    live = SourceRecord.objects.exclude(state=RecordState.REJECTED).count()
    assert Unit.objects.count() == live > 500
    verify()


def test_a_second_run_with_nothing_changed_skips_every_step_and_writes_nothing(case):
    first = pipeline.run(case)
    written = {path: path.stat().st_mtime_ns for path in (case / "results").rglob("*") if path.is_file()}
    steps = Steps()
    second = pipeline.run(case, progress=steps)
    assert steps.done == []
    assert second == json.loads(json.dumps(first))
    assert {path: path.stat().st_mtime_ns for path in (case / "results").rglob("*") if path.is_file()} == written


def test_one_more_list_redoes_only_what_it_touches(case):
    pipeline.run(case)
    (case / "lists" / "b-extra.csv").write_text(
        "Фамилия;Имя;Отчество;Дата рождения\nКравцов;Лев;Ильич;1979\n", encoding="utf-8"
    )
    with (case / "case.toml").open("a", encoding="utf-8") as declared:
        declared.write('\n[[lists]]\nkey = "b-extra"\nfile = "lists/b-extra.csv"\nsender = "B"\npurpose = "missing"\n')
    steps = Steps()
    summary = pipeline.run(case, progress=steps)
    imported = [step for step in steps.done if step.startswith("import ")]
    assert imported == ["import b-extra"]
    lists = next(block for block in summary["tables"] if block["sheet"] == "Lists")
    assert [row for row in lists["rows"] if row[0] == "b-extra"] == [
        ["b-extra", "B", "missing", "person", None, 1, 1, 0, 0]
    ]


def test_results_hold_every_table_and_the_report_names_nobody(case):
    pipeline.run(case)
    results = case / "results"
    names = {path.name for path in results.iterdir()}
    assert {"report.html", "summary.json", "account.xlsx", "round.xlsx", "links.parquet", "custody.parquet"} <= names
    links = pl.read_parquet(results / "links.parquet")
    assert {"left_list", "left_row", "right_list", "right_row", "match_probability", "state"} <= set(links.columns)
    assert links.height > 20
    told = (results / "report.html").read_text(encoding="utf-8") + (results / "summary.json").read_text(
        encoding="utf-8"
    )
    surnames = set(SourceRecord.objects.exclude(surname="").values_list("surname", flat=True))
    assert len(surnames) > 100
    assert [name for name in surnames if len(name) > 4 and name in told] == []
    assert "<svg" in told
    assert "http://" not in told.replace("http://www.w3.org", "")


def test_most_people_on_both_lists_are_proposed(case):
    pipeline.run(case)
    truth = pl.read_parquet(case / "truth" / "links.parquet").filter(
        pl.col("list_a").str.contains("missing") & pl.col("list_b").str.contains("held")
    )
    found = pl.read_parquet(case / "results" / "links.parquet").filter(pl.col("match_probability") >= 0.5)
    pairs = {
        (row[0], row[1], row[2], row[3])
        for row in found.select("left_list", "left_row", "right_list", "right_row").rows()
    }
    wanted = truth.select("list_a", "row_a", "list_b", "row_b").rows()
    assert len(wanted) > 20
    assert sum(pair in pairs for pair in wanted) / len(wanted) > 0.9


def test_a_file_changed_after_its_signature_is_found_and_still_taken_in(case):
    text = (case / "case.toml").read_text(encoding="utf-8")
    assert "sha256" in text
    pipeline.run(case)
    assert StoredFinding.objects.filter(code="file-changed-after-signature").exists()


def test_an_error_in_the_case_names_its_place_and_changes_nothing(case):
    pipeline.run(case)
    before = Unit.objects.count()
    (case / "case.toml").write_text(
        (case / "case.toml").read_text(encoding="utf-8") + "\n[[terms]]\nquantitty = 3\n", encoding="utf-8"
    )
    with pytest.raises(CaseInvalid) as refused:
        pipeline.run(case)
    assert any("quantity" in finding.text() for finding in refused.value.findings)
    assert Unit.objects.count() == before


def test_a_list_that_is_not_there_is_named_with_its_remedy(case):
    (case / "lists" / "a-held.xlsx").unlink()
    with pytest.raises(InputUnusable, match=r"lists/a-held.xlsx: cannot be read. Put the file there"):
        pipeline.run(case)


def test_a_new_version_of_a_list_takes_its_people_along_and_loses_nobody(case):
    pipeline.run(case)
    before = Unit.objects.count()
    path = case / "lists" / "a-offer.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    pipeline.run(case)
    verify()
    assert Unit.objects.count() == before
    assert Unit.objects.filter(account="not_listed:A").count() == 1
    standing = Unit.objects.filter(account="offered:A")
    assert standing.count() > 5
    assert set(standing.values_list("record__version__number", flat=True)) == {2}


def test_a_bag_without_a_name_is_counted_as_a_bag_and_as_nobody_known(case):
    pipeline.run(case)
    bags = Unit.objects.filter(kind="bag", account="remains:A")
    named = bags.exclude(record__surname="", record__given="")
    assert 0 < named.count() < bags.count()
    assert set(bags.exclude(pk__in=named).values_list("person", flat=True)) == {None}
    assert not named.filter(person=None).exists()
