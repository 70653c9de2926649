"""Declaring a portrait: what it is of, for whom, when, by which groups; decided before anything is counted."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, request, url_for

from ...disclosure.release import RESEARCH, TOPICS_OF, ReleaseKind
from ...jobs import closing
from ...questionnaire.model import Questionnaire
from ...responses.releases import Draft
from ...settings import LOWEST_THRESHOLD
from ...workbook.spoken import PORTRAITS, PURPOSES
from ..access import Access
from ..catalogue import current, site
from ..staff import known_person, late, late_words, settings
from ..words import say, text
from .door import HERE, LONGEST_TITLE, door
from .portraits import need_declaration

HIGHEST_THRESHOLD = 1000


@dataclass
class DeclarationForm:
    """What was typed to declare a portrait, and what is wrong with it, by field."""

    questionnaire: Questionnaire
    fr: str = ""
    en: str = ""
    audience: str = ""
    first_day: str = ""
    last_day: str = ""
    breakdowns: tuple[str, ...] = ()
    purpose: str = ""
    threshold: str = ""
    corrects: str = ""
    kind: str = "pratiques"
    wrong: dict[str, str] = field(default_factory=dict[str, str])

    def draft(self, audiences: Mapping[str, object]) -> Draft | None:
        """The declaration, or None with `wrong` filled."""
        kind: ReleaseKind | None = next((one for one in TOPICS_OF if one == self.kind), None)
        possible = {one.id for one in closing.possible_breakdowns(self.questionnaire)}
        days = _day(self.first_day), _day(self.last_day)
        self._check_kind(kind)
        self._check_titles()
        if self.audience not in audiences:
            self.wrong["public"] = say("Choisissez à qui le portrait est destiné.", "Choose whom the portrait is for.")
        if days[0] is None:
            self.wrong["debut"] = say("Donnez le premier jour de la période.", "Give the first day of the period.")
        if days[1] is None:
            self.wrong["fin"] = say("Donnez le dernier jour de la période.", "Give the last day of the period.")
        elif days[0] and days[1] < days[0]:
            self.wrong["fin"] = say(
                "La période finit avant de commencer : vérifiez les deux dates.",
                "The period ends before it begins: check both dates.",
            )
        self._check_consent(kind)
        if unknown := set(self.breakdowns) - possible:
            self.wrong["ventilations"] = say(
                f"Une ventilation n’est pas dans la liste : {', '.join(sorted(unknown))}.",
                f"A breakdown is not in the list: {', '.join(sorted(unknown))}.",
            )
        if not self.threshold.isdigit() or not LOWEST_THRESHOLD <= int(self.threshold) <= HIGHEST_THRESHOLD:
            self.wrong["seuil"] = say(
                f"Écrivez un nombre d’organismes, {LOWEST_THRESHOLD} au moins.",
                f"Type a number of organizations, at least {LOWEST_THRESHOLD}.",
            )
        if self.wrong or kind is None or days[0] is None or days[1] is None:
            return None
        return Draft(
            self.questionnaire.id,
            self.audience,
            self.fr,
            self.en,
            days[0],
            days[1],
            self.breakdowns,
            self.purpose,
            int(self.threshold),
            self.corrects or None,
            kind,
        )

    def _check_kind(self, kind: ReleaseKind | None) -> None:
        if kind is None:
            self.wrong["genre"] = say("Choisissez quel portrait faire.", "Choose which portrait to make.")
        elif kind == "modele" and RESEARCH not in {one.id for one in self.questionnaire.purposes}:
            self.wrong["genre"] = say(
                "Ce questionnaire ne demande pas d’accord pour la recherche : « Le modèle à l’épreuve » ne peut pas en être fait.",
                "This questionnaire asks for no consent to research: “The model under test” cannot be made of it.",
            )

    def _check_consent(self, kind: ReleaseKind | None) -> None:
        """The model is put to the test with answers given to the research, and those serve that alone."""
        purposes = {one.id: text(one) for one in self.questionnaire.purposes}
        if self.purpose not in purposes:
            self.wrong["accord"] = say("Choisissez l’accord demandé.", "Choose the consent that is required.")
        elif kind == "modele" and self.purpose != RESEARCH and RESEARCH in purposes:
            self.wrong["accord"] = say(
                f"« Le modèle à l’épreuve » est pour la recherche : il demande l’accord « {purposes[RESEARCH]} ».",
                f"“The model under test” is for research: it requires the consent “{purposes[RESEARCH]}”.",
            )
        elif kind == "pratiques" and self.purpose == RESEARCH:
            self.wrong["accord"] = say(
                "Cet accord est donné à la recherche : il ne permet que « Le modèle à l’épreuve ». Choisissez un autre accord, ou ce portrait-là.",
                "This consent is given to research: it only allows “The model under test”. Choose another consent, or that portrait.",
            )

    def _check_titles(self) -> None:
        for name, typed in (("titre_fr", self.fr), ("titre_en", self.en)):
            if not typed:
                self.wrong[name] = say("Donnez un titre.", "Give a title.")
            elif len(typed) > LONGEST_TITLE:
                self.wrong[name] = say(
                    f"Ce titre est trop long : {LONGEST_TITLE} caractères au plus.",
                    f"This title is too long: {LONGEST_TITLE} characters at most.",
                )


def _day(typed: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(typed.strip())
    except ValueError:
        return None


@door.opens(HERE + "/portraits/nouveau", Access.ADMIN)
def new_release() -> str:
    """The form that declares a portrait; a correction begins as the one that it corrects."""
    form = DeclarationForm(current(site().default), threshold=str(settings().threshold))
    corrected = request.args.get("corrige", "")
    if corrected:
        found = need_declaration(corrected)
        form = DeclarationForm(
            current(found.questionnaire),
            found.fr,
            found.en,
            found.audience,
            found.first_day.isoformat(),
            found.last_day.isoformat(),
            found.breakdowns,
            found.purpose,
            str(found.threshold),
            found.id,
            found.kind,
        )
    return _draw_form(form)[0]


def _draw_form(form: DeclarationForm, status: int = 200, notice: str = "") -> tuple[str, int]:
    page = render_template(
        "admin/declare.html",
        form=form,
        audiences=site().store.staff.audiences(),
        possible=closing.possible_breakdowns(form.questionnaire),
        questionnaires=list(site().questionnaires.values()),
        lowest=LOWEST_THRESHOLD,
        highest=HIGHEST_THRESHOLD,
        portraits=[(kind, PORTRAITS[kind], PURPOSES[kind]) for kind in TOPICS_OF],
        notice=notice,
    )
    return page, status


@door.opens(HERE + "/portraits/nouveau", Access.ADMIN, methods=["POST"], shows_late_forms=True, endpoint="declare")
def declare() -> Any:
    """Declare a portrait."""
    given = request.form
    form = DeclarationForm(
        current(given.get("questionnaire") or site().default),
        given.get("titre_fr", "").strip(),
        given.get("titre_en", "").strip(),
        given.get("public", ""),
        given.get("debut", ""),
        given.get("fin", ""),
        tuple(dict.fromkeys(given.getlist("ventilation"))),
        given.get("accord", ""),
        given.get("seuil", "").strip(),
        given.get("corrige", ""),
        given.get("genre", ""),
    )
    if late():
        return _draw_form(form, 400, late_words())
    draft = form.draft({one.id: one for one in site().store.staff.audiences()})
    if draft is None:
        return _draw_form(form, 422)
    if draft.corrects:
        need_declaration(draft.corrects)
    declared = site().store.releases.declare(draft, by=known_person().id)
    return redirect(url_for("admin.release", declaration=declared))
