import re

import pytest

from repatria.case import parse_case, render_skeleton


def test_skeleton_reads_without_a_finding():
    case, findings = parse_case(render_skeleton())
    assert case is not None
    assert findings == []


@pytest.mark.parametrize("title", ['Talks "in quotes"', "back\\slash", "Переговори", "two\nlines"])
def test_any_title_can_be_given(title):
    case, findings = parse_case(render_skeleton(title))
    assert findings == []
    assert case.title == title.replace("\n", " ")


def test_skeleton_reads_with_every_comment_line_opened():
    """What the comments offer must be as sound as what stands there; only choices exclude each other."""
    text = render_skeleton().decode()
    opened = re.sub(r"(?m)^( *)# (\[\[|\w+ = |\{ )", r"\1\2", text)
    assert opened.count("\n") == text.count("\n")
    opened = opened.replace('sha256 = "..."', f'sha256 = "{"0" * 64}"')
    _, findings = parse_case(opened.encode())
    assert {each.code for each in findings} <= {"deadline-and-none", "supersedes-unknown", "seats-below-quantity"}, [
        each.text() for each in findings
    ]
