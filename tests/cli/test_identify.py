"""``repatria identify``: a small world end to end, the report, the tables, and what happens with bad files."""

import json
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from typer.testing import CliRunner

from repatria.cli.identify import html
from repatria.cli.main import app
from repatria.errors import InputUnusable

N_PAGES = 6


def run(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


def refused(*arguments):
    with pytest.raises(InputUnusable) as raised:
        run(*arguments)
    return str(raised.value)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("dna") / "world"
    assert run("synth", "dna", "--bodies", 40, "--families", 60, "--seed", 4, "--out", out).exit_code == 0
    return out


def options(world, **changed):
    named = {
        "bodies": world / "bodies.csv",
        "families": world / "families",
        "frequencies": world / "frequencies.csv",
        "staff": world / "staff.csv",
        "evidence": world / "evidence.csv",
        "pages": N_PAGES,
        **changed,
    }
    return [part for name, value in named.items() if value is not None for part in (f"--{name}", str(value))]


@pytest.fixture(scope="module")
def results(world) -> Path:
    out = world.parent / "results"
    result = run("identify", *options(world), "--out", out, "--json")
    assert result.exit_code == 0, result.output
    (out / "summary.json").write_text(result.stdout, encoding="utf-8")
    return out


def page(results, name="report.html") -> str:
    return (results / name).read_text(encoding="utf-8")


def test_the_summary_counts_every_bag(world, results):
    summary = json.loads((results / "summary.json").read_text(encoding="utf-8"))
    assert summary["n_bodies"] + summary["n_refused_mixtures"] == 40
    assert sum(summary["conclusions"].values()) == summary["n_persons"] <= summary["n_bodies"]
    assert summary["n_families"] == 60
    assert summary["expected_chance_hits_at_most"] > 0


def test_tables_agree_with_each_other(results):
    candidates, posteriors, conclusions = (
        pl.read_parquet(results / f"{name}.parquet") for name in ("candidates", "posteriors", "conclusions")
    )
    pairs = set(candidates.select("body", "family", "missing").iter_rows())
    assert pairs <= set(posteriors.select("body", "family", "missing").iter_rows())
    assert posteriors["posterior"].is_between(0, 1 + 1e-9).all()
    sums = posteriors.group_by("body").agg(pl.col("posterior").sum())
    assert (sums["posterior"] <= 1 + 1e-6).all()
    undisputed = conclusions.filter(pl.col("conclusion") == "undisputed")
    assert undisputed.height > 5
    assert (undisputed["posterior"] >= 0.99).all()
    assert conclusions["body"].n_unique() == conclusions.height


def test_what_is_named_is_true(world, results):
    evaluated = run("synth", "evaluate-dna", world, results, "--json")
    found = json.loads(evaluated.stdout)["found"][1]
    assert found["n_false"] == 0
    assert found["n_found"] > 5
    assert "Calibration" in run("synth", "evaluate-dna", world, results).output
    judged = results.parent / "judged"
    run("synth", "evaluate-dna", world, results, "--report", judged)
    said = (judged / "evaluation.html").read_text(encoding="utf-8")
    assert "<svg" in said
    assert said.count('r="4"') == sum(line["n"] > 0 for line in json.loads(evaluated.output)["calibration"])
    assert "http" not in said.replace("http://www.w3.org", "").replace("http-equiv", "")


def test_the_report_holds_what_it_must(results):
    text = page(results)
    for said in ("Proposed identifications", "open cases", "Strangers alone", "expected to be wrong", "SHA-256"):
        assert said in text
    for said in ("undisputed", "symmetric", "no match", "rate_male", "0.0035", "as-drawn", "seed 1", "bodies.csv"):
        assert said in text
    assert len(list((results / "report").glob("0*.html"))) == N_PAGES
    assert set(re.findall(r'href="report/(\d+\.html)"', text)) == {
        each.name for each in (results / "report").glob("0*.html")
    }


def test_a_page_holds_pedigree_loci_rivals_prior_and_rule(results):
    text = page(results, "report/00001.html")
    assert text.count("<svg") >= 3  # the pedigree with its inner drawing, and the bars
    for said in ("Pedigree of the family", "all loci", "show as table", "Rivals", "prior odds", "Posterior"):
        assert said in text
    assert "Conditions of the identification board" in text
    assert "for the laboratory to show" in text


@pytest.mark.parametrize("name", ["report.html", "report/00001.html"])
def test_a_page_needs_no_network_and_no_script(results, name):
    text = page(results, name)
    without_names = text.replace("http://www.w3.org/2000/svg", "")
    assert "http" not in without_names.replace("http-equiv", "")
    assert "<script" not in text
    for address in re.findall(r'(?:href|src)="([^"#]+)"', text):
        assert (results / name).parent.joinpath(address).resolve().exists(), address


def test_words_are_neutral(results):
    for each in results.rglob("*.html"):
        text = re.sub(r"<style>.*?</style>", "", each.read_text(encoding="utf-8"))
        assert not re.search(r"\b(identified|enemy|match found|hit!)\b", text)


def test_the_workbook_opens_and_holds_no_formula(results):
    with ZipFile(results / "identification.xlsx") as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 5
        assert not any(b"<f>" in book.read(name) for name in sheets)


def test_the_same_inputs_give_the_same_bytes(world, results, tmp_path):
    again = tmp_path / "again"
    assert run("identify", *options(world), "--out", again).exit_code == 0
    files = sorted(each.relative_to(again) for each in again.rglob("*") if each.is_file())
    assert Path("identification.xlsx") in files
    for each in files:
        assert (again / each).read_bytes() == (results / each).read_bytes(), each


def test_provenance_names_inputs_parameters_and_seed(results):
    said = json.loads((results / "provenance.json").read_text(encoding="utf-8"))
    assert said["seed"] == 1
    assert said["params"]["threshold"] == 0.9995
    assert {"bodies.csv", "pedigrees.csv", "references.csv", "frequencies.csv", "staff.csv"} <= set(said["inputs"])
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in said["inputs"].values())
    assert said["digest"] in page(results)


