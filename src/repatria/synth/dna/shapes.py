"""The families that come to give a sample: who of them is missing, who gives one, and how common each shape is."""

from collections.abc import Iterable
from dataclasses import dataclass

MALE, FEMALE, EITHER = "M", "F", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a family.  ``sampled`` is the probability that whoever holds it gives a sample.

    ``twin_of`` names an identical twin who stands earlier.
    """

    name: str
    father: str = ""
    mother: str = ""
    sex: str = EITHER
    sampled: float = 0.0
    is_missing: bool = False
    twin_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape of family: its places, parents before children, and how many in a hundred families have it."""

    name: str
    percent: float
    places: tuple[Place, ...]

    @property
    def n_missing(self) -> int:
        """How many are missing."""
        return sum(each.is_missing for each in self.places)


def _couple(father: str, mother: str, *, sampled: tuple[float, float] = (0.0, 0.0)) -> tuple[Place, Place]:
    return (
        Place(name=father, sex=MALE, sampled=sampled[0]),
        Place(name=mother, sex=FEMALE, sampled=sampled[1]),
    )


def _child(name: str, *, sampled: float = 1.0, sex: str = EITHER, of: tuple[str, str] = ("father", "mother")) -> Place:
    return Place(name=name, father=of[0], mother=of[1], sex=sex, sampled=sampled)


def _missing(
    number: int = 1, *, sex: str = EITHER, of: tuple[str, str] = ("father", "mother"), twin_of: str = ""
) -> Place:
    return Place(name=f"missing-{number}", father=of[0], mother=of[1], sex=sex, is_missing=True, twin_of=twin_of)


def _siblings(n: int) -> list[Place]:
    return [_child(f"sibling-{i + 1}") for i in range(n)]


def _own_family(n_children: int, *, spouse_sampled: float) -> list[Place]:
    wife = Place(name="spouse", sex=FEMALE, sampled=spouse_sampled)
    return [wife, *(_child(f"child-{i + 1}", of=("missing-1", "spouse")) for i in range(n_children))]


def _shape(name: str, percent: float, *parts: Place | Iterable[Place]) -> Shape:
    places: list[Place] = []
    for part in parts:
        places += [part] if isinstance(part, Place) else part
    return Shape(name=name, percent=percent, places=tuple(places))


_GRANDPARENTS = _couple("grandfather", "grandmother")
_FATHERS_SIDE = ("grandfather", "grandmother")
BOTH, MOTHER, FATHER, NEITHER = (1.0, 1.0), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0)

