"""The invented world of DNA: same seed same bytes, the truth is true, and each kind of trouble is what it says."""

import csv
import io

import numpy as np
import polars as pl
import pytest

from repatria.kinship import Panel, Profiles, example_frequencies
from repatria.kinship.formats.pedigrees import parse_pedigrees
from repatria.kinship.formats.profiles import parse_profiles
from repatria.kinship.formats.reads import SingleAllele
from repatria.synth.dna import Loci, Trouble, make_dna_world
from repatria.synth.dna.bodies import make_bags
from repatria.synth.dna.families import make_families
from repatria.synth.dna.inheritance import drop_genes
from repatria.synth.dna.reading import Quality, read_one
from repatria.synth.dna.shapes import SHAPES

RATES = (0.0035, 0.0007)


def loci_of(panel: Panel, rates=RATES) -> Loci:
    return Loci.of(
        {m.name: dict(zip(m.alleles, m.frequencies.tolist(), strict=True)) for m in panel.markers},
        {m.name: rates for m in panel.markers},
    )


@pytest.fixture(scope="module")
def loci() -> Loci:
    return loci_of(example_frequencies(24))


def world(loci, seed=1, bodies=300, families=500):
    return make_dna_world(bodies, families, loci, seed=seed, rng=np.random.default_rng(seed))


@pytest.fixture(scope="module")
def made(loci):
    return world(loci)


@pytest.fixture(scope="module")
def drawn(loci):
    rng = np.random.default_rng(7)
    families = make_families(800, loci, rng=rng)
    staff = loci.draw((3,), rng=rng)
    return families, staff, make_bags(900, families, staff, loci, rng=rng)


def table(made, name):
    return pl.read_csv(made.files[name], infer_schema=False).fill_null("")


def test_the_same_seed_gives_the_same_bytes(loci, made):
    assert world(loci).files == made.files
    assert world(loci, seed=2).files["bodies.csv"] != made.files["bodies.csv"]


def test_the_parsers_read_every_file_and_name_nothing_but_what_was_planted(made):
    pedigrees, findings = parse_pedigrees(made.files["families/pedigrees.csv"])
    assert len(pedigrees) == 500
    assert not findings
    read, findings = parse_profiles(made.files["families/references.csv"], single_allele=SingleAllele.UNKNOWN_SECOND)
    assert len(read) == made.counts["references"]
    assert {each.code for each in findings} <= {"sample-empty"}
    read, findings = parse_profiles(made.files["bodies.csv"], single_allele=SingleAllele.UNKNOWN_SECOND)
    planted = {
        "single-allele-unknown",
        "mixture-profile",
        "three-alleles",
        "sample-empty",
        "sex-contradicts-amelogenin",
    }
    assert {each.code for each in findings} <= planted
    truth = table(made, "truth/bodies.csv")
    assert len(read) + len(read.refused) == truth.height == 300
    mixtures = set(truth.filter(pl.col("origin") == "mixture")["body"])
    assert set(read.refused) <= mixtures


def test_every_body_of_a_family_is_one_of_its_missing_people(made):
    bodies, missing = table(made, "truth/bodies.csv"), table(made, "truth/missing.csv")
    of_families = bodies.filter(pl.col("origin") == "family")
    known = set(missing.select("family", "missing").iter_rows())
    assert set(of_families.select("family", "missing").iter_rows()) <= known
    # One person is one pair, in however many bags.
    people = of_families.group_by("person").agg(pl.struct("family", "missing").n_unique().alias("n"))
    assert people["n"].max() == 1
    n_bags = {(f, m): int(n) for f, m, n in missing.select("family", "missing", "n_bags").iter_rows()}
    counted = {(f, m): n for f, m, n in of_families.group_by("family", "missing").len().iter_rows()}
    assert {key: n for key, n in n_bags.items() if n} == counted


