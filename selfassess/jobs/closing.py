"""Closes a declared release: collected, merged, rounded, verified, frozen; or declared again, with the reason.

The declaration's own row is the job: who closes holds its claim, gives signs of life there, and writes under it. A
process that dies leaves a claim that goes stale; whoever looks next finds the release declared again.

numpy and the rules of disclosure are loaded by the first closing: the server starts without them.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ..disclosure.breakdowns import Declared as Partition
from ..disclosure.breakdowns import by_logic, by_place, by_question
from ..disclosure.release import TOPICS_OF, Audience, Parameters, Period, Release, release_from_content
from ..disclosure.survey import Breakdown, Survey, survey_from_content
from ..questionnaire.model import Questionnaire, Text
from ..responses.audit import CONSOLE
from ..responses.records import StoreUnavailable
from ..responses.releases import (
    BEAT_EVERY,
    ClaimLost,
    ConsentsChanged,
    Declaration,
    EarlierChanged,
    Failure,
    Frozen,
)
from ..responses.store import Store
from ..settings import Settings

if TYPE_CHECKING:
    from ..disclosure.closing import Declaration as Declared
    from ..disclosure.closing import Refusal
    from ..disclosure.crowd import Earlier

logger = logging.getLogger("selfassess")
TRIES = 3
"""How often a closing begins anew when a consent or another release came in between."""

REGION = Text(fr="Région", en="Region")

Watch = Callable[[str, int, int], None]
"""Called with the step, and how much of it is done, of how much."""


class NobodyConsented(Exception):
    """Nobody consented to this purpose in this period: there is nothing to close."""


class Refused(Exception):
    """The release cannot stand beside the earlier ones; the words say why."""

    def __init__(self, words: Text) -> None:
        super().__init__(words.fr)
        self.words = words


@dataclass
class Pulse:
    """The signs of life of a closing, given from a thread of its own: the work may be silent for long."""

    store: Store
    declaration: str
    claim: str
    step: str = ""
    done: int = 0
    total: int = 0
    lost: bool = False
    _over: threading.Event = field(default_factory=threading.Event)

    def watch(self, step: str, done: int, total: int) -> None:
        """The closing is this far. Raises ClaimLost when it was taken over."""
        self.step, self.done, self.total = step, done, total
        if self.lost:
            raise ClaimLost(self.declaration)

    def __enter__(self) -> Pulse:
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(BEAT_EVERY.total_seconds() / 4):
            try:
                self.store.releases.beat(self.declaration, self.claim, self.step, self.done, self.total)
            except ClaimLost:
                self.lost = True
                return
            except StoreUnavailable:
                continue


def begin(store: Store, settings: Settings, declaration: Declaration, *, by: str) -> threading.Thread:
    """The closing goes on in the background. Raises NobodyConsented, NotInThisState, NoSuchRelease."""
    if store.releases.consenting(declaration) == 0:
        raise NobodyConsented(declaration.id)
    claim = store.releases.claim(declaration.id, by=by)
    thread = threading.Thread(target=run, args=(store, settings, declaration, claim), kwargs={"by": by}, daemon=True)
    thread.start()
    return thread


def run(store: Store, settings: Settings, declaration: Declaration, claim: str, *, by: str = CONSOLE) -> Failure | None:
    """The claimed release is frozen, or declared again: the failure that it then says."""
    failure = _attempt(store, settings, declaration, claim, by)
    if failure is not None:
        try:
            store.releases.give_up(declaration.id, claim, failure, by=by)
        except StoreUnavailable:
            logger.error("failure", extra={"fields": {"job": "closing", "error": "StoreUnavailable"}})
    return failure


def _attempt(store: Store, settings: Settings, declaration: Declaration, claim: str, by: str) -> Failure | None:
    try:
        with Pulse(store, declaration.id, claim) as pulse:
            for last in (False,) * (TRIES - 1) + (True,):
                try:
                    freeze(store, settings, declaration, claim, pulse.watch, by=by)
                except (ConsentsChanged, EarlierChanged):
                    if last:
                        return "consents_changed"
                else:
                    return None
    except NobodyConsented:
        return "nobody"
    except Refused:
        return "gate"
    except ClaimLost:
        return None
    except Exception as error:
        logger.error("failure", exc_info=error, extra={"fields": {"job": "closing"}})
        full = isinstance(error, StoreUnavailable) and error.cause == "disk full"
        return "disk_full" if full else "failed"
    return None


def freeze(
    store: Store, settings: Settings, declaration: Declaration, claim: str, watch: Watch, *, by: str = CONSOLE
) -> None:
    """The release is made and stored. Raises NobodyConsented, Refused, ConsentsChanged, EarlierChanged, ClaimLost."""
    watch("collect", 0, 1)
    survey, contributors = collected(store, declaration, settings.rounding_secret)
    watch("merge", 0, 1)
    earlier = store.releases.earlier()
    made = close_survey(
        survey,
        declared(declaration),
        settings.rounding_secret.encode(),
        [_earlier(one) for one in earlier],
        lambda done, total: watch("audit", done, total),
    )
    if not isinstance(made, Release):
        raise Refused(made.words)
    watch("freeze", 1, 1)
    store.releases.freeze(
        declaration.id,
        claim,
        content=made.content,
        sha256=made.sha256,
        survey=b"".join(survey.pieces()),
        contributors=contributors,
        verified_with=[one.declaration.id for one in earlier],
        by=by,
    )


def close_survey(
    survey: Survey, declared: Declared, secret: bytes, earlier: Sequence[Earlier], progress: Callable[[int, int], None]
) -> Release | Refusal:
    """The release of a survey, or why there is none."""
    from ..disclosure.closing import close

    return close(survey, declared, secret, earlier, progress)


def collected(store: Store, declaration: Declaration, secret: str) -> tuple[Survey, dict[str, str]]:
    """The packed answers of who enters, and the keyed name of each of their responses.

    Raises NobodyConsented.
    """
    from ..disclosure.collection import Contribution
    from ..disclosure.collection import collected as collect_survey

    editions = [store.edition(name) for name in store.releases.editions(declaration)]
    if not editions:
        raise NobodyConsented(declaration.id)
    names: dict[str, str] = {}

    def contributions() -> Iterator[Contribution]:
        for one in store.releases.candidates(declaration):
            sent = one.submission
            names[sent.response] = keyed(secret, "organism", one.root)
            print_of = keyed(secret, "submission", sent.response)
            yield Contribution(names[sent.response], print_of, sent.edition, sent.answers)

    possible = {one.breakdown.id: one for one in breakdowns_on(editions[0], declaration.last_day)}
    chosen = [possible[name] for name in declaration.breakdowns if name in possible]
    return collect_survey(editions, contributions(), chosen, TOPICS_OF[declaration.kind]), names


FEWEST, MOST = 2, 20
"""A partition of one category tells nothing; one of more than this is all small groups."""


def possible_breakdowns(questionnaire: Questionnaire) -> tuple[Breakdown, ...]:
    """The partitions that a release may be declared with, today: a closed list, nothing else can be asked of a form."""
    return tuple(one.breakdown for one in breakdowns_on(questionnaire, datetime.now(UTC).date()))


def breakdowns_on(questionnaire: Questionnaire, day: date) -> list[Partition]:
    """Profile questions of few options, the territories that choices belong to on `day`, and the closest logic."""
    found: list[Partition] = []
    for question in questionnaire.questions():
        if question.type != "choix" or question.dimension or question.companion_of or question.defi:
            continue
        found.append(by_question(question))
        if any(option.periods for option in question.options):
            found.append(by_place(question, day, REGION))
    few = [one for one in found if FEWEST <= len(one.breakdown.categories) <= MOST]
    return [*few, by_logic(questionnaire)]


def declared(declaration: Declaration) -> Declared:
    """The declaration as the rules of disclosure read it."""
    from ..disclosure.closing import Declaration as Declared

    since, until = declaration.first_day.isoformat(), declaration.last_day.isoformat()
    label = Text(fr=f"Du {since} au {until}", en=f"{since} to {until}")
    return Declared(
        title=Text(fr=declaration.fr, en=declaration.en),
        audience=Audience(declaration.audience, Text(fr=declaration.audience_fr, en=declaration.audience_en)),
        period=Period(declaration.id, label, since, until),
        parameters=Parameters(threshold=declaration.threshold),
        kind=declaration.kind,
    )


def keyed(secret: str, what: str, name: str) -> str:
    """The name under which a response stands in surveys: the same at each period, and nothing without the key."""
    return hmac.new(secret.encode(), f"selfassess {what} 1\n{name}".encode(), hashlib.sha256).hexdigest()[:32]


def _earlier(frozen: Frozen) -> Earlier:
    from ..disclosure.crowd import Earlier

    return Earlier(release_from_content(frozen.content), survey_from_content(frozen.survey))
