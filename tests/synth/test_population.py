"""Marginals of the invented population, within bounds that a change of the tables would have to argue with."""

import datetime as dt
from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repatria.synth import PopulationParams
from repatria.synth.population import COMMUNITIES, Population, make_population
from repatria.synth.population_births import WORLD_DATE, days_in_month, ordinals_of, parts_of
from repatria.synth.population_names import POOLS, given_pool, surname_pool
from repatria.synth.population_places import gazetteer

N = 60_000


@cache
def people() -> Population:
    return make_population(N, PopulationParams(), rng=np.random.default_rng(5))


def test_surnames_have_a_heavy_head_and_a_long_tail():
    counts = np.array(sorted(Counter(people().surname.tolist()).values(), reverse=True))
    assert 0.001 < counts[0] / N < 0.01
    assert 0.2 < counts[:1000].sum() / N < 0.6
    assert len(counts) > 0.35 * N
    assert (counts == 1).sum() > 0.25 * N


def test_a_larger_population_has_more_surnames_but_fewer_for_each_person():
    more = make_population(4 * N, PopulationParams(), rng=np.random.default_rng(5))
    n_small, n_large = (len(np.unique(each.surname)) for each in (people(), more))
    assert 1.8 * n_small < n_large < 3.6 * n_small


@pytest.mark.parametrize("name", sorted(POOLS))
def test_surnames_of_a_people_are_words_in_both_registers(name):
    pool = surname_pool(name)
    ranks = np.random.default_rng(2).integers(0, pool.size, 200).tolist()
    for uk, ru in map(pool.forms, ranks):
        assert [uk[0], ru[0]] == [uk[0].upper(), ru[0].upper()]
        assert not set("ыэёъ") & set(uk)
        assert not set("іїєґ'") & set(ru)


def test_given_names_follow_their_time():
    pool = given_pool("M")
    born = {name: [] for name in ("Микола", "Дмитро", "Максим")}
    years = parts_of(people().birth)[0]
    for name, told in born.items():
        is_his = ~people().is_woman & np.isin(people().given, [pool.forms["uk"].index(name)])
        told.append(np.median(years[is_his]))
    assert born["Микола"][0] + 8 < born["Дмитро"][0] < born["Максим"][0]


def test_names_and_fathers_belong_to_their_peoples():
    pool = given_pool("M")
    expected = np.array([each[1] for each in COMMUNITIES])
    assert (pool.group[people().father] == expected[people().community]).all()


def test_ages_and_sexes_are_those_of_an_army_with_civilians():
    years = parts_of(people().birth)[0]
    is_soldier = people().number >= 0
    assert 0.86 < is_soldier.mean() < 0.90
    assert 0.03 < people().is_woman[is_soldier].mean() < 0.05
    assert 0.40 < people().is_woman[~is_soldier].mean() < 0.50
    ages = WORLD_DATE.year - years[is_soldier]
    assert 30 < np.median(ages) < 42
    assert np.quantile(ages, 0.001) >= 17


def test_papers_are_fond_of_the_first_of_january_and_of_round_days():
    years, months, days = parts_of(people().birth)
    is_first = (months == 1) & (days == 1)
    assert 2.0 < is_first.mean() * 365 < 6.0
    late = [place for place, each in enumerate(COMMUNITIES) if each[0] in {"central", "caucasus"}]
    assert is_first[np.isin(people().community, late)].mean() > 1.5 * is_first.mean()
    assert (days == 15).mean() > 1.08 * (days == 14).mean()
    assert (years[is_first] % 5 == 0).mean() > 0.3


def test_service_numbers_are_their_owners_alone():
    numbers = people().number[people().number >= 0]
    assert len(np.unique(numbers)) == len(numbers)


def test_nobody_is_in_two_groups_of_kin_but_with_a_third():
    kin = people().kin
    assert (kin.one != kin.other).all()
    pairs = {frozenset(pair) for pair in zip(kin.one.tolist(), kin.other.tolist(), strict=True)}
    assert len(pairs) == len(kin.one)


def test_places_have_names_in_three_languages():
    names = gazetteer()
    for table in (names.settlements, names.districts, names.regions):
        assert len({len(table[language]) for language in ("uk", "ru", "be")}) == 1
    assert len(names.settlements["uk"]) > 2_000


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_dates_and_ordinals_are_those_of_the_calendar(date):
    year, month, day = (np.array([part]) for part in (date.year, date.month, date.day))
    assert ordinals_of(year, month, day)[0] == date.toordinal()
    assert [int(part[0]) for part in parts_of(np.array([date.toordinal()]))] == [date.year, date.month, date.day]
    import calendar

    assert days_in_month(year, month)[0] == calendar.monthrange(date.year, date.month)[1]
