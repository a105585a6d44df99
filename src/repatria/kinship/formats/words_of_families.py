"""Findings on pedigrees and families."""

from repatria.findings import Severity
from repatria.findings import gettext_noop as _
from repatria.kinship.formats.words import Wording

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

FAMILIES: dict[str, Wording] = {
    # rows
    "family-id-missing": Wording(
        ERROR,
        _("The row names no family; it was left out."),
        _("Write the family's id in its column."),
    ),
    "person-id-missing": Wording(
        ERROR,
        _("A row of the family {family} names no person; it was left out."),
        _("Write the person's id in its column."),
    ),
    "person-twice": Wording(
        WARNING,
        _("The person {person} of the family {family} stands there twice in the same words; one row was left out."),
        _("Take one of the rows out."),
    ),
    "person-id-conflict": Wording(
        ERROR,
        _("Two rows of the family {family} have the id {person} and differ; the family was left out."),
        _("Give each person an id of their own, or take out the row that does not hold."),
    ),
    "person-sex-unreadable": Wording(
        WARNING,
        _("The sex of the person {person} of the family {family} was not understood and is left unknown."),
        _("Write M or F (in .ped: 1 or 2)."),
    ),
    "missing-unreadable": Wording(
        WARNING,
        _("Whether {person} of the family {family} is missing was not understood; the person counts as not missing."),
        _("Write yes or no, or 1 or 0."),
    ),
    "inbreeding-unusable": Wording(
        WARNING,
        _("An inbreeding coefficient of the family {family} is no number from 0 to 1 of a founder; it was left out."),
        _("Name a person without parents, with a number such as 0.0625."),
    ),
    # parents
    "parent-added": Wording(
        NOTE,
        _("Only one parent of {person} of the family {family} is named; an unknown one was added as {parent}."),
        _("If two children have the same unnamed parent, name it: as it stands they are half siblings."),
    ),
    "parent-without-row": Wording(
        WARNING,
        _("The parent {parent} of {person} of the family {family} has no row; an untyped person was added."),
        _("Check the id: a slip of the pen would make two people of one. Give the parent a row if it is right."),
    ),
    "parent-sex-unknown": Wording(
        NOTE,
        _("The sex of the parent {parent} of the family {family} is not given; it follows from the column."),
        _("Write the sex in the parent's row."),
    ),
    "parent-sex-undecided": Wording(
        ERROR,
        _("Whether {parent} of the family {family} is father or mother cannot be told; the family was left out."),
        _("Write the sex of the parent."),
    ),
    "parent-both-roles": Wording(
        ERROR,
        _("{person} of the family {family} is father of one and mother of another; the family was left out."),
        _("Correct the column of father or mother."),
    ),
    "parents-swapped": Wording(
        WARNING,
        _("Father and mother of {person} of the family {family} stand in each other's column; they were exchanged."),
        _("Check the row."),
    ),
    "sex-contradicts-role": Wording(
        ERROR,
        _("The sex of the parent {parent} of the family {family} contradicts the column; the family was left out."),
        _("Correct the sex or the columns of father and mother."),
    ),
    "parents-same-person": Wording(
        ERROR,
        _("Both parents of {person} of the family {family} are one person; the family was left out."),
        _("Correct father or mother."),
    ),
    "parents-too-many": Wording(
        ERROR,
        _("{person} of the family {family} has two fathers or two mothers; the family was left out."),
        _("Take out the relation that does not hold."),
    ),
    "pedigree-cycle": Wording(
        ERROR,
        _("{person} of the family {family} would be an ancestor of their own; the family was left out."),
        _("Correct the parents on the way round."),
    ),
    # the family
    "family-without-missing": Wording(
        WARNING,
        _("The family {family} names nobody as missing; it was left out."),
        _("Mark the missing person in the column for it."),
    ),
    "missing-has-profile": Wording(
        ERROR,
        _("{person} of the family {family} is missing and has a reference profile; the family was left out."),
        _("If the profile is the missing person's own, compare it directly; otherwise correct the id."),
    ),
    "family-without-references": Wording(
        WARNING,
        _("No relative of the family {family} has a profile: nothing can be compared."),
        _("Ask a relative for a sample."),
    ),
    "reference-of-unknown-family": Wording(
        ERROR,
        _("The reference {person} is of a family {family} that has no pedigree; it was left out."),
        _("Send the pedigree, or correct the family's id."),
    ),
    "reference-family-unclear": Wording(
        ERROR,
        _("Several families have a person with the id of the reference {person}; it was left out."),
        _("Add a column family to the references, or give each person an id of their own."),
    ),
    "reference-not-in-pedigree": Wording(
        ERROR,
        _("The reference {person} is nobody in the pedigree of the family {family}; it was left out."),
        _("Correct the person's id, or add the person to the pedigree."),
    ),
    "reference-sex-contradicts-pedigree": Wording(
        WARNING,
        _("The sex of the reference {person} contradicts the pedigree of the family {family}."),
        _("Check whether samples were exchanged before anything is concluded from this family."),
    ),
    # .ped and TOML
    "ped-row-width": Wording(
        ERROR,
        _("The row has {n_cells} values, expected {expected}; it was left out."),
        _("A row has family, id, father, mother, sex, perhaps a phenotype, and two alleles for each locus."),
    ),
    "ped-loci-unnamed": Wording(
        NOTE,
        _("The file does not name its loci; they are called M1 to M{n_loci}."),
        _("Give the names of the loci in the order of the columns."),
    ),
    "toml-value-unusable": Wording(
        ERROR,
        _("The entry {entry} is not what is expected there ({expected}); it was left out."),
        _("Compare it with the example in the reference of DNA files."),
    ),
}
