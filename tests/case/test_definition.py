import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.case.strategies import TERM, case_bytes

from repatria.case import parse_case, render_skeleton, term_as_json, term_from_json
from repatria.case.model import AgeReading, CaseCategory, CaseLeg, CaseTerm

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
words = st.text(st.characters(whitelist_categories=["L", "N"]), min_size=1, max_size=20)


@st.composite
def terms(draw: st.DrawFn) -> CaseTerm:
    age = CaseCategory(
        key="young",
        title=draw(words),
        kind="age",
        readings=(AgeReading(key="r", max_age=draw(st.integers(1, 120)), includes_max=draw(st.booleans())),),
        reference_date=draw(days),
        all_for_all=draw(st.booleans()),
        at_least=draw(st.none() | st.integers(0, 10)),
    )
    ratio = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    return CaseTerm(
        key="exchange",
        title=draw(words),
        status="agreed",
        act="exchange",
        debtor=draw(st.none() | st.just("A")),
        mutual=True,
        quantity=draw(st.none() | st.integers(1, 9).map(lambda n: n * 12)),
        unit="person",
        categories=draw(st.sampled_from([(), (age,)])),
        legs=draw(st.sampled_from([(), (CaseLeg(seats=200),)])),
        ratio=ratio,
        no_deadline_agreed=draw(st.booleans()),
        source=draw(words),
    )


@settings(max_examples=60, deadline=None)
@given(terms())
def test_term_returns_from_json_as_it_was(term):
    assert term_from_json(json.loads(json.dumps(term_as_json(term)))) == term


def test_every_term_of_the_skeleton_returns():
    case, _ = parse_case(render_skeleton())
    assert [term_from_json(term_as_json(term)) for term in case.terms] == list(case.terms)


def test_what_is_no_term_is_refused():
    with pytest.raises(ValueError, match="key-missing"):
        term_from_json({"title": "x"})


def test_mutual_term_names_both_debts_by_its_ratio():
    """Two of A for three of B: 100 against 150."""
    case, _ = parse_case(case_bytes(TERM + "ratio = [2, 3]"))
    owed = case.terms[0].obligations()
    assert [(each.debtor, each.creditor, each.quantity) for each in owed] == [("A", "B", 100), ("B", "A", 150)]


def test_mutual_term_of_one_named_debtor_names_the_other():
    case, _ = parse_case(case_bytes(TERM + 'debtor = "B"'))
    assert (case.terms[0].debtor, case.terms[0].creditor) == ("B", "A")
