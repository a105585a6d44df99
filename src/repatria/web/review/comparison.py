"""Two records side by side, field by field, with what each field says for one person; and who else is near."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Any

from repatria.web.registry.models import SourceRecord
from repatria.web.review import anchors, bridge
from repatria.web.review.models import Link
from repatria.web.review.wording import NOTES

if TYPE_CHECKING:
    from repatria.web.accounts.models import User

_WEIGHED = ("surname", "given", "patronymic", "birth_date", "sex", "birth_place", "service_number", "unit_name")
_TOLD = ("rank", "prisoner_number", "tag", "place", "event_date")
_NAMES = {"surname", "given", "patronymic"}
FAMILY = "family"
_NEIGHBORS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``differs`` where the other side's letters are others, in whatever script."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of both records.  ``weight_bits`` is ``None`` for a field that the matcher does not weigh.

    ``reason`` is the matcher's code and ``note`` an English sentence marked for translation.
    """

    field: str
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    reason: str = ""
    note: str = ""
    level: int | None = None
    weight_bits: float | None = None

    @property
    def left_text(self) -> str:
        """The left text as submitted."""
        return "".join(piece.text for piece in self.left)

    @property
    def right_text(self) -> str:
        """The right text as submitted."""
        return "".join(piece.text for piece in self.right)

    @property
    def is_empty(self) -> bool:
        """Neither side says anything."""
        return not self.left and not self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One record with its list: ``reading`` is its name in Latin letters, as we read it."""

    record: SourceRecord
    sender: str
    purpose: str
    list_key: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """A link as a reviewer sees it."""

    link: Link
    left: Side
    right: Side
    rows: tuple[FieldRow, ...]
    family: FieldRow | None

    @property
    def prior_bits(self) -> float:
        """What is added to the fields' bits before the probability: how rare a common person is at all."""
        from math import log2

        probability = min(max(self.link.probability, 1e-9), 1 - 1e-9)
        return log2(probability / (1 - probability)) - self.link.weight_bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """Another record that a reviewer should know of: a possible relative, or a namesake."""

    record: SourceRecord
    kind: str  # relative, namesake
    near: str  # left, right


def side_by_side(link: Link) -> SideBySide:
    """Both records, every field on one line, with the evidence on which the link was proposed."""
    left, right = link.left, link.right
    told = [_row(link, field, _text(left, field), _text(right, field)) for field in (*_WEIGHED, *_TOLD)]
    return SideBySide(
        link=link,
        left=_side(left),
        right=_side(right),
        rows=tuple(row for row in told if not row.is_empty),
        family=_row(link, FAMILY, "", "") if FAMILY in link.evidence else None,
    )


def _side(record: SourceRecord) -> Side:
    party_list = record.version.party_list
    return Side(
        record=record,
        sender=party_list.sender_id,
        purpose=party_list.purpose,
        list_key=party_list.key,
        reading=bridge.reading(record),
    )


def _text(record: SourceRecord, field: str) -> str:
    if field == "birth_date":
        return record.birth_date.isoformat() if record.birth_date else ""
    return str(getattr(record, field))


def _row(link: Link, field: str, left: str, right: str) -> FieldRow:
    pieces = marked(left, right)
    said: dict[str, Any] | None = link.evidence.get(field)
    if said is None:
        return FieldRow(field=field, left=pieces[0], right=pieces[1])
    reason = str(said["reason"])
    return FieldRow(
        field=field,
        left=pieces[0],
        right=pieces[1],
        reason=reason,
        note=NOTES.get(_note(field, reason, left, right), ""),
        level=int(said["level"]),
        weight_bits=float(said["bits"]),
    )


def _note(field: str, reason: str, left: str, right: str) -> str:
    if reason != "same" or field not in _NAMES or left.casefold() == right.casefold():
        return reason
    alike = bridge.skeleton(left) == bridge.skeleton(right)
    return "same-spelled-otherwise" if alike else "same-in-two-languages"


def marked(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; marked are those that sound otherwise on the other side, in whatever script."""
    if not left or not right:
        return _whole(left), _whole(right)
    sounds = _sounds(left), _sounds(right)
    first, second = ([sound for sound, _ in side] for side in sounds)
    differing: tuple[set[int], set[int]] = set(), set()
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag != "equal":
            differing[0].update(place for _, place in sounds[0][a:b])
            differing[1].update(place for _, place in sounds[1][c:d])
    return _pieces(left, differing[0]), _pieces(right, differing[1])


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, differs=False),) if text else ()


def _sounds(text: str) -> list[tuple[str, int]]:
    """The text in Latin letters, each with the place of the letter that it stands for: ш is read sh, ь not at all."""
    letters = enumerate(text.casefold())
    read = ((bridge.letter_in_latin(letter) if letter.isalpha() else letter, at) for at, letter in letters)
    return [(sound, at) for sounds, at in read for sound in sounds]


def _pieces(text: str, differing: set[int]) -> tuple[Piece, ...]:
    runs = groupby(enumerate(text), key=lambda placed: placed[0] in differing)
    return tuple(Piece("".join(letter for _, letter in run), differs) for differs, run in runs)


def neighbors(link: Link, user: "User") -> tuple[Neighbor, ...]:
    """Possible relatives (surname and patronymic) and namesakes (surname and given name) whom the user may see."""
    own = {link.left_id, link.right_id}
    found: dict[Any, Neighbor] = {}
    for near, record in (("left", link.left), ("right", link.right)):
        for kind, other_name in (("namesake", record.given), ("relative", record.patronymic)):
            words = bridge.tokens(record.surname)[:2] + bridge.tokens(other_name)[:1]
            if not record.surname or not other_name:
                continue
            for other in _with_words(words, user)[:_NEIGHBORS]:
                if other.pk not in own:
                    found.setdefault(other.pk, Neighbor(record=other, kind=kind, near=near))
    return tuple(found.values())[:_NEIGHBORS]


def _with_words(words: Sequence[str], user: "User") -> Any:
    rows = SourceRecord.objects.visible_to(user).filter(version__in=anchors.newest_versions().values("pk"))
    for word in words:
        rows = rows.filter(search_keys__token=word)
    return rows.select_related("version__party_list").order_by("sort_key", "pk")
