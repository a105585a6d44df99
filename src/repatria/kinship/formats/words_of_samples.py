"""Findings on profiles: samples, loci, alleles."""

from repatria.findings import Severity
from repatria.findings import gettext_noop as _
from repatria.kinship.formats.words import Wording

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

SAMPLES: dict[str, Wording] = {
    # the sample
    "sample-id-missing": Wording(
        ERROR,
        _("The row names no sample."),
        _("Write the sample's id in its column; the row was left out."),
    ),
    "sample-twice": Wording(
        ERROR,
        _("The sample {sample} stands in row {other_row} already; this row was left out."),
        _("Give each sample an id of its own, or take out the row that is not meant."),
    ),
    "sample-empty": Wording(
        WARNING,
        _("The sample {sample} has no read allele at any locus."),
        _("Take the row out, or type the sample again."),
    ),
    "mixture-profile": Wording(
        ERROR,
        _("The sample {sample} has three or more alleles at {n_loci} loci: a mixture of persons. It is refused."),
        _("Separate the contributors in the laboratory; a mixture is never compared as one person."),
    ),
    "three-alleles": Wording(
        WARNING,
        _("The sample {sample} has three or more alleles at the locus {locus}; the locus was left out."),
        _("Look at the reading again: a third allele can be an artifact, contamination or a rare variant."),
    ),
    "profile-under-minimum": Wording(
        WARNING,
        _("The sample {sample} has {n_loci} loci that can be compared; the minimum is {minimum}."),
        _("Type further loci, or extract again. It is compared, but a conclusion should not rest on it."),
    ),
    # sex
    "sample-sex-unreadable": Wording(
        WARNING,
        _("The sex of the sample {sample} was not understood and is left unknown."),
        _("Write M or F, or leave the cell empty."),
    ),
    "amelogenin-unreadable": Wording(
        WARNING,
        _("Amelogenin of the sample {sample} is neither X nor X and Y; nothing follows from it."),
        _("Read the locus again and write X/X or X/Y."),
    ),
    "sex-contradicts-amelogenin": Wording(
        WARNING,
        _("The stated sex of the sample {sample} contradicts its Amelogenin; the sex is left unknown."),
        _("Check whether samples were exchanged before anything is concluded from this one."),
    ),
    # the locus
    "locus-respelled": Wording(
        NOTE,
        _("The locus {spelling} is read as {locus}. Places in the file: {n}."),
        _("Nothing is to be done if they are the same locus; otherwise rename it."),
    ),
    "locus-twice": Wording(
        WARNING,
        _("The locus {locus} stands there a second time; the later one was left out."),
        _("Take one of the two out, or rename it if it is another locus."),
    ),
    "locus-on-y": Wording(
        NOTE,
        _("The locus {locus} lies on the Y chromosome; it is not compared here."),
        _("Nothing is to be done; Y loci are for the laboratory's own comparison of male lines."),
    ),
    "locus-not-in-panel": Wording(
        WARNING,
        _("The locus {locus} is in no frequency table; its reads, {n} in number, are not compared."),
        _("Add the locus to the frequency table, or check its name."),
    ),
    "locus-read-twice": Wording(
        WARNING,
        _("The sample {sample} has two different rows for the locus {locus}; the locus was left out."),
        _("Keep the row that holds, or report the reading that both agree on."),
    ),
    "x-two-alleles-in-male": Wording(
        WARNING,
        _("The sample {sample} of a man has two alleles at the X locus {locus}; the locus was left out."),
        _("Check the sex and the reading: a man has one X chromosome."),
    ),
    # alleles
    "allele-off-ladder": Wording(
        WARNING,
        _("The sample {sample} has an allele off the ladder (OL) at the locus {locus}; it counts as not read."),
        _("Size the allele by hand and write its number; nothing was guessed."),
    ),
    "allele-outside-ladder": Wording(
        WARNING,
        _("The sample {sample} has an allele beyond the ladder (< or >) at the locus {locus}; it counts as not read."),
        _("Size the allele and write its number; nothing was guessed."),
    ),
    "allele-doubtful": Wording(
        WARNING,
        _("The sample {sample} has a doubtful allele (?) at the locus {locus}; this allele counts as not read."),
        _("Read it again; write the allele without the mark if it holds."),
    ),
    "allele-unreadable": Wording(
        WARNING,
        _("The sample {sample} has a cell at the locus {locus} that is no allele; it counts as not read."),
        _("Write alleles as numbers such as 12 or 9.3, two of them as 12/9.3."),
    ),
    "allele-ambiguous": Wording(
        WARNING,
        _("The cell of the sample {sample} at the locus {locus} can be one allele or two; the locus was left out."),
        _("Write two alleles with a slash (8/6) and a microvariant with a point (8.6)."),
    ),
    "allele-respelled": Wording(
        NOTE,
        _("Samples with alleles of the locus {locus} in an unusual spelling (9,3 or 12.0): {n}. They were understood."),
        _("Write 9.3 and 12, not 9,3 and 12.0."),
    ),
    "single-allele-homozygous": Wording(
        NOTE,
        _("Loci where one allele was given: {n}. They were read as homozygous, as this format or the import says."),
        _("If the second allele may have dropped out, import with: second allele unknown."),
    ),
    "single-allele-unknown": Wording(
        NOTE,
        _("Loci where one allele was given: {n}. The second one was taken as not read."),
        _("If the laboratory writes one allele for a homozygote, import with: homozygous."),
    ),
    "allele-not-in-table": Wording(
        WARNING,
        _("The sample {sample} has an allele at the locus {locus} that is in no table; the locus is not compared."),
        _("Give a minimum frequency for such alleles, or check the reading; no frequency is guessed."),
    ),
    "alleles-not-in-table": Wording(
        NOTE,
        _("The frequency table has no allele {allele} at the locus {locus}. Samples with it: {n}."),
        _("Add it with a minimum frequency, such as 5 divided by twice the number of people in the table."),
    ),
}
