"""A network: variables with few states, tables over them, and the sum of the product of all tables.

The general layer under every likelihood: whoever has a model that the fast path does not know writes it as tables.

    network = pedigree_network(pedigree, {"child": (0, 1)}, marker)
    log_likelihood = eliminate(network).log_total

Take the founders' factors away (``with_population=False``) to give them another prior; unite two variables with
``merged``; couple the selectors of two markers with a table of your own (``renamed``, ``beside``, ``with_factors``).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.machine import run_tables
from repatria.kinship.program import Program, program_for, require_feasible

Name = Hashable


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A table over named variables: one axis each, in the order of the names, numbers of at least 0."""

    variables: tuple[Name, ...]
    table: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.table.ndim != len(self.variables) or len(set(self.variables)) != len(self.variables):
            raise ValueError(f"expected one axis for each of {self.variables}, got shape {self.table.shape}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """Variables with their numbers of states, factors over them, and a constant.

    ``alleles`` says of the variables that are alleles which place in the marker each state stands for (-1: a state that
    only pads, of weight zero).
    """

    states: Mapping[Name, int]
    factors: tuple[Factor, ...]
    log_constant: float = 0.0
    alleles: Mapping[Name, NDArray[np.int64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for factor in self.factors:
            for name, length in zip(factor.variables, factor.table.shape, strict=True):
                if self.states.get(name) != length:
                    raise ValueError(f"{name}: a factor has {length} states, the network {self.states.get(name)}")

    def with_factors(self, factors: Sequence[Factor]) -> "Network":
        """The network with more factors over its variables."""
        return replace(self, factors=(*self.factors, *factors))

    def beside(self, other: "Network") -> "Network":
        """Both networks as one; they must share no name."""
        if shared := self.states.keys() & other.states.keys():
            raise ValueError(f"both networks have {sorted(map(str, shared))[0]}")
        return Network(
            states={**self.states, **other.states},
            factors=self.factors + other.factors,
            log_constant=self.log_constant + other.log_constant,
            alleles={**self.alleles, **other.alleles},
        )

    def renamed(self, names: Mapping[Name, Name]) -> "Network":
        """The network under other names of variables; those that are not mentioned stay."""
        return Network(
            states={names.get(name, name): n for name, n in self.states.items()},
            factors=tuple(
                Factor(tuple(names.get(name, name) for name in each.variables), each.table) for each in self.factors
            ),
            log_constant=self.log_constant,
            alleles={names.get(name, name): places for name, places in self.alleles.items()},
        )

    def merged(self, names: Mapping[Name, Name]) -> "Network":
        """The network in which several variables are one: ``names`` sends each to the one that stands for it.

        United variables must have equally many states, meaning the same.
        """
        united = {names.get(name, name): n for name, n in self.states.items()}
        return Network(
            states=united,
            factors=tuple(_diagonal(each, names) for each in self.factors),
            log_constant=self.log_constant,
            alleles={names.get(name, name): places for name, places in self.alleles.items()},
        )


def _diagonal(factor: Factor, names: Mapping[Name, Name]) -> Factor:
    """The factor over united variables: where two of its axes become one, their diagonal."""
    new = [names.get(name, name) for name in factor.variables]
    unique = tuple(dict.fromkeys(new))
    if len(unique) == len(new):
        return Factor(unique, factor.table)
    letters = "".join(chr(ord("a") + unique.index(name)) for name in new)
    diagonal = np.einsum(f"{letters}->{''.join(dict.fromkeys(letters))}", factor.table)
    return Factor(unique, np.ascontiguousarray(diagonal))


@dataclass(frozen=True, slots=True, eq=False)
class Eliminated:
    """What remains: ``exp(log_scale) * table`` over the kept variables, in the order asked for."""

    log_scale: float
    table: NDArray[np.float64]

    @property
    def log_total(self) -> float:
        """Natural log of the sum over the kept variables too; -inf where everything is impossible."""
        total = float(self.table.sum())
        return self.log_scale + float(np.log(total)) if total > 0 else -np.inf


def eliminate(network: Network, *, keep: Sequence[Name] = ()) -> Eliminated:
    """Sum the product of all factors over every variable but ``keep``, exactly and without underflow.

    Raises
    ------
    TooComplex
        The best order found would need tables or work above the limits of :mod:`repatria.kinship.program`.
    """
    place = {name: number for number, name in enumerate(network.states)}
    sizes = np.array(list(network.states.values()), dtype=np.int64)
    scopes = tuple(tuple(place[name] for name in factor.variables) for factor in network.factors)
    kept = tuple(place[name] for name in keep)
    program = _feasible_program(scopes, tuple(sizes.tolist()), kept)
    given = np.concatenate(
        [np.zeros(0)]
        + [
            factor.table.transpose(np.argsort(program.rank[list(scope)])).ravel() if scope else factor.table.ravel()
            for factor, scope in zip(network.factors, scopes, strict=True)
        ]
    )
    shape = tuple(int(sizes[each]) for each in program.kept)
    table = np.zeros(int(np.prod(shape, dtype=np.int64)))
    scale = run_tables(program, sizes, given, table)
    order = [program.kept.tolist().index(each) for each in kept]
    return Eliminated(log_scale=scale + network.log_constant, table=table.reshape(shape).transpose(order))


@lru_cache(maxsize=16384)
def _feasible_program(scopes: tuple[tuple[int, ...], ...], sizes: tuple[int, ...], kept: tuple[int, ...]) -> Program:
    """The program of a network, known to fit; finding an order takes longer than running it: like sizes share one."""
    guide = tuple(n if n <= 2 else 1 << (n - 1).bit_length() for n in sizes)
    program = program_for(scopes, guide, kept)
    require_feasible(program, np.array(sizes, dtype=np.int64))
    return program
