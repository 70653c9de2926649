"""Everything that a valid questionnaire file may still get wrong, told at once."""

from __future__ import annotations

from collections.abc import Iterator

from .checks.advice import advice_faults
from .checks.dimensions import dimension_faults
from .checks.draft import Draft
from .checks.identifiers import identifier_faults
from .checks.kinds import kind_faults
from .checks.reachability import reachability_faults
from .checks.references import reference_faults
from .checks.wording import wording_faults
from .problems import Fault

CHECKS = (
    identifier_faults,
    reference_faults,
    kind_faults,
    dimension_faults,
    reachability_faults,
    advice_faults,
    wording_faults,
)
"""In this order: a question found faulty by the first ones is not compared by `dimension_faults`."""


def questionnaire_faults(draft: Draft) -> Iterator[Fault]:
    """All the faults of a valid questionnaire."""
    for check in CHECKS:
        for found in check(draft):
            if found.path[:1] == ("sections",) and found.severity == "erreur":
                draft.doubtful.add(found.path[:4])
            yield found
