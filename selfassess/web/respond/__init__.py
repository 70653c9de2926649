"""The doors of a respondent: begin, answer, send, come back, erase."""

from . import beginning, editions, returning, sections, sending
from .door import door

__all__ = ["beginning", "door", "editions", "returning", "sections", "sending"]
