"""Coming back with a code, leaving, erasing, taking up again."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...responses.codes import WORDS, UnknownWord, code_problem
from ..access import Access
from ..catalogue import current, site
from ..drafts import (
    find_draft,
    hold,
    known_code,
    let_go,
    need_response,
    workshop_in,
    workshop_place,
)
from ..words import say
from .door import HERE, LANGUAGE, door


@door.opens(HERE + "/code", Access.RESPONDENT)
def code(questionnaire: str) -> Any:
    """The return code, to copy or print; made anew on demand when this session does not know it."""
    draft = need_response(questionnaire)
    return render_template("code.html", q=draft.questionnaire, draft=draft, code=known_code(questionnaire))


@door.opens(HERE + "/code", Access.RESPONDENT, methods=["POST"])
def new_code(questionnaire: str) -> Any:
    """A new return code; the former one no longer opens anything."""
    draft = need_response(questionnaire)
    assert draft.response is not None
    hold(questionnaire, draft.response.id, site().store.give_code(draft.response.id))
    return redirect(url_for("respond.code", questionnaire=questionnaire))


@door.opens(LANGUAGE + "/reprendre", Access.ANYONE)
def resume() -> str:
    """Where a return code is typed."""
    return render_template("resume.html", q=current(site().default), typed="", error="")


@door.opens(LANGUAGE + "/reprendre", Access.ANYONE, methods=["POST"], shows_late_forms=True)
def resume_with_code() -> Any:
    """Go on with the response that a return code opens."""
    typed = request.form.get("code", "")
    if getattr(g, "late_form", False):
        error = say(
            "La page était ouverte depuis longtemps. Envoyez de nouveau.",
            "This page had been open for a long time. Send again.",
        )
        return render_template("resume.html", q=current(site().default), typed=typed, error=error), 400
    response_id = site().store.by_code(typed) if typed.strip() else None
    response = site().store.load(response_id) if response_id else None
    if response is None:
        return render_template("resume.html", q=current(site().default), typed=typed, error=code_words(typed)), 422
    place = workshop_place(response.workshop) if response.workshop else site().store.edition(response.edition).id
    hold(place, response.id, typed)
    page = "results.result" if response.submitted_at else "respond.sections"
    return redirect(url_for(page, questionnaire=place))


def code_words(typed: str) -> str:
    """Why a return code opens nothing, in words."""
    if not typed.strip():
        return say("Tapez les mots de votre code, dans l’ordre.", "Type the words of your code, in order.")
    problem = code_problem(typed)
    if problem is None:
        return say(
            "Ce code n’ouvre rien : il a été remplacé, ou les réponses ont été effacées.",
            "This code opens nothing: it was replaced, or the answers were erased.",
        )
    return " ".join([*map(_unknown_word, problem.unknown[:3]), *_word_count(problem.words)])


def _unknown_word(word: UnknownWord) -> str:
    near_fr = f" Vouliez-vous dire « {word.meant} » ?" if word.meant else ""
    near_en = f" Did you mean “{word.meant}”?" if word.meant else ""
    return say(
        f"Le mot {word.place}, « {word.typed} », n’est pas dans la liste.{near_fr}",
        f"Word {word.place}, “{word.typed}”, is not in the list.{near_en}",
    )


def _word_count(count: int) -> list[str]:
    if count == WORDS:
        return []
    return [
        say(f"Un code a {WORDS} mots ; vous en avez tapé {count}.", f"A code has {WORDS} words; you typed {count}.")
    ]


@door.opens(HERE + "/quitter", Access.RESPONDENT, methods=["POST"])
def leave(questionnaire: str) -> AnyResponse:
    """Forget the response on this device; the code still opens it."""
    let_go(questionnaire)
    flash(
        say(
            "Cet appareil a tout oublié. Votre code rouvre vos réponses.",
            "This device has forgotten everything. Your code opens your answers again.",
        )
    )
    return redirect(_home(questionnaire))


def _home(questionnaire: str) -> str:
    if questionnaire == site().default or workshop_in(questionnaire) is not None:
        return url_for("respond.start")
    return url_for("respond.start_of", questionnaire=questionnaire)


@door.opens(HERE + "/effacer", Access.RESPONDENT)
def erase(questionnaire: str) -> Any:
    """Asks before erasing."""
    return render_template("erase.html", q=(draft := need_response(questionnaire)).questionnaire, draft=draft)


@door.opens(HERE + "/effacer", Access.RESPONDENT, methods=["POST"])
def erase_now(questionnaire: str) -> Any:
    """Erase the answers and the result, at once and for good."""
    draft = find_draft(questionnaire)
    if draft.response is not None:
        site().store.erase(draft.response.id)
    let_go(questionnaire)
    flash(say("Vos réponses et votre résultat sont effacés.", "Your answers and your result are erased."))
    return redirect(_home(questionnaire))


@door.opens(HERE + "/reouvrir", Access.RESPONDENT, methods=["POST"])
def reopen(questionnaire: str) -> AnyResponse:
    """A new response that carries the answers of the one that was sent; the sent one stays as it is."""
    draft = need_response(questionnaire)
    assert draft.response is not None
    if draft.workshop:
        abort(404)
    # The return code moves to the new response: the words that the person noted stay good. A draft stays as it is.
    hold(questionnaire, site().store.reopen(draft.response.id), known_code(questionnaire))
    return redirect(url_for("respond.sections", questionnaire=questionnaire))
