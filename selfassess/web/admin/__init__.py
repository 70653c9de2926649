"""The doors of administrators: portraits declared, closed and published; people; audiences; the log."""

from . import audiences, declaring, journal, people, portraits
from .door import door

__all__ = ["audiences", "declaring", "door", "journal", "people", "portraits"]
