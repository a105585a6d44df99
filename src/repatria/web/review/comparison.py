"""Two records side by side, field by field, with what each field says for one person."""

from dataclasses import dataclass
from typing import Any

from repatria.dates import PartialDate
from repatria.web.registry.models import SourceRecord
from repatria.web.review import bridge
from repatria.web.review.marking import Pieces, marked, marked_dates
from repatria.web.review.models import Link
from repatria.web.review.wording import AGREE, DIFFER, MISSING, NEAR, NOTES, VERDICTS

_WEIGHED = ("surname", "given", "patronymic", "birth_date", "sex", "birth_place", "service_number", "unit_name")
_TOLD = ("rank", "prisoner_number", "tag", "place", "event_date")
_DATES = {"birth_date", "event_date"}
_NAMES = {"surname", "given", "patronymic"}
FAMILY = "family"
# Levels at which a field says no more and no less than that both mean one thing.
_AGREEING = {"same", "initial", "year-known", "month-known", "day-month-known", "age-fits", "same-digits"}
_DIFFERING = {"different", "age-differs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of both records.  ``weight_bits`` is ``None`` for a field that the matcher does not weigh.

    ``verdict`` says whether the two agree, nearly agree, differ, or one is missing; ``reason`` is the matcher's
    code and ``note`` an English sentence marked for translation.
    """

    field: str
    left: Pieces
    right: Pieces
    verdict: str
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
    def verdict_words(self) -> str:
        """The verdict as an English word marked for translation."""
        return VERDICTS[self.verdict]

    @property
    def told(self) -> str:
        """The note, where it says more than the verdict."""
        return "" if self.verdict == MISSING or self.note == NOTES["same"] else self.note

    @property
    def differing(self) -> tuple[str, str]:
        """What is marked on either side, for those who cannot see marks."""
        left, right = (", ".join(one.text for one in side if one.differs) for side in (self.left, self.right))
        return left, right

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
    dates = (_date(left), _date(right))
    is_dated = field in _DATES and all(bool(on) is bool(text) for on, text in zip(dates, (left, right), strict=True))
    pieces = marked_dates(*dates) if is_dated else marked(left, right)
    said: dict[str, Any] | None = link.evidence.get(field)
    if said is None:
        note = "" if field == FAMILY else NOTES["not-weighed"]
        return FieldRow(field=field, left=pieces[0], right=pieces[1], verdict=_seen(pieces), note=note)
    reason = str(said["reason"])
    return FieldRow(
        field=field,
        left=pieces[0],
        right=pieces[1],
        verdict=_verdict(reason),
        reason=reason,
        note=NOTES.get(_note(field, reason, left, right), ""),
        level=int(said["level"]),
        weight_bits=float(said["bits"]),
    )


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate.fromisoformat(text)
    except ValueError:
        return None


def _verdict(reason: str) -> str:
    if reason == "missing":
        return MISSING
    if reason in _DIFFERING:
        return DIFFER
    return AGREE if reason in _AGREEING else NEAR


def _seen(pieces: tuple[Pieces, Pieces]) -> str:
    """The verdict on a field that the matcher does not weigh: what stands there is all that is known."""
    if not all(pieces):
        return MISSING
    return DIFFER if any(piece.differs for side in pieces for piece in side) else AGREE


def _note(field: str, reason: str, left: str, right: str) -> str:
    if reason != "same" or field not in _NAMES or left.casefold() == right.casefold():
        return reason
    alike = bridge.skeleton(left) == bridge.skeleton(right)
    return "same-spelled-otherwise" if alike else "same-in-two-languages"
