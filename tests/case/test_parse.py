from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.case.strategies import LIST, PARTIES, TERM, case_bytes, spoiled_cases, toml_values

from repatria.case import Act, TermStatus, parse_case, wording
from repatria.case.parse import MAX_BYTES
from repatria.case.table import Report, Table
from repatria.case.wording import WORDING
from repatria.findings import Finding, Severity

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "istanbul-2025" / "case.toml"


def findings_of(*parts: str) -> dict[str, Finding]:
    _, findings = parse_case(case_bytes(*parts))
    return {finding.code: finding for finding in findings}


def category(fields: str) -> str:
    return f'{TERM}\n[[terms.categories]]\nkey = "young"\ntitle = "young"\n{fields}\n'


def test_a_sound_case_gives_itself_and_no_finding():
    case, findings = parse_case(case_bytes(TERM, LIST))
    assert findings == []
    assert case is not None
    assert case.side_codes == ("A", "B")
    assert case.other_side("A") == "B"
    assert [each.key for each in case.current_lists] == ["a-held"]


# -- each flaw by its code, its place and its line ---------------------------------------------------------

AGE = 'kind = "age"\nreadings = [{{ key = "r", {} }}]'
FLAWS = [
    ("unknown-key-nearest", "terms[1].quantitty", (TERM + "quantitty = 6",)),
    ("unknown-key", "terms[1].zzz", (TERM + "zzz = 6",)),
    ("unknown-key-nearest", "lists[1].senders", (LIST + 'senders = "A"',)),
    ("key-missing", "lists[1].purpose", (LIST.replace('purpose = "held"', ""),)),
    ("not-a-text", "terms[1].title", (TERM.replace('"Exchange"', "5"),)),
    ("not-a-flag", "terms[1].mutual", (TERM.replace("mutual = true", 'mutual = "yes"'),)),
    ("not-a-count", "terms[1].quantity", (TERM.replace("100", '"100"'),)),
    ("not-a-count", "terms[1].quantity", (TERM.replace("100", "true"),)),
    ("not-a-count", "terms[1].quantity", (TERM.replace("100", "100.0"),)),
    ("number-out-of-range", "terms[1].quantity", (TERM.replace("100", "0"),)),
    ("number-out-of-range", "terms[1].quantity", (TERM.replace("100", "99999999999"),)),
    ("not-a-pair", "terms[1].ratio", (TERM + "ratio = [1]",)),
    ("not-a-day", "terms[1].deadline", (TERM + "deadline = 2025-06-02T10:00:00Z",)),
    ("not-a-day", "terms[1].deadline", (TERM + 'deadline = "31.02.2025"',)),
    ("not-a-day", "terms[1].deadline", (TERM + 'deadline = "2025-02-31"',)),
    ("not-texts", "lists[1].shared_with", (LIST + 'shared_with = "B"',)),
    ("not-a-mapping", "lists[1].columns", (LIST + "columns = { Name = 3 }",)),
    ("not-entries", "terms[1].legs", (TERM + "legs = 3",)),
    ("value-not-known-nearest", "terms[1].status", (TERM.replace("agreed", "agred"),)),
    ("value-not-known", "terms[1].status", (TERM.replace('"agreed"', '"zzz"'),)),
    ("value-not-known", "terms[1].status", (TERM.replace('"agreed"', "[1]"),)),
    ("value-not-known-nearest", "terms[1].unit", (TERM.replace("person", "persons"),)),
    ("value-empty", "terms[1].title", (TERM.replace('"Exchange"', '" "'),)),
    ("text-too-long", "terms[1].title", (TERM.replace("Exchange", "E" * 301),)),
    ("key-form", "terms[1].key", (TERM.replace('"exchange"', '"Exchange 1"', 1),)),
    ("key-used-twice", "terms[2].key", (TERM, TERM)),
    ("key-used-twice", "lists[2].key", (LIST, LIST.replace(".csv", ".xlsx"))),
    ("key-used-twice", "parties[4].code", ('[[parties]]\ncode = "N"\nname = "Second"\nrole = "neutral"',)),
    ("party-code-form", "parties[4].code", ('[[parties]]\ncode = "party a"\nname = "x"\nrole = "guarantor"',)),
    ("two-sides-needed", "parties", ('[[parties]]\ncode = "C"\nname = "Party C"\nrole = "side"',)),
    ("party-unknown", "lists[1].sender", (LIST.replace('"A"', '"X"'),)),
    ("party-unknown", "lists[1].shared_with", (LIST + 'shared_with = ["X"]',)),
    ("party-unknown", "terms[1].debtor", (TERM + 'debtor = "X"',)),
    ("debtor-is-creditor", "terms[1].creditor", (TERM + 'debtor = "A"\ncreditor = "A"',)),
    ("debtor-missing", "terms[1].debtor", (TERM.replace("mutual = true", ""),)),
    ("deadline-and-none", "terms[1].no_deadline_agreed", (TERM + "deadline = 2025-07-01",)),
    (
        "dates-contradict",
        "terms[1].deadline",
        (TERM.replace("no_d", "#") + "agreed_on = 2025-06-02\ndeadline = 2025-06-01",),
    ),
    (
        "dates-contradict",
        "terms[1].legs[1].date",
        (TERM + "agreed_on = 2025-06-02\n[[terms.legs]]\ndate = 2025-06-01",),
    ),
    (
        "dates-contradict",
        "lists[2].as_of",
        (LIST + "as_of = 2025-06-02", LIST.replace("a-held", "a-new") + 'as_of = 2025-06-01\nsupersedes = "a-held"'),
    ),
    ("done-date-on-undone", "terms[1].done_on", (TERM + "done_on = 2025-06-02",)),
    ("unit-missing", "terms[1].quantity", (TERM.replace('unit = "person"', ""),)),
    ("unit-does-not-fit", "terms[1].unit", (TERM.replace("person", "bag"),)),
    ("unit-does-not-fit", "lists[1].unit", (LIST + 'unit = "bag"',)),
    ("ratio-not-whole", "terms[1].ratio", (TERM + "ratio = [3, 1]",)),
    ("ratio-not-mutual", "terms[1].ratio", (TERM.replace("mutual = true", 'debtor = "A"') + "ratio = [2, 1]",)),
    ("duration-reversed", "terms[1].duration_days", (TERM + "duration_days = [3, 2]",)),
    ("field-does-not-fit-act", "terms[1].duration_days", (TERM + "duration_days = [2, 3]",)),
    (
        "field-does-not-fit-act",
        "terms[1].legs",
        (TERM.replace('act = "exchange"', 'act = "answer_list"') + "[[terms.legs]]\nseats = 100",),
    ),
    ("term-list-unknown", "terms[1].lists", (TERM + 'lists = ["b-held"]', LIST)),
    ("source-unknown", "terms[1].source", (TERM.replace("signed protocol", "protocol"),)),
    ("age-readings-missing", "terms[1].categories[1]", (category('kind = "age"'),)),
    (
        "readings-not-age",
        "terms[1].categories[1].readings",
        (category(AGE.format("max_age = 25").replace("age", "claim", 1) + '\nclaim = "sick"'),),
    ),
    (
        "value-not-known-nearest",
        "terms[1].categories[1].claim",
        (category('kind = "claim"\nclaim = "severely_wonded"'),),
    ),
    ("claim-missing", "terms[1].categories[1]", (category('kind = "claim"'),)),
    ("claim-not-claim", "terms[1].categories[1].claim", (category(AGE.format("max_age = 25") + '\nclaim = "sick"'),)),
    ("age-bounds-missing", "terms[1].categories[1].readings[1]", (category(AGE.format('source = "the talks"')),)),
    ("age-range-empty", "terms[1].categories[1].readings[1]", (category(AGE.format("min_age = 26, max_age = 25")),)),
    (
        "age-range-empty",
        "terms[1].categories[1].readings[1]",
        (category(AGE.format("min_age = 25, max_age = 25, includes_max = false")),),
    ),
    ("number-out-of-range", "terms[1].categories[1].readings[1].max_age", (category(AGE.format("max_age = 250")),)),
    ("number-out-of-range", "terms[1].categories[1].readings[1].min_age", (category(AGE.format("min_age = -1")),)),
    (
        "reading-unknown",
        "terms[1].categories[1].agreed_reading",
        (category(AGE.format("max_age = 25") + '\nagreed_reading = "q"'),),
    ),
    (
        "quota-contradicts",
        "terms[1].categories[1].at_least",
        (category(AGE.format("max_age = 25") + "\nat_least = 3\nat_most = 2"),),
    ),
    ("quota-above-quantity", "terms[1].categories", (category(AGE.format("max_age = 25") + "\nat_least = 101"),)),
    ("file-outside-case", "lists[1].file", (LIST.replace("lists/", "../"),)),
    ("file-outside-case", "lists[1].file", (LIST.replace("lists/", "/etc/"),)),
    ("file-outside-case", "lists[1].file", (LIST.replace("lists/", "C:/lists/"),)),
    ("file-outside-case", "lists[1].file", (LIST.replace('"lists/a-held.csv"', r"'lists\..\..\x.csv'"),)),
    ("file-outside-case", "lists[1].file", (LIST.replace("lists/", "lists/../../"),)),
    ("file-outside-case", "lists[1].columns", (LIST + 'columns = "../columns.toml"',)),
    ("file-is-ours", "lists[1].file", (LIST.replace("lists/a-held.csv", "results/answers.xlsx"),)),
    ("digest-form", "lists[1].sha256", (LIST + 'sha256 = "abc"',)),
    ("supersedes-unknown", "lists[1].supersedes", (LIST + 'supersedes = "older"',)),
    ("supersedes-itself", "lists[1].supersedes", (LIST + 'supersedes = "a-held"',)),
    (
        "supersedes-differs",
        "lists[2].supersedes",
        (LIST, LIST.replace("a-held", "b").replace('"A"', '"B"') + 'supersedes = "a-held"'),
    ),
    (
        "supersedes-taken",
        "lists[3].supersedes",
        (
            LIST,
            LIST.replace("a-held", "b") + 'supersedes = "a-held"',
            LIST.replace("a-held", "c") + 'supersedes = "a-held"',
        ),
    ),
]


