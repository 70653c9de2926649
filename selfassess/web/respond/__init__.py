"""The doors of a respondent: begin, answer, send, come back, erase."""

from . import beginning, editions, keeping, returning, sections, sending
from .door import door

__all__ = ["beginning", "door", "editions", "keeping", "returning", "sections", "sending"]
