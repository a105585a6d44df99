"""A frequency table becomes the loci that profiles are compared at."""

import numpy as np
import pytest

from repatria.kinship import Marker, Panel, equal, stepwise
from repatria.kinship.formats import SingleAllele, complete_panel, parse_profiles

TABLE = Panel(
    markers=(
        Marker(name="TH01", alleles=("6", "7"), frequencies=np.array([0.4, 0.6])),
        Marker(name="vWA", alleles=("14", "rest"), frequencies=np.array([0.5, 0.5])),
    )
)
RATES = (0.001, 0.003)


def completed(text: str, model=stepwise):
    read, _ = parse_profiles(text.encode(), single_allele=SingleAllele.UNKNOWN_SECOND)
    return complete_panel(
        TABLE, [read], lambda marker: model and model(marker, RATES), rates=RATES, minimum_frequency=0.01
    )


def test_an_allele_that_was_read_is_let_in_and_the_others_make_room():
    panel, findings = completed("sample,TH01\nB,6/9\nC,9/9\n")
    assert panel.markers[0].alleles == ("6", "7", "9")
    assert panel.markers[0].frequencies == pytest.approx([0.396, 0.594, 0.01])
    assert panel.markers[0].mutation.female.shape == (3, 3)
    said = next(each for each in findings if each.code == "alleles-added")
    assert said.params == {"locus": "TH01", "alleles": "9", "minimum": "0.01"}


def test_a_model_that_does_not_fit_gives_way_to_the_equal_one_at_the_same_rates():
    panel, findings = completed("sample,TH01\nB,6/7\n")
    assert [(each.code, each.params["locus"]) for each in findings] == [("mutation-model-replaced", "vWA")]
    np.testing.assert_array_equal(panel.markers[1].mutation.male, equal(TABLE.markers[1], RATES).male)
    assert panel.markers[0].mutation.model == "stepwise"


def test_no_model_is_an_answer():
    panel, findings = completed("sample,TH01\nB,6/7\n", model=None)
    assert [each.mutation for each in panel.markers] == [None, None]
    assert findings == []