SHAPES = (
    _shape("both parents", 15.0, _couple("father", "mother", sampled=BOTH), _missing()),
    _shape("both parents and a sibling", 7.0, _couple("father", "mother", sampled=BOTH), _missing(), _siblings(1)),
    _shape("mother", 13.0, _couple("father", "mother", sampled=MOTHER), _missing()),
    _shape("father", 4.0, _couple("father", "mother", sampled=FATHER), _missing()),
    _shape("mother and a sibling", 10.0, _couple("father", "mother", sampled=MOTHER), _missing(), _siblings(1)),
    _shape("father and two siblings", 3.0, _couple("father", "mother", sampled=FATHER), _missing(), _siblings(2)),
    _shape("one sibling", 5.0, _couple("father", "mother"), _missing(), _siblings(1)),
    _shape("two siblings", 5.0, _couple("father", "mother"), _missing(), _siblings(2)),
    _shape("three siblings", 2.0, _couple("father", "mother"), _missing(), _siblings(3)),
    _shape(
        "spouse and a child",
        6.0,
        *(_couple("father", "mother"), _missing(sex=MALE), _own_family(1, spouse_sampled=1.0)),
    ),
    _shape(
        "spouse and two children",
        5.0,
        *(_couple("father", "mother"), _missing(sex=MALE), _own_family(2, spouse_sampled=1.0)),
    ),
    _shape(
        "mother, spouse and a child",
        6.0,
        *(_couple("father", "mother", sampled=MOTHER), _missing(sex=MALE), _own_family(1, spouse_sampled=0.8)),
    ),
    _shape(
        "children alone",
        2.5,
        *(_couple("father", "mother"), _missing(sex=MALE), _own_family(2, spouse_sampled=0.0)),
    ),
    _shape(
        "grandparents",
        1.5,
        *(
            _couple("grandfather", "grandmother", sampled=BOTH),
            _child("father", sampled=0.0, sex=MALE, of=_FATHERS_SIDE),
        ),
        *(Place(name="mother", sex=FEMALE, sampled=0.5), _missing()),
    ),
    _shape(
        "uncles and aunts",
        3.0,
        *(_GRANDPARENTS, _child("father", sampled=0.0, sex=MALE, of=_FATHERS_SIDE)),
        *(_child("aunt-1", of=_FATHERS_SIDE), _child("uncle-1", sampled=0.7, sex=MALE, of=_FATHERS_SIDE)),
        *(Place(name="mother", sex=FEMALE), _missing()),
    ),
    _shape(
        "half siblings",
        2.0,
        *(_couple("father", "mother"), Place(name="stepfather", sex=MALE), _missing()),
        *(_child(f"half-sibling-{i}", of=("stepfather", "mother")) for i in (1, 2)),
    ),
    _shape(
        "mixed",
        3.5,
        *(_GRANDPARENTS, _child("father", sampled=0.0, sex=MALE, of=_FATHERS_SIDE), _child("aunt-1", of=_FATHERS_SIDE)),
        *(Place(name="mother", sex=FEMALE), Place(name="stepfather", sex=MALE), _missing(sex=MALE)),
        *(_child("half-sibling-1", of=("stepfather", "mother")), _own_family(1, spouse_sampled=0.6)),
    ),
    _shape(
        "two brothers missing, parents",
        2.5,
        *(_couple("father", "mother", sampled=BOTH), _missing(1, sex=MALE), _missing(2, sex=MALE)),
    ),
    _shape(
        "two brothers missing, one with a child",
        1.0,
        *(_couple("father", "mother", sampled=MOTHER), _missing(1, sex=MALE), _missing(2, sex=MALE)),
        _own_family(1, spouse_sampled=1.0),
    ),
    _shape(
        "father and son missing",
        1.5,
        *(_GRANDPARENTS, _missing(1, sex=MALE, of=_FATHERS_SIDE), _child("uncle-1", sex=MALE, of=_FATHERS_SIDE)),
        *(Place(name="spouse", sex=FEMALE, sampled=1.0), _missing(2, sex=MALE, of=("missing-1", "spouse"))),
        _child("child-1", of=("missing-1", "spouse")),
    ),
    _shape(
        "three brothers missing, mother and a sister",
        0.3,
        _couple("father", "mother", sampled=MOTHER),
        *(_missing(number, sex=MALE) for number in (1, 2, 3)),
        _child("sibling-1", sex=FEMALE),
    ),
    _shape(
        "identical twin alive",
        0.4,
        *(_couple("father", "mother", sampled=MOTHER), _missing(sex=MALE)),
        Place(name="twin", father="father", mother="mother", sex=MALE, sampled=1.0, twin_of="missing-1"),
    ),
    _shape(
        "identical twins missing",
        0.3,
        *(_couple("father", "mother", sampled=BOTH), _missing(1, sex=MALE), _missing(2, sex=MALE, twin_of="missing-1")),
    ),
    _shape(
        "distant relatives",
        0.5,
        *(_GRANDPARENTS, _child("father", sampled=0.0, sex=MALE, of=_FATHERS_SIDE)),
        *(_child("aunt-1", sampled=0.0, sex=FEMALE, of=_FATHERS_SIDE), Place(name="mother", sex=FEMALE)),
        *(Place(name="aunts-husband", sex=MALE), _missing(), _child("cousin-1", of=("aunts-husband", "aunt-1"))),
    ),
)
