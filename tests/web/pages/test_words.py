"""Small words of the templates in the languages whose nouns change with the count."""

import numpy as np
import pytest
from django.utils import translation

from repatria.kinship.evidence import EvidenceTable, weigh_evidence
from repatria.web.templatetags.repatria import tallied, weighed_as

THINGS = ["remains", "missing", "am", "sample", "family", "locus", "pair", "candidate", "comparison", "identification"]


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 1, "<b>1</b> body"),
        ("en", 0, "<b>0</b> bodies"),
        ("uk", 1, "<b>1</b> тіло"),
        ("uk", 3, "<b>3</b> тіла"),
        ("uk", 12, "<b>12</b> тіл"),
        ("uk", 21, "<b>21</b> тіло"),
        ("ru", 2, "<b>2</b> тела"),
        ("ru", 238, "<b>238</b> тел"),
        ("ru", None, "<b>–</b> тел"),
    ],
)
def test_a_tally_says_its_noun_in_the_right_number(language, n, said):
    with translation.override(language):
        assert tallied(n, "body") == said


@pytest.mark.parametrize("thing", THINGS)
def test_every_thing_of_a_laboratory_is_counted_in_words(thing):
    said = set()
    for language in ("en", "uk", "ru"):
        with translation.override(language):
            said.add(tallied(5, thing))
    assert all(words.startswith("<b>5</b> ") for words in said)
    assert len(said) == 3


def test_a_thing_that_nobody_counts_is_a_mistake_of_the_page():
    with pytest.raises(ValueError, match="nothing is known"):
        tallied(1, "item")


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_how_other_evidence_was_weighed_is_said_in_every_language_with_its_numbers(language):
    pair = np.zeros(1, dtype=np.int32)
    nobody = EvidenceTable.unknown(1)
    for one in weigh_evidence(nobody, nobody, pair, pair).statements:
        row = {"sentence": one.sentence, "numbers": dict(one.numbers)}
        with translation.override(language):
            said = weighed_as(row)
        assert said != one.model
        assert all(f"{value:g}".replace(".", ",") in said for value in one.numbers.values())
