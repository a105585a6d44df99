import string

import pytest

from repatria.exchange import Barred, Clash, Infeasible, Reason, Relaxation
from repatria.exchange import rules as kinds
from repatria.exchange.wording import REASONS, RULES, SENTENCES, explain


def test_every_reason_has_a_sentence():
    assert set(REASONS) == set(Reason)
    assert {code.value for code in Barred} <= {code.value for code in Reason}


def test_every_kind_of_rule_has_words():
    known = {kind.__name__ for kind in kinds.Rule.__subclasses__()}
    assert set(RULES) == known


@pytest.mark.parametrize("sentence", [*REASONS.values(), *RULES.values()])
def test_reasons_need_no_filling(sentence):
    assert not [name for _, name, _, _ in string.Formatter().parse(sentence) if name]


def test_a_conflict_is_told_with_what_would_mend_it():
    clashes = (Clash("q", "t1", "1,000 for 1,000", "Quota"), Clash("m", "t2", "named persons", "MustGo"))
    found = Infeasible(conflict=clashes, is_smallest=True, relaxations=(Relaxation("q", 3), Relaxation("m")))
    said = [SENTENCES[key].format_map(params) for key, params in explain(found)]
    assert said == [
        "These rules cannot hold together, and no smaller set of rules conflicts:",
        "1,000 for 1,000 (term t1): a number at least or at most",
        "named persons (term t2): persons who must go",
        "A round is possible if “1,000 for 1,000” gives way by 3.",
        "A round is possible without “named persons”.",
    ]
