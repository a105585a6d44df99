"""From rows that say who is whose child to a pedigree: what is missing is added and said, what cannot be is refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from repatria.findings import Severity
from repatria.kinship.formats.wording import WORDINGS, Notes
from repatria.kinship.pedigree import Member, Pedigree, Sex


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a file gives them; "" for a parent that is not named."""

    id: str
    father: str
    mother: str
    sex: Sex


@dataclass(frozen=True, slots=True)
class Flaw:
    """A finding still without its family and row: ``place`` is the row's place in the family, -1 for none."""

    code: str
    place: int = -1
    params: Mapping[str, str | int] = field(default_factory=dict)


def note_flaws(flaws: Sequence[Flaw], family: str, rows: Sequence[int], notes: Notes) -> None:
    """Note each flaw under its family and row."""
    for flaw in flaws:
        row = rows[flaw.place] if flaw.place >= 0 else (rows[0] if rows else None)
        notes.add_flaw(flaw.code, {"family": family, **flaw.params}, row=row)


def draw(rows: Sequence[PersonRow]) -> tuple[Pedigree | None, list[Flaw]]:
    """The pedigree of one family's rows, or ``None`` where an error leaves none that could be meant."""
    return _Drawing(rows).result()


class _Drawing:
    def __init__(self, rows: Sequence[PersonRow]) -> None:
        self.flaws: list[Flaw] = []
        self.place: dict[str, int] = {}
        self.people: dict[str, PersonRow] = {}
        self._take(rows)

    def _flaw(self, code: str, whose: str, **params: str | int) -> None:
        self.flaws.append(Flaw(code, self.place.get(whose, -1), params))

    def _take(self, rows: Sequence[PersonRow]) -> None:
        for place, row in enumerate(rows):
            if not row.id:
                self.flaws.append(Flaw("person-id-missing", place))
            elif row.id not in self.people:
                self.people[row.id], self.place[row.id] = row, place
            else:
                code = "person-twice" if self.people[row.id] == row else "person-id-conflict"
                self.flaws.append(Flaw(code, place, {"person": row.id}))

    def result(self) -> tuple[Pedigree | None, list[Flaw]]:
        self._exchange_parents()
        sexes = self._sexes()
        if not self._is_refused():
            self._check_ancestors()
        if self._is_refused():
            return None, self.flaws
        members = [
            Member(id=row.id, father=row.father or None, mother=row.mother or None, sex=sexes[row.id])
            for row in self._completed(sexes)
        ]
        return Pedigree(members=tuple(members)), self.flaws

    def _is_refused(self) -> bool:
        left_out = ("person-id-missing",)
        return any(WORDINGS[flaw.code].severity is Severity.ERROR and flaw.code not in left_out for flaw in self.flaws)

    def _exchange_parents(self) -> None:
        """Father and mother in each other's column: their stated sexes leave no doubt what is meant."""
        for row in list(self.people.values()):
            if self._sex(row.father) is Sex.FEMALE and self._sex(row.mother) is Sex.MALE:
                self.people[row.id] = PersonRow(row.id, row.mother, row.father, row.sex)
                self._flaw("parents-swapped", row.id, person=row.id)

    def _sex(self, person: str) -> Sex:
        return self.people[person].sex if person in self.people else Sex.UNKNOWN

    def _parents(self) -> Iterator[tuple[PersonRow, str, Sex]]:
        for row in self.people.values():
            if row.father:
                yield row, row.father, Sex.MALE
            if row.mother:
                yield row, row.mother, Sex.FEMALE

    def _sexes(self) -> dict[str, Sex]:
        """Stated sexes, and those that follow from being a father or a mother."""
        sexes = {row.id: row.sex for row in self.people.values()}
        role: dict[str, Sex] = {}
        told = set()
        for row, parent, sex in self._parents():
            if row.father == row.mother and parent not in told:
                told.add(parent)
                self._flaw("parents-same-person", row.id, person=row.id)
            elif row.father != row.mother and role.setdefault(parent, sex) is not sex and parent not in told:
                told.add(parent)
                self._flaw("parent-both-roles", row.id, person=parent)
            elif self._sex(parent) not in (Sex.UNKNOWN, sex) and parent not in told:
                told.add(parent)
                self._flaw("sex-contradicts-role", row.id, parent=parent)
        for parent, sex in role.items():
            if parent in sexes and sexes[parent] is Sex.UNKNOWN and parent not in told:
                self._flaw("parent-sex-unknown", parent, parent=parent)
            sexes[parent] = sex
        return sexes

    def _check_ancestors(self) -> None:
        """Take away whoever has no parents left, until nobody has: those who remain are their own ancestors."""
        waiting = {row.id: {p for p in (row.father, row.mother) if p in self.people} for row in self.people.values()}
        children: dict[str, list[str]] = {person: [] for person in waiting}
        for person, parents in waiting.items():
            for parent in parents:
                children[parent].append(person)
        ready = [person for person, parents in waiting.items() if not parents]
        while ready:
            parent = ready.pop()
            del waiting[parent]
            for child in children[parent]:
                waiting[child].discard(parent)
                if not waiting[child]:
                    ready.append(child)
        if waiting:
            person = _on_cycle(waiting)
            self._flaw("pedigree-cycle", person, person=person)

    def _completed(self, sexes: dict[str, Sex]) -> list[PersonRow]:
        """Everyone with both parents or none, and everyone who is named as a parent."""
        rows: dict[str, PersonRow] = {}
        added: dict[str, PersonRow] = {}
        taken = {*self.people, *(parent for _row, parent, _sex in self._parents())}
        for row in self.people.values():
            father, mother = row.father, row.mother
            if bool(father) != bool(mother):
                role, sex = ("father", Sex.MALE) if not father else ("mother", Sex.FEMALE)
                parent = f"{role} of {row.id}"
                while parent in taken:
                    parent += "'"
                taken.add(parent)
                father, mother = father or parent, mother or parent
                added[parent], sexes[parent] = PersonRow(parent, "", "", sex), sex
                self._flaw("parent-added", row.id, person=row.id, parent=parent)
            for parent in (father, mother):
                if parent and parent not in self.people and parent not in added:
                    added[parent] = PersonRow(parent, "", "", sexes[parent])
                    self._flaw("parent-without-row", row.id, person=row.id, parent=parent)
            rows[row.id] = PersonRow(row.id, father, mother, row.sex)
        return [*rows.values(), *added.values()]


def _on_cycle(waiting: Mapping[str, set[str]]) -> str:
    """Somebody who is their own ancestor, not only a descendant of such a one."""
    person = min(waiting)
    seen: set[str] = set()
    while person not in seen:
        seen.add(person)
        person = min(waiting[person])
    return person
