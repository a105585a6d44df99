"""The ages of those held as a picture and a table, in the reader's language."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from repatria import pictures
from repatria.case import term_from_json
from repatria.web.custody import bridge
from repatria.web.exchanges.ages import BANDS, UNKNOWN, Ages
from repatria.web.exchanges.bridge.agreed import Agreed
from repatria.web.exchanges.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeDrawing:
    """A picture, its title, and the table of the same numbers."""

    title: str
    svg: SafeString
    table: SafeString


def draw_ages(sides: Sequence[str], counted: Ages) -> AgeDrawing:
    """Ages of those held by each side, before the round and after it; A left and B right."""
    left, right = sides
    bands = tuple(
        pictures.Band(
            label=_label(place),
            left_before=counted.before(left, place),
            left_after=counted.after(left, place),
            right_before=counted.before(right, place),
            right_after=counted.after(right, place),
        )
        for place in counted.bands(sides)
    )
    drawn = pictures.Pyramid(
        key="ages",
        title=gettext("Ages of those held, before the round and after it (persons)"),
        description=gettext("The outline is everybody held; the filled part stays after the round."),
        left_name=gettext("held by %s") % left,
        right_name=gettext("held by %s") % right,
        bands=bands,
    )
    before, after = gettext("%s before"), gettext("%s after")
    headers = (gettext("Age"), before % left, after % left, before % right, after % right)
    made = bridge.drawing(pictures.pyramid(drawn), pictures.pyramid_table(drawn, headers))
    return AgeDrawing(title=drawn.title, svg=made.svg, table=made.table)


def reference_day(shown: Round, sides: tuple[str, str]) -> dt.date:
    """The day on which the round's terms count ages; where none is stated, the day of the proposal."""
    agreed = Agreed([term_from_json(term.definition) for term in shown.terms.all()], sides)
    return agreed.reference_date or shown.proposed_at.date()


def _label(place: int) -> str:
    if place == UNKNOWN:
        return gettext("year of birth unknown")
    low, high = BANDS[place]
    return f"{low}–{high}" if high < 120 else f"{low}+"
