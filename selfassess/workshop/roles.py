"""The roles that a participant may be asked for."""

from __future__ import annotations

from ..questionnaire.model import Text

ROLES = {
    "direction": Text(fr="Direction", en="Management"),
    "intervenant": Text(fr="Intervenante ou intervenant", en="Frontline worker"),
    "ca": Text(fr="Conseil d’administration", en="Board of directors"),
    "partenaire": Text(fr="Partenaire", en="Partner"),
    "autre": Text(fr="Autre", en="Other"),
}
