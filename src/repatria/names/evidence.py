"""What two whole names say for and against one person, in bits, and why, in codes."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from repatria.names.alikeness import CLASS_LEVELS, SURNAME_LEVELS
from repatria.names.bulk import Codes, Levels, given_levels, patronymic_levels, surname_levels
from repatria.names.forms import BELARUSIAN, RUSSIAN, SHORT, UKRAINIAN
from repatria.names.nearness import Nearness, aligned_bits, are_cut, part_nearness
from repatria.names.wholes import MAN, WOMAN, Wholes

# Bits for and against one person, per level from "different" to "same".
_SURNAME_BITS: Final = np.array([-7.0, -3.5, 1.0, 6.0, 9.0])
_GIVEN_BITS: Final = np.array([-12.0, -5.0, 1.0, 3.0, 4.5])
_PATRONYMIC_BITS: Final = np.array([-10.0, -3.0, 0.5, 3.0, 4.5])
_PRIOR_BITS: Final = -5.5
# A woman's other surname beside the same given name and patronymic: she may have married.
_MARRIED_BITS: Final = 3.0
# One side has the one half of a double surname, the other side both, beyond what similar surnames weigh.
_HALF_BITS: Final = 4.0
# One long surname is the beginning of the other.
_CUT_BITS: Final = 4.0
# Every word agrees by so much where the same words stand in other parts.
_AGREEING_BITS: Final = 1.5
# Letters order the pairs of one level: half a bit for or against.
_NEARNESS_BITS, _NEUTRAL = 2.0, 0.75

_SAME_CLASS, _DIFFERENT_CLASS = CLASS_LEVELS.index("same"), CLASS_LEVELS.index("different")
_SAME_SURNAME, _RESEMBLING_SURNAME = SURNAME_LEVELS.index("same"), SURNAME_LEVELS.index("resembling")
_SIMILAR_SURNAME = SURNAME_LEVELS.index("similar")
_ONE_LETTER = SURNAME_LEVELS.index("one-letter")
_MISSING = -1

SURNAME_REASONS: Final = (*SURNAME_LEVELS, "other-gender", "shared-part", "cut", "missing", "absent")
CLASS_REASONS: Final = (
    *(*CLASS_LEVELS, "another-form", "short-form", "ukrainian-russian", "belarusian-russian", "belarusian-ukrainian"),
    *("missing", "absent"),
)
NOTES: Final = ("", "perhaps-married", "perhaps-parent", "perhaps-sibling", "perhaps-namesake")
REPAIRED: Final = "letters-repaired"
ALIGNED: Final = "words-aligned"
TURNED: Final = "words-in-other-parts"
_LANGUAGES: Final = (
    (UKRAINIAN, RUSSIAN, "ukrainian-russian"),
    (BELARUSIAN, RUSSIAN, "belarusian-russian"),
    (BELARUSIAN, UKRAINIAN, "belarusian-ukrainian"),
)


class Evidence(NamedTuple):
    """One entry a pair: bits, the places of the reasons in the tuples above, and whether words alone were compared."""

    bits: Nearness
    surname: Levels
    given: Levels
    patronymic: Levels
    note: Levels
    is_repaired: npt.NDArray[np.bool_]
    is_aligned: npt.NDArray[np.bool_]
    is_turned: npt.NDArray[np.bool_]


class _Parts(NamedTuple):
    surname: Levels
    given: Levels
    patronymic: Levels


def weigh(names: Wholes, left: Codes, right: Codes) -> Evidence:
    """The evidence of each pair ``(left[i], right[i])`` of places in ``names``."""
    levels = _Parts(
        surname_levels(names.surnames, names.surnames, names.surname[left], names.surname[right]),
        given_levels(names.givens, names.givens, names.given[left], names.given[right]),
        patronymic_levels(names.patronymics, names.patronymics, names.patronymic[left], names.patronymic[right]),
    )
    is_cut = (levels.surname < _ONE_LETTER) & are_cut(names, left, right)
    is_half = _are_halves(names, left, right, levels.surname)
    may_be_married = _may_be_married(names, left, right, levels) & ~is_cut
    bits = _bits_of_parts(names, left, right, levels) + np.where(may_be_married, _MARRIED_BITS, 0.0)
    bits += np.where(is_half, _HALF_BITS, 0.0)
    bits += np.where(is_cut, _CUT_BITS - _SURNAME_BITS[levels.surname], 0.0)
    is_aligned, is_turned = _align(names, left, right, levels, bits)
    return Evidence(
        bits=bits,
        surname=_surname_reasons(names, left, right, levels.surname, is_half, is_cut),
        given=_class_reasons(names.given, names.form, left, right, levels.given),
        patronymic=_class_reasons(names.patronymic, None, left, right, levels.patronymic),
        note=_notes(names, left, right, levels, may_be_married),
        is_repaired=names.is_repaired[left] | names.is_repaired[right],
        is_aligned=is_aligned,
        is_turned=is_turned,
    )


def _bits_of_parts(names: Wholes, left: Codes, right: Codes, levels: _Parts) -> Nearness:
    bits = np.full(len(left), _PRIOR_BITS)
    near = part_nearness(names.surnames, names.surname[left], names.surname[right], without_endings=True)
    bits += np.where(levels.surname >= 0, _SURNAME_BITS[levels.surname] + _NEARNESS_BITS * (near - _NEUTRAL), 0.0)
    for level, codes, table, table_bits in (
        (levels.given, names.given, names.givens, _GIVEN_BITS),
        (levels.patronymic, names.patronymic, names.patronymics, _PATRONYMIC_BITS),
    ):
        near = part_nearness(table, codes[left], codes[right], without_endings=False)
        ordered = np.where(level == _SAME_CLASS, 0.0, _NEARNESS_BITS * (near - _NEUTRAL))
        bits += np.where(level >= 0, table_bits[level] + ordered, 0.0)
    return bits


def _align(
    names: Wholes, left: Codes, right: Codes, levels: _Parts, bits: Nearness
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Weigh anew, in place, the pairs whose parts may be told wrong.

    Which pairs stand by their words alone, because nothing tells their parts, or because the same words stand in
    other parts.
    """
    is_listed = names.is_listed[left] | names.is_listed[right]
    has_parts = np.ones(len(left), dtype=np.bool_)
    for codes in (names.surname, names.given):
        has_parts &= (codes[left] >= 0) & (codes[right] >= 0)
    has_patronymic = names.patronymic[left] >= 0, names.patronymic[right] >= 0
    # A patronymic, or a surname that ends as surnames do, backs the order of the parts; elsewhere it is a guess.
    is_backed = has_patronymic[0] | has_patronymic[1] | names.ends_as_surname[left] | names.ends_as_surname[right]
    is_guess = ~(is_listed & has_parts & is_backed)
    n_words = names.n_words[left]
    is_even = n_words == names.n_words[right]
    # As many words, but a patronymic on one side only: it was misspelled, and taken for a surname.
    is_untold = ~is_guess & is_even & (n_words > 2) & (has_patronymic[0] != has_patronymic[1])
    # A patronymic may be missing as well.
    is_near_even = (np.abs(n_words - names.n_words[right]) <= 1) & (np.minimum(n_words, names.n_words[right]) > 1)
    may_be_turned = (
        ~is_guess & is_near_even & (levels.given == _DIFFERENT_CLASS) & ~_are_of_two_sexes(names, left, right)
    )
    may_be_turned &= (levels.surname >= 0) & (levels.surname <= _RESEMBLING_SURNAME)
    # Strangers seldom share a patronymic: most of them need no sounding out.
    may_be_turned &= levels.patronymic != _DIFFERENT_CLASS

    asked = np.flatnonzero(is_guess | is_untold | may_be_turned)
    parted = bits[asked]
    aligned, worst = aligned_bits(names, left[asked], right[asked])
    mean = (aligned + parted) / 2.0
    is_alone = is_guess[asked] & (~is_listed[asked] | (~has_parts[asked] & (aligned > parted)))
    is_turned = may_be_turned[asked] & (worst >= _AGREEING_BITS) & (aligned > parted)
    bits[asked] = np.select(
        [is_alone | is_turned, is_guess[asked] & has_parts[asked], is_untold[asked]],
        [aligned, mean, np.maximum(mean, parted)],
        default=parted,
    )
    found = np.zeros((2, len(left)), dtype=np.bool_)
    found[:, asked] = is_alone, is_turned
    return found[0], found[1]


