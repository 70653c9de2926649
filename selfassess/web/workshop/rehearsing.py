"""The rehearsal: the same board over simulated people; nothing of it is stored anywhere."""

from __future__ import annotations

from flask import Response, request, url_for

from ...responses.workshop_records import Presence, Workshop
from ...workshop.counting import picture, version_of
from ...workshop.picture import Picture
from ...workshop.rehearsal import LAST_STEP, rehearsed
from ...workshop.variables import variables_of
from ..access import Access
from ..words import language
from .board import Packet, answer, draw_board, packet_of
from .door import ONE, door, kept, questionnaire_of
from .picturing import Kept

_MOMENTS: Kept[tuple[Picture, Presence]] = Kept(64)
_PACKETS: Kept[Packet] = Kept(64)


def step_asked() -> int:
    """The step of the address: 0, an empty room, to the last, everybody done."""
    return max(0, min(LAST_STEP, request.args.get("etape", 0, type=int)))


def moment(workshop: Workshop, step: int) -> tuple[Picture, Presence]:
    """What the board shows at a step, made anew from the workshop and the step alone."""
    key = (workshop.id, workshop.edition, workshop.form, workshop.roles, workshop.organisms, step)
    return _MOMENTS.get(key, lambda: _moment(workshop, step))


def _moment(workshop: Workshop, step: int) -> tuple[Picture, Presence]:
    questionnaire = questionnaire_of(workshop)
    made = rehearsed(questionnaire, workshop.form, workshop.roles, workshop.organisms, workshop.id, step)
    shown = picture(made.states, variables_of(questionnaire, workshop.form), version_of(made.states))
    return shown, Presence(made.joined, made.answering, made.done, made.erased)


@door.opens(ONE + "/repetition", Access.FACILITATOR)
def rehearsal(workshop: str) -> str:
    """The board, with people who do not exist; it says so in large."""
    found, step = kept(workshop), step_asked()
    shown, presence = moment(found, step)
    poll = url_for("workshop.rehearsal_data", workshop=found.id)
    return draw_board(found, shown, presence, poll=poll, step=step, last=LAST_STEP)


@door.opens(ONE + "/repetition.json", Access.FACILITATOR)
def rehearsal_data(workshop: str) -> Response:
    """The same answer as the board's, at the step that the page asks for."""
    found, step = kept(workshop), step_asked()
    shown, presence = moment(found, step)
    seen = request.args.get("vu", type=int)
    key = (found.id, found.edition, found.form, found.roles, found.organisms, language(), step, seen == shown.version)
    over = step == LAST_STEP
    return answer(_PACKETS.get(key, lambda: packet_of(found, shown, presence, seen, over=over)))
