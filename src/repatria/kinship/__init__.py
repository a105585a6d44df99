"""Whose body this is: how much more probable is this DNA if the dead man is this son than if he is a stranger?

A child receives one allele of each parent. From relatives who gave a sample, a pedigree that says who is whose
child, and the frequencies of alleles in the population follows the probability of every genotype that a missing
relative can have; set beside the probability of the same genotype in a stranger it is a likelihood ratio. The
engine sums over everyone who is not typed, exactly, by eliminating one allele after the other, with mutation,
silent alleles, drop-out and relatedness in the population; screens many bodies against many families; and weighs
all of them together, because a body has one name and a name one body. It proposes. Two people sign.
"""

from repatria.kinship.candidates import Candidates, Obstacle, ScreenParams, Searches
from repatria.kinship.conclusions import BoardFacts, Check, Conclusion, ConclusionParams, Verdict, board_checks
from repatria.kinship.convention import without_untyped_founders
from repatria.kinship.direct import (
    DirectParams,
    Kin,
    Merged,
    SamePairs,
    kin_ratios,
    merge_profiles,
    same_as,
    same_person,
)
from repatria.kinship.distribution import GenotypeDistributions, genotype_distributions, genotype_tables
from repatria.kinship.dvi import DviSolution, solve_dvi
from repatria.kinship.dvi_joint import JointTable
from repatria.kinship.dvi_rows import DviConclusion, DviParams, DviRow
from repatria.kinship.evidence import EvidenceParams, EvidenceRatios, EvidenceTable, Statement, weigh_evidence
from repatria.kinship.exclusions import NOT_COMPARED, exclusions
from repatria.kinship.expected import expected_linked_ratio, expected_ratio
from repatria.kinship.family import Bodies, Family
from repatria.kinship.forecast import Forecast, ForecastParams, RankedRelative, forecast, rank_relatives
from repatria.kinship.frequencies import USUAL_RATE, example_frequencies, with_mutation
from repatria.kinship.identify import Identification, IdentifyParams, Threshold, identify, open_cases
from repatria.kinship.identity import shared_alleles
from repatria.kinship.joint import Joint, JointParams, Method, Solved, solve_joint
from repatria.kinship.likelihood import family_log_likelihoods, log_likelihoods
from repatria.kinship.linked import linked_log_likelihood
from repatria.kinship.markers import Chromosome, Marker, Mutation, Panel
from repatria.kinship.match_sets import MatchSet, SetKind
from repatria.kinship.mutation import custom, dawid, equal, one_step, proportional, stepwise
from repatria.kinship.network import Eliminated, Factor, Network, eliminate
from repatria.kinship.pairings import MissingPeople, Pairings
from repatria.kinship.params import Convention, LikelihoodParams
from repatria.kinship.pedigree import Member, Pedigree, Sex
from repatria.kinship.pedigree_network import pedigree_network
from repatria.kinship.power import ExclusionPower, exclusion_power
from repatria.kinship.profiles import UNREAD, Profiles
from repatria.kinship.rare import Extended, RoomFor, with_alleles
from repatria.kinship.ratios import LikelihoodRatios, likelihood_ratios
from repatria.kinship.screen import screen
from repatria.kinship.simulate import simulate_profiles
from repatria.kinship.stationarity import overall_rate, reversible, stationary
from repatria.kinship.symmetry import interchangeable

__all__ = [
    "NOT_COMPARED",
    "UNREAD",
    "USUAL_RATE",
    "BoardFacts",
    "Bodies",
    "Candidates",
    "Check",
    "Chromosome",
    "Conclusion",
    "ConclusionParams",
    "Convention",
    "DirectParams",
    "DviConclusion",
    "DviParams",
    "DviRow",
    "DviSolution",
    "Eliminated",
    "EvidenceParams",
    "EvidenceRatios",
    "EvidenceTable",
    "ExclusionPower",
    "Extended",
    "Factor",
    "Family",
    "Forecast",
    "ForecastParams",
    "GenotypeDistributions",
    "Identification",
    "IdentifyParams",
    "Joint",
    "JointParams",
    "JointTable",
    "Kin",
    "LikelihoodParams",
    "LikelihoodRatios",
    "Marker",
    "MatchSet",
    "Member",
    "Merged",
    "Method",
    "MissingPeople",
    "Mutation",
    "Network",
    "Obstacle",
    "Pairings",
    "Panel",
    "Pedigree",
    "Profiles",
    "RankedRelative",
    "RoomFor",
    "SamePairs",
    "ScreenParams",
    "Searches",
    "SetKind",
    "Sex",
    "Solved",
    "Statement",
    "Threshold",
    "Verdict",
    "board_checks",
    "custom",
    "dawid",
    "eliminate",
    "equal",
    "example_frequencies",
    "exclusion_power",
    "exclusions",
    "expected_linked_ratio",
    "expected_ratio",
    "family_log_likelihoods",
    "forecast",
    "genotype_distributions",
    "genotype_tables",
    "identify",
    "interchangeable",
    "kin_ratios",
    "likelihood_ratios",
    "linked_log_likelihood",
    "log_likelihoods",
    "merge_profiles",
    "one_step",
    "open_cases",
    "overall_rate",
    "pedigree_network",
    "proportional",
    "rank_relatives",
    "reversible",
    "same_as",
    "same_person",
    "screen",
    "shared_alleles",
    "simulate_profiles",
    "solve_dvi",
    "solve_joint",
    "stationary",
    "stepwise",
    "weigh_evidence",
    "with_alleles",
    "with_mutation",
    "without_untyped_founders",
]
