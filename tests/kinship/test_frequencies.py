import json
from pathlib import Path

import numpy as np
import pytest

from repatria.kinship import Chromosome
from repatria.kinship.frequencies import USUAL_RATE, example_frequencies, with_mutation
from repatria.kinship.mutation import stepwise


def test_the_table_is_that_of_the_peers_cases(reference: Path):
    case = json.loads((reference / "dna" / "kinship" / "power-ep-parents.json").read_text())
    panel = example_frequencies(23)
    assert panel.names == tuple(row["name"] for row in case["markers"])
    for marker, row in zip(panel.markers, case["markers"], strict=True):
        assert marker.alleles == tuple(row["alleles"])
        assert marker.frequencies.tolist() == row["freqs"]


def test_every_locus_is_whole():
    panel = example_frequencies(47)
    for marker in panel.markers:
        assert marker.chromosome is Chromosome.AUTOSOMAL
        assert marker.frequencies.sum() == pytest.approx(1.0, abs=1e-9)
        assert marker.frequencies.min() >= 0.001
        repeats = [float(allele) for allele in marker.alleles]
        assert repeats == sorted(repeats)


def test_twenty_four_loci_are_usual():
    assert len(example_frequencies()) == 24
    with pytest.raises(ValueError, match="1 to 47"):
        example_frequencies(48)


def test_a_model_is_made_for_every_marker():
    panel = with_mutation(example_frequencies(), lambda marker: stepwise(marker, USUAL_RATE))
    for marker in panel.markers:
        assert marker.mutation is not None
        leaving = 1 - np.diag(marker.mutation.male)
        # A microvariant alone in its group has no whole step to take.
        assert set(np.round(leaving, 12)) <= {0.0, 0.0035}
