"""Comparisons, levels and odds in the reader's words; the codes are the linkage engine's."""

from django.utils.translation import gettext as _

from repatria.findings import gettext_noop
from repatria.web.review.wording import NOTES

COMPARISONS = {
    "surname": gettext_noop("surname"),
    "given": gettext_noop("given name"),
    "patronymic": gettext_noop("patronymic"),
    "birth_date": gettext_noop("birth date"),
    "sex": gettext_noop("sex"),
    "birth_place": gettext_noop("place of birth"),
    "service_number": gettext_noop("service number"),
    "unit_name": gettext_noop("military unit"),
    "address": gettext_noop("address"),
    "postcode": gettext_noop("postcode"),
    "phone": gettext_noop("telephone"),
    "email": gettext_noop("e-mail"),
    "occupation": gettext_noop("occupation"),
    "code": gettext_noop("code"),
    "family": gettext_noop("relatives with like names"),
}


def comparison_words(code: str) -> str:
    """A comparison in the reader's language."""
    return _(COMPARISONS[code]) if code in COMPARISONS else code.replace("_", " ")


def level_words(code: str) -> str:
    """A level in the reader's language."""
    return _(NOTES[code]) if code in NOTES else code.replace("-", " ")


def odds_words(probability: float) -> str:
    """Odds as people say them: "99 to 1 for", "3 to 1 against"."""
    if not 0 < probability < 1:
        return _("beyond doubt by the score alone") if probability >= 1 else _("ruled out by the score alone")
    odds = probability / (1 - probability)
    if odds >= 1:
        return _("%(n)s to 1 that they are one person") % {"n": _rounded(odds)}
    return _("%(n)s to 1 that they are two people") % {"n": _rounded(1 / odds)}


def _rounded(odds: float) -> str:
    from django.utils.formats import number_format

    if odds < 10:
        return str(number_format(round(odds, 1), 1))
    magnitude = 10 ** (len(str(int(odds))) - 2)
    return str(number_format(round(odds / magnitude) * magnitude, 0, use_l10n=True, force_grouping=True))
