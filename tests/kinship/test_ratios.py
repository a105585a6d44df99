"""Direct likelihood ratios, by hand and by peer."""

import numpy as np
import pytest
from tests.kinship import cases
from tests.kinship.worlds import marker, pedigree

from repatria.kinship import (
    Chromosome,
    Family,
    LikelihoodParams,
    Panel,
    Profiles,
    likelihood_ratios,
)
from repatria.kinship.formats.case import parse_case

TREE = pedigree("d M", "m F", "x M d m")
P = {"10": 0.1, "11": 0.2, "12": 0.7}
PANEL = Panel(markers=(marker("D1", frequencies=tuple(P.values())),))


def _family(reads, panel=PANEL, tree=TREE):
    return Family(id="F", pedigree=tree, missing=("x",), references=Profiles.of(reads, panel))


def _ratio(reads, body, panel=PANEL, tree=TREE, **how):
    bodies = Profiles.of({"B": body}, panel)
    return 10 ** likelihood_ratios(_family(reads, panel, tree), "x", bodies, panel, **how).log10_lr[0]


@pytest.mark.parametrize(
    ("father", "mother", "body", "expected"),
    [
        (("10", "11"), ("12", "12"), ("10", "12"), 0.5 / (2 * 0.1 * 0.7)),
        (("10", "10"), ("11", "11"), ("10", "11"), 1 / (2 * 0.1 * 0.2)),
        (("10", "10"), ("11", "11"), ("12", "12"), 0.0),
    ],
)
def test_a_son_of_two_parents_is_the_textbook_ratio(father, mother, body, expected):
    ratio = _ratio({"d": {"D1": father}, "m": {"D1": mother}}, {"D1": body})
    assert ratio == pytest.approx(expected, rel=1e-13)


def test_theta_is_the_textbook_paternity_index():
    """Father 10/10, his child 10/11, the mother unknown: Balding and Nichols (1994).

    Related: the child's 10 is the father's, its 11 the third draw of the urn.  Unrelated: two more draws, in
    either order.
    """
    theta = 0.03
    ratio = _ratio({"d": {"D1": ("10", "10")}}, {"D1": ("10", "11")}, params=LikelihoodParams(theta=theta))
    third_is_11 = (1 - theta) * 0.2 / (1 + theta)
    stranger = 2 * (2 * theta + (1 - theta) * 0.1) / (1 + theta) * (1 - theta) * 0.2 / (1 + 2 * theta)
    assert ratio == pytest.approx(third_is_11 / stranger, rel=1e-12)


def test_a_son_on_x_has_his_mothers_allele():
    panel = Panel(markers=(marker("X1", frequencies=tuple(P.values()), chromosome=Chromosome.X),))
    assert _ratio({"m": {"X1": ("10", "12")}}, {"X1": ("10",)}, panel) == pytest.approx(0.5 / 0.1)


@pytest.mark.parametrize("sex_of", ["x", "m"])
def test_on_x_nobody_is_compared_whose_sex_is_not_known(sex_of):
    panel = Panel(markers=(marker("X1", chromosome=Chromosome.X), marker("D1")))
    tree = pedigree("d M", "m F", f"x {'?' if sex_of == 'x' else 'M'} d m", f"s {'?' if sex_of == 'm' else 'F'} d m")
    reads = {"s": {"X1": ("10", "10"), "D1": ("10", "11")}}
    bodies = Profiles.of({"B": {"X1": ("10",), "D1": ("10", "11")}}, panel)
    ratios = likelihood_ratios(_family(reads, panel, tree), "x", bodies, panel)
    assert ratios.by_marker[0, 0] == pytest.approx(0.0, abs=1e-14)
    assert ratios.by_marker[0, 1] > 0


def test_an_exclusion_is_a_result_and_the_parts_add_up():
    panel = Panel(markers=tuple(marker(f"D{number}") for number in range(3)))
    reads = {"m": {"D0": ("10", "10"), "D1": ("10", "11"), "D2": ("12", "12")}}
    bodies = Profiles.of(
        {
            "excluded": {"D0": ("11", "12"), "D1": ("10", "10")},
            "possible": {"D0": ("10", "12"), "D1": ("10", "10")},
            "untyped": {},
        },
        panel,
    )
    ratios = likelihood_ratios(_family(reads, panel), "x", bodies, panel)
    assert ratios.ids == bodies.ids
    assert ratios.log10_lr[0] == ratios.by_marker[0, 0] == -np.inf
    assert ratios.by_marker.shape == (3, 3)
    np.testing.assert_allclose(ratios.by_marker.sum(axis=1)[1:], ratios.log10_lr[1:])
    np.testing.assert_array_equal(ratios.by_marker[2], 0.0)
    np.testing.assert_array_equal(ratios.by_marker[:, 2], 0.0)


def test_impossible_relatives_leave_nothing_to_weigh():
    tree = pedigree("d M", "m F", "x M d m", "s F d m")
    reads = {"m": {"D1": ("10", "10")}, "s": {"D1": ("11", "11")}}
    assert np.isnan(_ratio(reads, {"D1": ("10", "10")}, tree=tree))


def test_who_is_not_missing_is_refused():
    with pytest.raises(ValueError, match="d is not one of its missing"):
        likelihood_ratios(_family({}), "d", Profiles.of({}, PANEL), PANEL)
    with pytest.raises(ValueError, match="profiles of 1 markers"):
        likelihood_ratios(_family({}), "x", Profiles(ids=(), alleles=np.empty((0, 2, 2), np.int16)), PANEL)


@pytest.mark.parametrize("name", cases.names("dvi"))
def test_agrees_with_peer(name, reference):
    """dvir's pairwise likelihood ratios, to 1e-8 in their logarithm."""
    case, findings = parse_case(cases.data(reference, "dvi", name))
    assert not findings
    expected = cases.load(reference, "dvi", name)["results"]["pairwise_LR"]
    place = {each: number for number, each in enumerate(expected["victims"])}
    for column, missing in enumerate(expected["missing"]):
        family = next(each for each in case.families if missing in each.missing)
        ratios = likelihood_ratios(family, missing, case.bodies.profiles, case.panel).log10_lr
        for body, found in zip(case.bodies.ids, ratios, strict=True):
            wanted = cases.number(expected["values"][place[body]][column])
            if not np.isnan(wanted):
                with np.errstate(divide="ignore"):
                    assert cases.is_near(found, float(np.log10(wanted)), 1e-8 / np.log(10))
