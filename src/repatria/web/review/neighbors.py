"""Who else is near a pair: relatives, namesakes, rivals for one of its two places; and why they seem to be others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from repatria.dates import PartialDate
from repatria.web.registry.models import SourceRecord
from repatria.web.review import anchors, bridge
from repatria.web.review.models import Link, LinkState
from repatria.web.review.wording import APART

if TYPE_CHECKING:
    from repatria.web.accounts.models import User

N_MOST = 12
_DECIDED = (LinkState.CONFIRMED, LinkState.REFUSED, LinkState.UNDECIDABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """Another record that a reviewer should know of.

    ``kind`` is relative, namesake or rival; ``near`` the side of the pair that it resembles; ``apart`` English words,
    marked for translation, for what tells it from that side; ``link`` the link by which it is a rival.
    """

    record: SourceRecord
    kind: str
    near: str
    apart: tuple[str, ...] = ()
    link: Link | None = None

    @property
    def decided(self) -> str:
        """What people decided on the rival, once they have; until then nobody is told anybody's word."""
        is_told = self.link is not None and self.link.state in _DECIDED
        return str(self.link.get_state_display()) if self.link is not None and is_told else ""


def neighbors(link: Link, user: "User") -> tuple[Neighbor, ...]:
    """Rivals of the pair, then possible relatives and namesakes, as far as the user may see them."""
    found: dict[Any, Neighbor] = {}
    for one in (*_rivals(link, user), *_alike(link, user)):
        found.setdefault(one.record.pk, one)
    return tuple(found.values())[:N_MOST]


def _rivals(link: Link, user: "User") -> Iterator[Neighbor]:
    """Other links of the same two rows: where each list says a person once, at most one of them holds."""
    pair = (link.left_id, link.right_id)
    others = Link.objects.filter(Q(left__in=pair) | Q(right__in=pair)).exclude(pk=link.pk)
    others = others.exclude(state__in=(LinkState.LAPSED, LinkState.RETRACTED)).visible_to(user)
    lists = ("left__version__party_list", "right__version__party_list")
    own = {link.left.version.party_list_id, link.right.version.party_list_id}
    for rival in others.select_related(*lists).order_by("-probability", "pk")[:N_MOST]:
        is_left = rival.left_id in pair
        record, near = (rival.right, rival.left_id) if is_left else (rival.left, rival.right_id)
        if record.version.party_list_id in own:
            side = "left" if near == link.left_id else "right"
            beside = link.left if side == "left" else link.right
            yield Neighbor(record=record, kind="rival", near=side, apart=told_apart(record, beside), link=rival)


def _alike(link: Link, user: "User") -> Iterator[Neighbor]:
    """Surname and patronymic, or surname and given name, as in one of the two rows, and another person."""
    own = {link.left.person_id, link.right.person_id}
    for near, record in (("left", link.left), ("right", link.right)):
        for kind, other_name in (("namesake", record.given), ("relative", record.patronymic)):
            words = bridge.tokens(record.surname)[:2] + bridge.tokens(other_name)[:1]
            if not record.surname or not other_name:
                continue
            for other in _with_words(words, user)[:N_MOST]:
                if other.person_id not in own:
                    yield Neighbor(record=other, kind=kind, near=near, apart=told_apart(other, record))


def _with_words(words: Sequence[str], user: "User") -> Any:
    rows = SourceRecord.objects.visible_to(user).filter(version__in=anchors.newest_versions().values("pk"))
    for word in words:
        rows = rows.filter(search_keys__token=word)
    return rows.select_related("version__party_list").order_by("sort_key", "pk")


def told_apart(one: SourceRecord, other: SourceRecord) -> tuple[str, ...]:
    """What is said of both and cannot be said of one person: English words marked for translation."""
    differing = {
        "given": _both(one, other, "given") and not bridge.is_same_given(one.given, other.given),
        "patronymic": _both(one, other, "patronymic") and not bridge.is_same_father(one.patronymic, other.patronymic),
        "birth_date": _contradict(one.birth_date, other.birth_date),
        "service_number": _both(one, other, "service_number") and one.service_number != other.service_number,
        "birth_place": _both(one, other, "birth_place")
        and bridge.skeleton(one.birth_place) != bridge.skeleton(other.birth_place),
    }
    return tuple(APART[field] for field, is_other in differing.items() if is_other)


def _both(one: SourceRecord, other: SourceRecord, field: str) -> bool:
    return bool(getattr(one, field) and getattr(other, field))


def _contradict(one: PartialDate | None, other: PartialDate | None) -> bool:
    if one is None or other is None:
        return False
    parts = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return any(None not in pair and pair[0] != pair[1] for pair in parts)
