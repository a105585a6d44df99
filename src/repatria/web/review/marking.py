"""Which letters of two texts really differ, in whatever scripts: both are marked, and only these.

The texts are laid beside each other so that pieces that sound alike meet: ш and sh, щ and schtsch, ь and nothing.
What has no counterpart is marked.  Two texts that sound alike as wholes have no mark at all.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import groupby

from django.utils.formats import date_format

from repatria.dates import PartialDate
from repatria.web.review import bridge

# щ is schtsch in German.
_LONGEST = 7
_LONGEST_TEXT = 60
_APOSTROPHES = "'’ʼ`´"
_OTHER, _SILENT = 0.98, 0.01
# Where more than this differs, single letters that happen to agree would only confuse.
_MOST = 2 / 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``differs`` where the other side's letters are others, in whatever script."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


def marked(left: str, right: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces; marked are those that sound otherwise on the other side, in whatever script."""
    if not left or not right:
        return _whole(left), _whole(right)
    if _sounds_alike(left, right):
        return _whole(left), _whole(right)
    folded = left.casefold(), right.casefold()
    # A letter that grows when it is folded (ß) would shift the places.
    if [*map(len, folded)] == [len(left), len(right)] and max(map(len, folded)) <= _LONGEST_TEXT:
        ours, theirs = _differing(*folded)
        if len(ours) <= _MOST * len(left) and len(theirs) <= _MOST * len(right):
            return _pieces(left, ours), _pieces(right, theirs)
    return (Piece(left, differs=True),), (Piece(right, differs=True),)


def marked_dates(left: PartialDate | None, right: PartialDate | None) -> tuple[Pieces, Pieces]:
    """Two dates as far as they are known, in the reader's language; marked are day, month or year that differ.

    What only one side knows is not marked: it contradicts nothing.
    """
    return _date_pieces(left, right), _date_pieces(right, left)


def _date_pieces(one: PartialDate | None, other: PartialDate | None) -> Pieces:
    if one is None:
        return ()
    parts = []
    if one.month is not None:
        on = date(one.year, one.month, one.day or 1)
        if one.day is not None:
            parts.append(Piece(str(one.day), _differs(one.day, other.day if other else None)))
        name = date_format(on, "E" if one.day is not None else "F")
        parts.append(Piece(name, _differs(one.month, other.month if other else None)))
    parts.append(Piece(str(one.year), _differs(one.year, other.year if other else None)))
    spaced = [piece for part in parts for piece in (Piece(" ", differs=False), part)]
    return tuple(spaced[1:])


def _differs(one: int, other: int | None) -> bool:
    return other is not None and one != other


def _whole(text: str) -> Pieces:
    return (Piece(text, differs=False),) if text else ()


def _pieces(text: str, differing: set[int]) -> Pieces:
    runs = groupby(enumerate(text), key=lambda placed: placed[0] in differing)
    return tuple(Piece("".join(letter for _, letter in run), differs) for differs, run in runs)


@lru_cache(maxsize=1 << 14)
def _sound(piece: str) -> str:
    """How a piece of a word sounds; signs without a sound are empty, and whatever is no letter stays as it is."""
    is_word = all(letter.isalpha() or letter in _APOSTROPHES for letter in piece)
    return bridge.skeleton(piece) if is_word else piece


def _sounds_alike(left: str, right: str) -> bool:
    if any(letter.isdigit() for letter in left + right):
        return left.casefold() == right.casefold()
    sound = bridge.skeleton(left)
    return bool(sound) and sound == bridge.skeleton(right)


def _differing(left: str, right: str) -> tuple[set[int], set[int]]:
    """Places of both texts that have no counterpart, by the cheapest way to lay one beside the other.

    A letter without a counterpart costs one, one that has no sound nothing; pieces that sound alike cost next to
    nothing, the less the shorter they are, so that letter meets letter wherever it can.
    """

    @cache
    def way(i: int, j: int) -> tuple[float, int, int, bool]:
        """Cost from here on, letters to take on either side, and whether they are alike."""
        if i == len(left) and j == len(right):
            return 0.0, 0, 0, True
        # Alike first: of ways that cost the same the one that lets pieces meet early is taken.
        found: list[tuple[float, int, int, bool]] = []
        for a in range(1, min(_LONGEST, len(left) - i) + 1):
            ours = _sound(left[i : i + a])
            for b in range(1, min(_LONGEST if a <= 2 else 2, len(right) - j) + 1):
                if ours and ours == _sound(right[j : j + b]):
                    found.append((way(i + a, j + b)[0] + 0.001 * (a + b - 2) ** 2, a, b, True))
        if i < len(left) and j < len(right):
            # Two other letters in one place rather than one here and one there.
            found.append((way(i + 1, j + 1)[0] + _OTHER, 1, 1, False))
        if i < len(left):
            is_silent = not _sound(left[i])
            found.append((way(i + 1, j)[0] + (_SILENT if is_silent else 1.0), 1, 0, is_silent))
        if j < len(right):
            is_silent = not _sound(right[j])
            found.append((way(i, j + 1)[0] + (_SILENT if is_silent else 1.0), 0, 1, is_silent))
        return min(found, key=lambda one: one[0])

    differing: tuple[set[int], set[int]] = set(), set()
    i = j = 0
    while i < len(left) or j < len(right):
        _cost, a, b, is_alike = way(i, j)
        if not is_alike:
            differing[0].update(range(i, i + a))
            differing[1].update(range(j, j + b))
        i, j = i + a, j + b
    return differing
