"""Pictures of the laboratory: pedigrees of any shape, bars of loci, the grid of posteriors."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria import pictures
from repatria.pictures.pedigree_layout import are_related, layout

NS = "{http://www.w3.org/2000/svg}"
TRIO = {"F": None, "M": None, "X": ("F", "M"), "S": ("F", "M")}
COUSINS = {
    **{"GF": None, "GM": None, "A": ("GF", "GM"), "B": ("GF", "GM"), "W": None, "H": None},
    **{"C1": ("A", "W"), "C2": ("H", "B"), "X": ("C1", "C2")},
}
UNCLE_AND_NIECE = {
    "GF": None,
    "GM": None,
    "U": ("GF", "GM"),
    "B": ("GF", "GM"),
    "H": None,
    "N": ("H", "B"),
    "X": ("U", "N"),
}


def drawn(parents, missing=(), typed=(), symbols=None, **kw):
    relatives = tuple(
        pictures.Relative(
            id=each,
            symbol=(symbols or {}).get(each, pictures.Symbol.SQUARE),
            father=couple and couple[0],
            mother=couple and couple[1],
            label=f"<{each}>",
            is_missing=each in missing,
            is_typed=each in typed,
        )
        for each, couple in parents.items()
    )
    return pictures.Pedigree(
        key="k", title="t", description="d", relatives=relatives, missing_word="missing", typed_word="DNA profile", **kw
    )


@st.composite
def any_parents(draw):
    """Pedigrees of up to fourteen with remarriages, loops and marriages over generations."""
    parents = {}
    for number in range(draw(st.integers(1, 14))):
        earlier = list(parents)
        is_child = len(earlier) >= 2 and draw(st.booleans())
        parents[f"p{number}"] = (
            tuple(draw(st.lists(st.sampled_from(earlier), min_size=2, max_size=2, unique=True))) if is_child else None
        )
    return parents


@given(any_parents())
@settings(max_examples=40, deadline=None)
def test_everybody_has_a_place_of_their_own_below_their_parents(parents):
    placed = layout(parents)
    assert set(placed.column) == set(parents)
    spots = [(placed.generation[each], placed.column[each]) for each in parents]
    for i, (level, column) in enumerate(spots):
        assert all(level != other or abs(column - beside) > 0.99 for other, beside in spots[:i])
    for child, couple in parents.items():
        assert all(placed.generation[one] < placed.generation[child] for one in couple or ())


@given(any_parents())
@settings(max_examples=25, deadline=None)
def test_any_pedigree_is_drawn_within_its_frame_and_alike_each_time(parents):
    text = pictures.pedigree(drawn(parents, missing=["p0"]))
    assert text == pictures.pedigree(drawn(parents, missing=["p0"]))
    inner = next(e for e in ElementTree.fromstring(text).iter(f"{NS}svg") if e.get("viewBox"))
    _, _, width, height = (float(each) for each in inner.get("viewBox").split())
    for shape in inner.iter(f"{NS}rect"):
        assert 0 <= float(shape.get("x")) <= width - float(shape.get("width"))
        assert 0 <= float(shape.get("y")) <= height - float(shape.get("height"))


def test_partners_stand_on_one_level_and_siblings_side_by_side():
    placed = layout(COUSINS)
    assert placed.generation == {"GF": 0, "GM": 0, "A": 1, "B": 1, "W": 1, "H": 1, "C1": 2, "C2": 2, "X": 3}
    assert all(placed.is_beside(couple) for couple in placed.children)


def test_a_marriage_over_generations_leaves_siblings_together():
    placed = layout(UNCLE_AND_NIECE)
    assert placed.generation["U"] == placed.generation["B"] == 1
    assert placed.generation["N"] == 2
    assert not placed.is_beside(("U", "N"))
    assert "stroke-dasharray" in pictures.pedigree(drawn(UNCLE_AND_NIECE))


def test_parents_stand_above_the_middle_of_their_children():
    placed = layout(TRIO)
    column = placed.column
    assert (column["F"] + column["M"]) / 2 == pytest.approx((column["X"] + column["S"]) / 2, abs=1e-3)


def test_an_ancestor_of_oneself_is_refused():
    with pytest.raises(ValueError, match="ancestor"):
        layout({"a": ("b", "c"), "b": ("a", "c"), "c": None})


def test_related_partners_get_a_double_line():
    assert are_related(COUSINS, ("C1", "C2"))
    assert not are_related(COUSINS, ("A", "W"))
    inner = ElementTree.fromstring(pictures.pedigree(drawn(COUSINS)))
    level = [e for e in inner.iter(f"{NS}line") if e.get("y1") == e.get("y2")]
    pairs = [(a, b) for a in level for b in level if a.get("x1") == b.get("x1") and a.get("x2") == b.get("x2")]
    assert len(pairs) - len(level) == 2  # one pair of lines, seen from both


def test_missing_is_hatched_typed_has_a_dot_and_shapes_say_the_sex():
    text = pictures.pedigree(
        drawn(
            TRIO, missing=["X"], typed=["M", "S"], symbols={"M": pictures.Symbol.CIRCLE, "S": pictures.Symbol.DIAMOND}
        )
    )
    root = ElementTree.fromstring(text)
    assert [e.tag for e in root[:2]] == [f"{NS}title", f"{NS}desc"]
    hatched = [e for e in root.iter() if e.get("fill") == "url(#k-hatch)"]
    assert len(hatched) == 2  # the person and the legend
    assert len([e for e in root.iter(f"{NS}circle") if e.get("r") == "4"]) == 3  # two people and the legend
    assert len([e for e in root.iter(f"{NS}circle") if e.get("r") == "13"]) == 1
    assert len(list(root.iter(f"{NS}polygon"))) == 1
    assert "&lt;X&gt;" in text


def test_the_table_names_parents_and_what_is_known():
    table = pictures.pedigree_table(drawn(TRIO, missing=["X"], typed=["M"]), ("who", "father", "mother", "known"))
    assert table.rows[2] == ("<X>", "<F>", "<M>", "missing")
    assert table.rows[1] == ("<M>", "–", "–", "DNA profile")


LOCI = (
    pictures.Locus(label="D3S1358", log10_lr=1.25, reads="15, 17"),
    pictures.Locus(label="TH01", log10_lr=-0.5),
    pictures.Locus(label="FGA", log10_lr=None),
)


def bars(*more):
    return pictures.LocusBars(
        key="k",
        title="t",
        description="d",
        loci=(*LOCI, *more),
        total_label="all",
        against="against",
        in_favor="for",
    )


def test_bars_lie_on_their_side_of_zero_and_are_as_long_as_they_say():
    root = ElementTree.fromstring(pictures.locus_bars(bars()))
    zero = float(next(e for e in root.iter(f"{NS}line")).get("x1").rstrip("%"))
    rects = list(root.iter(f"{NS}rect"))
    assert [e.get("fill") for e in rects] == ["currentColor", "url(#k-hatch)"]
    (a, b), (c, d) = ([float(e.get(name).rstrip("%")) for name in ("x", "width")] for e in rects)
    assert a == pytest.approx(zero, abs=0.02)
    assert c + d == pytest.approx(zero, abs=0.02)
    assert b / d == pytest.approx(1.25 / 0.5, rel=0.01)


def test_an_exclusion_is_said_and_reaches_the_edge():
    text = pictures.locus_bars(bars(pictures.Locus(label="vWA", log10_lr=float("-inf"))))
    assert text.count("−∞") == 2  # the locus and the sum
    assert "◂" in text


def test_the_table_of_loci_ends_in_their_sum():
    table = pictures.locus_bars_table(bars(), ("locus", "read", "log10 LR"))
    assert table.rows[-1] == ("all", "", "+0.75")
    assert table.rows[2] == ("FGA", "–", "–")


def matrix(posteriors):
    return pictures.PosteriorMatrix(
        key="k",
        title="t",
        description="d",
        row_labels=tuple(f"B{i}" for i in range(len(posteriors))),
        column_labels=("X", "Y"),
        posteriors=posteriors,
        nobody_label="nobody",
    )


def test_what_a_row_lacks_to_one_is_nobody():
    table = pictures.posterior_matrix_table(matrix(((0.5, 0.25), (None, 0.0))), "body")
    assert table.rows == (("B0", "50.0%", "25.0%", "25.0%"), ("B1", "–", "0%", "100%"))


def test_the_area_of_a_square_is_its_probability():
    root = ElementTree.fromstring(pictures.posterior_matrix(matrix(((0.8, 0.2),))))
    a, b = (float(e.get("width")) for e in root.iter(f"{NS}rect"))
    assert (a / b) ** 2 == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.99951, "99.951%"),
        (0.999999, "99.9999%"),
        (0.9999999, "> 99.9999%"),
        (1.0, "100%"),
        (1e-9, "< 0.01%"),
        (0.123, "12.3%"),
    ],
)
def test_a_share_is_never_rounded_up_to_certainty(probability, said):
    assert pictures.share(probability) == said


@pytest.mark.parametrize(
    "make",
    [
        lambda: matrix(((0.9, 0.2),)),
        lambda: matrix(((0.9,),)),
        lambda: pictures.Relative(id="a", symbol=pictures.Symbol.SQUARE, father="b"),
        lambda: drawn({"a": None, "b": ("a", "c")}),
    ],
)
def test_broken_promises_are_refused(make):
    with pytest.raises(ValueError, match=r"expected|parent"):
        make()