def test_whose_bodies_there_are_is_as_it_should_be(made):
    counts = dict(table(made, "truth/bodies.csv").group_by("origin").len().iter_rows())
    assert counts["mixture"] == round(0.012 * 300)
    assert counts["staff"] == round(0.003 * 300)
    assert 0.5 < counts["family"] / 300 < 0.75
    assert counts["other-party"] > counts["no-family"] > 0


def test_without_trouble_a_body_has_an_allele_of_each_typed_parent(made):
    bodies, references = table(made, "bodies.csv"), table(made, "families/references.csv")
    truth = table(made, "truth/bodies.csv").filter((pl.col("troubles") == "") & (pl.col("origin") == "family"))
    reads = {row["sample"]: row for row in bodies.iter_rows(named=True)}
    of_parent = {(r["family"], r["id"]): r for r in references.iter_rows(named=True)}
    n_compared = 0
    for row in truth.iter_rows(named=True):
        for parent in ("father", "mother"):
            sample = of_parent.get((row["family"], parent))
            if sample is None or row["missing"] != "missing-1":
                continue
            own = reads[row["body"]]
            for locus in bodies.columns[3:]:
                if own[locus] and sample[locus]:
                    assert set(own[locus].split("/")) & set(sample[locus].split("/")), (row["body"], locus)
                    n_compared += 1
    assert n_compared > 500


def test_shapes_name_parents_before_children_and_add_up():
    assert sum(each.percent for each in SHAPES) == pytest.approx(100)
    for shape in SHAPES:
        seen: set[str] = set()
        for place in shape.places:
            assert {place.father, place.mother} - {""} <= seen, shape.name
            assert not place.twin_of or place.twin_of in seen
            assert not (place.is_missing and place.sampled)
            seen.add(place.name)
        assert shape.n_missing >= 1
        assert any(place.sampled == 1.0 for place in shape.places), shape.name
    assert len({each.name for each in SHAPES}) == len(SHAPES)


def test_children_get_an_allele_of_each_parent_unless_something_is_marked(loci):
    kin = drop_genes(SHAPES[0], 400, loci, rng=np.random.default_rng(3))
    father, mother, child = (kin.alleles[:, i] for i in range(3))
    for side, parent in ((0, father), (1, mother)):
        has_own = (child[:, :, side, None] == parent).any(axis=2).all(axis=1)
        assert np.all(has_own | kin.has_mutation | (kin.has_wrong_paternity & (side == 0)))
    assert 0 < kin.has_wrong_paternity.sum() < 20


def test_mutations_go_by_whole_repeats_and_mostly_by_one():
    loci = loci_of(example_frequencies(6), rates=(0.4, 0.4))
    kin = drop_genes(SHAPES[0], 800, loci, rng=np.random.default_rng(3))
    n_steps = {1: 0, 2: 0}
    for place, names in enumerate(loci.alleles):
        size = np.array([float(each) for each in names])
        mother, received = size[kin.alleles[:, 1, place]], size[kin.alleles[:, 2, place, 1]]
        apart = np.abs(mother - received[:, None])
        whole = np.array([np.isclose(apart, steps).any(axis=1) for steps in (0, 1, 2)])
        assert whole.any(axis=0).all()
        # A new allele may equal the mother's other one: then nothing is to be seen.
        n_steps[1] += int((whole[1] & ~whole[0]).sum())
        n_steps[2] += int((whole[2] & ~whole[1] & ~whole[0]).sum())
    assert n_steps[1] > 5 * n_steps[2] > 0


def test_long_loci_are_lost_first(loci):
    rng = np.random.default_rng(1)
    reads, _ = read_one(loci.draw((400,), rng=rng), Quality(at_bp=np.full(400, 250.0)), loci, rng=rng)
    share = (reads[:, :, 0] >= 0).mean(axis=0)
    assert share[loci.lengths_bp < 150].min() > 0.95
    assert share[loci.lengths_bp > 350].max() < 0.05


