"""The nouns of a case: parties, sources, terms with their categories and legs, lists."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class PartyRole(StrEnum):
    """What a party is to the arrangement."""

    SIDE = "side"
    NEUTRAL = "neutral"
    GUARANTOR = "guarantor"


class TermStatus(StrEnum):
    """How far the parties are with a term; only an agreed one is planned for."""

    PROPOSED = "proposed"
    OPEN = "open"
    AGREED = "agreed"
    DONE = "done"
    DISPUTED = "disputed"


class Act(StrEnum):
    """What the debtor of a term owes."""

    EXCHANGE = "exchange"
    RETURN_REMAINS = "return_remains"
    CEASEFIRE = "ceasefire"
    ANSWER_LIST = "answer_list"
    OTHER = "other"


class Unit(StrEnum):
    """What is counted.  Numbers of different units are never added."""

    PERSON = "person"
    BAG = "bag"
    PART = "part"
    MNI = "mni"


class ListPurpose(StrEnum):
    """What the sender of a list says its rows are."""

    HELD = "held"
    MISSING = "missing"
    OFFER = "offer"
    RETURNED = "returned"
    DEAD = "dead"
    CHILDREN = "children"


class CategoryKind(StrEnum):
    """Whether a category follows from a birth date or from what a record claims."""

    AGE = "age"
    CLAIM = "claim"


class Claim(StrEnum):
    """What a record can claim of a person that a term may give priority to; the words of the lists."""

    SEVERELY_WOUNDED = "severely_wounded"
    SEVERELY_SICK = "severely_sick"
    WOUNDED = "wounded"
    SICK = "sick"
    CIVILIAN = "civilian"


class Proof(StrEnum):
    """What a term asks for before it counts somebody in a category."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseParty:
    """A side, the neutral body or a guarantor.  ``bureau`` is its National Information Bureau (GC III 122)."""

    code: str
    name: str
    role: PartyRole
    bureau: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSource:
    """Where a statement of the case was read: a protocol, a letter, a press report."""

    key: str
    title: str
    date: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeReading:
    """One reading of an age clause, in years completed on the reference date; ``None`` is no bound."""

    key: str
    min_age: int | None = None
    max_age: int | None = None
    includes_min: bool = True
    includes_max: bool = True
    source: str = ""

    def __post_init__(self) -> None:
        if self.min_age is None and self.max_age is None:
            raise ValueError("expected min_age or max_age")
        if self.youngest > self.oldest:
            raise ValueError("no age lies within the bounds")

    @property
    def youngest(self) -> int:
        """The least age in whole years that is within the bounds."""
        return 0 if self.min_age is None else self.min_age + (not self.includes_min)

    @property
    def oldest(self) -> int:
        """The greatest age in whole years that is within the bounds; 200 where there is no upper bound."""
        return 200 if self.max_age is None else self.max_age - (not self.includes_max)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCategory:
    """People whom a term names; a term lists its categories in order of priority.

    ``readings`` belong to an age category.  More than one, with no ``agreed_reading``, is an open clause:
    a person inside some readings and outside others is undecided.  ``at_least`` and ``at_most`` count the
    people of each side (of ``party``'s alone, where it is given) in the whole term; ``all_for_all`` asks for
    everyone of the category whom the sides hold, whatever the numbers.
    """

    key: str
    title: str
    kind: CategoryKind
    claim: str = ""
    readings: tuple[AgeReading, ...] = ()
    agreed_reading: str = ""
    reference_date: dt.date | None = None
    proof: Proof = Proof.CONFIRMED
    party: str | None = None
    at_least: int | None = None
    at_most: int | None = None
    all_for_all: bool = False

    @property
    def is_open(self) -> bool:
        """The clause was reported in several readings and the parties have not settled on one."""
        return len(self.readings) > 1 and not self.agreed_reading

    @property
    def readings_in_force(self) -> tuple[AgeReading, ...]:
        """The agreed reading alone, or all of them while the clause is open."""
        return tuple(reading for reading in self.readings if self.agreed_reading in {"", reading.key})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLeg:
    """One journey of an exchange.  ``seats`` is the most people that each side sends on it; ``None`` is no limit."""

    title: str = ""
    date: dt.date | None = None
    place: str = ""
    seats: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What one party owes another under a term; a quantity that nobody stated stays ``None``."""

    debtor: str
    creditor: str | None
    quantity: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTerm:
    """What one party owes another, or in a mutual term each side the other.

    ``quantity`` is what the debtor owes, counted in ``unit`` (a :class:`Unit`, or "" where nothing is counted).
    In a mutual term the creditor owes ``quantity`` times ``ratio[1] / ratio[0]``.  ``lists`` names the lists
    that the term draws on; empty means all that fit.  ``only_categories`` closes the term to people outside
    its categories.
    """

    key: str
    title: str
    status: TermStatus
    act: Act
    debtor: str | None = None
    creditor: str | None = None
    mutual: bool = False
    quantity: int | None = None
    unit: str = ""
    categories: tuple[CaseCategory, ...] = ()
    only_categories: bool = False
    legs: tuple[CaseLeg, ...] = ()
    lists: tuple[str, ...] = ()
    ratio: tuple[int, int] = (1, 1)
    agreed_on: dt.date | None = None
    deadline: dt.date | None = None
    no_deadline_agreed: bool = False
    done_on: dt.date | None = None
    duration_days: tuple[int, int] | None = None
    place: str = ""
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.deadline is not None and self.no_deadline_agreed:
            raise ValueError("expected a deadline or no_deadline_agreed, got both")
        if min(self.ratio) < 1:
            raise ValueError(f"expected a ratio of two positive numbers, got {self.ratio}")

    @property
    def counter_quantity(self) -> int | None:
        """What the creditor owes in return under a mutual term, by the ratio."""
        if self.quantity is None:
            return None
        return int(self.quantity * Fraction(self.ratio[1], self.ratio[0]))

    def obligations(self) -> tuple[Obligation, ...]:
        """Who owes whom how many: one line, two in a mutual term, none where no debtor is named."""
        if self.debtor is None:
            return ()
        owed = Obligation(debtor=self.debtor, creditor=self.creditor, quantity=self.quantity)
        if not self.mutual or self.creditor is None:
            return (owed,)
        return owed, Obligation(debtor=self.creditor, creditor=self.debtor, quantity=self.counter_quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """A file that a party sent.  ``sha256`` is the digest stated in its covering letter, checked against the file.

    ``columns`` maps the file's headers to fields, or names the small TOML file beside the lists that does.
    """

    key: str
    file: str
    sender: str
    purpose: ListPurpose
    unit: Unit = Unit.PERSON
    as_of: dt.date | None = None
    stated_count: int | None = None
    sha256: str = ""
    shared_with: tuple[str, ...] = ()
    columns: Mapping[str, str] | str = field(default_factory=dict)
    supersedes: str | None = None
    withdrawn: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that ``case.toml`` states."""

    title: str
    language: str = "en"
    neutral: str = ""
    reference_date: dt.date | None = None
    parties: tuple[CaseParty, ...]
    sources: tuple[CaseSource, ...] = ()
    terms: tuple[CaseTerm, ...] = ()
    lists: tuple[CaseList, ...] = ()

    @property
    def side_codes(self) -> tuple[str, str]:
        """The codes of the two sides, in the order of the file."""
        first, second = (party.code for party in self.parties if party.role is PartyRole.SIDE)
        return first, second

    def other_side(self, code: str) -> str:
        """The side across the table from ``code``."""
        first, second = self.side_codes
        return second if code == first else first

    @property
    def current_lists(self) -> tuple[CaseList, ...]:
        """The lists that stand: neither withdrawn by their sender nor replaced by a newer version."""
        replaced = {each.supersedes for each in self.lists}
        return tuple(each for each in self.lists if not each.withdrawn and each.key not in replaced)