def with_changed_bodies(world, tmp_path, change):
    changed = tmp_path / "bodies.csv"
    lines = (world / "bodies.csv").read_text(encoding="utf-8").splitlines()
    changed.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    return changed


def test_one_allele_alone_is_said_aloud_with_the_rule_that_was_used(world, tmp_path):
    def one_alone(lines):
        return [re.sub(r"(\d+)/-", r"\1", line) for line in lines]

    bodies = with_changed_bodies(world, tmp_path, one_alone)
    result = run("identify", *options(world, bodies=bodies, pages=0), "--out", tmp_path / "a")
    assert "--single-allele homozygous" in result.output
    assert "this is the default" in page(tmp_path / "a")
    stated = options(world, bodies=bodies, pages=0, **{"single-allele": "homozygous"})
    result = run("identify", *stated, "--out", tmp_path / "b")
    assert "they were read as homozygous, as --single-allele homozygous says" in page(tmp_path / "b")


def test_an_allele_outside_the_table_gets_the_stated_frequency_and_is_named(world, tmp_path):
    def rare(lines):
        head, first, *rest = lines
        cells = first.split(",")
        cells[3] = "99/99"
        return [head, ",".join(cells), *rest]

    bodies = with_changed_bodies(world, tmp_path, rare)
    out = tmp_path / "out"
    assert run("identify", *options(world, bodies=bodies, pages=0), "--out", out).exit_code == 0
    findings = pl.read_parquet(out / "findings.parquet")
    added = findings.filter(pl.col("code") == "alleles-added")
    assert "99" in added["message"][0]
    assert "0.001" in added["message"][0]


def test_a_staff_profile_is_set_aside_and_named_as_such(world, tmp_path):
    staff = (world / "staff.csv").read_text(encoding="utf-8").splitlines()

    def one_of_staff(lines):
        head, first, *rest = lines
        cells = [first.split(",")[0], "", "", *staff[1].split(",")[1:]]
        return [head, ",".join(cells), *rest]

    bodies = with_changed_bodies(world, tmp_path, one_of_staff)
    result = run("identify", *options(world, bodies=bodies, pages=0), "--out", tmp_path / "out", "--json")
    assert json.loads(result.stdout)["n_staff"] >= 1


