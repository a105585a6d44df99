"""A pedigree: who is whose child.  People without parents are founders; parts without a common row are unrelated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


class Sex(IntEnum):
    """Sex as inheritance needs it."""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of a pedigree; both parents are named or neither is."""

    id: str
    father: str | None = None
    mother: str | None = None
    sex: Sex = Sex.UNKNOWN

    def __post_init__(self) -> None:
        if (self.father is None) != (self.mother is None):
            raise ValueError(f"{self.id}: name both parents or none; an unknown parent is a person of its own")


@dataclass(frozen=True, kw_only=True)
class Pedigree:
    """Members in any order; several components are allowed, and so are loops and marriages between relatives.

    ``inbreeding`` maps a founder's id to its inbreeding coefficient in [0, 1].
    """

    members: tuple[Member, ...]
    inbreeding: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_id = {member.id: member for member in self.members}
        if len(by_id) != len(self.members):
            raise ValueError("two members of one pedigree have the same id")
        for member in self.members:
            for parent, sex in ((member.father, Sex.MALE), (member.mother, Sex.FEMALE)):
                if parent is None:
                    continue
                if parent not in by_id:
                    raise ValueError(f"{member.id}: parent {parent} is not a member")
                if by_id[parent].sex not in (sex, Sex.UNKNOWN):
                    raise ValueError(f"{member.id}: parent {parent} has the other sex")
        for founder, coefficient in self.inbreeding.items():
            if founder not in by_id or by_id[founder].father is not None:
                raise ValueError(f"inbreeding of {founder}: not a founder of this pedigree")
            if not 0.0 <= coefficient <= 1.0:
                raise ValueError(f"inbreeding of {founder}: expected a number in [0, 1], got {coefficient}")
        _ = self.order

    @cached_property
    def _index(self) -> dict[str, int]:
        return {member.id: index for index, member in enumerate(self.members)}

    def __len__(self) -> int:
        return len(self.members)

    def __contains__(self, member_id: object) -> bool:
        return member_id in self._index

    @property
    def ids(self) -> tuple[str, ...]:
        """The members' ids in order."""
        return tuple(member.id for member in self.members)

    def index(self, member_id: str) -> int:
        """The member's place; ``KeyError`` for a stranger."""
        return self._index[member_id]

    def member(self, member_id: str) -> Member:
        """The member of that id."""
        return self.members[self._index[member_id]]

    @cached_property
    def fathers(self) -> NDArray[np.int32]:
        """Place of each member's father, -1 for founders; shape (n_members,)."""
        return self._places([member.father for member in self.members])

    @cached_property
    def mothers(self) -> NDArray[np.int32]:
        """Place of each member's mother, -1 for founders; shape (n_members,)."""
        return self._places([member.mother for member in self.members])

    @cached_property
    def sexes(self) -> NDArray[np.int8]:
        """:class:`Sex` of each member; shape (n_members,)."""
        return np.array([member.sex for member in self.members], dtype=np.int8)

    @cached_property
    def order(self) -> NDArray[np.int32]:
        """Places such that parents stand before children.

        Raises
        ------
        ValueError
            Somebody would be an ancestor of their own.
        """
        waiting = {m.id: {p for p in (m.father, m.mother) if p is not None} for m in self.members}
        children: dict[str, list[str]] = {m.id: [] for m in self.members}
        for member_id, parents in waiting.items():
            for parent in parents:
                children[parent].append(member_id)
        ready = [m.id for m in self.members if not waiting[m.id]]
        placed: list[int] = []
        while ready:
            member_id = ready.pop()
            placed.append(self._index[member_id])
            for child in children[member_id]:
                waiting[child].discard(member_id)
                if not waiting[child]:
                    ready.append(child)
        if len(placed) != len(self.members):
            raise ValueError("the pedigree has a cycle: somebody is an ancestor of their own")
        return np.array(placed, dtype=np.int32)

    def _places(self, ids: Sequence[str | None]) -> NDArray[np.int32]:
        return np.array([-1 if each is None else self._index[each] for each in ids], dtype=np.int32)

    def beside(self, strangers: Iterable[Member]) -> "Pedigree":
        """The pedigree with unrelated people beside it."""
        return Pedigree(members=(*self.members, *strangers), inbreeding=self.inbreeding)