@pytest.mark.parametrize(("code", "field", "parts"), FLAWS, ids=[f"{code}-{field}" for code, field, _ in FLAWS])
def test_flaw_refuses_the_case_and_names_its_place(code, field, parts):
    case, findings = parse_case(case_bytes(*parts))
    assert case is None
    named = [each for each in findings if (each.code, each.field) == (code, field)]
    assert named, [(each.code, each.field) for each in findings]
    assert named[0].severity is Severity.ERROR
    assert named[0].file == "case.toml"
    assert named[0].row is not None
    assert "{" not in named[0].text() or "{ " in named[0].text()


WARNINGS = [
    ("source-missing", (TERM.replace('source = "signed protocol"', ""),)),
    ("seats-below-quantity", (TERM + "[[terms.legs]]\nseats = 99",)),
    ("shared-with-sender", (LIST + 'shared_with = ["A"]',)),
    ("file-named-twice", (LIST, LIST.replace('"a-held"', '"again"'))),
    (
        "readings-same",
        (category(AGE.format("max_age = 25").replace("]", ', { key = "s", max_age = 26, includes_max = false }]')),),
    ),
    ("deadline-not-stated", (TERM.replace("no_deadline_agreed = true", ""),)),
    ("quantity-not-stated", (TERM.replace("quantity = 100", ""),)),
]


