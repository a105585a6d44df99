"""What several people's words on one link come to.  Never the score alone: no vote, no outcome."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from repatria.web.review.models import DecisionValue, LinkState

_OUTCOMES = {
    DecisionValue.SAME: LinkState.CONFIRMED,
    DecisionValue.NOT_SAME: LinkState.REFUSED,
    DecisionValue.CANNOT_TELL: LinkState.UNDECIDABLE,
}
_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's standing word; ``is_neutral`` when that person works for the neutral body."""

    value: str
    party: str
    is_neutral: bool = False


def outcome(votes: Sequence[Vote], *, holders: frozenset[str] = frozenset()) -> LinkState:
    """The state of a link after these votes.

    One vote is a first signature.  Two equal votes decide; two different ones need a third person, and
    from then on an outcome needs two votes and more of them than any other.  "Same person" takes in
    addition two organizations or the neutral body among its signers, and, for a person in a round
    (``holders`` not empty), somebody of each holding side.
    """
    if not votes:
        return LinkState.PROPOSED
    if len(votes) < _NEEDED:
        return LinkState.FIRST_SIGNED
    (top, n_top), *others = Counter(vote.value for vote in votes).most_common()
    if n_top < _NEEDED or (others and others[0][1] == n_top):
        return LinkState.DISAGREED
    state = _OUTCOMES[DecisionValue(top)]
    if state is LinkState.CONFIRMED and not _signers_suffice([v for v in votes if v.value == top], holders):
        return LinkState.AWAITS_PARTY
    return state


def _signers_suffice(signers: Sequence[Vote], holders: frozenset[str]) -> bool:
    parties = {vote.party for vote in signers}
    return holders <= parties and (len(parties) >= _NEEDED or any(vote.is_neutral for vote in signers))
