"""What is wrong with a case file is said with its place, all of it at once, and never ends in a traceback."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship.formats.case import DviCase, KinshipCase, LinkedCase, parse_case
from repatria.kinship.formats.words_of_cases import CASES

MARKER = {"name": "TH01", "chrom": "autosomal", "alleles": ["6", "7", "9.3"], "freqs": [0.2, 0.3, 0.5]}
X = {"name": "DXS1", "chrom": "X", "alleles": ["1", "2"], "freqs": [0.5, 0.5]}
TRIO = [
    {"id": "dad", "father": None, "mother": None, "sex": "M"},
    {"id": "mum", "father": None, "mother": None, "sex": "F"},
    {"id": "son", "father": "dad", "mother": "mum", "sex": "M"},
]
STRANGER = [{**each, "father": None, "mother": None} for each in TRIO]


def kinship(**changes):
    return {
        "schema": "kinship/1",
        "id": "trio",
        "markers": [MARKER, X],
        "hypotheses": [{"name": "related", "pedigree": TRIO}, {"name": "unrelated", "pedigree": STRANGER}],
        "denominator": "unrelated",
        "genotypes": {"dad": {"TH01": ["6", "9.3"], "DXS1": ["1"]}, "son": {"TH01": ["6", None], "DXS1": ["2"]}},
        **changes,
    }


def dvi(**changes):
    return {
        "schema": "dvi/1",
        "markers": [MARKER],
        "victims": [{"id": "V1", "sex": "M"}, {"id": "V2", "sex": None}],
        "victim_genotypes": {"V1": {"TH01": ["6", "7"]}},
        "families": [{"name": "F", "pedigree": TRIO, "missing": ["son"]}],
        "reference_genotypes": {"dad": {"TH01": ["6", "6"]}},
        "missing": ["son"],
        **changes,
    }


def linked(**changes):
    markers = [MARKER, {**MARKER, "name": "vWA"}]
    return {"schema": "linked/1", "markers": markers, "pedigree": TRIO, "genotypes": {}, **changes}


def read(value):
    return parse_case(value if isinstance(value, bytes) else json.dumps(value).encode(), file="case.json")


def test_a_case_becomes_nouns():
    case, findings = read(kinship(somebody="else", theta=0.01))
    assert isinstance(case, KinshipCase)
    assert not findings
    assert case.theta == 0.01
    assert case.profiles.alleles[case.profiles.index("son")].tolist() == [[0, -1], [1, 1]]


def test_the_schema_may_be_named_as_the_reference_names_it():
    assert read(kinship(schema="dna-reference/kinship/1"))[0] is not None


def test_numbers_as_alleles_are_what_people_write():
    numbers = {**MARKER, "alleles": [6, 7.0, 9.3]}
    case, _ = read(kinship(markers=[numbers, X]))
    assert case.panel.markers[0].alleles == ("6", "7", "9.3")


def test_bodies_without_genotypes_and_without_sex_stay_in_the_case():
    case, findings = read(dvi(pairings={"V1": ["*", "son"]}))
    assert isinstance(case, DviCase)
    assert not findings
    assert case.bodies.ids == ("V1", "V2")
    assert case.pairings == {"V1": ("son",), "V2": ()}


def test_a_linked_case_without_fractions_is_asked_at_the_usual_ones():
    case, _ = read(linked())
    assert isinstance(case, LinkedCase)
    assert case.recombinations == (0.0, 0.01, 0.1089, 0.25, 0.5)
    assert read(linked(linkage={"rho": [0.2]}))[0].recombinations == (0.2,)
    assert read(linked(results=[{"rho": 0.3}]))[0].recombinations == (0.3,)


def test_a_file_cut_off_is_told_with_its_row():
    text = json.dumps(kinship(), indent=1)
    _, (finding,) = parse_case(text[: len(text) // 2].encode(), file="F.json")
    assert finding.code == "case-not-json"
    assert finding.row == text[: len(text) // 2].count("\n") + 1


FLAWS = [
    (b"{", "case-not-json", ""),
    (b"[]", "case-wrong-kind", ""),
    (kinship(schema="kinship/9"), "case-schema-unknown", "schema"),
    ({**kinship(), "markers": None}, "case-wrong-kind", "markers"),
    (kinship(theta=10**400), "case-wrong-kind", "theta"),
    ({key: value for key, value in kinship().items() if key != "hypotheses"}, "case-key-missing", "hypotheses"),
    (kinship(markers=[]), "case-key-missing", "markers"),
    (kinship(markers=[MARKER, MARKER]), "case-marker-twice", "markers"),
    (kinship(markers=[{**MARKER, "freqs": [0.2, 0.3, 0.4]}, X]), "case-marker-unusable", "markers[0] TH01"),
    (kinship(markers=[{**MARKER, "freqs": [0.5, 0.5]}, X]), "case-marker-unusable", "markers[0] TH01"),
    (kinship(markers=[{**MARKER, "freqs": ["a", 0.3, 0.5]}, X]), "case-wrong-kind", "markers[0] TH01.freqs"),
    (kinship(markers=[{**MARKER, "chrom": "Y"}, X]), "case-chromosome-unknown", "markers[0] TH01.chrom"),
    (kinship(markers=[{**MARKER, "silent_allele": "6"}, X]), "case-silent-not-last", "markers[0] TH01.silent_allele"),
    (
        kinship(markers=[{**MARKER, "mutation": {"female": {"matrix": [[1]]}, "male": {"matrix": [[1, 0]]}}}, X]),
        "case-matrix-not-square",
        "markers[0] TH01.mutation.male",
    ),
    (kinship(theta=1.5), "case-theta-impossible", "theta"),
    (kinship(denominator="cousins"), "case-denominator-unknown", "denominator"),
    (kinship(founder_inbreeding={"son": 0.25}), None, ""),
    (kinship(founder_inbreeding={"uncle": 0.25}), "case-inbreeding-no-founder", "founder_inbreeding"),
    (kinship(genotypes={"aunt": {}}), "case-person-unknown", "pedigree"),
    (kinship(genotypes={"dad": {"TH01": ["6", "99"]}}), "case-allele-unknown", "genotypes"),
    (kinship(genotypes={"dad": {"D1": ["6", "7"]}}), "case-marker-unknown", "genotypes"),
    (kinship(genotypes={"dad": {"TH01": ["6"]}}), "case-genotype-single", "genotypes"),
    (kinship(genotypes={"dad": {"TH01": "6/7"}}), "case-genotype-unreadable", "genotypes"),
    (kinship(genotypes={"dad": {"DXS1": ["1", "2"]}}), "case-male-two-x-alleles", "genotypes"),
    (
        kinship(hypotheses=[{"name": "unrelated", "pedigree": [*TRIO, TRIO[0]]}]),
        "case-pedigree-impossible",
        "hypotheses[0].pedigree",
    ),
    (
        kinship(hypotheses=[{"name": "unrelated", "pedigree": [{**TRIO[2], "mother": None}]}]),
        "case-pedigree-impossible",
        "hypotheses[0].pedigree[0]",
    ),
    (
        kinship(hypotheses=[{"name": "unrelated", "pedigree": [{**TRIO[0], "sex": "?"}]}]),
        "case-sex-unreadable",
        "hypotheses[0].pedigree[0]",
    ),
    (
        {"schema": "genotype-distribution/1", "markers": [MARKER], "pedigree": TRIO, "target": "son",
         "genotypes": {"son": {"TH01": ["6", "7"]}}},
        "case-missing-is-typed",
        "genotypes",
    ),
    (
        {"schema": "power/1", "markers": [MARKER], "pedigree": TRIO, "missing_person": "son",
         "genotypes": {"son": {"TH01": None}, "dad": {"TH01": ["6", "7"]}}},
        None,
        "",
    ),
    (dvi(missing=["son", "mum"]), "case-missing-unclear", "missing"),
    (dvi(reference_genotypes={"son": {"TH01": ["6", "6"]}}), "case-family-impossible", "families[0]"),
    (dvi(reference_genotypes={"aunt": {}}), "case-person-unknown", "reference_genotypes"),
    (dvi(pairings={"V1": ["uncle"]}), "case-pairing-unknown", "pairings"),
    (dvi(victims=[{"id": "V1", "sex": "M"}, {"id": "V1", "sex": "M"}]), "case-body-unclear", "victims[1]"),
    (
        dvi(families=[{"name": "F", "pedigree": TRIO, "missing": ["son"]},
                      {"name": "G", "pedigree": TRIO[:2], "missing": []}]),
        "case-reference-ambiguous",
        "families[1]",
    ),
    (kinship(hypotheses=[]), "case-hypotheses-unclear", "hypotheses"),
    (linked(markers=[MARKER]), "case-not-two-markers", "markers"),
    (linked(linkage={"rho": [0.6]}), "case-recombination-impossible", "rho"),
    ({"schema": "power/1", "markers": [MARKER], "pedigree": TRIO, "ids": ["son", "son"]}, "case-not-a-pair", "ids"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "place"), FLAWS, ids=[str(each[1]) for each in FLAWS])
def test_a_flaw_is_said_with_its_place_and_remedy(value, code, place):
    case, findings = read(value)
    if code is None:
        assert case is not None
        return
    assert case is None
    assert {(each.code, each.field) for each in findings} == {(code, place)}
    assert findings[0].text().startswith("case.json")
    assert findings[0].remedy


def test_all_flaws_of_a_file_are_said_at_once():
    bad = {"dad": {"TH01": ["6", "99"], "DXS1": ["1", "2"]}, "son": {"D1": ["6", "7"]}}
    codes = [each.code for each in read(kinship(genotypes=bad))[1]]
    assert codes == ["case-allele-unknown", "case-male-two-x-alleles", "case-marker-unknown"]


def test_no_allele_stands_in_a_finding():
    text = read(kinship(genotypes={"dad": {"TH01": ["6", "98765"]}}))[1][0].text()
    assert "dad" in text
    assert "98765" not in text


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([kinship(), dvi()]), st.data())
def test_any_value_in_any_place_gives_findings_or_a_case(value, data):
    spoiled = json.loads(json.dumps(value))
    here = spoiled
    while True:
        key = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        if isinstance(here[key], dict | list) and here[key] and data.draw(st.booleans()):
            here = here[key]
            continue
        here[key] = data.draw(JSON)
        break
    case, findings = read(spoiled)
    assert (case is None) == bool(findings)


@given(st.binary(max_size=60))
def test_any_bytes_give_findings(data):
    assert read(data)[0] is None or data.strip().startswith(b"{")


def test_every_finding_is_documented_in_its_words():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "cases-dna.md").read_text(encoding="utf-8")
    missing = [code for code, said in CASES.items() if f"| `{code}` | {said.message} | {said.remedy} |" not in page]
    assert not missing
