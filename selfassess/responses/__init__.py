"""What people answered, kept: the only package that speaks SQL."""

from selfassess.responses.records import (
    AlreadySubmitted,
    Change,
    Form,
    Kind,
    NoSuchEdition,
    NoSuchResponse,
    NoSuchWorkshop,
    Response,
    Saved,
    SavedAnswer,
    Stamp,
    StampRefused,
    StoreRefused,
    StoreUnavailable,
    Submission,
    WorkshopClosed,
    WorkshopFrozen,
)
from selfassess.responses.store import Store, open_store
from selfassess.responses.workshop_records import ConsensusSheet, Identity, Presence, Workshop

__all__ = [
    "AlreadySubmitted",
    "Change",
    "ConsensusSheet",
    "Form",
    "Identity",
    "Kind",
    "NoSuchEdition",
    "NoSuchResponse",
    "NoSuchWorkshop",
    "Presence",
    "Response",
    "Saved",
    "SavedAnswer",
    "Stamp",
    "StampRefused",
    "Store",
    "StoreRefused",
    "StoreUnavailable",
    "Submission",
    "Workshop",
    "WorkshopClosed",
    "WorkshopFrozen",
    "open_store",
]
