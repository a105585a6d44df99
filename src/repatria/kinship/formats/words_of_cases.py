"""Findings on a case file: each of them makes the case unanswerable, and is said beside all others of the file."""

from repatria.findings import Severity
from repatria.findings import gettext_noop as _
from repatria.kinship.formats.words import Wording

CASES: dict[str, Wording] = {
    "case-allele-unknown": Wording(
        Severity.ERROR,
        _("{person} has an allele at {marker} that the marker does not list."),
        _("Correct the genotype, or add the allele with a stated minimum frequency."),
    ),
    "case-body-unclear": Wording(
        Severity.ERROR,
        _("Body {body} stands there twice, or its sex was not understood."),
        _("Name each body once, its sex M, F or null."),
    ),
    "case-chromosome-unknown": Wording(
        Severity.ERROR,
        _("The chromosome is neither autosomal nor X."),
        _("Write autosomal or X; Y and mitochondrial markers follow no pedigree rule here."),
    ),
    "case-denominator-unknown": Wording(
        Severity.ERROR, _("The denominator is not one of the hypotheses."), _("Name one of: {known}.")
    ),
    "case-family-impossible": Wording(
        Severity.ERROR, _("The family is not possible: {reason}."), _("Missing persons are members without genotypes.")
    ),
    "case-genotype-single": Wording(
        Severity.ERROR,
        _("{person} has one allele at {marker}, and nothing says what the other is."),
        _('Write ["a", "a"] for homozygous, or ["a", null] where the second allele was not read.'),
    ),
    "case-genotype-unreadable": Wording(
        Severity.ERROR,
        _("The genotype of {person} at {marker} was not understood."),
        _('Write ["a", "b"], ["a", null] for one unknown allele, or null for not typed.'),
    ),
    "case-hypotheses-unclear": Wording(
        Severity.ERROR, _("There is no hypothesis, or two have one name."), _("Name each hypothesis once.")
    ),
    "case-inbreeding-no-founder": Wording(
        Severity.ERROR,
        _("Inbreeding is stated of {person}, who is no founder."),
        _("State it of persons without parents alone."),
    ),
    "case-key-missing": Wording(Severity.ERROR, _("The key is missing."), _("Add it: {expected}.")),
    "case-male-two-x-alleles": Wording(
        Severity.ERROR,
        _("{person} is a man and has two alleles at the X marker {marker}."),
        _("Write his one allele, or check his sex."),
    ),
    "case-marker-twice": Wording(Severity.ERROR, _("Marker {marker} stands there twice."), _("Leave one of them out.")),
    "case-marker-unknown": Wording(
        Severity.ERROR,
        _("{person} is typed at marker {marker}, which has no frequencies here."),
        _("Add the marker with its frequencies, or leave the genotype out."),
    ),
    "case-marker-unusable": Wording(
        Severity.ERROR,
        _("The marker is not usable: {reason}."),
        _("Alleles are distinct; frequencies are one for each and sum to 1 within 0.000001, as mutation rows do."),
    ),
    "case-matrix-not-square": Wording(
        Severity.ERROR,
        _("The mutation matrix is not square."),
        _("Give a row for each allele, and in it a number for each allele."),
    ),
    "case-missing-is-typed": Wording(
        Severity.ERROR, _("{person} is asked about and has genotypes."), _("Leave the genotypes out.")
    ),
    "case-missing-unclear": Wording(
        Severity.ERROR,
        _("The missing persons are not those of the families, each once."),
        _("Give each missing person an id of its own, and name the same ones in missing."),
    ),
    "case-not-a-pair": Wording(Severity.ERROR, _("Expected two different persons."), _("Name two ids.")),
    "case-not-json": Wording(Severity.ERROR, _("The file is not JSON."), _("Send it again as JSON in UTF-8.")),
    "case-not-two-markers": Wording(
        Severity.ERROR, _("A linked case has two markers."), _("Name two in linkage.markers.")
    ),
    "case-pairing-unknown": Wording(
        Severity.ERROR,
        _("The pairings of {body} name somebody who is not in the case."),
        _("Name bodies of victims and persons of missing, or *."),
    ),
    "case-pedigree-impossible": Wording(
        Severity.ERROR,
        _("The pedigree is not possible: {reason}."),
        _("Write each person once, with both parents or none, and nobody as an ancestor of their own."),
    ),
    "case-person-unknown": Wording(
        Severity.ERROR,
        _("{person} is not a person of {where}."),
        _("Correct the id, or add a row for the person, without parents where unrelated."),
    ),
    "case-recombination-impossible": Wording(
        Severity.ERROR, _("A recombination fraction is not in [0, 0.5]."), _("Write the fraction, not centimorgans.")
    ),
    "case-reference-ambiguous": Wording(
        Severity.ERROR,
        _("{person} has a reference profile and is in two families."),
        _("Give the two persons different ids."),
    ),
    "case-schema-unknown": Wording(
        Severity.ERROR, _("The schema is not one that is known here."), _("Known are: {known}.")
    ),
    "case-sex-unreadable": Wording(
        Severity.ERROR, _("The sex of {person} was not understood."), _("Write M, F or null.")
    ),
    "case-silent-not-last": Wording(
        Severity.ERROR,
        _("The silent allele is not the last of the marker's alleles."),
        _("Name it last in alleles, and its frequency last in freqs."),
    ),
    "case-theta-impossible": Wording(Severity.ERROR, _("Theta is not in [0, 1)."), _("Usual values are 0 to 0.03.")),
    "case-wrong-kind": Wording(
        Severity.ERROR, _("The value is of another kind than the schema says."), _("Expected here: {expected}.")
    ),
}
