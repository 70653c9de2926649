"""The consented answers of one period and audience, packed: what a release is made from, and never shown.

numpy is loaded by what needs it: the server starts without it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..questionnaire.model import NoAnswer, Text
from .canonical import canonical, from_canonical
from .release import Category, Topic, VariableKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_ANSWERED = -1
NO_ANSWER_CODES: dict[NoAnswer, int] = {"ne_sais_pas": -2, "sans_objet": -3}
NO_ANSWER_LABELS: dict[NoAnswer, Text] = {
    "ne_sais_pas": Text(fr="Ne sais pas", en="Do not know"),
    "sans_objet": Text(fr="Ne s’applique pas", en="Does not apply"),
}
UNPLACED = -1
"""The membership of a contributor that a breakdown does not place."""


@dataclass(frozen=True)
class Variable:
    """One thing that is counted, and the answers that it can have.

    `kind`: "nominal" (one category), "multiple" (one option of many, its own yes/no: categories « oui », « non »; only
    « oui » is published), "ordinal" (levels 0, 1, 2… that also have a mean).
    """

    id: str
    label: Text
    topic: Topic
    kind: VariableKind
    question: str
    question_label: Text
    categories: tuple[Category, ...]
    """A contributor's code is its place here."""
    no_answers: tuple[NoAnswer, ...] = ()
    """The « sans réponse » that are counted beside the answers."""


@dataclass(frozen=True)
class Breakdown:
    """A partition of the contributors, declared before anything is collected."""

    id: str
    label: Text
    categories: tuple[Category, ...]
    question: str | None = None
    """The question that it comes from: a variable about the same one is not broken down by it."""


@dataclass(frozen=True)
class _Heading:
    questionnaire: str
    editions: tuple[str, ...]
    scoring_engine: str
    variables: tuple[Variable, ...]
    breakdowns: tuple[Breakdown, ...]
    contributors: tuple[str, ...]
    submissions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Survey:
    """n contributors, in the order of their keys, × v variables and b breakdowns."""

    questionnaire: str
    editions: tuple[str, ...]
    scoring_engine: str
    variables: tuple[Variable, ...]
    breakdowns: tuple[Breakdown, ...]
    contributors: tuple[str, ...]
    """Opaque keys, one an organism, the same from one period to the next."""
    submissions: tuple[str, ...]
    """What each answered with: another submission is other answers."""
    codes: NDArray[np.int8]
    """n × v: the place of a category, or a negative code."""
    memberships: NDArray[np.int16]
    """n × b: the place of a category, or `UNPLACED`."""

    @cached_property
    def key_numbers(self) -> NDArray[np.float64]:
        """n × 4 whole numbers below 2^24, from the contributors' keys: exact in sums of up to 2^29 of them."""
        import numpy as np

        digests = b"".join(hashlib.sha256(key.encode()).digest()[:12] for key in self.contributors)
        digits = np.frombuffer(digests, dtype=np.uint8).reshape(-1, 4, 3).astype(np.float64)
        return digits @ np.array([65536.0, 256.0, 1.0])

    def pieces(self) -> Iterator[bytes]:
        """The survey as bytes, in pieces: a line of JSON, then codes, then memberships (little-endian)."""
        import numpy as np

        heading = _Heading(
            self.questionnaire,
            self.editions,
            self.scoring_engine,
            self.variables,
            self.breakdowns,
            self.contributors,
            self.submissions,
        )
        yield canonical(heading).encode() + b"\n"
        yield np.ascontiguousarray(self.codes).tobytes()
        yield np.ascontiguousarray(self.memberships.astype("<i2")).tobytes()

    def seal(self, secret: bytes) -> str:
        """HMAC-SHA256 of the whole, in hexadecimal."""
        mac = hmac.new(secret, digestmod=hashlib.sha256)
        for piece in self.pieces():
            mac.update(piece)
        return mac.hexdigest()


def survey_from_content(content: bytes) -> Survey:
    """The survey that was stored as its joined `pieces`. Raises ValueError when it is cut or something else."""
    import numpy as np

    line, found, rest = content.partition(b"\n")
    if not found:
        raise ValueError("not a survey")
    heading = from_canonical(_Heading, line.decode())
    size, codes, places = len(heading.contributors), len(heading.variables), len(heading.breakdowns)
    if len(rest) != size * (codes + 2 * places):
        raise ValueError(f"a survey of {size} contributors has {size * (codes + 2 * places)} bytes, not {len(rest)}")
    return Survey(
        **{name: getattr(heading, name) for name in heading.__dataclass_fields__},
        codes=np.frombuffer(rest[: size * codes], dtype=np.int8).reshape(size, codes),
        memberships=np.frombuffer(rest[size * codes :], dtype="<i2").reshape(size, places).astype(np.int16),
    )


def sorted_survey(survey: Survey) -> Survey:
    """The same survey, contributors in the order of their keys."""
    order = sorted(range(len(survey.contributors)), key=survey.contributors.__getitem__)
    return Survey(
        survey.questionnaire,
        tuple(sorted(survey.editions)),
        survey.scoring_engine,
        survey.variables,
        survey.breakdowns,
        _ordered(survey.contributors, order),
        _ordered(survey.submissions, order),
        survey.codes[order],
        survey.memberships[order],
    )


def _ordered(texts: Sequence[str], order: Sequence[int]) -> tuple[str, ...]:
    return tuple(texts[place] for place in order)
