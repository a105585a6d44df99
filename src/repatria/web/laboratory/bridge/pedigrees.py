"""A family's rows to the engine's pedigree."""

from collections.abc import Sequence
from typing import Protocol

from repatria import kinship

_SEX = {"M": kinship.Sex.MALE, "F": kinship.Sex.FEMALE}


class Stated(Protocol):
    """A row of a pedigree, stored or not: keys of parents are empty for founders."""

    @property
    def key(self) -> str:
        """The member's name inside the family."""

    @property
    def father(self) -> str:
        """Key of the father."""

    @property
    def mother(self) -> str:
        """Key of the mother."""

    @property
    def sex(self) -> str:
        """M, F, or empty."""


def sex_of(letter: str) -> kinship.Sex:
    """The engine's sex of a file's letter."""
    return _SEX.get(letter, kinship.Sex.UNKNOWN)


def pedigree_of(rows: Sequence[Stated]) -> kinship.Pedigree:
    """The pedigree; ``ValueError`` for one that cannot be."""
    return kinship.Pedigree(
        members=tuple(
            kinship.Member(id=row.key, father=row.father or None, mother=row.mother or None, sex=sex_of(row.sex))
            for row in rows
        )
    )


def pedigree_flaw(rows: Sequence[Stated]) -> str:
    """Why a pedigree cannot be, in the engine's sentence of keys; empty where it can."""
    try:
        pedigree_of(rows)
    except ValueError as error:
        return str(error)
    return ""
