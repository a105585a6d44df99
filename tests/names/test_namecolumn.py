import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import Name, parse
from repatria.names.folding import fold_words, skeleton_of_word
from repatria.names.namecolumn import name_column

WORDS = (
    *("Гнатюк", "ГНАТЮКА", "Зіновій", "Зіновія", "Петрович", "Петровича", "Hnatiuk", "Zinovii", "Petrovych", "Іван"),
    *("Ковальова-Мазурик", "З.", "П", "З.П.", "оглы", "Рахім", "майор", "Мазурик,", "мол.", "ІванПетрович", "", "12"),
    *("HNATIUK<<ZINOVII", "(Мазурик)", "Смиpнов", "Мазурик-мл"),
)


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), min_size=1, max_size=20))
@settings(deadline=None)
def test_a_column_is_read_as_each_name_is(texts: list[str]) -> None:
    column = name_column(pl.Series(texts, dtype=pl.String), {})
    for place, text in enumerate(texts):
        read = parse(text)
        parts = [column.texts[code] if code >= 0 else "" for code in column.parts[:, place]]
        assert parts == [read.surname, read.given, read.patronymic]
        assert column.is_cut[place] == (read.cut == "surname")


def test_a_name_in_parts_keeps_them() -> None:
    column = name_column(pl.Series(["Зіновій Гнатюк"]), {0: Name(surname="Зіновій", given="Гнатюк")})
    assert [column.texts[code] for code in column.parts[:2, 0]] == ["Зіновій", "Гнатюк"]


def test_words_fold_together_as_they_fold_alone() -> None:
    alone = [skeleton_of_word(word) for word in ("щербакджова", "schtscherbakowa")]
    # With an ending that folding leaves alone, so that none is remembered from above.
    together = ["щербакджоват", "schtscherbakowat"]
    fold_words(together)
    assert [skeleton_of_word(word) for word in together] == [f"{folded}t" for folded in alone]
