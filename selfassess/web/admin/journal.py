"""The log of every privileged act."""

from __future__ import annotations

from flask import render_template, request

from ..access import Access
from ..catalogue import site
from ..words import say
from .door import HERE, door

ACTS = {
    "invited": ("a invité", "invited"),
    "link_made": ("a demandé un lien", "asked for a link"),
    "signed_in": ("est entré", "signed in"),
    "signed_out": ("est sorti", "signed out"),
    "signed_out_everywhere": ("est sorti partout", "signed out everywhere"),
    "disabled": ("a désactivé", "disabled"),
    "enabled": ("a réactivé", "enabled"),
    "audience_made": ("a créé le public", "made the audience"),
    "member_added": ("a ajouté à un public", "added to an audience"),
    "member_removed": ("a retiré d’un public", "removed from an audience"),
    "release_declared": ("a déclaré le portrait", "declared the portrait"),
    "release_cancelled": ("a annulé le portrait", "cancelled the portrait"),
    "release_closing": ("ferme le portrait", "is closing the portrait"),
    "release_closed": ("a fermé le portrait", "closed the portrait"),
    "release_failed": ("n’a pas pu fermer le portrait", "could not close the portrait"),
    "release_published": ("a publié le portrait", "published the portrait"),
    "release_exported": ("a exporté le portrait", "exported the portrait"),
    "workshop_made": ("a préparé l’atelier", "prepared the workshop"),
    "workshop_changed": ("a changé les réglages de l’atelier", "changed the settings of the workshop"),
    "workshop_closed": ("a fermé l’atelier", "closed the workshop"),
    "workshop_erased": ("a effacé l’atelier", "erased the workshop"),
    "workshop_exported": ("a téléchargé les résultats de l’atelier", "downloaded the results of the workshop"),
}
LINES = 100


@door.opens(HERE + "/journal", Access.ADMIN)
def journal() -> str:
    """Every privileged act, newest first, a hundred at a time."""
    before = request.args.get("avant", "")
    found = site().store.staff.log(int(before) if before.isdigit() and len(before) < 18 else None, LINES)
    acts = {name: say(*words) for name, words in ACTS.items()}
    return render_template("admin/journal.html", entries=found, acts=acts, more=len(found) == LINES)
