"""Small words of the templates: counts, party letters, dates as known, sentences of engines, pictures."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.defaultfilters import date as format_date
from django.utils import formats
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from repatria.dates import PartialDate
from repatria.findings import gettext_noop
from repatria.web.registry.models import PersonStatus, UnitKind

register = template.Library()
SHOUTED = re.compile(r"[^\W\d_]{2,}")


@register.filter
def number(value: int | None) -> str:
    """A count with its thousands apart, as the language writes them; unknown is a dash, never 0."""
    return "–" if value is None else str(formats.number_format(value, use_l10n=True, force_grouping=True))


@register.simple_tag
def counted(n: int | None, unit: str) -> str:
    """A count with its unit in words: "6,057 bags"."""
    return number(n) if n is None else unit_words(n, unit)


def unit_words(n: int, unit: str) -> str:
    """The count and its unit, in the right number."""
    if unit == "person":
        said = ngettext("%(n)s person", "%(n)s persons", n)
    elif unit == "bag":
        said = ngettext("%(n)s bag", "%(n)s bags", n)
    elif unit == "part":
        said = ngettext("%(n)s part", "%(n)s parts", n)
    elif unit == "reading":
        said = ngettext("%(n)s reading", "%(n)s readings", n)
    elif unit == "mni":
        said = ngettext("at least %(n)s individual", "at least %(n)s individuals", n)
    else:
        said = ngettext("%(n)s row", "%(n)s rows", n)
    return said % {"n": number(n)}


@register.simple_tag
def tallied(n: int | None, thing: str) -> SafeString:
    """A figure in bold and what it counts, in the right number: one entry of a row of figures."""
    figure = format_html("<b>{}</b>", number(n))
    return mark_safe(escape(thing_words(n or 0, thing)) % {"n": figure})  # noqa: S308  both halves are escaped


def thing_words(n: int, thing: str) -> str:
    """What a laboratory counts, with the place of the figure, in the right number."""
    if thing == "remains":
        return ngettext("%(n)s bag or part", "%(n)s bags and parts", n)
    if thing == "body":
        return ngettext("%(n)s body", "%(n)s bodies", n)
    if thing == "missing":
        return ngettext("%(n)s missing person", "%(n)s missing persons", n)
    if thing == "am":
        return ngettext("%(n)s AM file", "%(n)s AM files", n)
    if thing == "sample":
        return ngettext("%(n)s sample", "%(n)s samples", n)
    if thing == "family":
        return ngettext("%(n)s family", "%(n)s families", n)
    if thing == "locus":
        return ngettext("%(n)s locus", "%(n)s loci", n)
    if thing == "pair":
        return ngettext("%(n)s pair compared", "%(n)s pairs compared", n)
    if thing == "candidate":
        return ngettext("%(n)s candidate", "%(n)s candidates", n)
    if thing == "comparison":
        return ngettext("%(n)s comparison", "%(n)s comparisons", n)
    if thing == "identification":
        return ngettext("%(n)s identification", "%(n)s identifications", n)
    raise ValueError(f"nothing is known of {thing!r}")


@register.filter
def party(code: str) -> SafeString:
    """A party's letter: told apart by letter and frame, never by color."""
    return format_html('<span class="party party-{}">{}</span>', code, code) if code else mark_safe("")


@register.filter
def known_date(value: PartialDate | date | None) -> str:
    """A date as far as it is known: "1986", "March 1986", "12 March 1986"; else a dash."""
    if value is None:
        return "–"
    if isinstance(value, datetime | date):
        return format_date(value, "j E Y")
    if value.month is None:
        return str(value.year)
    if value.day is None:
        return format_date(date(value.year, value.month, 1), "F Y")
    return format_date(date(value.year, value.month, value.day), "j E Y")


@register.filter
def said(sentence: str) -> str:
    """An engine's sentence in the reader's language."""
    return gettext(sentence) if sentence else ""


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """A mapping's value under a key that is itself a variable."""
    return mapping.get(key, "")


@register.filter
def short(digest: str) -> SafeString:
    """The first twelve characters of a hash, the whole of it in its title."""
    return format_html('<span class="mono" title="{}">{}</span>', digest, str(digest)[:12])


