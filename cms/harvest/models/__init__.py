"""The ledger, the items, the runs, the jobs."""

from .assignments import Assignment, Ground
from .items import Identity, Item, Mention, Proposal, ProposalKind, ProposalState, SourceVersion
from .jobs import OPEN_STATES, Job, JobKind, JobLine, JobState
from .ledger import Asset, AssetState, HostValidators, Segment, SourceUrl
from .likeness import AlikePair, LikenessBand, PairState
from .queue import BulkReview, Cause, ReviewIssue
from .reviews import PersonalReview, ReviewState
from .runs import Message, Run, RunChange, RunState
from .suppressions import Suppression

__all__ = [
    "OPEN_STATES",
    "AlikePair",
    "Asset",
    "AssetState",
    "Assignment",
    "BulkReview",
    "Cause",
    "Ground",
    "HostValidators",
    "Identity",
    "Item",
    "Job",
    "JobKind",
    "JobLine",
    "JobState",
    "LikenessBand",
    "Mention",
    "Message",
    "PairState",
    "PersonalReview",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "ReviewIssue",
    "ReviewState",
    "Run",
    "RunChange",
    "RunState",
    "Segment",
    "SourceUrl",
    "SourceVersion",
    "Suppression",
]
