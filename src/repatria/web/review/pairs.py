"""Which lists are compared with which, and why.

| left      | right     | senders   | why                                                                          |
| --------- | --------- | --------- | ---------------------------------------------------------------------------- |
| missing   | held      | different | the question that families ask: is the one we seek in the other side's hands |
| missing   | dead      | different | a named bag may end a search                                                 |
| missing   | returned  | any       | somebody still sought may long be home                                       |
| missing   | offer     | different | only where the offering side sent no list of those it holds                  |
| missing   | held      | same      | a side seeks somebody whom it says it holds: an error, or a deserter         |
| held      | returned  | any       | who went home cannot be held, unless taken again later                       |
| offer     | returned  | any       | who went home cannot be offered again                                        |
| held      | dead      | any       | a dead person on a prisoners' list, whoever lists the body                   |
| offer     | dead      | any       | the same for those offered                                                   |
| offer     | held      | same      | an offer is drawn from those held; prisoner and service numbers are shared   |
| held      | held      | different | one person cannot be in two hands                                            |
| children  | children  | any       | one child on two lists; children are compared with nobody else               |
| a purpose | the same  | same      | two lists of one sender and purpose may overlap                              |
| a list    | itself    | same      | one person twice, in two spellings or scripts                                |

Not compared: missing with missing of the other side (both may seek a civilian, and neither learns where the person
is), dead with dead (one person may lie in several bags; the laboratory joins them), children with grown-ups' lists.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from uuid import UUID

from repatria.web.registry.models import Purpose


class Senders(StrEnum):
    """Whose lists a rule joins."""

    SAME = "same"
    DIFFERENT = "different"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRule:
    """That lists of two purposes are compared, unless the right one's sender sent a list of the purpose ``unless``."""

    code: str
    left: Purpose
    right: Purpose
    senders: Senders
    unless: Purpose | None = None

    def fits(self, left: "ComparedList", right: "ComparedList", lists: "Sequence[ComparedList]") -> bool:
        """Whether these two lists are compared under the rule."""
        if (left.purpose, right.purpose) != (self.left, self.right):
            return False
        if self.senders is not Senders.ANY and (self.senders is Senders.SAME) != (left.sender == right.sender):
            return False
        return not any(other.purpose == self.unless and other.sender == right.sender for other in lists)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedList:
    """A list as far as the choice of pairs needs it."""

    id: UUID
    key: str
    sender: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPair:
    """Two lists to compare, or one list with itself (``left == right``)."""

    code: str
    left: ComparedList
    right: ComparedList

    @property
    def is_within(self) -> bool:
        """One list is searched for the same person twice."""
        return self.left.id == self.right.id

    @property
    def key(self) -> str:
        """A name that stays: the two list keys."""
        return f"{self.left.key}|{self.right.key}"


_SAME, _DIFFERENT, _ANY = Senders.SAME, Senders.DIFFERENT, Senders.ANY

RULES: tuple[PairRule, ...] = (
    PairRule(code="sought-held", left=Purpose.MISSING, right=Purpose.HELD, senders=_DIFFERENT),
    PairRule(code="sought-dead", left=Purpose.MISSING, right=Purpose.DEAD, senders=_DIFFERENT),
    PairRule(code="sought-returned", left=Purpose.MISSING, right=Purpose.RETURNED, senders=_ANY),
    PairRule(code="sought-offered", left=Purpose.MISSING, right=Purpose.OFFER, senders=_DIFFERENT, unless=Purpose.HELD),
    PairRule(code="sought-own-held", left=Purpose.MISSING, right=Purpose.HELD, senders=_SAME),
    PairRule(code="held-returned", left=Purpose.HELD, right=Purpose.RETURNED, senders=_ANY),
    PairRule(code="offer-returned", left=Purpose.OFFER, right=Purpose.RETURNED, senders=_ANY),
    PairRule(code="held-dead", left=Purpose.HELD, right=Purpose.DEAD, senders=_ANY),
    PairRule(code="offer-dead", left=Purpose.OFFER, right=Purpose.DEAD, senders=_ANY),
    PairRule(code="offer-held", left=Purpose.OFFER, right=Purpose.HELD, senders=_SAME),
    PairRule(code="held-held", left=Purpose.HELD, right=Purpose.HELD, senders=_DIFFERENT),
    PairRule(code="child-child", left=Purpose.CHILDREN, right=Purpose.CHILDREN, senders=_ANY),
)
REPEATED = (Purpose.MISSING, Purpose.HELD, Purpose.OFFER, Purpose.RETURNED, Purpose.DEAD)
WITHIN = (Purpose.MISSING, Purpose.HELD, Purpose.OFFER, Purpose.RETURNED, Purpose.CHILDREN)


def list_pairs(lists: Sequence[ComparedList]) -> Iterator[ListPair]:
    """Every comparison that these lists ask for, each once, in an order that stays."""
    ordered = sorted(lists, key=lambda one: one.key)
    # Lists with themselves first: who stands there twice matters when they are compared with others.
    yield from (ListPair(code="within", left=one, right=one) for one in ordered if one.purpose in WITHIN)
    for rule in RULES:
        for left, right in product(ordered, ordered):
            # Two lists of one purpose meet once: the earlier key is the left one.
            is_turned = rule.left == rule.right and left.key >= right.key
            if not is_turned and rule.fits(left, right, ordered):
                yield ListPair(code=rule.code, left=left, right=right)
    for left, right in product(ordered, ordered):
        alike = left.sender == right.sender and left.purpose == right.purpose
        if alike and left.key < right.key and left.purpose in REPEATED:
            yield ListPair(code="repeated", left=left, right=right)
