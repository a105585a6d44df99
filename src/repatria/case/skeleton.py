"""The commented ``case.toml`` with which a new case begins."""

_SKELETON = """\
# A case: who takes part, what was agreed and what was only proposed, and which lists arrived.
# Lines that begin with # are comments. Check the file as often as you like: repatria check .
# What nobody stated stays out: leave the key away, and the case keeps the question open.

title = "New case"
language = "en"                    # of the results: uk, ru or en
reference_date = 2025-06-02        # the day on which ages count, where a category names no other
neutral = "N"

[[parties]]
code = "A"                         # one capital letter; pages show it
name = "Party A"
role = "side"                      # side, neutral or guarantor; exactly two sides
# bureau = "National Information Bureau of Party A"
# contact = "liaison office, line 1"

[[parties]]
code = "B"
name = "Party B"
role = "side"

[[parties]]
code = "N"
name = "Neutral body"
role = "neutral"

# Where statements were read. A term names a source by its key, or in words.
[[sources]]
key = "protocol"
title = "signed protocol of the talks"
date = 2025-06-02

# A term: one thing that one party owes another, or each side the other.
[[terms]]
key = "exchange"
title = "Exchange of prisoners, the severely wounded and the young first"
status = "proposed"                # proposed, open, agreed, done or disputed; only agreed terms are planned for
act = "exchange"                   # exchange, return_remains, ceasefire, answer_list or other
mutual = true                      # each side owes the other; otherwise name debtor and creditor
# quantity = 100                   # of each side; leave it out where nobody stated it
unit = "person"                    # person, bag, part or mni: never added across units
# ratio = [1, 1]                   # people of the debtor for people of the creditor
# agreed_on = 2025-06-02
# deadline = 2025-07-01            # or, where the parties said that there is none:
# no_deadline_agreed = true
source = "protocol"

# People whom the term names, those who go first at the top.
[[terms.categories]]
key = "severely-wounded"
title = "severely wounded"
kind = "claim"                     # follows from what a record claims
claim = "severely_wounded"         # or severely_sick, wounded, sick, civilian
proof = "confirmed"                # confirmed by a commission, or only claimed
# all_for_all = true               # everyone of the category whom the sides hold
# at_least = 10                    # of each side
# at_most = 50

[[terms.categories]]
key = "young"
title = "young"
kind = "age"                       # follows from the birth date, in years completed on the reference date
proof = "claimed"
readings = [
  { key = "18-25", min_age = 18, max_age = 25, source = "protocol" },
  # A clause that was told in two ways keeps both, and people between them are undecided:
  # { key = "under-25", max_age = 25, includes_max = false },
]
# agreed_reading = "18-25"         # once the parties have settled

# One entry for each journey; without any, one journey takes everybody.
# [[terms.legs]]
# date = 2025-06-09
# seats = 50                       # the most that each side sends

# One entry for each file that a party sent. Put the file into lists/.
# [[lists]]
# key = "a-held"
# file = "lists/a-held.csv"        # CSV, TSV, XLSX or ODS
# sender = "A"
# purpose = "held"                 # held, missing, offer, returned, dead or children
# unit = "person"                  # for the dead: bag, part, mni or person
# as_of = 2025-06-01
# stated_count = 100               # the count in the covering letter
# sha256 = "..."                   # the digest in the covering letter: a file changed since is an error
# shared_with = ["B", "N"]         # the neutral body sees every list; the other side only what was sent to it
# columns = { "Surname, name" = "surname" }      # only for headers that are not recognized; or a file name
# supersedes = "a-held-may"        # the list that this one replaces
# withdrawn = true                 # taken back by its sender
"""


def render_skeleton(title: str = "New case") -> bytes:
    """A ``case.toml`` that reads without an error, every key of it explained."""
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    printable = "".join(sign if sign.isprintable() else " " for sign in quoted)
    return _SKELETON.replace('title = "New case"', f'title = "{printable}"', 1).encode()
