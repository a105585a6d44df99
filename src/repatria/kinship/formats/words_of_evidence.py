"""Findings on what is known beside DNA."""

from repatria.findings import Severity
from repatria.findings import gettext_noop as _
from repatria.kinship.formats.words import Wording

ERROR, WARNING = Severity.ERROR, Severity.WARNING

EVIDENCE: dict[str, Wording] = {
    "evidence-id-missing": Wording(
        ERROR,
        _("The row names nobody; it was left out."),
        _("Write the id of the body or of the missing person."),
    ),
    "evidence-of-nobody": Wording(
        ERROR,
        _("The row names neither a body nor a missing person that is known here; it was left out."),
        _("Write the body's id, or the family and the id of its missing person, as in the other files."),
    ),
    "evidence-twice": Wording(
        ERROR,
        _("The row speaks of {person} a second time; it was left out."),
        _("Put everything that is known of one body or person into one row."),
    ),
    "evidence-unreadable": Wording(
        WARNING,
        _("The value was not understood, or cannot be; it counts as unknown."),
        _("Write numbers with a point, days as 2025-06-11, degrees from -90 to 90 and -180 to 180, sex as M or F."),
    ),
}
