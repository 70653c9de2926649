"""What a facilitator prints: the poster, and a paper form of every question."""

from __future__ import annotations

from functools import partial

from flask import render_template

from ...questionnaire.short_form import sections_of
from ...responses.workshop_records import Workshop
from ...workshop.codes import spaced
from ...workshop.roles import ROLES
from ..access import Access
from ..catalogue import site
from ..join_links import join_address
from ..page_words import condition_words
from ..words import language, text
from .door import ONE, door, kept, questionnaire_of
from .qr import QrCode, qr_of


def join_words(workshop: Workshop) -> dict[str, str | QrCode]:
    """How to come in, for a page: the code, the page to type it on, the link and its QR code."""
    link = join_address(workshop.code)
    return {
        "spaced_code": spaced(workshop.code),
        "join_page": f"{site().public_url.partition('://')[2]}/{language()}/atelier",
        "link": link,
        "code_image": qr_of(link),
    }


@door.opens(ONE + "/affiche", Access.FACILITATOR)
def poster(workshop: str) -> str:
    """A letter page to be read from three metres: title, three steps, code, QR code, link."""
    found = kept(workshop)
    return render_template("workshop/poster.html", w=found, **join_words(found))


@door.opens(ONE + "/papier", Access.FACILITATOR)
def paper(workshop: str) -> str:
    """The form on paper: every question with its choices, the code of the workshop on each sheet."""
    found = kept(workshop)
    questionnaire = questionnaire_of(found)
    return render_template(
        "workshop/paper.html",
        w=found,
        q=questionnaire,
        sections=sections_of(questionnaire, found.form),
        spaced_code=spaced(found.code),
        roles=[text(ROLES[role]) for role in found.roles],
        condition_words=partial(condition_words, questionnaire),
    )
