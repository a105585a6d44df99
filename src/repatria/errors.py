"""Every error that Repatria raises on purpose.

RepatriaError
├── InputUnusable          a file cannot be read at all (a flaw in one row is a Finding instead)
├── CaseInvalid            case.toml or its lists hold errors; carries the findings
├── PermissionRefused      this person may not do this
├── Refusal                refused in a sentence of the catalogs
│   ├── SignatureRefused   a signature cannot count: same person twice, or the wrong organization
│   └── StateConflict      what was asked for no longer fits what is stored
│       └── CustodyConflict  a movement does not start where the unit is
├── TooComplex             an exact answer would take more work or memory than is allowed; says how much
├── PlanInvalid            a plan breaks a rule that it says it keeps
└── ProofInvalid           a hash, proof or chain does not hold
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repatria.findings import Finding


class RepatriaError(Exception):
    """Something that a person can understand and mend went wrong."""


class InputUnusable(RepatriaError):
    """A file cannot be read at all: its message names the file, what is wrong, and the remedy."""


class CaseInvalid(RepatriaError):
    """The case folder holds errors; ``findings`` lists all of them."""

    def __init__(self, message: str, findings: "Sequence[Finding]" = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class PermissionRefused(RepatriaError):
    """The person's role or party does not allow this act."""


class Refusal(RepatriaError):
    """What was asked for is refused in a sentence that can be said in the reader's language.

    ``sentence`` has ``places``, such as ``{other}``, and is the catalogs' key; the message is the sentence filled.
    """

    def __init__(self, sentence: str, **places: object) -> None:
        super().__init__(sentence.format(**places) if places else sentence)
        self.sentence, self.places = sentence, places


class SignatureRefused(Refusal):
    """A signature cannot count: the same person signed before, or the organization is the wrong one."""


class StateConflict(Refusal):
    """What was asked for no longer fits what is stored; read again and decide anew."""


class CustodyConflict(StateConflict):
    """A movement does not start where the unit is now."""


class TooComplex(RepatriaError):
    """An exact answer would need more work or memory than allowed; the message says how much and what to do instead."""


class PlanInvalid(RepatriaError):
    """A plan breaks a rule that it says it keeps, or does not account for everyone."""


class ProofInvalid(RepatriaError):
    """A hash, an inclusion or consistency proof, or a chain does not hold."""
