"""What a comparison takes for granted and how probable it was before the DNA, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repatria.web.laboratory.models import Candidate
from repatria.web.templatetags.repatria import chance, posterior


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """From the prior to the posterior: how the first came about, and one sentence from the one to the other."""

    prior: str
    why: str
    sentence: str


def params_in_words(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is taken for granted, each with its unit; what this page does not know stands under its own name."""
    known = {
        "threshold_log10": (_("Smallest likelihood ratio of a candidate"), _power),
        "not_listed": (_("Prior probability that a body is nobody on the lists"), chance),
        "minimum_frequency": (_("Frequency taken for an allele that the table does not hold"), chance),
        "theta": (_("Kinship within the population (θ)"), _figure),
    }
    found = [(known[key][0], known[key][1](params[key])) for key in known if params.get(key) is not None]
    rest = sorted(key for key in params if key not in known and isinstance(params[key], int | float | str))
    return [*found, *((key.replace("_", " "), str(params[key])) for key in rest)]


def prior_in_words(candidate: Candidate) -> Weighed | None:
    """How the prior came about, and what DNA made of it; ``None`` where none is stated."""
    prior = candidate.prior
    if prior is None:
        return None
    not_listed = float(candidate.run.params.get("not_listed", 0.0))
    n = n_open(prior, not_listed)
    if n is None:
        why = _("It is spread over the open cases that are compatible with this body.")
    else:
        why = ngettext(
            "%(n)s open case is compatible with this body; %(not_listed)s is kept for nobody on the list, and the "
            "rest is that case's.",
            "%(n)s open cases are compatible with this body; %(not_listed)s is kept for nobody on the list, and the "
            "rest is spread evenly over them.",
            n,
        ) % {"n": formats.number_format(n, use_l10n=True, force_grouping=True), "not_listed": chance(not_listed)}
    sentence = _("Before the DNA %(prior)s, with it %(posterior)s.") % {
        "prior": _one_in(prior),
        "posterior": posterior(candidate.posterior),
    }
    return Weighed(prior=chance(prior), why=why, sentence=sentence)


def n_open(prior: float, not_listed: float) -> int | None:
    """Of how many open cases an even prior is the share; ``None`` where it is not an even one."""
    if not 0 < prior <= 1 - not_listed + 1e-12:
        return None
    n = round((1 - not_listed) / prior)
    return n if abs((1 - not_listed) / n - prior) <= 1e-9 * prior else None


def _one_in(prior: float) -> str:
    """A probability with its odds: "18 % (1 in 5.6)"."""
    if prior >= 0.5:
        return chance(prior)
    n = 1 / prior
    shown = formats.number_format(n, 1 if n < 10 else 0, use_l10n=True, force_grouping=True)
    return _("%(chance)s (1 in %(n)s)") % {"chance": chance(prior), "n": shown}


def _power(log10: float) -> str:
    value = 10.0**log10
    shown = formats.number_format(value, 0 if value >= 10 else 2, use_l10n=True, force_grouping=True)
    return _("%(value)s (log10 %(log10)s)") % {"value": shown, "log10": formats.number_format(log10, 1)}


def _figure(value: float) -> str:
    return str(formats.number_format(value, 3 if value else 0))
