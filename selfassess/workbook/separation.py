"""How far a dimension tells organisms apart, from its published percentages alone."""

from __future__ import annotations

from ..disclosure.release import NO_LOGIC, TOTAL, PublishedVariable, Release
from ..questionnaire.model import Text

WELL = Text(fr="bien", en="well")
SOMEWHAT = Text(fr="un peu", en="somewhat")
BARELY = Text(fr="à peine", en="barely")


def pairs_told_apart(release: Release, variable: PublishedVariable, group: str = TOTAL) -> float | None:
    """Of 100 pairs of organisms that answered, how many lean to two different logics; None when it is not published.

    None at all when everybody leans to one logic, and few when most lean to none.
    """
    found = [release.figure(variable.id, category.id, group, "percent") for category in variable.categories]
    shares = {figure.category: figure.value for figure in found if figure is not None and figure.value is not None}
    whole = sum(shares.values())
    if not whole:
        return None
    logics = [share / whole for category, share in shares.items() if category not in NO_LOGIC]
    return 100 * (sum(logics) ** 2 - sum(share**2 for share in logics))


def degree(pairs: float, variable: PublishedVariable) -> Text:
    """« Bien » above two thirds of what can be reached, when each logic has as many; « à peine » below one third."""
    logics = sum(category.id not in NO_LOGIC for category in variable.categories)
    most = 100 * (1 - 1 / max(2, logics))
    return WELL if pairs > most * 2 / 3 else SOMEWHAT if pairs >= most / 3 else BARELY
