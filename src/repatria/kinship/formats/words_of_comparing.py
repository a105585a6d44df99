"""Findings on what is compared: alleles let in, models that do not fit, people who could not be compared."""

from repatria.findings import Severity
from repatria.findings import gettext_noop as _
from repatria.kinship.formats.words import Wording

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

COMPARING: dict[str, Wording] = {
    "alleles-added": Wording(
        NOTE,
        _("The table has no allele {alleles} at the locus {locus}; each counts with the frequency {minimum}."),
        _("Check the reading; add the alleles to the table if they hold."),
    ),
    "mutation-model-replaced": Wording(
        WARNING,
        _("The locus {locus} cannot mutate as was chosen ({reason}); the equal model is used there at the same rates."),
        _("Name alleles by their repeats, or choose another model."),
    ),
    "family-contradicts-itself": Wording(
        ERROR,
        _(
            "The relatives of the family {family} cannot have these profiles at the locus {locus} if they are related"
            " as stated; nobody was compared with {person}."
        ),
        _("Check the relations with the family, in confidence, and whether samples were exchanged."),
    ),
    "family-too-complex": Wording(
        ERROR,
        _(
            "The pedigree of the family {family} is too entangled for an exact sum at the locus {locus}; nobody was"
            " compared with {person}."
        ),
        _("Leave out people who neither gave a sample nor connect those who did, or set theta to 0."),
    ),
    "body-impossible": Wording(
        ERROR,
        _("The body {body} has a profile at the locus {locus} that nobody can have; it was not compared."),
        _("Check the reading, the sex, and the frequencies of the locus."),
    ),
}
