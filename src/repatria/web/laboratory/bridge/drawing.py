"""A family, and the joint posteriors of a family, as pictures with their tables."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from repatria import pictures
from repatria.web.custody.bridge import Drawing, drawing
from repatria.web.laboratory.models import Member

_SYMBOLS = {"M": pictures.Symbol.SQUARE, "F": pictures.Symbol.CIRCLE}


def draw_pedigree(members: Sequence[Member], *, typed: Sequence[str], title: str, key: str = "pedigree") -> Drawing:
    """A family as it was stated; ``typed`` are the keys of those whose profile is accepted."""
    drawn = pictures.Pedigree(
        key=key,
        title=title,
        description=_("Squares are men, circles women; who is missing is hatched, who gave a sample has a dot."),
        relatives=tuple(
            pictures.Relative(
                id=one.key,
                symbol=_SYMBOLS.get(one.sex, pictures.Symbol.DIAMOND),
                father=one.father or None,
                mother=one.mother or None,
                label=one.key,
                note=one.am.number if one.am else one.donor.number if one.donor else "",
                is_missing=one.is_missing,
                is_typed=one.key in typed,
            )
            for one in members
        ),
        missing_word=_("is missing"),
        typed_word=_("gave a sample"),
    )
    table = pictures.pedigree_table(drawn, (_("member"), _("father"), _("mother"), _("known")))
    return drawing(pictures.pedigree(drawn), table)


def draw_posteriors(
    rows: Sequence[str], columns: Sequence[str], posteriors: Sequence[Sequence[float | None]], *, key: str
) -> Drawing:
    """Bodies by missing members of one family: how probable each pairing is when all are weighed together."""
    drawn = pictures.PosteriorMatrix(
        key=key,
        title=_("Who of the family each body may be"),
        description=_("The area of a square is its probability; the last column is nobody of this family."),
        row_labels=tuple(rows),
        column_labels=tuple(columns),
        posteriors=tuple(tuple(one) for one in posteriors),
        nobody_label=_("nobody here"),
    )
    return drawing(pictures.posterior_matrix(drawn), pictures.posterior_matrix_table(drawn, _("body")))
