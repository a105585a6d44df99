"""The part of a surname that a man, his wife and his daughter share."""

from functools import lru_cache

from repatria.names.folding import skeleton

_VOWELS = "aiueo"


@lru_cache(maxsize=1 << 18)
def surname_stems(surname: str) -> tuple[str, ...]:
    """Skeletons of the surname's words without their endings in vowels, one for each part of a double name.

    Feminine and adjective endings differ only by vowels: -ова/-ов, -ская/-ский/-ська, -ая/-ой.  To cut them
    from every surname, whatever the person's sex, treats both lists alike.

    >>> surname_stems("Вишнівська") == surname_stems("Vishnevskiy") == ("vishnivsk",)
    True
    """
    return tuple(map(stem_of_skeleton, skeleton(surname).split()))


def stem_of_skeleton(folded: str) -> str:
    """The skeleton of one word without its ending in vowels; a word of vowels only as it is."""
    return folded.rstrip(_VOWELS) or folded
