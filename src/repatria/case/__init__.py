"""What the parties agreed, and which lists they sent: ``case.toml``, read with every flaw named.

A case is a folder that a mediator can read: one text file states who takes part, what was agreed and
what was only proposed, and which lists arrived from whom.  Press reports and protocols leave things
open: a number that nobody stated, an age clause told in two readings.  The case keeps them open; nothing
is filled in.  Bytes go in; a :class:`Case` and findings come out, and any bytes give findings, never a crash.
"""

from repatria.case.definition import term_as_json, term_from_json
from repatria.case.files import check_files, check_signature
from repatria.case.model import (
    Act,
    AgeReading,
    Case,
    CaseCategory,
    CaseLeg,
    CaseList,
    CaseParty,
    CaseSource,
    CaseTerm,
    CategoryKind,
    Claim,
    ListPurpose,
    Obligation,
    PartyRole,
    Proof,
    TermStatus,
    Unit,
)
from repatria.case.parse import parse_case
from repatria.case.skeleton import render_skeleton

__all__ = [
    "Act",
    "AgeReading",
    "Case",
    "CaseCategory",
    "CaseLeg",
    "CaseList",
    "CaseParty",
    "CaseSource",
    "CaseTerm",
    "CategoryKind",
    "Claim",
    "ListPurpose",
    "Obligation",
    "PartyRole",
    "Proof",
    "TermStatus",
    "Unit",
    "check_files",
    "check_signature",
    "parse_case",
    "render_skeleton",
    "term_as_json",
    "term_from_json",
]
