"""An invented world of DNA: families that look for someone, bodies in bags, and whose they are.

Nobody knows the truth about real bodies, so no identification can be judged on them.  Here founders are drawn from the
population, genes are dropped through families of every shape that comes to a laboratory, some people fall, and the bags
hold what a laboratory still reads of them: long fragments break, one allele of two is lost, two people lie in one bag,
a person lies in two.  Fathers who are not, mutations, twins and staff are among them, each remembered by its kind.
"""

from repatria.synth.dna.evaluate import DnaEvaluation, evaluate_dna
from repatria.synth.dna.kinds import Origin, Trouble
from repatria.synth.dna.loci import Loci
from repatria.synth.dna.world import N_DNA_STEPS, DnaWorld, make_dna_world

__all__ = [
    "N_DNA_STEPS",
    "DnaEvaluation",
    "DnaWorld",
    "Loci",
    "Origin",
    "Trouble",
    "evaluate_dna",
    "make_dna_world",
]