@pytest.mark.parametrize(("code", "parts"), WARNINGS, ids=[code for code, _ in WARNINGS])
def test_doubt_is_said_and_the_case_goes_on(code, parts):
    case, findings = parse_case(case_bytes(*parts))
    assert case is not None
    assert code in {each.code for each in findings}
    assert Severity.ERROR not in {each.severity for each in findings}


def test_nearest_known_key_is_offered():
    finding = findings_of(TERM + "quantitty = 6")["unknown-key-nearest"]
    assert "Did you mean quantity?" in finding.text()


def test_line_is_the_line_of_the_key():
    data = case_bytes(TERM + "quantitty = 6")
    _, findings = parse_case(data)
    assert data.decode().split("\n")[findings[0].row - 1] == "quantitty = 6"


def test_age_without_a_day_to_count_it_on_is_refused():
    case, findings = parse_case(case_bytes(category(AGE.format("max_age = 25"))).replace(b"reference_date", b"#"))
    assert case is None
    assert "reference-date-missing" in {each.code for each in findings}


def test_case_without_a_neutral_body_is_warned():
    data = PARTIES.replace('neutral = "N"', "").replace('"neutral"', '"guarantor"').encode()
    case, findings = parse_case(data)
    assert case is not None
    assert {each.code for each in findings} == {"neutral-missing"}


def test_neutral_body_must_have_that_role():
    case, findings = parse_case(PARTIES.replace('neutral = "N"', 'neutral = "A"').encode())
    assert case is None
    assert {each.code for each in findings} == {"neutral-not-neutral"}


def test_findings_never_repeat_what_was_written():
    """A name that slipped into the wrong place must not travel on in a message."""
    secret = "Вигаданенко"
    for parts in ((TERM.replace('"agreed"', f'"{secret}"'),), (LIST.replace('"A"', f'"{secret}"'),)):
        _, findings = parse_case(case_bytes(*parts))
        assert findings
        assert not any(secret in each.text() for each in findings)


