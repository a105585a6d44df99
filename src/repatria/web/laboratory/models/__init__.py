"""What the laboratory keeps, a file for each place of its work."""

from repatria.web.laboratory.models.board import (
    ActKind,
    BoardAct,
    Identification,
    IdentityState,
    KinNotice,
    NoticeState,
    ReturnCase,
    ReturnDecision,
    ReturnState,
)
from repatria.web.laboratory.models.comparisons import Candidate, FrequencyTable, Run
from repatria.web.laboratory.models.families import Donor, DonorState, Family, FamilyState, Member, Scope
from repatria.web.laboratory.models.files import AMFile, FileState, PMFile, Seal, SealEvent, Section, Sex, Tag
from repatria.web.laboratory.models.particulars import Contents, Kind, PairNote, Particular
from repatria.web.laboratory.models.samples import (
    Profile,
    ProfileState,
    Reading,
    Sample,
    SampleEvent,
    SampleState,
    Source,
)

__all__ = [
    "AMFile",
    "ActKind",
    "BoardAct",
    "Candidate",
    "Contents",
    "Donor",
    "DonorState",
    "Family",
    "FamilyState",
    "FileState",
    "FrequencyTable",
    "Identification",
    "IdentityState",
    "KinNotice",
    "Kind",
    "Member",
    "NoticeState",
    "PMFile",
    "PairNote",
    "Particular",
    "Profile",
    "ProfileState",
    "Reading",
    "ReturnCase",
    "ReturnDecision",
    "ReturnState",
    "Run",
    "Sample",
    "SampleEvent",
    "SampleState",
    "Scope",
    "Seal",
    "SealEvent",
    "Section",
    "Sex",
    "Source",
    "Tag",
]
