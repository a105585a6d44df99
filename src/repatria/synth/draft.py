"""A list while it is being written: rows of cells, each knowing its person and what went wrong in it."""

from dataclasses import dataclass, field, fields

from repatria.synth.kinds import Kind
from repatria.synth.noise import Birth
from repatria.synth.people import People


@dataclass(slots=True)
class Row:
    """One row.  ``person`` is an index into ``people``, -1 for nobody; ``others`` lie in the same bag.

    ``birth_style`` says in what unusual way the birth date is written; "" is the list's own way.
    ``partner`` is the other row that an error speaks of.
    """

    people: People
    person: int
    cells: dict[str, str]
    birth: Birth | None = None
    birth_style: str = ""
    labels: list[str] = field(default_factory=list)
    planted: list[Kind] = field(default_factory=list)
    others: tuple[int, ...] = ()
    partner: "Row | None" = None

    @property
    def has_name(self) -> bool:
        """Somebody is named in the row, so that it can be compared with other lists."""
        return bool(self.cells.get("surname") or self.cells.get("given"))

    def become(self, other: "Row") -> None:
        """Be another row from now on, in the same place of the list."""
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))

    def person_id(self) -> str | None:
        """The truth's id of the person, ``None`` for nobody."""
        return None if self.person < 0 else self.people.person_id(self.person)


@dataclass(slots=True)
class Draft:
    """One list before it is laid out in a file.  ``planted`` are errors of the list as a whole."""

    key: str
    sender: str
    purpose: str
    language: str
    rows: list[Row]
    unit: str = "person"
    planted: list[Kind] = field(default_factory=list)
    stated_count: int | None = None
