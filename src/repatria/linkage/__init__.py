"""Which records of several lists speak of one person.

Record linkage after Fellegi and Sunter (1969): every field of a pair either agrees to some level, disagrees, or is
missing, and each level weighs log₂(m/u) bits, where m is how often records of one person show it and u how
often records of two unrelated persons do.  The bits of all fields are added to a prior that follows from the sizes
of the lists.  Two things are added to the classic sum: agreement on a rare name weighs more than on a common
one, and close relatives, who share surname, patronymic and birthplace, and namesakes stand as explanations of
their own beside "one person" and "chance".

Nouns: record tables (``records``), :class:`LinkageModel`, :class:`LinkageParams`, :class:`ScoredPairs`.
Verbs: :func:`propose` for two lists, :func:`find_duplicates` within one.  People decide; this only proposes.
"""

from repatria.linkage.assignment import best_assignment
from repatria.linkage.clusters import clusters
from repatria.linkage.costs import threshold_from_cost
from repatria.linkage.evaluation import Evaluation, evaluate
from repatria.linkage.levels import FAMILY, FAMILY_LEVELS, KIN, LEVELS, MISSING
from repatria.linkage.model import LinkageModel, default_model
from repatria.linkage.params import LinkageParams
from repatria.linkage.proposals import ScoredPairs, find_duplicates, propose
from repatria.linkage.records import COLUMNS, PreparedRecords, prepare
from repatria.linkage.store import pack, preparation, unpack
from repatria.linkage.wording import reason, sentence

__all__ = [
    "COLUMNS",
    "FAMILY",
    "FAMILY_LEVELS",
    "KIN",
    "LEVELS",
    "MISSING",
    "Evaluation",
    "LinkageModel",
    "LinkageParams",
    "PreparedRecords",
    "ScoredPairs",
    "best_assignment",
    "clusters",
    "default_model",
    "evaluate",
    "find_duplicates",
    "pack",
    "preparation",
    "prepare",
    "propose",
    "reason",
    "sentence",
    "threshold_from_cost",
    "unpack",
]
