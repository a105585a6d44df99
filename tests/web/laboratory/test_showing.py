"""What the pages of a comparison show: merged bags, loci in order, the prior in words, pages of a long list."""

import random
import re

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from tests.web.laboratory.world import World, profile_of

from repatria import kinship
from repatria.web.laboratory import actions, locus_table
from repatria.web.laboratory.loci import in_order
from repatria.web.laboratory.models import Candidate, Run
from repatria.web.laboratory.reading import merge
from repatria.web.laboratory.wording import n_open, params_in_words
from repatria.web.templatetags.repatria import chance


def test_loci_stand_along_the_chromosomes():
    mixed = ["vWA", "DXS10103", "D2S1338", "AMEL", "TPOX", "Mystery", "D10S1248", "Penta E", "FGA", "DYS391", "TH01"]
    assert in_order(mixed) == [
        "TPOX",
        "D2S1338",
        "FGA",
        "D10S1248",
        "TH01",
        "vWA",
        "Penta E",
        "AMEL",
        "DXS10103",
        "DYS391",
        "Mystery",
    ]


def test_bags_are_merged_as_the_engine_merges_them():
    """Full, partial, absent and contradicting reads of three bags, locus by locus."""
    rng = random.Random(3)
    names = ("11", "12", "13")
    markers = tuple(
        kinship.Marker(name=f"L{n}", alleles=names, frequencies=np.array([0.2, 0.3, 0.5])) for n in range(60)
    )
    panel = kinship.Panel(markers=markers)
    bags: dict[str, dict[str, list[str | None]]] = {}
    for bag in ("PM-1", "PM-2", "PM-3"):
        bags[bag] = {
            marker.name: [rng.choice(names), rng.choice([*names, None])] for marker in markers if rng.random() < 0.6
        }
    profiles = kinship.Profiles.of(bags, panel)
    engine = kinship.merge_profiles(profiles, [[0, 1, 2]]).profiles.alleles[0]
    shown = merge(list(bags.items()))
    for at, marker in enumerate(markers):
        weighed = {names[int(allele)] for allele in engine[at] if allele >= 0}
        said = shown[marker.name].alleles if marker.name in shown else ()
        assert {allele for allele in said if allele} == weighed, marker.name
        if marker.name in shown and said:
            assert all(
                set(said) >= {one for one in bags[bag][marker.name] if one} for bag in shown[marker.name].origins
            )


def test_a_locus_that_only_the_other_bag_gave_is_shown_with_its_bag():
    table = locus_table.lay_out(
        {"D3S1358": 0.5, "vWA": -0.4, "FGA": None, "TH01": 0.0},
        [("PM-1", {"D3S1358": ["14", "15"]}), ("PM-2", {"vWA": ["16", "17"], "FGA": ["20", "21"]})],
        [("mother", {"D3S1358": ["15", "15"], "vWA": ["18", "18"], "FGA": ["25", "26"]})],
    )
    by_locus = {one.locus: one for one in table.lines}
    assert [one.locus for one in table.lines] == ["D3S1358", "FGA", "TH01", "vWA"]
    assert (by_locus["vWA"].body, by_locus["vWA"].origins) == ("16 17", ("PM-2",))
    assert by_locus["vWA"].bar.is_against
    assert not by_locus["D3S1358"].bar.is_against
    assert by_locus["FGA"].bar.x == pytest.approx(0)  # an exclusion reaches the edge
    assert by_locus["TH01"].bar is None  # nobody read it
    assert by_locus["D3S1358"].bar.x + by_locus["D3S1358"].bar.width == pytest.approx(100)


@pytest.mark.parametrize(("prior", "n"), [(0.18, 5), (0.9, 1), (0.9 / 60_000, 60_000), (0.2, None), (0.95, None)])
def test_of_how_many_cases_an_even_prior_is_the_share(prior: float, n: int | None):
    assert n_open(prior, 0.1) == n