def _are_of_two_sexes(names: Wholes, left: Codes, right: Codes) -> npt.NDArray[np.bool_]:
    one, other = names.sex[left], names.sex[right]
    return np.asarray((one > 0) & (other > 0) & (one != other), dtype=np.bool_)


def _may_be_married(names: Wholes, left: Codes, right: Codes, levels: _Parts) -> npt.NDArray[np.bool_]:
    sexes = names.sex[left], names.sex[right]
    is_woman = ((sexes[0] == WOMAN) | (sexes[1] == WOMAN)) & (sexes[0] != MAN) & (sexes[1] != MAN)
    is_other = (levels.surname >= 0) & (levels.surname <= _RESEMBLING_SURNAME)
    is_same = (levels.given == _SAME_CLASS) & (levels.patronymic == _SAME_CLASS)
    return np.asarray(is_woman & is_other & is_same, dtype=np.bool_)


def _are_halves(names: Wholes, left: Codes, right: Codes, levels: Levels) -> npt.NDArray[np.bool_]:
    n_parts = names.n_surnames[left], names.n_surnames[right]
    is_half = (levels == _SIMILAR_SURNAME) & (n_parts[0] + n_parts[1] == 3)
    asked = np.flatnonzero(is_half)
    codes = names.surname[left[asked]], names.surname[right[asked]]
    is_half[asked] = part_nearness(names.surnames, *codes, without_endings=True) == 1.0
    return np.asarray(is_half, dtype=np.bool_)


