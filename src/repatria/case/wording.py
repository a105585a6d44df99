"""What is said about a flaw in ``case.toml``: stable codes, English sentences marked for translation."""

from collections.abc import Mapping
from typing import NamedTuple

from repatria.findings import Finding, Severity, gettext_noop

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Wording(NamedTuple):
    """One kind of flaw: how grave, what is wrong, what to do."""

    severity: Severity
    message: str
    remedy: str


WORDING: dict[str, Wording] = {
    # -- the file as text
    "case-too-large": Wording(
        _E,
        gettext_noop("The file has {n_bytes} bytes; a case has at most {max_bytes}."),
        gettext_noop("Put lists into files of their own and name them under [[lists]]."),
    ),
    "case-not-utf8": Wording(
        _E,
        gettext_noop("The file is not UTF-8 text: byte {position} cannot be read."),
        gettext_noop("Save it as UTF-8 in the text editor."),
    ),
    "toml-syntax": Wording(
        _E,
        gettext_noop("The file stops being TOML at column {column}."),
        gettext_noop('Look for a missing quote, bracket or "=" there, or on the line before.'),
    ),
    "toml-key-twice": Wording(
        _E,
        gettext_noop("The same key or table stands here a second time."),
        gettext_noop("Keep one of the two; a further party, term or list begins with double brackets, as [[terms]]."),
    ),
    "toml-too-deep": Wording(
        _E,
        gettext_noop("Brackets or dots are nested too deeply, or a number or line is too long."),
        gettext_noop("Compare the file with what `repatria new` writes."),
    ),
    # -- one value
    "unknown-key": Wording(
        _E,
        gettext_noop("This key is not known here. Known: {known}."),
        gettext_noop("Remove it, or use a known one."),
    ),
    "unknown-key-nearest": Wording(
        _E,
        gettext_noop("This key is not known here."),
        gettext_noop("Did you mean {nearest}?"),
    ),
    "key-missing": Wording(
        _E,
        gettext_noop("This key is missing."),
        gettext_noop("Add it; `repatria new` writes an example of every entry."),
    ),
    "not-a-text": Wording(_E, gettext_noop("Expected a text."), gettext_noop('Put it between quotes, as "Party A".')),
    "not-a-flag": Wording(
        _E, gettext_noop("Expected true or false."), gettext_noop("Write true or false, without quotes.")
    ),
    "not-a-count": Wording(
        _E, gettext_noop("Expected a whole number."), gettext_noop("Write digits only, without quotes, as 1000.")
    ),
    "not-a-pair": Wording(
        _E, gettext_noop("Expected two whole numbers."), gettext_noop("Write them in brackets, as [2, 3].")
    ),
    "not-a-day": Wording(
        _E, gettext_noop("Expected a day of the calendar."), gettext_noop("Write it as 2025-06-02, without a time.")
    ),
    "not-texts": Wording(_E, gettext_noop("Expected texts in brackets."), gettext_noop('Write them as ["A", "N"].')),
    "not-a-mapping": Wording(
        _E,
        gettext_noop("Expected a file name or a table of texts."),
        gettext_noop('Write "lists/columns.toml", or pairs as {{ "Surname" = "surname" }}.'),
    ),
    "not-entries": Wording(
        _E,
        gettext_noop("Expected entries that each begin with double brackets."),
        gettext_noop("Write [[{name}]] above each entry."),
    ),
    "too-many-entries": Wording(
        _E,
        gettext_noop("Here are {n_entries} entries; at most {max_entries} are read."),
        gettext_noop("Make a case of its own for each arrangement."),
    ),
    "value-not-known": Wording(
        _E,
        gettext_noop("Expected one of: {allowed}."),
        gettext_noop("Use one of these words."),
    ),
    "value-not-known-nearest": Wording(
        _E,
        gettext_noop("Expected one of: {allowed}."),
        gettext_noop("Did you mean {nearest}?"),
    ),
    "value-empty": Wording(
        _E,
        gettext_noop("The text is empty."),
        gettext_noop("Write it, or remove the key."),
    ),
    "text-too-long": Wording(
        _E,
        gettext_noop("The text has {n_characters} characters; at most {max_characters} fit."),
        gettext_noop("Shorten it; a note takes more."),
    ),
    "number-out-of-range": Wording(
        _E,
        gettext_noop("The number must lie between {least} and {greatest}."),
        gettext_noop("Correct it; leave the key out where the number is not known."),
    ),
    "key-form": Wording(
        _E,
        gettext_noop(
            "A key is made of a-z, 0-9, '-' and '_', begins with a letter or digit, and has at most 64 signs."
        ),
        gettext_noop("Rename it, for example exchange-1000."),
    ),
    "party-code-form": Wording(
        _E,
        gettext_noop("A party's code is one capital letter, then capitals or digits, eight signs at most."),
        gettext_noop("Use A and B for the sides and N for the neutral body."),
    ),
    "key-used-twice": Wording(
        _E,
        gettext_noop("The key of entry {first} is used again here."),
        gettext_noop("Give this entry a key of its own."),
    ),
    # -- parties
    "two-sides-needed": Wording(
        _E,
        gettext_noop('A case has exactly two parties with role = "side"; here are {n_sides}.'),
        gettext_noop("Add or correct a [[parties]] entry."),
    ),
    "party-unknown": Wording(
        _E,
        gettext_noop("No party has this code. Known: {known}."),
        gettext_noop("Use one of these codes, or add the party under [[parties]]."),
    ),
    "neutral-not-neutral": Wording(
        _E,
        gettext_noop("The party named here does not have the role neutral."),
        gettext_noop('Name a party with role = "neutral".'),
    ),
    "neutral-missing": Wording(
        _W,
        gettext_noop("No neutral body is named."),
        gettext_noop("Without one nobody outside the two sides can decide links or witness a round."),
    ),
    # -- sources
    "source-unknown": Wording(
        _E,
        gettext_noop("No [[sources]] entry has this key."),
        gettext_noop("Use a key from [[sources]] (known: {known}), or name the source in words."),
    ),
    "source-missing": Wording(
        _W,
        gettext_noop("Nobody can see where this term was read."),
        gettext_noop("Name the source: a key from [[sources]] or words."),
    ),
    # -- terms
    "debtor-is-creditor": Wording(
        _E,
        gettext_noop("Debtor and creditor are the same party."),
        gettext_noop("Name who owes and who is owed."),
    ),
    "debtor-missing": Wording(
        _E,
        gettext_noop("The term does not say who owes it."),
        gettext_noop("Add debtor and creditor, or mutual = true where each side owes the other."),
    ),
    "deadline-and-none": Wording(
        _E,
        gettext_noop("The term has a deadline and says that none was agreed."),
        gettext_noop("Keep deadline or no_deadline_agreed, not both."),
    ),
    "deadline-not-stated": Wording(
        _N,
        gettext_noop("The term has no deadline, so it can never be late."),
        gettext_noop("Add deadline; where the parties said that there is none, no_deadline_agreed = true."),
    ),
    "dates-contradict": Wording(
        _E,
        gettext_noop("This date lies before {earlier}, which has to come first."),
        gettext_noop("Correct one of the two dates."),
    ),
    "done-date-on-undone": Wording(
        _E,
        gettext_noop("done_on stands on a term whose status is not done."),
        gettext_noop('Set status = "done", or remove done_on.'),
    ),
    "unit-missing": Wording(
        _E,
        gettext_noop("A quantity stands here without its unit."),
        gettext_noop("Add unit: person, bag, part or mni. Numbers of different units are never added."),
    ),
    "unit-does-not-fit": Wording(
        _E,
        gettext_noop("This unit cannot be counted here; possible: {allowed}."),
        gettext_noop("Correct the unit or what it belongs to."),
    ),
    "quantity-not-stated": Wording(
        _N,
        gettext_noop("The source gives no number; the term keeps it open."),
        gettext_noop("Add quantity when the parties state it. Nothing is filled in meanwhile."),
    ),
    "ratio-not-whole": Wording(
        _E,
        gettext_noop("By this ratio the other side would owe a broken number of people."),
        gettext_noop("Choose a quantity that the ratio divides."),
    ),
    "ratio-not-mutual": Wording(
        _E,
        gettext_noop("A ratio needs a term in which each side owes the other."),
        gettext_noop("Add mutual = true, or remove ratio."),
    ),
    "seats-below-quantity": Wording(
        _W,
        gettext_noop("The legs have {n_seats} seats for {quantity} people of a side."),
        gettext_noop("Add a leg or seats, or correct the quantity."),
    ),
    "duration-reversed": Wording(
        _E,
        gettext_noop("The shorter duration comes first."),
        gettext_noop("Write [fewest days, most days]."),
    ),
    "field-does-not-fit-act": Wording(
        _E,
        gettext_noop("This key belongs to a term with act = {act}."),
        gettext_noop("Remove it, or correct act."),
    ),
    "term-list-unknown": Wording(
        _E,
        gettext_noop("No [[lists]] entry has this key. Known: {known}."),
        gettext_noop("Use the key of a list of this case."),
    ),
    # -- categories
    "age-readings-missing": Wording(
        _E,
        gettext_noop("An age category needs at least one reading of its bounds."),
        gettext_noop("Add readings = [{{ key = ..., min_age = ..., max_age = ... }}]."),
    ),
    "readings-not-age": Wording(
        _E,
        gettext_noop("Readings belong to an age category."),
        gettext_noop('Set kind = "age", or remove the readings.'),
    ),
    "claim-missing": Wording(
        _E,
        gettext_noop("A category of kind claim does not say which claim makes it."),
        gettext_noop("Add claim, for example severely_wounded."),
    ),
    "claim-not-claim": Wording(
        _E,
        gettext_noop("A claim belongs to a category of kind claim."),
        gettext_noop('Set kind = "claim", or remove claim.'),
    ),
    "age-bounds-missing": Wording(
        _E,
        gettext_noop("The reading has neither min_age nor max_age."),
        gettext_noop("Give at least one bound, in years completed on the reference date."),
    ),
    "age-range-empty": Wording(
        _E,
        gettext_noop("No age lies within these bounds."),
        gettext_noop("Correct min_age, max_age, includes_min or includes_max."),
    ),
    "readings-open": Wording(
        _N,
        gettext_noop(
            "The clause was reported in {n_readings} readings and stays open: people between them are undecided."
        ),
        gettext_noop("Add agreed_reading when the parties settle it."),
    ),
    "readings-same": Wording(
        _W,
        gettext_noop("Two readings have the same bounds."),
        gettext_noop("Keep one of them."),
    ),
    "reading-unknown": Wording(
        _E,
        gettext_noop("No reading of this category has this key."),
        gettext_noop("Use the key of one of its readings: {known}."),
    ),
    "reference-date-missing": Wording(
        _E,
        gettext_noop("Nobody can tell on which day the age counts."),
        gettext_noop("Add reference_date here or at the top of the file."),
    ),
    "quota-contradicts": Wording(
        _E,
        gettext_noop("at_least is greater than at_most."),
        gettext_noop("Correct one of them."),
    ),
    "quota-above-quantity": Wording(
        _E,
        gettext_noop("The least numbers of the categories sum to {n_people}, the term's quantity is {quantity}."),
        gettext_noop("Lower at_least or raise quantity."),
    ),
    # -- lists
    "file-outside-case": Wording(
        _E,
        gettext_noop("The file does not lie inside the case folder."),
        gettext_noop('Put it into lists/ and name it from the case folder, as "lists/a-held.csv".'),
    ),
    "file-is-ours": Wording(
        _E,
        gettext_noop("This file is one that the program makes or the case itself."),
        gettext_noop("Name a file under lists/ that a party sent."),
    ),
    "file-named-twice": Wording(
        _W,
        gettext_noop("List {first} names the same file."),
        gettext_noop("Give each list its own file, or remove one entry."),
    ),
    "digest-form": Wording(
        _E,
        gettext_noop("A SHA-256 digest has 64 signs 0-9 and a-f."),
        gettext_noop("Copy it whole from the covering letter."),
    ),
    "shared-with-sender": Wording(
        _W,
        gettext_noop("A list need not be shared with its own sender."),
        gettext_noop("Remove the sender's code."),
    ),
    "supersedes-unknown": Wording(
        _E,
        gettext_noop("No [[lists]] entry has this key. Known: {known}."),
        gettext_noop("Name the list that this one replaces, or remove the key."),
    ),
    "supersedes-itself": Wording(
        _E,
        gettext_noop("Lists replace each other in a circle."),
        gettext_noop("Let each newer list name the one before it."),
    ),
    "supersedes-taken": Wording(
        _E,
        gettext_noop("List {first} already replaces that list."),
        gettext_noop("Let the newest name the one before it, so that versions follow each other."),
    ),
    "supersedes-differs": Wording(
        _E,
        gettext_noop("The replaced list has another {difference}."),
        gettext_noop("A version keeps its sender, purpose and unit; make it a list of its own otherwise."),
    ),
    "list-file-missing": Wording(
        _E,
        gettext_noop("The file of list {key} is not in the case folder."),
        gettext_noop("Put it there, or correct file under [[lists]]; upper and lower case count."),
    ),
    "columns-file-missing": Wording(
        _E,
        gettext_noop("The file that maps the columns of list {key} is not in the case folder."),
        gettext_noop("Put it there, or correct columns under [[lists]]."),
    ),
    "file-content-twice": Wording(
        _W,
        gettext_noop("The file has the same content, byte for byte, as the one of list {first}."),
        gettext_noop("Ask the sender whether the right file was sent."),
    ),
    "file-not-named": Wording(
        _W,
        gettext_noop("The file lies under lists/, but no list of the case names it."),
        gettext_noop("Add it under [[lists]] with its sender and purpose, or take it out of the folder."),
    ),
    "file-changed-after-signature": Wording(
        _E,
        gettext_noop("The file is not the one that was signed: its SHA-256 differs from the covering letter's."),
        gettext_noop("Ask the sender which file is meant, and correct sha256 only from a signed letter."),
    ),
}


def finding(
    code: str, params: Mapping[str, str | int], *, file: str = "case.toml", field: str = "", row: int | None = None
) -> Finding:
    """A flaw of the kind ``code``, in words."""
    severity, message, remedy = WORDING[code]
    return Finding(
        code=code, severity=severity, message=message, remedy=remedy, file=file, row=row, field=field, params=params
    )
