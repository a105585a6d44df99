"""One table of what is known of bodies and of missing people."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repatria.errors import InputUnusable
from repatria.kinship import Family, Member, Pedigree, Profiles, Sex
from repatria.kinship.formats import parse_evidence

FAMILY = Family(
    id="F1",
    pedigree=Pedigree(members=(Member(id="M1", sex=Sex.MALE),)),
    missing=("M1",),
    references=Profiles(ids=(), alleles=np.zeros((0, 1, 2), dtype=np.int16)),
)
TEXT = """family;id;sex;age_from;age_to;age;stature_cm;date;lat;lon;section;effects
;B-2;M;20;30;;178,5;2025-06-11;48.5;37.9;north;ring | watch
F1;M1;;;;24;180;2025-05-01;;;north;watch
"""


def test_bodies_and_missing_people_are_read():
    found, reported, findings = parse_evidence(TEXT.encode(), ["B-1", "B-2"], [FAMILY])
    assert findings == []
    assert (len(found), len(reported)) == (2, 1)
    assert found.sexes.tolist() == [Sex.UNKNOWN, Sex.MALE]
    assert (found.age[1], found.age_sd[1]) == pytest.approx((25.0, 10 / 3.92))
    assert math.isnan(found.age[0])
    assert reported.age[0] == 24.0
    assert found.stature[1] == 178.5
    assert found.day[1] - reported.day[0] == 41
    assert found.section[1] == reported.section[0]
    assert found.effects[1] & reported.effects[0] == {"watch"}


def test_a_flaw_names_its_row_and_the_rest_goes_on():
    text = "id,family,age,stature,date,sex\nB-1,,150,180,11.06.2025,perhaps\nB-7,,20,,,\n"
    found, _, findings = parse_evidence(text.encode(), ["B-1"], [], file="e.csv")
    assert {(each.code, each.row, each.field) for each in findings} == {
        ("evidence-unreadable", 2, "age"),
        ("evidence-unreadable", 2, "date"),
        ("evidence-unreadable", 2, "sex"),
        ("evidence-of-nobody", 3, "id"),
    }
    assert found.stature[0] == 180.0


def test_a_table_without_ids_is_refused():
    with pytest.raises(InputUnusable, match="no column id"):
        parse_evidence(b"age\n30\n", ["B-1"], [])


def test_a_table_that_says_nothing_of_anybody_is_refused():
    with pytest.raises(InputUnusable, match="such as sex, age"):
        parse_evidence(b"family,id\n,B-1\n", ["B-1"], [])


@given(st.binary(max_size=200))
def test_any_bytes_give_findings_or_a_refusal(data):
    try:
        found, reported, _ = parse_evidence(b"id,family,age,stature,date,lat,section\n" + data, ["B-1"], [FAMILY])
    except InputUnusable:
        return
    assert (len(found), len(reported)) == (1, 1)