def _surname_reasons(
    names: Wholes,
    left: Codes,
    right: Codes,
    levels: Levels,
    is_half: npt.NDArray[np.bool_],
    is_cut: npt.NDArray[np.bool_],
) -> Levels:
    place = SURNAME_REASONS.index
    is_other_gender = (levels == _SAME_SURNAME) & (names.is_feminine[left] != names.is_feminine[right])
    reasons = np.where(is_other_gender, place("other-gender"), levels)
    reasons = np.where(is_half, place("shared-part"), reasons)
    reasons = np.where(is_cut, place("cut"), reasons)
    return _with_missing(reasons, names.surname[left], names.surname[right], SURNAME_REASONS)


def _class_reasons(
    part: npt.NDArray[np.int32], forms: npt.NDArray[np.int8] | None, left: Codes, right: Codes, levels: Levels
) -> Levels:
    place = CLASS_REASONS.index
    is_same = levels == _SAME_CLASS
    reasons = np.where(is_same & (part[left] != part[right]), place("another-form"), levels)
    if forms is not None:
        one, other = forms[left], forms[right]
        is_apart = is_same & (one > 0) & (other > 0) & (one & other == 0)
        is_short = is_same & ((one == SHORT) != (other == SHORT)) & (one > 0) & (other > 0)
        reasons[is_short] = place("short-form")
        # Where a spelling belongs to several languages it is not said which form it is.
        crossings = [
            ((one & first > 0) & (other & second > 0)) | ((one & second > 0) & (other & first > 0))
            for first, second, _ in _LANGUAGES
        ]
        is_plain = is_apart & (np.sum(crossings, axis=0) == 1)
        for crosses, (_, _, reason) in zip(crossings, _LANGUAGES, strict=True):
            reasons[is_plain & crosses] = place(reason)
        reasons[is_apart & ~is_plain & ~is_short] = place("another-form")
    return _with_missing(reasons, part[left], part[right], CLASS_REASONS)


def _with_missing(reasons: npt.NDArray[np.signedinteger], left: Codes, right: Codes, codes: tuple[str, ...]) -> Levels:
    reasons = np.where((left < 0) | (right < 0), codes.index("missing"), reasons)
    reasons = np.where((left < 0) & (right < 0), codes.index("absent"), reasons)
    return reasons.astype(np.int8)


def _notes(names: Wholes, left: Codes, right: Codes, levels: _Parts, may_be_married: npt.NDArray[np.bool_]) -> Levels:
    is_family = (levels.surname >= _ONE_LETTER) & (levels.given == _DIFFERENT_CLASS)
    sons = (
        (names.given_class[one] >= 0) & (names.given_class[one] == names.father_class[other])
        for one, other in ((left, right), (right, left))
    )
    is_parent = is_family & np.logical_or(*sons)
    is_sibling = is_family & (levels.patronymic == _SAME_CLASS)
    is_namesake = (levels.surname >= _ONE_LETTER) & (levels.given == _SAME_CLASS)
    is_namesake &= levels.patronymic == _DIFFERENT_CLASS
    claims = (
        (may_be_married, "perhaps-married"),
        (is_sibling, "perhaps-sibling"),
        (is_parent, "perhaps-parent"),
        (is_namesake, "perhaps-namesake"),
    )
    notes = np.zeros(len(left), dtype=np.int8)
    for holds, note in reversed(claims):
        notes[holds] = NOTES.index(note)
    return notes