def test_a_whole_sample_is_read_whole(loci):
    rng = np.random.default_rng(1)
    true = loci.draw((50,), rng=rng)
    reads, unseen = read_one(true, Quality(at_bp=np.full(50, np.inf)), loci, rng=rng)
    assert np.array_equal(reads[:, :, :2], np.sort(true, axis=2))
    assert not unseen.any()


def test_one_person_in_several_bags_has_one_genotype(drawn, loci):
    _families, _staff, bags = drawn
    rows = np.flatnonzero(bags.troubles[Trouble.SEVERAL_BAGS] & ~bags.troubles[Trouble.UNSEEN_DROPOUT])
    assert len(rows) > 20
    for row in rows:
        read = bags.reads[row, :, :2]
        true = np.sort(bags.persons.alleles[bags.person[row]], axis=1)
        both = (read >= 0).all(axis=1)
        assert np.array_equal(read[both], true[both])


def test_a_mixture_holds_both_people_and_shows_more_than_two_alleles(drawn):
    _families, _staff, bags = drawn
    mixed = np.flatnonzero(
        bags.troubles[Trouble.MIXTURE] & ~bags.troubles[Trouble.POOR] & ~bags.troubles[Trouble.DEGRADED]
    )
    assert len(mixed)
    for row in mixed:
        assert (bags.reads[row, :, 2] >= 0).sum() >= 2
        both = np.concatenate([bags.persons.alleles[bags.person[row]], bags.persons.alleles[bags.second[row]]], axis=1)
        for locus, read in enumerate(bags.reads[row]):
            assert set(read[read >= 0]) <= set(both[locus])


def test_staff_are_on_the_staff_list(drawn):
    _families, staff, bags = drawn
    rows = np.flatnonzero(bags.troubles[Trouble.STAFF])
    assert len(rows) == round(0.003 * 900)
    for row in rows:
        assert np.array_equal(bags.reads[row, :, :2], np.sort(staff[bags.staff[row]], axis=1))


def test_identical_twins_have_one_genotype(loci):
    shape = next(each for each in SHAPES if each.name == "identical twins missing")
    kin = drop_genes(shape, 20, loci, rng=np.random.default_rng(1))
    assert np.array_equal(kin.alleles[:, 2], kin.alleles[:, 3])


def test_brothers_who_both_fell_mostly_lie_in_bags_together(drawn):
    families, _staff, bags = drawn
    found = np.isin(np.arange(len(families.missing)), bags.persons.missing)
    several = np.bincount(families.missing.family, minlength=families.n)[families.missing.family] > 1
    by_family = np.bincount(families.missing.family[several & found], minlength=families.n)
    assert (by_family >= 2).sum() > 3


def test_a_world_of_one_body_and_one_family_can_be_made(loci):
    made = world(loci, bodies=1, families=1)
    assert len(list(csv.reader(io.StringIO(made.files["bodies.csv"].decode())))) == 2


@pytest.mark.parametrize(("bodies", "families"), [(0, 5), (5, 0)])
def test_an_empty_world_is_refused(loci, bodies, families):
    with pytest.raises(ValueError, match="at least one"):
        world(loci, bodies=bodies, families=families)


def test_loci_check_themselves():
    with pytest.raises(ValueError, match="sum to 1"):
        Loci(names=("A",), alleles=(("1", "2"),), frequencies=(np.array([0.5, 0.4]),), rates=np.zeros((1, 2)))
    with pytest.raises(ValueError, match="rates"):
        Loci.of({"A": {"1": 1.0}}, {"A": (0.9, 0.1)})


def test_reads_fit_the_panel_they_were_drawn_from(made):
    from repatria.kinship.formats.reads import in_panel

    read, _ = parse_profiles(made.files["bodies.csv"], single_allele=SingleAllele.UNKNOWN_SECOND)
    profiles, findings = in_panel(read, example_frequencies(24))
    assert isinstance(profiles, Profiles)
    assert {each.code for each in findings} <= {"profile-under-minimum"}
