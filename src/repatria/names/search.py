"""What a search looks for: the same words for a query and for a record, in any script."""

from functools import lru_cache

from repatria.names.folding import skeleton_of_word
from repatria.names.scripts import words

TOKEN_LENGTH = 64
_SHORTEST = 3


def search_tokens(*texts: str) -> tuple[str, ...]:
    """The distinct skeleton words of all ``texts`` in order of appearance, each at most 64 letters.

    Words stand without the vowels at their end, so that a man's surname finds his wife and daughter too.

    >>> search_tokens("Вишнівська") == search_tokens("Вишневский")
    True
    >>> search_tokens("Шевченко Тарас") == search_tokens("SHEVCHENKO", "Taras")
    True
    """
    return tuple(dict.fromkeys(token for text in texts for token in _tokens(text)))


@lru_cache(maxsize=1 << 18)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_stem(folded)[:TOKEN_LENGTH] for word in words(text) if (folded := skeleton_of_word(word)))


def _stem(folded: str) -> str:
    stem = folded.rstrip("aiu")
    return stem if len(stem) >= _SHORTEST else folded
