"""What hangs on what: the alleles of a pedigree, who passed which, and which of them matter for what was read."""

from collections.abc import Set
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.pedigree import Pedigree, Sex


class Read(IntEnum):
    """How much was read of a person at a marker."""

    NOTHING = 0
    BOTH = 1
    ONE = 2
    SOME = 3  # reads at a marker where an allele may have dropped out: one read may be half or all of it


class States(IntEnum):
    """The states of a variable."""

    ALLELES = 0  # every allele, or every class of alleles
    READ = 1  # the two reads of a typed person, whatever they are
    READ_ONCE = 2  # the one read of a typed man on X
    SELECTOR = 3  # which of a parent's two alleles was passed: 0 the paternal, 1 the maternal one


class Line(IntEnum):
    """Whence a person has an allele, or whose selector it is."""

    PATERNAL = 0
    MATERNAL = 1


class Kind(IntEnum):
    """What the table of a factor says."""

    POPULATION = 0  # (allele): its frequency
    INBRED = 1  # (allele, allele): two alleles of an inbred founder
    PASSED = 2  # (parent's, child's): the parent's row of the mutation matrix
    CHOSEN = 3  # (parent's, child's, selector): the same if the selector is `choice`, else 1
    GENOTYPE = 4  # (paternal, maternal): the reads, in either order
    CONTAINS = 5  # (paternal, maternal): one read is among the two
    ONE_READ = 6  # (allele): the one read of a man on X, over every allele
    SEEN = 7  # (paternal, maternal): the reads, of which some allele may have dropped out
    ONE_SEEN = 8  # (allele): the one read of a man on X, which had not dropped out


@dataclass(frozen=True, slots=True)
class Variable:
    """One allele of a member, or the selector of the meiosis by which the member got it."""

    states: States
    member: int
    line: Line


@dataclass(frozen=True, slots=True)
class Link:
    """One factor: its kind, its variables in the order that the kind names, the member and line it belongs to."""

    kind: Kind
    variables: tuple[int, ...]
    member: int
    line: Line = Line.PATERNAL
    choice: int = 0

    @property
    def depends_on_reads(self) -> bool:
        """Whether the table is about what was read, and not only about inheritance."""
        return self.kind >= Kind.GENOTYPE


@dataclass(frozen=True, slots=True)
class Inheritance:
    """Variables and factors of a pedigree's likelihood at one marker, without any numbers.

    ``target`` are the variables of the person whose genotype is asked for.  Each selector that is a variable has the
    prior 1/2, which is no factor: ``n_selectors`` of them multiply the whole by ``0.5 ** n_selectors``.
    """

    variables: tuple[Variable, ...]
    links: tuple[Link, ...]
    target: tuple[int, ...]

    @property
    def n_selectors(self) -> int:
        """How many meioses could have gone either way."""
        return sum(variable.states == States.SELECTOR for variable in self.variables)


def roles(pedigree: Pedigree) -> NDArray[np.int8]:
    """Sex of each member as said, or as their children say it."""
    sexes = pedigree.sexes.copy()
    for parents, sex in ((pedigree.fathers, Sex.MALE), (pedigree.mothers, Sex.FEMALE)):
        sexes[parents[parents >= 0]] = sex
    return sexes