@register.filter
def percent(value: float) -> str:
    """A proportion as a plain percentage that never rounds up to certainty."""
    shown = min(value * 100, 99.9) if value < 1 else 100.0
    return f"{formats.number_format(shown, 1)}\u00a0%"


@register.filter
def qr(svg: str) -> SafeString:
    """A QR code's drawing without its XML prolog, in the page's own ink."""
    body = svg[svg.index("<svg") :].replace('fill="#000000"', 'fill="currentColor"')
    return mark_safe(body)  # noqa: S308  made by us from a key, not typed by anyone


# What a reviewer may ask a party about its own row; the closed set holds nothing of another's row.
QUESTIONS = {
    "identity_asked": gettext_noop("Is everything in this row as your records have it?"),
    "name_asked": gettext_noop("Are surname, given name and patronymic written as in the person's papers?"),
    "birth_asked": gettext_noop("Is the birth date as in the person's papers, day and month in their places?"),
    "numbers_asked": gettext_noop("Are service number and military unit right?"),
    "place_asked": gettext_noop("Is the place of birth right?"),
}


@register.filter
def claimed(claim: Any) -> str:
    """What a claim says, in words: a status, a question and a category are codes, a place is text."""
    if claim.value in QUESTIONS:
        return gettext(QUESTIONS[claim.value])
    if claim.predicate == "status":
        return str(dict(PersonStatus.choices).get(claim.value, claim.value))
    if claim.predicate == "category":
        return category(claim.value)
    return str(claim.value)


CATEGORIES = {
    "severely_wounded": gettext_noop("severely wounded"),
    "wounded": gettext_noop("wounded"),
    "sick": gettext_noop("sick"),
    "severely_sick": gettext_noop("severely sick"),
    "civilian": gettext_noop("civilian"),
    "medical_confirmed": gettext_noop("confirmed by the medical commission"),
    "woman": gettext_noop("woman"),
    "young": gettext_noop("young"),
}


@register.filter
def category(key: str) -> str:
    """A category's key in words; one that only the case knows stays as the case writes it."""
    code = str(key).replace("-", "_")
    return gettext(CATEGORIES[code]) if code in CATEGORIES else code.replace("_", " ")


FIELDS = {
    "surname": gettext_noop("surname"),
    "given": gettext_noop("given name"),
    "patronymic": gettext_noop("patronymic"),
    "full_name": gettext_noop("full name"),
    "birth_date": gettext_noop("birth date"),
    "birth_year": gettext_noop("birth year"),
    "sex": gettext_noop("sex"),
    "rank": gettext_noop("rank"),
    "service_number": gettext_noop("service number"),
    "prisoner_number": gettext_noop("prisoner number"),
    "tag": gettext_noop("tag"),
    "seal": gettext_noop("seal"),
    "n_individuals": gettext_noop("number of individuals"),
    "unit_name": gettext_noop("military unit"),
    "birth_place": gettext_noop("place of birth"),
    "place": gettext_noop("place"),
    "event_date": gettext_noop("date of the event"),
    "categories": gettext_noop("category"),
    "category": gettext_noop("category"),
}


@register.filter
def field_name(field: str) -> str:
    """A field of a record in words."""
    return gettext(FIELDS[field]) if field in FIELDS else str(field).replace("_", " ")


@register.filter
def unit_kind(unit: str) -> str:
    """A kind of unit in words."""
    return str(dict(UnitKind.choices).get(unit, unit))


@register.filter
def unit_tag(unit: Any) -> str:
    """The tag that a bag or part bears: the laboratory's own, else the list's; a part stands on no list."""
    own = getattr(unit, "lab_tag", None)
    listed = unit.record.tag if unit.record else ""
    return (own.code if own else listed) or "–"


@register.filter
def unit_title(unit: Any) -> str:
    """Whose or what a unit of the account is: a name, a tag or a number; a part bears the laboratory's tag."""
    record = unit.record
    said = (record.full_name or record.tag or record.prisoner_number) if record else ""
    return said or unit_tag(unit)


@register.filter
def hexadecimal(value: "bytes | memoryview") -> str:
    """Bytes of a hash as text."""
    return bytes(value).hex()


