"""Cases written as text, and texts that nearly are cases."""

from hypothesis import strategies as st

from repatria.case import render_skeleton

PARTIES = """
title = "Test"
reference_date = 2025-06-02
neutral = "N"
[[parties]]
code = "A"
name = "Party A"
role = "side"
[[parties]]
code = "B"
name = "Party B"
role = "side"
[[parties]]
code = "N"
name = "Neutral body"
role = "neutral"
"""

TERM = """
[[terms]]
key = "exchange"
title = "Exchange"
status = "agreed"
act = "exchange"
mutual = true
quantity = 100
unit = "person"
no_deadline_agreed = true
source = "signed protocol"
"""

LIST = """
[[lists]]
key = "a-held"
file = "lists/a-held.csv"
sender = "A"
purpose = "held"
"""


def case_bytes(*parts: str) -> bytes:
    """A sound case with further entries."""
    return "\n".join((PARTIES, *parts)).encode()


@st.composite
def spoiled_cases(draw: st.DrawFn) -> bytes:
    """A skeleton with some stretches cut out, doubled or replaced."""
    data = bytearray(render_skeleton() + (TERM.replace('"exchange"', '"other"', 1) + LIST).encode())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        insert = draw(
            st.one_of(
                st.binary(max_size=8),
                st.just(bytes(data[start:end]) * 2),
                st.sampled_from(
                    [b"[[", b"]]", b'"""', b"{", b"= 1e999", b"\n[[lists]]\n", b"\nunit = 3\n", b"\xef\xbb\xbf"]
                ),
            )
        )
        data[start:end] = insert
    return bytes(data)


toml_values = st.recursive(
    st.one_of(
        st.text(max_size=12),
        st.integers(-(10**12), 10**12),
        st.booleans(),
        st.floats(allow_nan=False),
        st.dates(),
        st.sampled_from(["A", "B", "person", "held", "agreed", "exchange", "lists/a.csv", "../x"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.text(max_size=8), st.sampled_from(["key", "title", "status", "act", "kind", "readings", "code"])
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