class _Drawing:
    """Draws the variables that matter, and their factors."""

    def __init__(
        self,
        pedigree: Pedigree,
        reads: NDArray[np.int8],
        target: int,
        from_population: Set[tuple[int, Line]],
        *,
        is_x: bool,
        fix_phase: bool,
    ) -> None:
        self.pedigree = pedigree
        self.from_population = from_population
        self.reads = reads
        self.is_x = is_x
        self.sexes = roles(pedigree)
        self.fathers = pedigree.fathers
        self.mothers = pedigree.mothers
        self.variables: list[Variable] = []
        self.links: list[Link] = []
        self.allele_at: dict[tuple[int, Line], int] = {}
        self.asked = [member for member in range(len(pedigree)) if reads[member] != Read.NOTHING or member == target]
        self.fixed = self._fixed_meioses() if fix_phase else set()

    def is_single(self, member: int) -> bool:
        """Whether the member has one allele only: a man on X."""
        if not self.is_x:
            return False
        if self.sexes[member] == Sex.UNKNOWN:
            raise ValueError(f"{self.pedigree.ids[member]}: the sex must be known at an X marker")
        return bool(self.sexes[member] == Sex.MALE)

    def _fixed_meioses(self) -> set[tuple[int, Line]]:
        """For each founder one meiosis: its alleles are interchangeable, so one selector may be held at paternal."""
        matters = set(self.asked)
        for member in reversed(self.pedigree.order.tolist()):
            if member in matters and self.fathers[member] >= 0:
                matters |= {int(self.fathers[member]), int(self.mothers[member])}
        fixed: dict[int, tuple[int, Line]] = {}
        # Best a child with many possible alleles: its table then never meets the founder's other allele.
        children = [member for member in self.pedigree.order.tolist() if member in matters]
        for member in sorted(children, key=lambda child: self._states(child) != States.ALLELES):
            for line, parent in self.parents(member):
                if self.fathers[parent] < 0:
                    fixed.setdefault(parent, (member, line))
        return set(fixed.values())

    def parents(self, member: int) -> list[tuple[Line, int]]:
        """The parents from whom the member has an allele, by line."""
        if self.fathers[member] < 0:
            return []
        mother = (Line.MATERNAL, int(self.mothers[member]))
        both = [mother] if self.is_single(member) else [(Line.PATERNAL, int(self.fathers[member])), mother]
        return [each for each in both if (member, each[0]) not in self.from_population]

    def lines(self, member: int) -> tuple[Line, ...]:
        """The lines by which the member has alleles."""
        return (Line.MATERNAL,) if self.is_single(member) else (Line.PATERNAL, Line.MATERNAL)

    def allele(self, member: int, line: Line) -> int:
        """The variable of that allele; drawn, with all that it hangs on, when first asked for."""
        # Iterative, for pedigrees may be deep.
        waiting = [(member, line)]
        while waiting:
            who, whence = waiting.pop()
            if (who, whence) in self.allele_at:
                continue
            self.allele_at[who, whence] = self._new(self._states(who), who, whence)
            waiting.extend(self._sources(who, whence))
        return self.allele_at[member, line]

    def _new(self, states: States, member: int, line: Line) -> int:
        self.variables.append(Variable(states, member, line))
        return len(self.variables) - 1

    def _states(self, member: int) -> States:
        if self.reads[member] != Read.BOTH:
            return States.ALLELES
        return States.READ_ONCE if self.is_single(member) else States.READ

    def _sources(self, member: int, line: Line) -> list[tuple[int, Line]]:
        for whence, parent in self.parents(member):
            if whence == line:
                lines = self.lines(parent)
                return [(parent, lines[0])] if (member, line) in self.fixed else [(parent, each) for each in lines]
        return []

    def link_alleles(self) -> None:
        """Add the factor of each drawn allele: of the population, or of the parent who passed it."""
        for (member, line), child in sorted(self.allele_at.items()):
            sources = self._sources(member, line)
            if not sources:
                self._link_founder(member, line)
            elif len(sources) == 1:
                self.links.append(Link(Kind.PASSED, (self.allele_at[sources[0]], child), member, line))
            else:
                selector = self._new(States.SELECTOR, member, line)
                for choice, source in enumerate(sources):
                    self.links.append(
                        Link(Kind.CHOSEN, (self.allele_at[source], child, selector), member, line, choice)
                    )

    def _link_founder(self, member: int, line: Line) -> None:
        allele = self.allele_at[member, line]
        other = self.allele_at.get((member, Line(1 - line)))
        inbred = self.pedigree.inbreeding.get(self.pedigree.ids[member], 0.0) > 0.0
        if not inbred or other is None or self.is_single(member):
            self.links.append(Link(Kind.POPULATION, (allele,), member, line))
        elif line == Line.PATERNAL:
            self.links.append(Link(Kind.INBRED, (allele, other), member))

    def link_reads(self) -> None:
        """Add the factor of everyone of whom something was read."""
        for member in self.asked:
            alleles = tuple(self.allele_at[member, line] for line in self.lines(member))
            if self.reads[member] == Read.BOTH and len(alleles) == 2:
                self.links.append(Link(Kind.GENOTYPE, alleles, member))
            elif self.reads[member] == Read.ONE:
                self.links.append(Link(Kind.CONTAINS if len(alleles) == 2 else Kind.ONE_READ, alleles, member))
            elif self.reads[member] == Read.SOME:
                self.links.append(Link(Kind.SEEN if len(alleles) == 2 else Kind.ONE_SEEN, alleles, member))


def inheritance(
    pedigree: Pedigree,
    reads: NDArray[np.int8],
    *,
    target: int = -1,
    is_x: bool = False,
    fix_phase: bool = True,
    from_population: Set[tuple[int, Line]] = frozenset(),
) -> Inheritance:
    """The variables and factors of a likelihood: those alleles that what was read, or the target, descends from.

    Everything else sums to one, and is left out.

    Parameters
    ----------
    reads
        :class:`Read` of each member; shape (n_members,).
    target
        Place of a member whose alleles are kept whatever was read, or -1.
    fix_phase
        Whether one meiosis of each founder is taken to have passed the paternal allele.  A founder's two alleles are
        interchangeable at one marker; at two linked markers the selectors couple them, and one marker at most may be
        fixed.
    from_population
        Gametes, by place of the child and line, that are drawn from the population and not passed by the parent: see
        :mod:`repatria.kinship.convention`.
    """
    drawing = _Drawing(pedigree, reads, target, from_population, is_x=is_x, fix_phase=fix_phase)
    for member in drawing.asked:
        for line in drawing.lines(member):
            drawing.allele(member, line)
    drawing.link_alleles()
    drawing.link_reads()
    kept = tuple(drawing.allele_at[target, line] for line in drawing.lines(target)) if target >= 0 else ()
    return Inheritance(variables=tuple(drawing.variables), links=tuple(drawing.links), target=kept)
