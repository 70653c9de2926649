"""What people answered, kept: the only package that speaks SQL."""

from selfassess.responses.records import (
    AlreadySubmitted,
    Change,
    Form,
    NoSuchEdition,
    NoSuchResponse,
    Response,
    Saved,
    SavedAnswer,
    StoreRefused,
    StoreUnavailable,
    Submission,
)
from selfassess.responses.store import Store, open_store

__all__ = [
    "AlreadySubmitted",
    "Change",
    "Form",
    "NoSuchEdition",
    "NoSuchResponse",
    "Response",
    "Saved",
    "SavedAnswer",
    "Store",
    "StoreRefused",
    "StoreUnavailable",
    "Submission",
    "open_store",
]
