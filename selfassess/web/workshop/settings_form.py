"""What a facilitator decides of a workshop: typed, checked, shown again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from werkzeug.datastructures import MultiDict

from ...questionnaire.model import Questionnaire
from ...responses.records import Form
from ...responses.workshop_records import Workshop
from ...workshop.roles import ROLES
from ..typed import one_line
from ..words import date_words, say

LONGEST_TITLE = 120
LONGEST_LABEL = 80
MOST_ORGANISMS = 100
KEPT = datetime.timedelta(days=90)
LONGEST_KEPT = datetime.timedelta(days=731)


@dataclass
class SettingsForm:
    """What was typed to prepare a workshop, and what is wrong with it, by field."""

    title: str
    questionnaire: str
    form: str = "short"
    identity: str = "anonymous"
    organisms: str = ""
    roles: tuple[str, ...] = ()
    closes_on: str = ""
    erases_on: str = ""
    wrong: dict[str, str] = field(default_factory=dict[str, str])

    def settings(
        self, catalogue: Mapping[str, Questionnaire], today: datetime.date, before: Workshop | None = None
    ) -> dict[str, Any] | None:
        """What the store is to keep, or None with `wrong` filled; nothing frozen is changed."""
        dates = self._dates(today, before)
        organisms = self._organisms(before)
        self._check_title()
        if before is None or not before.begun:
            self._check_choices(catalogue)
        if self.wrong:
            return None
        given: dict[str, Any] = {"title": self.title, "closes_on": dates[0], "erases_on": dates[1]}
        if before is not None and before.begun:
            return given | ({"organisms": organisms} if before.identity == "organism" else {})
        asked = catalogue[self.questionnaire]
        same = before is not None and before.questionnaire_id == asked.id
        return given | {
            "edition": before.edition if before is not None and same else asked.edition,
            "questionnaire_id": asked.id,
            "form": cast(Form, self.form),
            "identity": cast(Literal["anonymous", "organism"], self.identity),
            "roles": tuple(role for role in ROLES if role in self.roles),
            "organisms": organisms if self.identity == "organism" else (),
        }

    def _check_title(self) -> None:
        if not self.title:
            self.wrong["titre"] = say("Donnez un titre à l’atelier.", "Give the workshop a title.")
        elif len(self.title) > LONGEST_TITLE:
            self.wrong["titre"] = say(
                f"Ce titre est trop long : {LONGEST_TITLE} caractères au plus.",
                f"This title is too long: {LONGEST_TITLE} characters at most.",
            )

    def _check_choices(self, catalogue: Mapping[str, Questionnaire]) -> None:
        if self.questionnaire not in catalogue:
            self.wrong["questionnaire"] = say("Choisissez un questionnaire.", "Choose a questionnaire.")
        if self.form not in ("short", "whole"):
            self.wrong["forme"] = say("Choisissez la forme, courte ou entière.", "Choose the form, short or whole.")
        if self.identity not in ("anonymous", "organism"):
            self.wrong["identite"] = say("Choisissez comment les personnes répondent.", "Choose how people take part.")
        if set(self.roles) - set(ROLES):
            self.wrong["roles"] = say("Un rôle n’est pas dans la liste.", "A role is not in the list.")

    def _organisms(self, before: Workshop | None) -> tuple[str, ...]:
        """The labels, once each; those that people may have chosen already stay first, in their order."""
        typed = tuple(dict.fromkeys(filter(None, (one_line(line) for line in self.organisms.splitlines()))))
        by_organism = before.identity == "organism" if before and before.begun else self.identity == "organism"
        if not by_organism:
            return ()
        fixed = before.organisms if before and before.begun else ()
        if missing := [one for one in fixed if one not in typed]:
            self.wrong["organismes"] = say(
                f"« {missing[0]} » ne peut plus être retiré : quelqu’un a peut-être déjà répondu en son nom. Remettez-le.",
                f"“{missing[0]}” can no longer be removed: somebody may have answered in its name. Put it back.",
            )
        elif not typed:
            self.wrong["organismes"] = say(
                "Écrivez au moins un organisme, un par ligne.", "Type at least one organization, one a line."
            )
        elif len(typed) > MOST_ORGANISMS or any(len(one) > LONGEST_LABEL for one in typed):
            self.wrong["organismes"] = say(
                f"Au plus {MOST_ORGANISMS} organismes, de {LONGEST_LABEL} caractères chacun.",
                f"At most {MOST_ORGANISMS} organizations of {LONGEST_LABEL} characters each.",
            )
        return (*fixed, *(one for one in typed if one not in fixed))

    def _dates(
        self, today: datetime.date, before: Workshop | None
    ) -> tuple[datetime.date | None, datetime.date | None]:
        closes, erases = read_day(self.closes_on), read_day(self.erases_on)
        unchanged = before is not None and before.closes_on == closes
        if closes is None:
            self.wrong["ferme"] = say(
                "Donnez le jour de la fermeture, par exemple 2026-11-30.",
                "Give the day of closing, for example 2026-11-30.",
            )
        elif closes < today and not unchanged:
            self.wrong["ferme"] = say(
                "Ce jour est passé : choisissez-en un autre.", "This day is past: choose another."
            )
        if erases is None:
            self.wrong["efface"] = say(
                "Donnez le jour de l’effacement, par exemple 2027-02-28.",
                "Give the day of erasure, for example 2027-02-28.",
            )
        elif closes and erases <= closes:
            self.wrong["efface"] = say(
                f"L’effacement vient après la fermeture ({date_words(closes)}).",
                f"Erasure comes after closing ({date_words(closes)}).",
            )
        elif erases <= today:
            self.wrong["efface"] = say(
                "Pour effacer tout de suite, servez-vous du bouton de la page de l’atelier. Ici, choisissez un jour à venir.",
                "To erase at once, use the button on the workshop’s page. Here, choose a day to come.",
            )
        elif before is not None and before.begun and erases > before.erases_on:
            promised = date_words(before.erases_on)
            self.wrong["efface"] = say(
                f"Ce jour ne peut plus être remis : quelqu’un a répondu en sachant que tout serait effacé le {promised}. "
                "Gardez ce jour, ou choisissez-en un plus proche.",
                "This day can no longer be put off: somebody answered knowing that everything would be erased on "
                f"{promised}. Keep that day, or choose an earlier one.",
            )
        elif closes and erases - closes > LONGEST_KEPT:
            self.wrong["efface"] = say(
                "C’est trop loin : les réponses ne se gardent pas plus de deux ans après la fermeture.",
                "That is too far: answers are not kept more than two years after closing.",
            )
        return closes, erases


def read_day(typed: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(typed.strip())
    except ValueError:
        return None


def first_settings(questionnaire: str, today: datetime.date) -> SettingsForm:
    """What a newcomer may accept as it is."""
    closes = today + datetime.timedelta(days=1)
    return SettingsForm(
        say(f"Atelier du {date_words(today)}", f"Workshop of {date_words(today)}"),
        questionnaire,
        closes_on=closes.isoformat(),
        erases_on=(today + KEPT).isoformat(),
    )


def present_settings(workshop: Workshop) -> SettingsForm:
    """The form as the workshop is."""
    return SettingsForm(
        workshop.title,
        workshop.questionnaire_id,
        workshop.form,
        workshop.identity,
        "\n".join(workshop.organisms),
        workshop.roles,
        workshop.closes_on.isoformat(),
        workshop.erases_on.isoformat(),
    )


def typed_settings(given: MultiDict[str, str], before: Workshop | None = None) -> SettingsForm:
    """The form as it was sent; what is frozen is the workshop's."""
    fixed = present_settings(before) if before and before.begun else None
    return SettingsForm(
        one_line(given.get("titre", "")),
        fixed.questionnaire if fixed else given.get("questionnaire", ""),
        fixed.form if fixed else given.get("forme", ""),
        fixed.identity if fixed else given.get("identite", ""),
        given.get("organismes", ""),
        fixed.roles if fixed else tuple(dict.fromkeys(given.getlist("role"))),
        given.get("ferme", ""),
        given.get("efface", ""),
    )
