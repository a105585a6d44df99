"""Where a unit may go from where it stands, and which reasons lead there: what a page offers, and an action accepts."""

from collections.abc import Collection, Iterator, Mapping

from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody.models import AccountKind, Reason, Unit, account_code
from repatria.web.registry.models import UnitKind

_K = AccountKind
_NEXT: Mapping[str, tuple[AccountKind, ...]] = {
    _K.SOUGHT: (_K.HOME, _K.ELSEWHERE, _K.HOSPITAL, _K.REMAINS),
    _K.HELD: (_K.TRANSPORT, _K.NEUTRAL, _K.HOSPITAL, _K.HOME, _K.REMAINS),
    _K.OFFERED: (_K.TRANSPORT, _K.NEUTRAL, _K.HOSPITAL, _K.HOME, _K.HELD, _K.REMAINS),
    _K.CALLED: (_K.HELD, _K.TRANSPORT, _K.NEUTRAL, _K.HOSPITAL, _K.HOME, _K.REMAINS),
    _K.TRANSPORT: (
        _K.NEUTRAL,
        _K.HOSPITAL,
        _K.MORTUARY,
        _K.LABORATORY,
        _K.HOME,
        _K.FAMILY,
        _K.HELD,
        _K.REMAINS,
        _K.ELSEWHERE,
    ),
    _K.NEUTRAL: (
        _K.TRANSPORT,
        _K.HOSPITAL,
        _K.MORTUARY,
        _K.LABORATORY,
        _K.HOME,
        _K.FAMILY,
        _K.HELD,
        _K.REMAINS,
        _K.ELSEWHERE,
    ),
    _K.HOSPITAL: (_K.TRANSPORT, _K.NEUTRAL, _K.HELD, _K.HOME, _K.MORTUARY, _K.REMAINS, _K.ELSEWHERE),
    _K.REMAINS: (_K.TRANSPORT, _K.NEUTRAL, _K.MORTUARY, _K.LABORATORY, _K.HOME, _K.BURIED),
    _K.MORTUARY: (_K.LABORATORY, _K.TRANSPORT, _K.NEUTRAL, _K.FAMILY, _K.BURIED, _K.HOME, _K.REMAINS),
    _K.LABORATORY: (_K.MORTUARY, _K.TRANSPORT, _K.NEUTRAL, _K.FAMILY, _K.BURIED, _K.REMAINS),
    _K.HOME: (_K.FAMILY, _K.HOSPITAL, _K.MORTUARY, _K.LABORATORY, _K.BURIED, _K.ELSEWHERE),
    _K.FAMILY: (_K.BURIED, _K.ELSEWHERE),
    _K.BURIED: (_K.MORTUARY, _K.FAMILY),
    _K.ELSEWHERE: (_K.TRANSPORT, _K.HOSPITAL, _K.HOME),
}
_LIVING_ONLY = frozenset({_K.HELD, _K.HOSPITAL, _K.ELSEWHERE})
_OF_A_SIDE = frozenset({_K.HELD, _K.REMAINS, _K.HOME})
_OF_NOBODY = frozenset({_K.NEUTRAL, _K.ELSEWHERE})
_OF_THE_DEAD = frozenset({_K.REMAINS, _K.MORTUARY, _K.LABORATORY, _K.BURIED})

RECORDABLE = (
    Reason.MOVED,
    Reason.HANDED_OVER,
    Reason.RELEASED,
    Reason.DIED,
    Reason.NO_SHOW,
    Reason.REFUSED,
    Reason.SUBSTITUTED,
    Reason.CORRECTED,
)
"""What people record; links, withdrawals and openings move units too, but by acts of their own."""
OF_TWO = frozenset({Reason.HANDED_OVER, Reason.RELEASED, Reason.DIED})
"""Acts that cannot be undone in the world: they take effect when a second person has confirmed them."""
STAYING = frozenset({Reason.NO_SHOW, Reason.REFUSED, Reason.SUBSTITUTED})
"""Ends of a round after which a person is with the holder again, or never left."""
HOLDING = frozenset({_K.HELD, _K.OFFERED})


def destinations(unit: Unit) -> Iterator[str]:
    """Codes of the accounts into which this unit may go, the likeliest first; its own last, for who only stays."""
    sides = list(Party.objects.filter(role=PartyRole.SIDE).order_by("code").values_list("pk", flat=True))
    for kind in _NEXT.get(unit.account.kind, ()):
        if unit.kind != UnitKind.PERSON and kind in _LIVING_ONLY:
            continue
        if kind == _K.HELD and unit.account.party_id:
            # A person goes back to the holder, never into the hands of the other side.
            yield account_code(kind, unit.account.party_id)
        elif kind in _OF_NOBODY:
            yield account_code(kind)
        else:
            yield from (account_code(kind, side) for side in sides)
            if kind not in _OF_A_SIDE:
                yield account_code(kind)
    if unit.account.kind in HOLDING:
        yield unit.account_id


def split_code(code: str) -> tuple[AccountKind, str | None]:
    """Kind and party of an account's code."""
    kind, _, party = code.partition(":")
    return AccountKind(kind), party or None


def misfit(unit: Unit, code: str, reason: str) -> str:
    """Why this reason does not lead there, as a code; empty where it does."""
    kind, party = split_code(code)
    stays = code == unit.account_id
    if stays or reason in STAYING:
        fits_both = reason in STAYING and kind in HOLDING
        return "" if fits_both else "stays" if stays else "with_holder"
    if reason == Reason.HANDED_OVER and (kind, party) == (unit.account.kind, unit.account.party_id):
        return "same_hands"
    if reason == Reason.DIED and (unit.kind != UnitKind.PERSON or kind not in _OF_THE_DEAD):
        return "not_dead_there"
    is_living = unit.kind == UnitKind.PERSON and unit.account.kind not in _OF_THE_DEAD
    if reason == Reason.RELEASED and (is_living or kind not in {_K.FAMILY, _K.BURIED, _K.HOME, _K.TRANSPORT}):
        return "not_released_there"
    if is_living and kind in _OF_THE_DEAD and reason not in {Reason.DIED, Reason.CORRECTED}:
        return "living"
    return ""


def seconds(debit: str, credit: str, reason: str, *, giver: str = "", receiver: str = "") -> Collection[str]:
    """Codes of the parties of which one confirms: for a handover the sides in it, else the neutral body."""
    neutral = set(Party.objects.filter(role=PartyRole.NEUTRAL).values_list("pk", flat=True))
    if reason != Reason.HANDED_OVER:
        return neutral
    named = {split_code(debit)[1], split_code(credit)[1], giver, receiver}
    sides = set(
        Party.objects.filter(role=PartyRole.SIDE, pk__in=[code for code in named if code]).values_list("pk", flat=True)
    )
    return sides or neutral
