"""How a closing is told: its steps, why it came to nothing, what was merged."""

from __future__ import annotations

from typing import Any

from ...disclosure.release import Merge, Release
from ...jobs import closing
from ...questionnaire.model import Questionnaire
from ...responses.releases import Failure
from ..words import say, text

FAILURES: dict[Failure, tuple[str, str]] = {
    "interrupted": (
        "La fermeture a été interrompue : rien n’a été gardé ni publié. Vous pouvez la relancer.",
        "Closing was interrupted: nothing was kept or published. You can start it again.",
    ),
    "nobody": (
        "Aucun organisme n’a donné cet accord pour cette période : il n’y a rien à fermer.",
        "No organization has given this consent for this period: there is nothing to close.",
    ),
    "consents_changed": (
        "Des accords ont changé pendant la fermeture : rien n’a été gardé. Relancez-la dans un moment.",
        "Consents changed while closing: nothing was kept. Start it again in a moment.",
    ),
    "gate": (
        "Avec les portraits déjà faits, celui-ci permettrait d’isoler la réponse de quelques organismes. Il n’est pas fait : les portraits précédents restent tels quels. Essayez avec moins de ventilations, ou à la période suivante.",
        "With the portraits already made, this one would let the answers of a few organizations be isolated. It was not made: earlier portraits stay as they are. Try with fewer breakdowns, or at the next period.",
    ),
    "disk_full": (
        "Le disque est plein : rien n’a été gardé ni publié. Libérez de la place, puis relancez la fermeture.",
        "The disk is full: nothing was kept or published. Free some space, then start closing again.",
    ),
    "failed": (
        "La fermeture a échoué : rien n’a été gardé ni publié. La cause est dans le journal du serveur.",
        "Closing failed: nothing was kept or published. The cause is in the server’s log.",
    ),
}


def failure_words(failure: Failure) -> str:
    return say(*FAILURES[failure])


STEPS = {
    "": ("En attente", "Waiting"),
    "collect": ("Les réponses consenties sont réunies", "Gathering the consented answers"),
    "merge": ("Les groupes trop petits sont réunis", "Merging the groups that are too small"),
    "figures": ("Les chiffres sont comptés et arrondis", "Counting and rounding the figures"),
    "audit": ("Chaque chiffre est vérifié", "Verifying each figure"),
    "freeze": ("Le portrait est gardé", "Storing the portrait"),
}


def step_words(step: str) -> str:
    return say(*STEPS.get(step, STEPS["audit"]))


def merges_by_breakdown(frozen: Release) -> list[tuple[Any, list[Any]]]:
    """Each declared breakdown with what was merged or withheld in it."""
    return [
        (breakdown, [one for one in frozen.merges if one.breakdown == breakdown.id]) for breakdown in frozen.breakdowns
    ]


def category_names(questionnaire: Questionnaire, merge: Merge) -> list[str]:
    """What was merged, by its names in today's edition."""
    possible = {one.id: one for one in closing.possible_breakdowns(questionnaire)}
    known = possible[merge.breakdown].categories if merge.breakdown in possible else ()
    labels = {category.id: text(category.label) for category in known}
    return [labels.get(category, category) for category in merge.categories]
