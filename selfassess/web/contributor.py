"""What a contributor sees of the releases that their answers entered: the row that entered, in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Response, abort

from ..disclosure.survey import NO_ANSWER_CODES, NO_ANSWER_LABELS, UNPLACED, Survey, survey_from_content
from ..questionnaire.model import NoAnswer, Text
from ..responses.releases import NoSuchRelease
from ..workbook.safe_text import needs_quote_prefix, one_line
from ..workbook.vocabulary import TOPIC_NAMES
from .access import Access, Door
from .catalogue import site
from .drafts import need_response
from .words import say, text

door = Door("contributor", __name__)
HERE = "/<any(fr,en):language>/<questionnaire>"
KINDS: dict[int, NoAnswer] = {code: kind for kind, code in NO_ANSWER_CODES.items()}


@door.opens(HERE + "/ligne/<declaration>.csv", Access.RESPONDENT)
def row(questionnaire: str, declaration: str) -> Response:
    """The row that entered a release: what was counted of these answers, and nothing else."""
    draft = need_response(questionnaire, submitted=True)
    assert draft.response is not None
    try:
        frozen, name = site().store.releases.row(declaration, draft.response.id)
    except NoSuchRelease:
        abort(404)
    survey = survey_from_content(frozen.survey)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([say("Sujet", "Subject"), say("Question", "Question"), say("Ce qui est compté", "What is counted")])
    for line in row_words(survey, survey.contributors.index(name)):
        writer.writerow([f"'{cell}" if needs_quote_prefix(cell) else cell for cell in map(one_line, line)])
    response = Response(b"\xef\xbb\xbf" + written.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{questionnaire}-{say("ligne", "row")}.csv"'
    return response


def row_words(survey: Survey, place: int) -> Iterator[tuple[str, str, str]]:
    """A contributor's row: subject, question and what is counted, in words."""
    for column, breakdown in enumerate(survey.breakdowns):
        code = int(survey.memberships[place, column])
        said = say("non placé", "not placed") if code == UNPLACED else text(breakdown.categories[code].label)
        yield say("Groupe", "Group"), text(breakdown.label), said
    for column, variable in enumerate(survey.variables):
        code = int(survey.codes[place, column])
        label: Text | None = variable.categories[code].label if code >= 0 else None
        if code in KINDS:
            label = NO_ANSWER_LABELS[KINDS[code]]
        said = text(label) if label else say("sans réponse", "no answer")
        about = text(variable.label)
        if variable.question_label != variable.label:
            about = f"{text(variable.question_label)} – {about}"
        yield text(TOPIC_NAMES[variable.topic]), about, said
