"""The loci that a comparison compares at: rare alleles come in, slips of a hand do not."""

import numpy as np

from repatria import kinship
from repatria.web.laboratory.bridge import weighing
from repatria.web.laboratory.bridge.panels import panel_of

TABLE = {"TH01": {"6": 0.3, "7": 0.3, "9.3": 0.4}, "TPOX": {"8": 0.6, "11": 0.4}}


def test_a_rare_allele_comes_in_and_is_told():
    panel, told = panel_of([{"TH01": ["6", "5"]}], TABLE, 0.001)
    assert "5" in panel.markers[0].alleles
    assert told == [{"locus": "TH01", "allele": "5", "why": "not_in_table"}]


def test_a_letter_among_numbers_is_left_out_and_changes_nobodys_model():
    slip, clean = {"TH01": ["X", "Y"], "TPOX": ["8", "11"]}, {"TH01": ["6", "7"], "TPOX": ["8", "8"]}
    panel, told = panel_of([slip, clean], TABLE, 0.001)
    expected, _none = panel_of([clean], TABLE, 0.001)
    assert panel.markers[0].alleles == expected.markers[0].alleles
    assert panel.markers[0].mutation is not None
    assert expected.markers[0].mutation is not None
    assert np.array_equal(panel.markers[0].mutation.male, expected.markers[0].mutation.male)
    assert [(each["allele"], each["why"]) for each in told] == [("X", "no_number"), ("Y", "no_number")]
    profiles = kinship.Profiles.of({"slip": weighing._reads(slip, panel)}, panel)
    assert profiles.is_typed.tolist() == [[False, True]]