@register.filter
def figure(line: Any, measure: str) -> Any:
    """One figure of a statement's line."""
    return line[measure]


@register.filter
def absolute(value: int | None) -> int:
    """How much two numbers differ, whichever is greater."""
    return abs(value or 0)


@register.filter
def calm(name: str) -> str:
    """A name without capitals throughout: "Ihor ORLOV" becomes "Ihor Orlov"."""
    return SHOUTED.sub(lambda word: word.group().capitalize() if word.group().isupper() else word.group(), name)


@register.filter
def brief(value: Any) -> SafeString:
    """The first eight characters of an id, the whole of it in its title."""
    return format_html('<span class="mono" title="{}">{}</span>', value, str(value)[:8])


@register.filter
def posterior(value: float | None) -> str:
    """A probability with as many nines as it has, never rounded up to certainty: "99.9997 %", "> 99.999999 %"."""
    if value is None:
        return "–"
    if value > 1 - 1e-8:
        return f">\u00a0{formats.number_format(99.999999, 6)}\u00a0%"
    if value < 1e-6:
        return f"<\u00a0{formats.number_format(0.0001, 4)}\u00a0%"
    if value < 0.01:
        return chance(value)
    digits = 1 if value < 0.99 else min(6, max(1, math.ceil(-math.log10(1 - value)) - 1))
    scale: float = 10.0 ** (digits + 2)
    shown = math.floor(value * scale + 1e-6) / 10.0**digits if value >= 0.99 else round(value * 100, digits)
    return f"{formats.number_format(shown, digits)}\u00a0%"


@register.filter
def chance(value: float | None) -> str:
    """A probability that was not worked out but taken, with two figures that count: "18 %", "0.0015 %", "10 %"."""
    if value is None:
        return "–"
    percent = 100 * value
    digits = 0 if not percent else max(0, 1 - math.floor(math.log10(percent)))
    shown = formats.number_format(round(percent, digits), digits)
    separator = formats.get_format("DECIMAL_SEPARATOR")
    return f"{shown.rstrip('0').rstrip(separator) if separator in shown else shown}\u00a0%"


CONCLUSIONS = {
    "direct": gettext_noop("the same profile as the missing person's own belongings"),
    "fragment": gettext_noop("the same profile as a body that bears this name already"),
    "undisputed": gettext_noop("undisputed"),
    "probable": gettext_noop("probable"),
    "symmetric": gettext_noop("one of several who cannot be told apart"),
    "inconclusive": gettext_noop("inconclusive"),
    "disputed": gettext_noop("disputed"),
    "excluded": gettext_noop("excluded"),
    "no_match": gettext_noop("no match"),
}


@register.filter
def conclusion(code: str) -> str:
    """The engine's conclusion on a pair, in words."""
    key = str(code).replace(" ", "_")
    return gettext(CONCLUSIONS[key]) if key in CONCLUSIONS else str(code)


@register.filter
def weighed_as(row: Mapping[str, Any]) -> str:
    """How a factor of other evidence was weighed, with its parameters, in words."""
    separator = formats.get_format("DECIMAL_SEPARATOR")
    numbers = {name: f"{value:g}".replace(".", separator) for name, value in row["numbers"].items()}
    return gettext(row["sentence"]).format(**numbers)


LEFT_OUT = {
    "no_references": gettext_noop("family without an accepted reference profile"),
    "no_frequencies": gettext_noop("locus without frequencies in the table"),
    "not_in_table": gettext_noop("allele that the table does not hold: taken as rare"),
    "no_number": gettext_noop("read that is no number of repeats: left out"),
    "impossible": gettext_noop("profile that no person can have: not compared"),
    "too_complex": gettext_noop("pedigree too large for an exact sum: not compared"),
    "impossible_family": gettext_noop("references that contradict the pedigree as stated: not compared"),
}


@register.filter
def left_out(entry: Mapping[str, Any]) -> str:
    """What a comparison left out, and why; loci are named, alleles as the laboratory may read them."""
    why = str(entry.get("why", ""))
    said = gettext(LEFT_OUT[why]) if why in LEFT_OUT else why
    things = [str(entry[key]) for key in ("family", "locus", "allele", "body") if entry.get(key)]
    return f"{said}: {', '.join(things)}" if things else said
