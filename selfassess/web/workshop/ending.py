"""A workshop closed, kept as files, then erased by its facilitator before its day."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...report.board_pdf import board_pdf
from ...responses.workshop_records import Workshop
from ...workbook.workshop_book import workshop_workbook
from ..access import Access
from ..catalogue import site
from ..staff import known_person, late, late_words
from ..words import language, say
from .door import ONE, door, kept, questionnaire_of, today
from .picturing import picture_of


@door.opens(ONE + "/fermer", Access.FACILITATOR)
def confirm_closing(workshop: str) -> Any:
    """Asks before closing."""
    found = kept(workshop)
    if not found.open_on(today()):
        return redirect(url_for("workshop.workshop", workshop=found.id))
    presence = site().store.workshops.presence(found.id)
    return render_template("workshop/close.html", w=found, presence=presence)


@door.opens(ONE + "/fermer", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def close(workshop: str) -> AnyResponse:
    """Nobody joins any more; who had begun may still finish, and everyone keeps their result and their code."""
    found = kept(workshop)
    if late():
        flash(late_words())
        return redirect(url_for("workshop.confirm_closing", workshop=found.id))
    site().store.workshops.close(found.id, by=known_person().id)
    flash(say("L’atelier est fermé.", "The workshop is closed."))
    return redirect(url_for("workshop.workshop", workshop=found.id))


@door.opens(ONE + "/effacer", Access.FACILITATOR)
def confirm_erasing(workshop: str) -> Any:
    """Asks before erasing."""
    found = kept(workshop)
    return render_template("workshop/erase.html", w=found, presence=site().store.workshops.presence(found.id))


@door.opens(ONE + "/effacer", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def erase(workshop: str) -> AnyResponse:
    """Answers, picture and sheets are gone for good."""
    found = kept(workshop)
    if late():
        flash(late_words())
        return redirect(url_for("workshop.confirm_erasing", workshop=found.id))
    site().store.workshops.erase(found.id, by=known_person().id)
    flash(say("Tout est effacé.", "Everything is erased."))
    return redirect(url_for("workshop.workshop", workshop=found.id))


KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@door.opens(ONE + "/resultats.<any(xlsx,pdf):kind>", Access.FACILITATOR)
def download(workshop: str, kind: str) -> Response:
    """The workbook of the counts, or the board as a PDF; the log says who took it."""
    found = kept(workshop)
    content = _file(found, kind)
    site().store.workshops.exported(found.id, by=known_person().id)
    response = Response(content, content_type=KINDS[kind])
    name = f"atelier-{found.made_at.date().isoformat()}-{language()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file(workshop: Workshop, kind: str) -> bytes:
    store = site().store.workshops
    picture = picture_of(workshop, store.version(workshop.id))
    here, questionnaire = store.presence(workshop.id), questionnaire_of(workshop)
    common = workshop.title, today(), picture, here, questionnaire, workshop.form, language()
    if kind == "pdf":
        return board_pdf(*common)
    return workshop_workbook(*common, store.consensus_sheets(workshop.id))
