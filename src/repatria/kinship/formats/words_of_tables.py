"""Findings on files as such, frequency tables, and files of other programs."""

from repatria.findings import Severity
from repatria.findings import gettext_noop as _
from repatria.kinship.formats.words import Wording

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

TABLES: dict[str, Wording] = {
    # text
    "encoding-taken-as-cp1251": Wording(
        NOTE,
        _("The file is not UTF-8; it was read as CP1251."),
        _("Look at the ids; if they are wrong, save the file as UTF-8 and send it again."),
    ),
    "text-undecodable": Wording(
        WARNING,
        _("Places in the file that are no text in {encoding}: {n_places}. A sign stands there instead."),
        _("Save the file as UTF-8 and send it again."),
    ),
    "quote-unclosed": Wording(
        WARNING,
        _("A quotation mark is not closed; quotation marks were read as plain text."),
        _("Close it or take it out."),
    ),
    "row-too-wide": Wording(
        WARNING,
        _("The row has more filled cells than the header has columns: its values may stand in the wrong columns."),
        _("Look for a separator inside a value; put such a value between quotation marks."),
    ),
    "column-not-a-locus": Wording(
        NOTE,
        _("The column {header} is no known locus and holds no pairs of alleles; it was left out."),
        _("If it is a locus, write its alleles as pairs such as 12/14, or give it two columns."),
    ),
    "further-findings": Wording(
        NOTE,
        _("Further findings of the kind {of_code}: {n}. They are counted here and not listed."),
        _("Mend the ones that are listed and read the file again."),
    ),
    # frequencies
    "frequency-unreadable": Wording(
        ERROR,
        _("A frequency of the locus {locus} is no number from 0 to 1; the locus was left out."),
        _("Write a proportion such as 0.125."),
    ),
    "frequency-twice": Wording(
        ERROR,
        _("An allele of the locus {locus} stands there twice; the locus was left out."),
        _("Take one of the two out, or add them up if they are one allele."),
    ),
    "frequency-allele-unusable": Wording(
        ERROR,
        _("A name of an allele of the locus {locus} cannot be one; the locus was left out."),
        _("Write alleles as numbers such as 12 or 9.3."),
    ),
    "frequencies-sum": Wording(
        ERROR,
        _("The frequencies of the locus {locus} sum to {total}, not to 1; the locus was left out."),
        _("Correct them, or import with rescaling if the difference is only rounding."),
    ),
    "frequencies-rescaled": Wording(
        WARNING,
        _("The frequencies of the locus {locus} sum to {total}; they were divided by it."),
        _("Check the table if the sum is far from 1."),
    ),
    "frequencies-sum-near-one": Wording(
        NOTE,
        _("The frequencies of the locus {locus} sum to {total}; they are used as they stand."),
        _("Nothing is to be done; results agree with other programs to about as many digits."),
    ),
    "frequency-row-set-aside": Wording(
        NOTE,
        _("The row of the number of people is no allele; it was left out."),
        "",
    ),
    "locus-without-frequencies": Wording(
        NOTE,
        _("The locus {locus} has no frequencies that are needed here; it was left out."),
        "",
    ),
    "decimal-comma": Wording(
        NOTE,
        _("Numbers with a decimal comma: {n}. The comma was read as the decimal point."),
        _("Write 0.125, not 0,125."),
    ),
    # Familias
    "familias-twins": Wording(
        ERROR,
        _("The pedigree {family} names a pair as identical (twins or one person twice); it was left out."),
        _("Draw the pair as one person with one profile, or compare their profiles directly."),
    ),
    "familias-name-twice": Wording(
        WARNING,
        _("Two persons of the file have the same name; the second one is called {person}."),
        _("Give each person a name of their own in Familias."),
    ),
    "familias-relation-unusable": Wording(
        ERROR,
        _("A relation of the pedigree {family} names somebody who is not in the file; the pedigree was left out."),
        _("Write the file again from Familias."),
    ),
    "familias-allele-zero": Wording(
        WARNING,
        _("The locus {locus} has an allele named 0, which elsewhere means not read; it is kept under this name."),
        _("Rename the allele in the database."),
    ),
    "familias-model-replaced": Wording(
        WARNING,
        _("The mutation model of the locus {locus} does not fit its alleles; the equal model is used at its rate."),
        _("Rename or join alleles that are no numbers (such as a rest allele), or choose another model in Familias."),
    ),
    "familias-genotype-unusable": Wording(
        WARNING,
        _("A genotype of {person} names a locus or an allele that the database does not have; it was left out."),
        _("Write the file again from Familias, with its database."),
    ),
    "familias-dropouts-not-applied": Wording(
        WARNING,
        _("The file asks to consider drop-out for {n} persons; it is kept with the file, not applied to the loci."),
        _("Set the probability of drop-out where the likelihood is asked for."),
    ),
    "familias-count-differs": Wording(
        WARNING,
        _("The section {section} states {stated} entries and has {counted}."),
        _("Check whether the file was cut or edited; what is there was read."),
    ),
    "familias-several-pedigrees": Wording(
        NOTE,
        _("The family {family} has several pedigrees; the one named {pedigree} is used."),
        _("Take the others out of the file if they are not meant."),
    ),
    # CODIS
    "specimen-without-id": Wording(
        ERROR,
        _("A specimen has no id; it was left out. Its place in the file: {place}."),
        _("Give the specimen a SPECIMENID."),
    ),
    "specimen-without-category": Wording(
        WARNING,
        _("The specimen {sample} has no category; it was read."),
        _("Give the specimen a SPECIMENCATEGORY; CODIS would refuse it."),
    ),
    "locus-without-alleles": Wording(
        WARNING,
        _("The specimen {sample} has no allele at the locus {locus}; the locus was left out."),
        _("Take the empty LOCUS out, or add its alleles."),
    ),
    "locus-without-name": Wording(
        WARNING,
        _("The specimen {sample} has a locus without a name; it was left out."),
        _("Give the locus a LOCUSNAME."),
    ),
}
