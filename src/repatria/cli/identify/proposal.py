"""What the report says of one body: whom it may be, how sure that is, and what speaks against it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repatria.kinship.conclusions import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A pair of body and missing person as it was weighed: logarithms to base 10, NaN where not known.

    ``log10_evidence``: of all other evidence together; ``log10_prior``: odds before anything is weighed.
    """

    body: str
    family: str
    missing: str
    log10_lr: float
    log10_evidence: float
    log10_prior: float
    posterior: float
    n_compared: int
    n_exclusions: int

    @property
    def person(self) -> str:
        """The missing person's name in the report."""
        return f"{self.family} · {self.missing}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One kind of other evidence: what was said of body and person, how it was weighed, and its likelihood ratio."""

    kind: str
    said: str
    model: str
    log10_lr: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A body with its conclusion.

    ``bags``: bags that are taken for one person, this body's first.  ``people``: whom it may be: one, or several who
    cannot be told apart.  ``posterior``: that it is one of them.  ``rivals``: other people for this body;
    ``other_bodies``: other bodies for these people.  ``nobody``: posterior that it is none of those looked for.
    ``lost`` bounds the error of the posteriors; ``method`` says how they were computed.
    """

    body: str
    bags: tuple[str, ...]
    people: tuple[Weight, ...]
    conclusion: str
    rule: str
    posterior: float
    nobody: float
    lost: float
    method: str
    rivals: tuple[Weight, ...] = ()
    other_bodies: tuple[Weight, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    checks: "tuple[Check, ...]" = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def meets_the_numbers(self) -> bool:
        """Whether it meets all that a board asks for and that can be computed: all but the readings."""
        return bool(self.checks) and all(each.is_met for each in self.checks if each.code != "readings")

    @property
    def is_set(self) -> bool:
        """Whether several people cannot be told apart."""
        return len(self.people) > 1
