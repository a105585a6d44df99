"""Pictures: well-formed, told apart without color, and the table says the same numbers."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria import pictures
from repatria.pictures import svg

NS = "{http://www.w3.org/2000/svg}"


def amount(n, **kw):
    return pictures.Amount(n=n, said=str(n), **kw)


def bars(left=3, right=4, promised=10, **kw):
    return pictures.TermBars(
        key="k",
        title="A <term> & more",
        description="d",
        left_name="A gives",
        right_name="B gives",
        stages=(
            pictures.Stage(label="promised", left=amount(promised), right=amount(promised)),
            pictures.Stage(label="handed over", left=amount(left, **kw), right=amount(right)),
        ),
    )


MARKS = (
    pictures.Mark(at=datetime(2025, 6, 2, tzinfo=UTC), lane="source", said="arrived", party="A"),
    pictures.Mark(at=datetime(2025, 6, 9, tzinfo=UTC), lane="movement", said="handed over", party="B"),
)
DRAWN = {
    "account_bars": lambda: pictures.account_bars(bars()),
    "waterfall": lambda: pictures.waterfall(
        pictures.Waterfall(
            key="k",
            title="t",
            description="d",
            prior_label="before",
            prior_bits=-9.0,
            total_label="in all",
            steps=(
                pictures.Step(label="surname", weight_bits=8.0, reason="same"),
                pictures.Step(label="sex", weight_bits=-2.0),
            ),
        )
    ),
    "time_line": lambda: pictures.time_line(
        pictures.TimeLine(key="k", title="t", description="d", lanes=("source", "movement"), marks=MARKS)
    ),
    "pyramid": lambda: pictures.pyramid(
        pictures.Pyramid(
            key="k",
            title="t",
            description="d",
            left_name="A",
            right_name="B",
            bands=(pictures.Band(label="18–24", left_before=9, left_after=4, right_before=7, right_after=7),),
        )
    ),
    "sankey": lambda: pictures.sankey(
        pictures.Sankey(
            key="k", title="t", description="d", flows=(pictures.Flow(source="held · A", target="home · B", n=12),)
        )
    ),
    "calibration": lambda: pictures.calibration(
        pictures.Calibration(
            key="k",
            title="t",
            description="d",
            x_label="said",
            y_label="true",
            bins=(pictures.Bin(stated=0.9, observed=0.88, n=50, low=0.8, high=0.95),),
        )
    ),
    "precision-recall": lambda: pictures.precision_recall(curve()),
}


def curve():
    points = ((0.99, 0.5, 1.0, ""), (0.95, 0.91, 0.99, "0.95"), (0.5, 0.96, 0.93, "0.5"), (0.01, 0.97, 0.2, ""))
    return pictures.PrecisionRecall(
        key="k",
        title="t",
        description="d",
        x_label="recall",
        y_label="precision",
        points=tuple(
            pictures.CurvePoint(threshold=at, recall=recall, precision=precision, mark=mark)
            for at, recall, precision, mark in points
        ),
    )


def test_the_corner_that_counts_fills_the_picture_and_the_table_tells_every_marked_point():
    drawn = curve()
    assert drawn.least == 0.8  # the least marked share is 0.91, and a margin is kept
    rows = pictures.precision_recall_table(drawn, ("threshold", "recall", "precision")).rows
    assert ("0.95 (0.9500)", "0.9100", "0.9900") in rows


@pytest.mark.parametrize("name", DRAWN)
def test_every_picture_is_xml_with_a_title_a_description_and_no_color(name):
    text = DRAWN[name]()
    root = ElementTree.fromstring(text)
    assert [child.tag for child in root[:2]] == [f"{NS}title", f"{NS}desc"]
    assert root.get("aria-labelledby") == "k-title k-desc"
    for shape in root.iter():
        for paint in (shape.get("fill"), shape.get("stroke")):
            assert paint in {None, "none", "currentColor"} or paint.startswith("url(#k-")
        assert shape.get("style") is None  # the pages' policy forbids styles in the text


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_numbers_draw_the_same_picture(name):
    assert DRAWN[name]() == DRAWN[name]()


def test_words_are_escaped():
    assert "<term>" not in pictures.account_bars(bars())
    assert "&lt;term&gt; &amp; more" in pictures.account_bars(bars())


def test_sides_differ_by_place_and_pattern():
    root = ElementTree.fromstring(pictures.account_bars(bars(left=5, right=5)))
    rects = [r for r in root.iter(f"{NS}rect") if r.get("height") == "11"]
    left, right = rects[2:]
    assert (left.get("fill"), right.get("fill")) == ("url(#k-hatch)", "url(#k-dots)")
    assert (left.get("x"), left.get("width")) == ("25%", "25%")  # 5 of 10, half of a half
    assert (right.get("x"), right.get("width")) == ("50%", "25%")


def test_what_is_missing_is_a_gap_and_not_a_bar_of_another_kind():
    root = ElementTree.fromstring(pictures.account_bars(bars(left=0, right=0)))
    assert len([r for r in root.iter(f"{NS}rect") if r.get("height") == "11"]) == 2  # the promise alone
    assert [line for line in root.iter(f"{NS}line") if line.get("stroke-dasharray")]


def test_a_number_is_a_link_to_its_rows_and_the_picture_then_hides_nothing():
    text = pictures.account_bars(bars(url="/account/rows/?unit=bag"))
    assert 'href="/account/rows/?unit=bag"' in text
    assert 'role="group"' in text
    assert 'role="img"' in pictures.account_bars(bars())


def test_the_other_sides_figure_stands_beside_and_in_the_table():
    drawn = bars(left=6057, promised=6000, other_n=6060, other_said="B says 6,060 bags")
    table = pictures.account_table(drawn, "stage")
    assert ("6057 · B says 6,060 bags", "") in table.rows[1]
    assert "B says 6,060 bags" in pictures.table_html(table)


def test_a_waterfall_ends_where_its_steps_lead():
    steps = (pictures.Step(label="a", weight_bits=4.0), pictures.Step(label="b", weight_bits=-1.5))
    drawn = pictures.Waterfall(
        key="k", title="t", description="d", prior_label="p", prior_bits=-10.0, total_label="s", steps=steps
    )
    assert drawn.total_bits == -7.5
    assert pictures.waterfall_table(drawn, ("c", "bits", "why")).rows[-1] == ("s", "−7.50", "")


@pytest.mark.parametrize(
    "make",
    [
        lambda: pictures.Amount(n=-1),
        lambda: pictures.Flow(source="a", target="b", n=0),
        lambda: pictures.Band(label="x", left_before=1, left_after=2, right_before=0, right_after=0),
        lambda: pictures.Bin(stated=0.5, observed=0.4, n=1, low=0.5, high=0.6),
        lambda: pictures.Table(caption="c", headers=("a", "b"), rows=(("one",),)),
        lambda: pictures.TimeLine(key="k", title="t", description="d", lanes=("a",), marks=MARKS),
        lambda: svg.fill("k", "red"),
    ],
)
def test_numbers_that_cannot_be_are_refused(make):
    with pytest.raises(ValueError, match="expected"):
        make()


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8), st.integers(1, 10**6)), max_size=8),
    st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), max_size=6),
)
def test_any_words_and_numbers_make_a_drawing(flows, amounts):
    """Control characters are not legal in XML at all; the rest of Unicode must survive."""
    legal = [(a, b, n) for a, b, n in flows if _is_legal(a + b)]
    drawn = pictures.Sankey(
        key="k", title="t", description="d", flows=tuple(pictures.Flow(source=a, target=b, n=n) for a, b, n in legal)
    )
    ElementTree.fromstring(pictures.sankey(drawn))
    stages = tuple(pictures.Stage(label="s", left=amount(a), right=amount(b)) for a, b in amounts)
    term = pictures.TermBars(key="k", title="t", description="d", left_name="A", right_name="B", stages=stages)
    ElementTree.fromstring(pictures.account_bars(term))


def _is_legal(text):
    return all(c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" for c in text)