def test_a_mixture_is_refused_by_name(world, tmp_path):
    def mixed(lines):
        head, first, *rest = lines
        cells = first.split(",")
        cells[3:8] = ["11/12/13"] * 5
        return [head, ",".join(cells), *rest]

    bodies = with_changed_bodies(world, tmp_path, mixed)
    result = run("identify", *options(world, bodies=bodies, pages=0), "--out", tmp_path / "out")
    assert re.search(r"row 2: The sample B-0001 .* mixture", result.output)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"bodies": "nowhere.csv"}, "no such file"),
        ({"frequencies": None}, "needs --frequencies"),
        ({"families": "nowhere"}, "not a folder"),
        ({"staff": "nowhere.csv"}, "no such file"),
        ({"probable": "0.9999"}, "--probable"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_remedy(world, tmp_path, changed, said):
    assert said in refused("identify", *options(world, **changed), "--out", tmp_path / "out")


def test_a_folder_for_results_that_is_a_file_is_refused(world, tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    assert "is a file" in refused("identify", *options(world), "--out", tmp_path / "out")


def test_a_table_of_something_else_is_refused_and_names_the_file(world, tmp_path):
    other = tmp_path / "bodies.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "bodies.csv" in refused("identify", *options(world, bodies=other), "--out", tmp_path / "out")


def test_families_without_references_leave_nothing_to_compare(world, tmp_path):
    families = tmp_path / "families"
    shutil.copytree(world / "families", families)
    lines = (families / "pedigrees.csv").read_text(encoding="utf-8").splitlines()
    (families / "pedigrees.csv").write_text(
        "\n".join([lines[0], *(line.replace(",yes", ",") for line in lines[1:])]), encoding="utf-8"
    )
    assert "nothing is left" in refused("identify", *options(world, families=families), "--out", tmp_path / "out")


def test_other_evidence_is_weighed_and_shown_beside_the_dna(world, results):
    posteriors = pl.read_parquet(results / "posteriors.parquet")
    assert posteriors["log10_evidence"].abs().max() > 0.5
    pages = "".join(each.read_text(encoding="utf-8") for each in (results / "report").glob("0*.html"))
    assert "What was known beside the DNA" in pages
    assert "half of them within 10 km" in pages


def test_without_evidence_nothing_is_added_to_the_dna(world, tmp_path):
    out = tmp_path / "out"
    assert run("identify", *options(world, evidence=None, pages=2), "--out", out).exit_code == 0
    assert (pl.read_parquet(out / "posteriors.parquet")["log10_evidence"] == 0).all()
    assert "beside the DNA" not in page(out, "report/00001.html")


def test_flaws_in_the_evidence_are_named_and_the_rest_goes_on(world, tmp_path):
    rows = [
        "family,id,age,stature,date,latitude",
        ",B-0001,200,170,2025-06-31,95",
        ",B-0001,30,,,",
        ",B-9999,30,,,",
        ",,30,,,",
    ]
    evidence = tmp_path / "evidence.csv"
    evidence.write_text("\n".join(rows), encoding="utf-8")
    out = tmp_path / "out"
    assert run("identify", *options(world, evidence=evidence, pages=0), "--out", out).exit_code == 0
    found = pl.read_parquet(out / "findings.parquet").filter(pl.col("file") == "evidence.csv")
    assert sorted(found["code"]) == [
        *("evidence-id-missing", "evidence-of-nobody", "evidence-twice"),
        *("evidence-unreadable", "evidence-unreadable", "evidence-unreadable"),
    ]
    unreadable = found.filter(pl.col("code") == "evidence-unreadable")
    assert sorted(unreadable.select("row", "field").rows()) == [(2, "age"), (2, "date"), (2, "latitude")]
    assert (found["remedy"] != "").all()


@pytest.mark.parametrize(
    ("model", "stationarity"),
    [("one-step", "stationary"), ("dawid", "as-stated"), ("stepwise", "reversible-pr"), ("equal", "reversible-mh")],
)
def test_every_model_can_be_asked_for_and_stands_in_the_report(world, tmp_path, model, stationarity):
    """Microvariants have no place in one-step and dawid: those loci take the equal model, and are named."""
    out = tmp_path / "out"
    chosen = options(world, evidence=None, pages=0, mutation=model, stationarity=stationarity)
    assert run("identify", *chosen, "--out", out).exit_code == 0
    params = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["params"]
    assert (params["mutation"], params["stationarity"]) == (model, stationarity)
    replaced = pl.read_parquet(out / "findings.parquet").filter(pl.col("code") == "mutation-model-replaced")
    assert (replaced.height > 0) == (model in {"one-step", "dawid"})


def test_a_table_of_evidence_without_anything_known_is_refused(world, tmp_path):
    evidence = tmp_path / "evidence.csv"
    evidence.write_text("family,id\nF-0001,missing-1\n", encoding="utf-8")
    assert "age" in refused("identify", *options(world, evidence=evidence), "--out", tmp_path / "out")


def test_a_familias_file_can_stand_for_the_families(world, tmp_path):
    """The same families and bodies out of one file: the peer's format with its own database."""
    source = Path(__file__).parents[1] / "kinship" / "files"
    familias = sorted(source.glob("dvi.fam"))
    assert familias, "an invented Familias file with [DVI] among the tests' files"
    out = tmp_path / "out"
    arguments = ("--bodies", familias[0], "--families", familias[0], "--candidate-lr", 1, "--out", out)
    assert run("identify", *arguments).exit_code == 0
    assert "Proposed identifications" in page(out)


def test_a_family_whose_own_reads_contradict_its_pedigree_is_named_and_not_compared(world, tmp_path):
    families = tmp_path / "families"
    families.mkdir()
    (families / "pedigrees.csv").write_text(
        "family,id,father,mother,sex,missing\nF,father,,,M,\nF,mother,,,F,\nF,son,father,mother,M,\nF,lost,father,mother,M,yes\n",
        encoding="utf-8",
    )
    (families / "references.csv").write_text(
        "family,id,TPOX,FGA\nF,father,8/8,20/20\nF,mother,8/8,21/21\nF,son,11/11,20/21\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    changed = options(world, families=families, evidence=None, mutation="none", pages=0)
    result = run("identify", *changed, "--out", out)
    assert "cannot have these profiles at the locus TPOX" in result.output
    found = pl.read_parquet(out / "findings.parquet")
    assert "family-contradicts-itself" in found["code"].to_list()


def test_nobody_reaching_the_threshold_is_an_answer(world, tmp_path):
    out = tmp_path / "out"
    result = run("identify", *options(world, **{"candidate-lr": "1e60"}), "--out", out, "--json")
    assert set(json.loads(result.stdout)["conclusions"]) == {"no match"}
    assert "Nothing is proposed." in page(out)
    assert pl.read_parquet(out / "posteriors.parquet").height == 0


def test_bodies_that_are_all_of_staff_are_refused(world, tmp_path):
    staff = world / "staff.csv"
    assert "staff" in refused("identify", *options(world, bodies=staff), "--out", tmp_path / "out")


@pytest.mark.parametrize(
    ("posterior", "said"),
    [
        (0.9995, "99.950%: about 2,000 to 1 that it is so"),
        (0.5, "50.0%: about 1 to 1 that it is so"),
        (0.001, "0.10%: about 1,000 to 1 that it is not so"),
        (1.0, "> 99.9999%: more than a billion to 1 that it is so"),
    ],
)
def test_a_posterior_is_said_with_its_odds(posterior, said):
    assert html.in_words(posterior) == said


@pytest.mark.parametrize(
    ("log10_lr", "said"),
    [
        (4.0, "10,000 times more probable"),
        (-1.0, "10 times less probable"),
        (20.114, "1.3·10²⁰ times more probable"),
        (float("-inf"), "impossible"),
    ],
)
def test_a_ratio_is_said_as_a_number(log10_lr, said):
    assert html.ratio_in_words(log10_lr) == said


def test_two_files_of_one_name_keep_a_digest_each(world, tmp_path):
    staff = tmp_path / "bodies.csv"
    shutil.copy(world / "staff.csv", staff)
    out = tmp_path / "out"
    assert run("identify", *options(world, staff=staff, pages=0), "--out", out).exit_code == 0
    named = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["inputs"]
    assert {"bodies.csv", f"{tmp_path.name}/bodies.csv"} <= set(named)


def test_evidence_does_not_give_the_bags_of_possible_twins_to_one_of_them(world, tmp_path):
    """Two bags with one profile, two missing brothers: they may be identical twins, one in each bag."""
    table = pl.read_csv(world / "frequencies.csv", infer_schema=False).group_by("marker", maintain_order=True)
    alleles = {name[0]: rows["allele"].to_list() for name, rows in table}
    families = tmp_path / "families"
    families.mkdir()
    (families / "pedigrees.csv").write_text(
        "family,id,father,mother,sex,missing\nF,father,,,M,\nF,mother,,,F,\n"
        "F,one,father,mother,M,yes\nF,other,father,mother,M,yes\n",
        encoding="utf-8",
    )
    head = ",".join(alleles)
    father, mother, child = (
        ",".join(f"{own[i]}/{own[j]}" for own in alleles.values()) for i, j in ((0, 1), (2, 3), (0, 2))
    )
    (families / "references.csv").write_text(
        f"family,id,{head}\nF,father,{father}\nF,mother,{mother}\n", encoding="utf-8"
    )
    bodies, evidence = tmp_path / "bodies.csv", tmp_path / "evidence.csv"
    bodies.write_text(f"sample,sex,{head}\nB-1,M,{child}\nB-2,M,{child}\n", encoding="utf-8")
    evidence.write_text("family,id,age\nF,one,20\nF,other,50\n,B-1,20\n,B-2,50\n", encoding="utf-8")
    changed = options(world, families=families, bodies=bodies, evidence=evidence, staff=None)
    out = tmp_path / "out"
    assert run("identify", *changed, "--out", out).exit_code == 0
    said = pl.read_parquet(out / "conclusions.parquet").row(0, named=True)
    assert (said["bags"], said["conclusion"], said["n_people"]) == ("B-1 B-2", "symmetric", 2)
    assert "identical twins" in page(out, "report/00001.html")
