"""The nouns of kinship check themselves."""

import numpy as np
import pytest

from repatria.kinship import UNREAD, Marker, Member, Panel, Pedigree, Profiles, Sex

TRIO = (
    Member(id="child", father="dad", mother="mum"),
    Member(id="dad", sex=Sex.MALE),
    Member(id="mum", sex=Sex.FEMALE),
)
MARKER = Marker(name="TH01", alleles=("6", "7", "9.3"), frequencies=np.array([0.2, 0.3, 0.5]))


def test_parents_stand_before_children():
    pedigree = Pedigree(members=TRIO)
    order = [pedigree.ids[place] for place in pedigree.order]
    assert order.index("child") == 2
    assert list(pedigree.fathers) == [1, -1, -1]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([Member(id="a", father="b", mother="c", sex=Sex.MALE)], "not a member"),
        ([*TRIO, TRIO[0]], "same id"),
        ([Member(id="child", father="mum", mother="dad"), *TRIO[1:]], "other sex"),
        (
            [
                Member(id="a", father="b", mother="m", sex=Sex.MALE),
                Member(id="b", father="a", mother="m", sex=Sex.MALE),
                Member(id="m", sex=Sex.FEMALE),
            ],
            "ancestor of their own",
        ),
    ],
)
def test_an_impossible_pedigree_is_refused(members, said):
    with pytest.raises(ValueError, match=said):
        Pedigree(members=tuple(members))


def test_frequencies_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match=r"sum to 0\.9"):
        Marker(name="X", alleles=("1", "2"), frequencies=np.array([0.4, 0.5]))


def test_reads_become_places():
    profiles = Profiles.of(
        {"p": {"TH01": ("9.3", "6")}, "q": {"TH01": ("7", None)}, "r": {"TH01": None}, "s": {"TH01": ("7",)}},
        Panel(markers=(MARKER,)),
    )
    assert profiles.alleles[:, 0].tolist() == [[2, 0], [1, UNREAD], [UNREAD, UNREAD], [1, 1]]


def test_an_allele_outside_the_database_is_not_guessed():
    with pytest.raises(KeyError):
        Profiles.of({"p": {"TH01": ("9.3", "99")}}, Panel(markers=(MARKER,)))