# -- the file as text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (b"title = 'x'\nrole = \n", "toml-syntax", 2),
        (b"title = 'x'\ntitle = 'y'\n", "toml-key-twice", 2),
        (b"[a]\nx = 1\n[a]\ny = 2", "toml-key-twice", 3),
        (b"title = 'x'\n# \xff\n", "case-not-utf8", 2),
        (b"title = [", "toml-syntax", 1),
        (b"#" * (MAX_BYTES + 1), "case-too-large", None),
        (b"x = " + b"[" * 9_000, "toml-too-deep", None),
        (b"x = " + b"1" * 9_000, "toml-too-deep", None),
        (b"\nx = '" + b"1" * 10_000 + b"'", "toml-too-deep", 2),
        (b"\nx" + b".x" * 4_000 + b" = 1", "toml-too-deep", 2),
        (b"\n[x" + b'."x" ' * 1_000 + b"]", "toml-too-deep", 2),
        (b"\nx = { y" + b" .y" * 1_000 + b" = 1 }", "toml-too-deep", 2),
    ],
)
def test_text_that_is_not_toml_names_its_line(data, code, row):
    case, findings = parse_case(data)
    assert case is None
    assert [(each.code, each.row) for each in findings] == [(code, row)]


def test_dots_in_a_sentence_are_no_depth():
    note = "see 1.2.3, a.b.c. " * 20 + "." * 200
    case, findings = parse_case(case_bytes(TERM + f'note = "{note}"'))
    assert case is not None, [each.code for each in findings]


def test_entries_without_end_are_refused():
    case, findings = parse_case(case_bytes("[[terms]]\n" * 2001))
    assert case is None
    assert [each.field for each in findings if each.code == "too-many-entries"] == ["terms"]


def test_byte_order_mark_is_no_flaw():
    case, findings = parse_case(b"\xef\xbb\xbf" + case_bytes())
    assert case is not None
    assert findings == []


def test_empty_file_says_what_is_missing():
    case, findings = parse_case(b"")
    assert case is None
    assert {(each.code, each.field) for each in findings} >= {("key-missing", "title"), ("two-sides-needed", "parties")}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_findings_and_never_a_crash(data):
    case, findings = parse_case(data)
    assert (case is None) == any(each.severity is Severity.ERROR for each in findings)


@settings(max_examples=150, deadline=None)
@given(spoiled_cases())
def test_spoiled_cases_give_findings_that_can_be_read(data):
    case, findings = parse_case(data)
    assert (case is None) == any(each.severity is Severity.ERROR for each in findings)
    assert all(each.text().isprintable() for each in findings)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["title", "parties", "sources", "terms", "lists", "neutral"]), toml_values))
def test_any_values_give_findings_and_never_a_crash(values):
    from repatria.case.parse import _read_case

    report = Report("case.toml")
    case = _read_case(Table(values, "", report))
    assert (case is None) == (report.n_errors > 0)


def test_every_sentence_can_be_filled():
    assert all(each.message and each.remedy for each in WORDING.values())
    assert all(code == code.lower() and " " not in code for code in WORDING)


def test_every_sentence_is_said_somewhere():
    files = sorted(Path(wording.__file__).parent.glob("*.py"))
    said = "".join(path.read_text(encoding="utf-8") for path in files if path.name != "wording.py")
    assert not [code for code in WORDING if f'"{code}"' not in said]


# -- the example: what the press reported, and what it left open --------------------------------------------


@pytest.fixture(scope="module")
def example():
    case, findings = parse_case(EXAMPLE.read_bytes())
    assert case is not None
    assert {each.severity for each in findings} == {Severity.NOTE}
    return {term.key: term for term in case.terms}


def test_example_keeps_open_what_the_report_left_open(example):
    term = example["exchange-june"]
    assert term.quantity is None
    assert term.deadline is None
    wounded, young = term.categories
    assert wounded.claim == "severely_wounded"
    assert young.is_open
    assert [(each.youngest, each.oldest) for each in young.readings] == [(18, 25), (0, 24)]
    assert young.reference_date == date(2025, 6, 2)


def test_example_tells_done_agreed_proposed_and_disputed_apart(example):
    assert {key: term.status for key, term in example.items()} == {
        "exchange-1000-may": TermStatus.DONE,
        "exchange-june": TermStatus.AGREED,
        "remains-6000": TermStatus.AGREED,
        "local-ceasefire": TermStatus.PROPOSED,
        "children-339": TermStatus.DISPUTED,
        "full-ceasefire": TermStatus.PROPOSED,
    }
    assert sum(leg.seats for leg in example["exchange-1000-may"].legs) == 390 + 307 + 303 == 1000
    assert [each.quantity for each in example["remains-6000"].obligations()] == [6000, 6000]
    assert example["local-ceasefire"].duration_days == (2, 3)
    children = example["children-339"]
    assert (children.act, children.quantity) == (Act.ANSWER_LIST, 339)
    assert all("press report" in term.source for term in example.values())
