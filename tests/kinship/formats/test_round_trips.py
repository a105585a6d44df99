"""What we write we read again, and nothing is said against it."""

import datetime as dt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kinship.formats import strategies

from repatria.findings import Severity
from repatria.kinship import Bodies, Sex
from repatria.kinship.formats import (
    CodisFile,
    CodisHeader,
    FamiliasFile,
    FamiliasLocus,
    FamiliasModel,
    FamilyPedigree,
    ModelCode,
    PedFile,
    SingleAllele,
    Specimen,
    as_read,
    in_panel,
    parse_codis,
    parse_familias,
    parse_families,
    parse_frequencies,
    parse_genemapper,
    parse_ped,
    parse_pedigrees,
    parse_pedigrees_toml,
    parse_profiles,
    render_codis,
    render_familias,
    render_families,
    render_frequencies,
    render_frequencies_wide,
    render_genemapper,
    render_ped,
    render_pedigrees,
    render_pedigrees_toml,
    render_profiles,
)

PANEL_AND_PROFILES = strategies.panels().flatmap(
    lambda panel: st.tuples(st.just(panel), strategies.profiles(panel), st.integers(0, 2))
)
quick = settings(max_examples=30, deadline=None)


def grave(findings):
    return [each.text() for each in findings if each.severity is Severity.ERROR]


@quick
@given(PANEL_AND_PROFILES, st.sampled_from(SingleAllele))
def test_a_wide_table_comes_back(given_, single_allele):
    """Whatever one allele alone means: where the second was not read the file says so itself."""
    panel, profiles, sex = given_
    sexes = np.full(len(profiles), sex, dtype=np.int8)
    data = render_profiles(as_read(profiles, panel, sexes=sexes))
    read, findings = parse_profiles(data, single_allele=single_allele)
    back, more = in_panel(read, panel, min_loci=0)
    assert read.sexes.tolist() == sexes.tolist()
    assert strategies.genotypes(back) == strategies.genotypes(profiles)
    assert {each.code for each in [*findings, *more]} <= {"sample-empty"}


@quick
@given(strategies.pedigrees(), strategies.NAMES)
def test_pedigrees_come_back_as_csv_and_toml(pedigree, family):
    said = [FamilyPedigree(id=family, pedigree=pedigree, missing=pedigree.ids[-1:])]
    for render, parse in ((render_pedigrees, parse_pedigrees), (render_pedigrees_toml, parse_pedigrees_toml)):
        back, findings = parse(render(said))
        assert back == said
        assert findings == []


@quick
@given(strategies.panels().flatmap(lambda panel: st.tuples(st.just(panel), strategies.families(panel))))
def test_families_come_back_and_share_what_is_alike(given_):
    panel, families = given_
    tables = render_families(families, panel)
    back, findings = parse_families(*tables, panel, single_allele=SingleAllele.UNKNOWN_SECOND)
    assert not grave(findings)
    assert [each.id for each in back] == [each.id for each in families]
    for one, other in zip(back, families, strict=True):
        assert one.pedigree == other.pedigree
        assert one.missing == other.missing
        assert strategies.genotypes(one.references) == strategies.genotypes(other.references)
    assert len({id(each.pedigree) for each in back}) == len({each.pedigree.members for each in families})


@quick
@given(strategies.panels())
def test_frequencies_come_back_to_the_last_digit(panel):
    for render in (render_frequencies, render_frequencies_wide):
        back, findings = parse_frequencies(render(panel))
        assert findings == []
        assert back.names == panel.names
        for one, other in zip(back.markers, panel.markers, strict=True):
            held = dict(zip(one.alleles, one.frequencies.tolist(), strict=True))
            assert held == dict(zip(other.alleles, other.frequencies.tolist(), strict=True))


WHOLE = strategies.panels().flatmap(
    lambda panel: st.tuples(st.just(panel), strategies.profiles(panel, half_typed=False))
)


@quick
@given(WHOLE)
def test_a_genemapper_table_comes_back(given_):
    panel, profiles = given_
    read, _findings = parse_genemapper(render_genemapper(as_read(profiles, panel)))
    back, _more = in_panel(read, panel, min_loci=0)
    typed = [each for each, is_typed in zip(profiles.ids, profiles.is_typed.any(axis=1), strict=True) if is_typed]
    assert strategies.genotypes(back) == strategies.genotypes(profiles.only(typed))


@quick
@given(WHOLE, st.sampled_from([0, 1, 2]))
def test_a_codis_file_comes_back(given_, sex):
    panel, profiles = given_
    header = CodisHeader(
        destination="LAB1", source="LAB2", submitted_by="one", submitted_at=dt.datetime(2025, 6, 2).isoformat()
    )
    specimens = tuple(Specimen(id=each, category="Unidentified Person", case="C <&> 1") for each in profiles.ids)
    read = as_read(profiles, panel, sexes=np.full(len(profiles), sex, dtype=np.int8))
    back, findings = parse_codis(render_codis(CodisFile(header=header, specimens=specimens, profiles=read)))
    assert not grave(findings)
    assert (back.header, back.specimens) == (header, specimens)
    assert set(back.profiles.sexes.tolist()) == {sex}
    again, _more = in_panel(back.profiles, panel, min_loci=0)
    assert strategies.genotypes(again) == strategies.genotypes(profiles)


MODELS = st.builds(
    FamiliasModel,
    code=st.sampled_from(ModelCode),
    rate=st.sampled_from([0.0, 0.001, 0.0035]),
    range=st.sampled_from([0.1, 0.5]),
    rate2=st.sampled_from([0.0, 1e-6]),
)


@quick
@given(WHOLE, st.data())
def test_a_familias_file_comes_back(given_, data):
    panel, bodies = given_
    pedigree = data.draw(strategies.pedigrees())
    profiles = data.draw(strategies.profiles(panel, pedigree.ids[:1], half_typed=False))
    said = FamiliasFile(
        loci=tuple(
            FamiliasLocus(marker=each, female=data.draw(MODELS), male=data.draw(MODELS), database_size=200)
            for each in panel.markers
        ),
        persons=(),
        pedigrees=(FamilyPedigree(id='H "1"', pedigree=pedigree),),
        profiles=profiles,
        bodies=Bodies(profiles=bodies, sexes=np.full(len(bodies), Sex.MALE, dtype=np.int8)),
        theta=0.02,
        database="Invented",
    )
    rendered = render_familias(said)
    back, findings = parse_familias(rendered)
    assert not grave(findings)
    assert render_familias(back) == rendered
    assert back.pedigrees == said.pedigrees
    assert [(each.female, each.male) for each in back.loci] == [(each.female, each.male) for each in said.loci]
    assert strategies.genotypes(back.bodies.profiles) == strategies.genotypes(bodies)


def test_a_ped_file_comes_back():
    data = b"F father 0 0 1 6 7 15 15\nF mother 0 0 2 9.3 9.3 0 0\nF son father mother 1 6 0 16 17\n"
    read, _findings = parse_ped(data, markers=("TH01", "D3S1358"))
    assert render_ped(read) == data
    again, _more = parse_ped(render_ped(read), markers=("TH01", "D3S1358"))
    assert isinstance(again, PedFile)
    assert again.pedigrees == read.pedigrees
    assert again.profiles.reads.tolist() == read.profiles.reads.tolist()