def test_chances_and_parameters_are_said_with_their_units():
    shown = [chance(one).replace("\u00a0", " ") for one in (0.18, 0.1, 0.9 / 60_000, 0.0, 1 / 3)]
    assert shown == ["18 %", "10 %", "0.0015 %", "0 %", "33 %"]
    said = params_in_words({"threshold_log10": 4.0, "not_listed": 0.1, "something_new": 3})
    assert said[0] == ("Smallest likelihood ratio of a candidate", "10,000 (log10 4.0)")
    assert said[-1] == ("something new", "3")


@pytest.fixture
def long_list(world: World) -> Run:
    """A run of 120 candidates: every one of a body and a family of its own, none of them real."""
    one = world.candidate(world.pm(), world.am())
    profiles = [world.read(world.sample(world.pm()), profile_of(seed)) for seed in range(2)]
    member = one.member
    Candidate.objects.bulk_create(
        Candidate(
            run=one.run,
            profile=profiles[at % 2],
            member=member if at < 2 else _sibling(member, at),
            log10_lr=at / 10,
            posterior=at / 200,
            prior=0.01,
            n_compared=14,
            n_exclusions=0,
            conclusion="probable" if at % 3 else "undisputed",
        )
        for at in range(119)
    )
    return one.run


def _sibling(member, at: int):
    return type(member).objects.create(family=member.family, key=f"m{at}", sex="M", is_missing=True)


def page(run: Run, **asked: str) -> str:
    client = Client()
    client.force_login(World.user_of("nadia"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("laboratory:run", args=[run.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_long_list_of_candidates_is_turned_filtered_and_sorted(long_list: Run):
    text = page(long_list)
    assert "1–50 of 120" in text
    assert 'rel="prev"' not in text
    assert text.index("11.80") < text.index("11.70")
    assert "101–120 of 120" in page(long_list, after="100")
    found = page(long_list, conclusion="undisputed", order="lr")
    assert "1–40 of 40" in found
    number = long_list.candidates.exclude(conclusion="").first().profile.sample.pm.number
    narrowed = page(long_list, q=number.lower(), conclusion="undisputed")
    assert set(re.findall(r"PM-N-\d+", narrowed.split("<tbody>")[1])) == {number}
    assert "Nothing bears that number." in page(long_list, q="PM-X-9999")
    assert "1–50 of 120" in page(long_list, order="'; drop", after="x" * 20)


def test_a_bag_is_found_by_the_tag_of_its_part_and_drawn_with_its_parts(world: World):
    bag, other = world.bag(n=2), world.bag()
    actions.take_parts(by=world.user("nadia"), unit=bag, parts=[("PART-7", 1), ("PART-8", None)])
    actions.log_seal(by=world.user("nadia"), unit=bag, number="SEAL-1", event="applied", place="mortuary")
    client = Client()
    client.force_login(World.user_of("nadia"), backend="django.contrib.auth.backends.ModelBackend")
    found = client.get(reverse("laboratory:remains"), {"q": "part-7"}).content.decode()
    assert bag.record.tag in found
    assert "PART-8" in found  # the whole tree
    assert other.record.tag not in found
    drawn = client.get(reverse("laboratory:unit", args=[bag.pk])).content.decode()
    tree = drawn.split('class="tree"')[1].split("<h2>")[0]
    assert tree.index(bag.record.tag) < tree.index("<ul>") < tree.index("PART-7") < tree.index("PART-8")
    assert "at least 2 individuals" in tree
    assert "SEAL-1" in tree
    client.force_login(World.user_of("mira"), backend="django.contrib.auth.backends.ModelBackend")
    part = bag.parts.order_by("pk").first()
    for name in ("custody:unit", "custody:move"):
        assert part.lab_tag.code in client.get(reverse(name, args=[part.pk])).content.decode()


def test_queries_do_not_grow_with_the_candidates(long_list: Run, django_assert_max_num_queries):
    client = Client()
    client.force_login(World.user_of("nadia"), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("laboratory:run", args=[long_list.pk])
    client.get(url)
    with django_assert_max_num_queries(18):
        client.get(url)
