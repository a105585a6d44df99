"""Whole names as columns: each distinct written word asked once, and only odd names read one by one."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.compiled import compiled
from repatria.names.columns import coded
from repatria.names.folding import fold_words
from repatria.names.parsing import parse
from repatria.names.parts import Name
from repatria.names.roles import LEFT_OUT, NO_WORD, ODD, may_be_inflected, tell_roles, word_facts
from repatria.names.scripts import words
from repatria.names.texttable import Places

_PARTS: Final = ("surname", "given", "patronymic")
_MISSING, _SEVERAL = -1, -2


class NameColumn(NamedTuple):
    """Names with their parts told apart.

    ``parts`` has a row each for surname, given name and patronymic: for every name a place in ``texts``, -1 where the
    part is missing.  Name ``i`` has the lower-case words ``words[starts[i]:starts[i + 1]]`` in their order, places in
    ``word_texts``.  ``is_cut`` tells of surnames that a machine-readable zone may have cut off.
    """

    parts: npt.NDArray[np.int32]
    texts: list[str]
    starts: Places
    words: Places
    word_texts: list[str]
    is_cut: npt.NDArray[np.bool_]


def name_column(texts: pl.Series, known: Mapping[int, Name]) -> NameColumn:
    """Read names as ``parse`` does, but those at the places that are ``known`` in parts."""
    written = texts.str.split(" ")
    starts = np.concatenate([[0], np.cumsum(written.list.len().to_numpy())]).astype(np.int32)
    tokens, distinct = coded(written.explode())
    inside, n_inside = _words_inside(distinct)
    fold_words(inside)
    facts = np.fromiter(map(word_facts, distinct), np.int32, len(distinct))
    parts = np.full((len(_PARTS), len(texts)), _MISSING, dtype=np.int32)
    is_odd = np.zeros(len(texts), dtype=np.bool_)
    is_odd[list(known)] = True
    longest = int(np.diff(starts).max(initial=0))
    room = np.zeros((2, longest + 1), dtype=np.int32)
    role_of = np.zeros(len(tokens), dtype=np.int8)
    _fill_parts(facts, starts, tokens, room, is_odd, parts, role_of)
    place = {text: each for each, text in enumerate(distinct)}
    for row, name in np.argwhere(parts == _SEVERAL).tolist():
        those = range(starts[name], starts[name + 1])
        text = " ".join(distinct[tokens[each]] for each in those if role_of[each] == row)
        parts[row, name] = place.setdefault(text, len(place))
    is_cut = np.zeros(len(texts), dtype=np.bool_)
    for each in np.flatnonzero(is_odd).tolist():
        read = known[each] if each in known else parse(texts[each])
        for row, part in enumerate(_PARTS):
            text = getattr(read, part)
            parts[row, each] = place.setdefault(text, len(place)) if text else _MISSING
        is_cut[each] = read.cut == "surname"
    return NameColumn(parts, list(place), *_spelled(starts, tokens, inside, n_inside), is_cut)


def _words_inside(written: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int32]]:
    """The lower-case words of all written words in one list, and how many each has."""
    found: list[str] = []
    counts = np.empty(len(written), dtype=np.int32)
    for place, text in enumerate(written):
        each = words(text)
        found += each
        counts[place] = len(each)
    return found, counts


def _spelled(
    starts: Places, tokens: Places, inside: Sequence[str], n_inside: npt.NDArray[np.int32]
) -> tuple[Places, Places, list[str]]:
    """The lower-case words of each name, from the written words of each name and the words inside of those."""
    place: dict[str, int] = {}
    flat = np.array([place.setdefault(word, len(place)) for word in inside], dtype=np.int32)
    inside_starts = np.concatenate([[0], np.cumsum(n_inside)])
    n_words = n_inside[tokens]
    ends = np.concatenate([[0], np.cumsum(n_words)])
    # The n-th word of all names is the n-th of its written word: those before it stood in earlier ones.
    within = np.arange(ends[-1]) - np.repeat(ends[:-1], n_words)
    spelled = flat[np.repeat(inside_starts[tokens], n_words) + within]
    return ends[starts].astype(np.int32), spelled.astype(np.int32), list(place)


@compiled
def _fill_parts(
    facts: Places,
    starts: Places,
    tokens: Places,
    room: Places,
    is_odd: npt.NDArray[np.bool_],
    parts: Places,
    role_of: npt.NDArray[np.int8],
) -> None:
    for name in range(len(is_odd)):
        n = 0
        for each in range(starts[name], starts[name + 1]):
            fact = facts[tokens[each]]
            role_of[each] = LEFT_OUT
            if fact & ODD:
                is_odd[name] = True
            elif not fact & NO_WORD:
                room[0, n] = fact
                n += 1
        if n == 0 or is_odd[name]:
            continue
        if may_be_inflected(room[0], n):
            is_odd[name] = True
            continue
        tell_roles(room[0], n, room[1])
        n = 0
        for each in range(starts[name], starts[name + 1]):
            if facts[tokens[each]] & NO_WORD:
                continue
            role = room[1, n]
            role_of[each] = role
            n += 1
            if role != LEFT_OUT:
                parts[role, name] = tokens[each] if parts[role, name] == _MISSING else _SEVERAL
