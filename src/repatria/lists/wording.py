"""Every finding on a list in one table: its stable code, what it means for the row, what is wrong, and the remedy.

The sentences hold numbers, codes, headers and sheet names only, never the text of a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from repatria.findings import Finding, Severity
from repatria.findings import gettext_noop as _

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Wording:
    """How a finding is said: ``message`` is what is wrong, ``remedy`` what its sender can do."""

    severity: Severity
    message: str
    remedy: str


_ROW: dict[str, Wording] = {
    # who it is
    "name-missing": Wording(
        ERROR,
        _("The row names nobody: surname and given name are empty or have no letter."),
        _("Send the row again with at least a surname or a given name."),
    ),
    "name-incomplete": Wording(
        WARNING,
        _("Only one of surname and given name is there."),
        _("Add the other one if it is known."),
    ),
    "several-people-in-row": Wording(
        WARNING,
        _("The name looks like several people in one row."),
        _("Give each person a row of their own: a row is counted as one."),
    ),
    "mixed-script-letters": Wording(
        NOTE,
        _("A word mixes Latin and Cyrillic letters that look alike."),
        _("Nothing is lost in matching; write the word in one alphabet when you send the list again."),
    ),
    "sex-unreadable": Wording(
        WARNING,
        _("The sex was not understood and is left unknown."),
        _("Write M or F, or the word in Ukrainian, Russian, English or Turkish."),
    ),
    # birth date
    "birth-date-unreadable": Wording(
        WARNING,
        _("The birth date was not understood and is left unknown."),
        _("Write it as day.month.year with four digits of the year, as month.year, or as the year alone."),
    ),
    "birth-date-impossible": Wording(
        WARNING,
        _("The birth date is on no calendar and is left unknown; no other day was guessed."),
        _("Look at the document again and send the right day and month, or the year alone if only it is sure."),
    ),
    "birth-date-day-month-swapped": Wording(
        WARNING,
        _("There is no such month; day and month seem to be swapped. The birth date is left unknown."),
        _("Confirm day and month and write the date as day.month.year."),
    ),
    "birth-date-two-digit-year": Wording(
        WARNING,
        _("The year of birth has two digits: its century is not said, so the birth date is left unknown."),
        _("Write the year with four digits."),
    ),
    "birth-date-in-future": Wording(
        WARNING,
        _("The birth date is after the day that the list speaks of ({as_of}); it is left unknown."),
        _("Check the year; check also the list's as-of date."),
    ),
    "birth-date-too-early": Wording(
        WARNING,
        _("The person would be older than {max_age} years on {as_of}; the birth date is left unknown."),
        _("Check the year of birth."),
    ),
    "birth-date-serial": Wording(
        NOTE,
        _("The birth date is a spreadsheet's day number and was read as a date (days since 30 December 1899)."),
        _("Format the column as a date or as text when you send the list again."),
    ),
    "minor": Wording(
        WARNING,
        _("By the birth date the person is under 18 years on {as_of}."),
        _("The row stays on the list. Check the birth date; if it is right, tell the neutral body at once."),
    ),
    "minor-undecided": Wording(
        WARNING,
        _("The birth date is not complete: on {as_of} the person may be under 18 or not."),
        _("Send the day and month of birth; until then nothing is assumed."),
    ),
    "adult-on-children-list": Wording(
        NOTE,
        _("By the birth date the person is 18 or older on {as_of}."),
        _("The row stays on the list; the answer may be that the person is an adult now."),
    ),
    # the other date
    "event-date-unreadable": Wording(
        WARNING,
        _("The date of the event was not understood and is left unknown."),
        _("Write it as day.month.year with four digits of the year."),
    ),
    "event-date-impossible": Wording(
        WARNING,
        _("The date of the event is on no calendar and is left unknown; no other day was guessed."),
        _("Look at the document again and send the right day and month."),
    ),
    "event-date-day-month-swapped": Wording(
        WARNING,
        _("The date of the event has no such month; day and month seem to be swapped. It is left unknown."),
        _("Confirm day and month and write the date as day.month.year."),
    ),
    "event-date-two-digit-year": Wording(
        WARNING,
        _("The year of the event has two digits and is left unknown."),
        _("Write the year with four digits."),
    ),
    "event-date-in-future": Wording(
        WARNING,
        _("The date of the event is after the day that the list speaks of ({as_of}); it is left unknown."),
        _("Check the date; check also the list's as-of date."),
    ),
    "event-date-before-birth": Wording(
        WARNING,
        _("The date of the event is before the birth date."),
        _("Check both dates."),
    ),
    "event-date-serial": Wording(
        NOTE,
        _("The date of the event is a spreadsheet's day number and was read as a date (days since 30 December 1899)."),
        _("Format the column as a date or as text when you send the list again."),
    ),
    # numbers, tags, seals
    "number-zero": Wording(
        WARNING,
        _("The number is zero, which names nobody; it is treated as not given."),
        _("Send the number, or leave the cell empty if there is none. Nobody loses their place for lack of a number."),
    ),
    "number-shared": Wording(
        WARNING,
        _("The same number stands in row {other_row} too. Rows with it: {n_rows}."),
        _("Say which row the number belongs to, or that both rows speak of one person."),
    ),
    "number-precision-lost": Wording(
        WARNING,
        _("The cell is a number with more digits than a spreadsheet keeps: its last digits may be wrong."),
        _("Format the column as text, type the number again and send the list again."),
    ),
    "tag-missing": Wording(
        ERROR,
        _("The tag is empty: a bag or part without a tag cannot be taken into the account."),
        _("Tag it, or copy the tag from its label, and send the row again."),
    ),
    "tag-unreadable": Wording(
        ERROR,
        _("The tag cannot be one: it needs 2 to 64 letters, digits, dots, dashes, slashes or spaces, and a digit."),
        _("Read the label again with a second person and send the row again."),
    ),
    "tag-duplicate": Wording(
        WARNING,
        _("The same tag stands in row {other_row} too. Rows with it: {n_rows}."),
        _("Check the labels; nothing under this tag should be released until it is settled."),
    ),
    "seal-unreadable": Wording(
        WARNING,
        _("The seal number was not understood and is left unknown."),
        _("Read the seal again with a second person and send the row again."),
    ),
    "seal-duplicate": Wording(
        WARNING,
        _("The same seal number stands in row {other_row} too. Rows with it: {n_rows}."),
        _("Check the seals; one seal can close one bag only."),
    ),
    "count-unreadable": Wording(
        WARNING,
        _("The number of individuals was not understood and is left unknown."),
        _("Write a whole number from 1 to 99."),
    ),
    "bag-empty": Wording(
        WARNING,
        _("The number of individuals is 0: the bag is said to hold nobody."),
        _("Say whether the bag is empty, holds no human remains, or was not yet examined."),
    ),
    # categories
    "category-unrecognized": Wording(
        NOTE,
        _("The text on condition or category was not understood; no category follows from it."),
        _("Use one of the words in the reference, such as 'severely wounded' or 'sick'. The text is kept."),
    ),
    "civilian-on-prisoners-list": Wording(
        WARNING,
        _("The row says that the person is a civilian, on a list of prisoners."),
        _("The row stays on the list. Confirm what the person is; civilians are returned under other terms."),
    ),
    "deceased-on-prisoners-list": Wording(
        WARNING,
        _("The row says that the person is dead, on a list of prisoners."),
        _("The row stays on the list. If it is so, send the person on the list of the dead, with date and place."),
    ),
    "returned-on-prisoners-list": Wording(
        WARNING,
        _("The row says that the person was already returned, on a list of prisoners."),
        _("The row stays on the list. If it is so, send the person on the list of the returned, with the date."),
    ),
    # rows among each other
    "duplicate-row": Wording(
        WARNING,
        _("The row is the same as row {other_row}, letter by letter. Rows of this text: {n_rows}."),
        _("If it is one person, send the list again with one of the rows. None was removed."),
    ),
    "same-name-and-birth-date": Wording(
        WARNING,
        _("Row {other_row} has the same name and birth date, the rest differs. Rows with them: {n_rows}."),
        _("Say whether they are two people or one. None was removed."),
    ),
    # cells
    "row-too-wide": Wording(
        WARNING,
        _("The row has more filled cells than the header has columns: its values may stand in the wrong columns."),
        _("Look for a separator inside a value; put such a value between quotation marks."),
    ),
    "value-too-long": Wording(
        WARNING,
        _("The value is longer than {max_characters} characters and was left in the original text only."),
        _("Shorten it, or move the explanation to a column for notes."),
    ),
    "formula-neutralized": Wording(
        WARNING,
        _("The cell begins like a formula (=, +, -, @, tab or return). It is kept as plain text and is never run."),
        _("Type the value as text. In what we write it begins with an apostrophe (CSV) or is a text cell (XLSX)."),
    ),
}

_LIST: dict[str, Wording] = {
    # counts
    "stated-count-differs": Wording(
        WARNING,
        _("The covering letter states {stated}; rows in the file: {counted}."),
        _("Say which is right, and send the rows that are missing or the corrected count."),
    ),
    "totals-row": Wording(
        NOTE,
        _("The row is a total of {total}, which agrees with the rows counted. It is not counted as a person."),
        "",
    ),
    "totals-row-differs": Wording(
        WARNING,
        _("The row is a total of {total}, but the rows above it are {counted}. It is not counted as a person."),
        _("Check whether rows are missing or the total was not brought up to date."),
    ),
    "totals-row-without-number": Wording(
        NOTE,
        _("The row is a total without a readable number. It is not counted as a person."),
        "",
    ),
    "list-empty": Wording(
        WARNING,
        _("There is a header, but no row under it."),
        _("If the list is meant to be empty, say so in the covering letter; otherwise send it again."),
    ),
    "empty-rows": Wording(
        NOTE,
        _("Empty rows between the others, not counted: {n_rows}."),
        "",
    ),
    "row-set-aside": Wording(
        NOTE,
        _("The row speaks of no person ({kind}). It is not counted."),
        _("If it does speak of a person, fill in the name in its own column and send the list again."),
    ),
    # columns
    "column-unrecognized": Wording(
        NOTE,
        _("The column '{header}' was not recognized; its text is kept."),
        _('If it matters, name its field in a mapping file: "header" = "field".'),
    ),
    "column-duplicate": Wording(
        WARNING,
        _("Two columns say the same field: '{used}' is used, '{header}' is kept as text only."),
        _("Rename one of them, or say in a mapping file which one is meant."),
    ),
    "column-header-repeated": Wording(
        NOTE,
        _("The header '{header}' stands over several columns; the later ones are called '{renamed}' and so on."),
        _("Give each column a header of its own."),
    ),
    "column-without-header": Wording(
        NOTE,
        _("A column has text but no header; it is called '{header}' and its text is kept."),
        _("Give the column a header."),
    ),
    "mapping-field-unknown": Wording(
        ERROR,
        _("The mapping names the field '{field_name}', which does not exist."),
        _("The nearest one is '{nearest}'; the reference lists all of them."),
    ),
    "mapping-header-absent": Wording(
        WARNING,
        _("The mapping names the header '{header}', which is not in the file."),
        _("Write the header as it stands in the file, or take the line out of the mapping."),
    ),
    "mapping-value-unusable": Wording(
        ERROR,
        _("The mapping's line for the header '{header}' does not name a field."),
        _('Write a field\'s name between quotation marks: "header" = "surname".'),
    ),
    # how the file was read
    "encoding-uncertain": Wording(
        WARNING,
        _("The encoding is not certain: {encoding} was taken, {other} fits nearly as well."),
        _("Look at the names in the answer file; if they are wrong, save the list as UTF-8 and send it again."),
    ),
    "text-undecodable": Wording(
        WARNING,
        _("Places in the file that are no text in {encoding}: {n_places}. A sign stands there instead."),
        _("Save the list as UTF-8 and send it again."),
    ),
    "delimiter-uncertain": Wording(
        NOTE,
        _("The file seems to have one column only; no separator was found."),
        _("If it has several, separate them by semicolons."),
    ),
    "quote-unclosed": Wording(
        WARNING,
        _("A quotation mark is not closed; quotation marks were read as plain text."),
        _("Close it or take it out; save the list from the spreadsheet program again."),
    ),
    "sheet-chosen": Wording(
        WARNING,
        _("Several sheets hold data: '{sheet}' was read, not {others}."),
        _("Send one sheet a file, or confirm that the others do not belong to the list."),
    ),
    "sheet-hidden": Wording(
        WARNING,
        _("The sheet that was read, '{sheet}', is hidden in the file."),
        _("Confirm that it is the list that you mean to send."),
    ),
    "formulas-in-sheet": Wording(
        WARNING,
        _("Formulas in the file: {n_cells}. The results that the file carries were read, nothing was calculated."),
        _("Paste the values as text and send the list again."),
    ),
    "numbers-stored-as-numbers": Wording(
        WARNING,
        _("The column '{header}' has cells typed as numbers ({n_cells}): zeros at their beginning are lost."),
        _("Format the column as text and type the numbers again where they begin with zero."),
    ),
    "date-order-doubtful": Wording(
        WARNING,
        _(
            "Dates in the column '{header}' that fit only the other way round: {n_swapped}; only this way: {n_usual}; "
            "the others were read {order}."
        ),
        _("Say how the column is written; put it in its header, such as (dd.mm.yyyy)."),
    ),
    "as-of-missing": Wording(
        NOTE,
        _("The day that the list speaks of is not known: ages and dates in the future were not checked."),
        _("Give the list its as-of date."),
    ),
}

WORDINGS: Mapping[str, Wording] = {**_ROW, **_LIST}
ROW_CODES = tuple(_ROW)
LIST_CODES = tuple(_LIST)


def finding(code: str, *, file: str = "", row: int | None = None, field: str = "", **params: str | int) -> Finding:
    """The finding with this code, said in its words."""
    said = WORDINGS[code]
    return Finding(
        code=code,
        severity=said.severity,
        message=said.message,
        remedy=said.remedy,
        file=file,
        row=row,
        field=field,
        params=params,
    )
