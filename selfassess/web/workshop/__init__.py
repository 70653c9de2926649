"""The doors of facilitators: a workshop prepared, run before a room, closed, kept as files, then erased."""

from . import board, consensus, ending, preparing, printing, rehearsing, typing
from .door import door

__all__ = ["board", "consensus", "door", "ending", "preparing", "printing", "rehearsing", "typing"]
