"""What a questionnaire file says once read: frozen values, the YAML's French keys as aliases.

Every text is given in French and English; every element carries its mark (`source`): in the source,
inferred from it, or added by the project.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
Mark = Literal["source", "infere", "projet"]
NoAnswer = Literal["ne_sais_pas", "sans_objet"]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


VOCABULARY: Mapping[str, str] = {
    "advice": "recommandations",
    "advice_rules": "conseils",
    "all_of": "tous",
    "among": "parmi",
    "answered": "repondue",
    "answers": "repond_a",
    "answers_mark": "lien",
    "any_of": "au_moins_un",
    "ask_comment": "question_commentaire",
    "ask_handling": "question_reponse",
    "ask_practices": "question_pratiques",
    "ask_strength": "question_force",
    "audience": "pour",
    "columns": "colonnes",
    "common": "commun",
    "companion_of": "precision_de",
    "compared": "comparee",
    "duration": "duree",
    "example": "exemple",
    "examples": "exemples",
    "families": "familles",
    "family": "famille",
    "glossary": "glossaire",
    "group": "groupe",
    "handled_from": "outille_des",
    "handling": "reponse",
    "hint": "aide",
    "implies": "implique",
    "lead_handling": "piste_reponse_max",
    "lead_strength": "piste_force_min",
    "leads_from": "pistes_de",
    "leads_intro": "presentation_pistes",
    "limits": "limites",
    "logics": "logiques",
    "lost": "perdu",
    "mark": "source",
    "meaning": "sens",
    "no_answer": "sans_reponse",
    "none_of": "non",
    "off_scale": "hors_echelle",
    "option_list": "liste",
    "other_practice": "autre_pratique",
    "periods": "periodes",
    "practices": "pratiques",
    "purposes": "consentements",
    "required": "obligatoire",
    "scales": "echelles_defis",
    "scheme": "schema",
    "short": "court",
    "short_form": "courte",
    "shown_if": "si",
    "since": "depuis",
    "source_note": "provenance",
    "specify": "precisez",
    "strength": "force",
    "summary": "resume",
    "term": "terme",
    "threshold": "seuil",
    "title": "titre",
    "unit": "unite",
    "unknown": "inconnu",
    "until": "jusqua",
    "verdict": "phrase",
    "weight": "poids",
    "who": "qui",
    "why": "pourquoi",
}
"""The words of a questionnaire file, by the attribute that each one fills; the others are the same in both."""


class Value(BaseModel):
    """A frozen value that refuses a key it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=lambda name: VOCABULARY.get(name, name),
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )


class Text(Value):
    """One text in both languages."""

    fr: Line
    en: Line

    def in_(self, language: Language) -> str:
        return self.en if language == "en" else self.fr


class Element(Text):
    """Anything that is shown under an identifier: a logic, a section, a question, an option…"""

    id: Identifier
    mark: Mark = "projet"
    """Where the words come from: `source`, `infere` (inferred from it) or `projet` (ours)."""
    hint: Text | None = None
    """A short help where a newcomer would hesitate."""


class Period(Value):
    """The group (a region, say) that an option belonged to between two dates, both included."""

    group: Line
    since: datetime.date | None = None
    until: datetime.date | None = None


Membership = tuple[Identifier, ...] | dict[Identifier, Identifier | tuple[Identifier, ...]]


class Option(Element):
    """One choice of a question, one row of a matrix, or one role that can be given."""

    logics: Membership = ()
    """Who holds it: a list of logics; for roles {logic: role}; for a matrix's row {logic: [column, …]}."""
    unknown: tuple[Identifier, ...] = ()
    """Logics for which the source is not readable here: neither held nor not held."""
    implies: tuple[Identifier, ...] = ()
    """Options of the same question that this one entails."""
    common: bool = False
    """What every organism does by mandate: shown, never compared."""
    compared: bool = False
    """Kept in the comparison though no logic holds it (« autre », where a logic holds all the rest)."""
    off_scale: bool = False
    """On an ordered scale, a choice that has no place on it."""
    exclusive: bool = False
    """Cannot be ticked with another."""
    specify: bool = False
    """« autre (précisez) »: opens a short text, the question `<question>_<option>`."""
    family: Identifier | None = None
    periods: tuple[Period, ...] = ()

    def group_at(self, day: datetime.date) -> str | None:
        """The group that this option belongs to on `day`, None if it belongs to none."""
        for period in self.periods:
            if (period.since is None or period.since <= day) and (period.until is None or day <= period.until):
                return period.group
        return None


class Column(Element):
    """A column of a matrix (a relation)."""

    lost: bool = False
    """Its symbol was lost in the source: no logic is known to hold it, nor not to."""


class Role(Element):
    """A role of a ranked-roles question, with the points that it is worth in the comparison."""

    points: int = Field(ge=0)


class Condition(Value):
    """When something is shown: one test on an answer, or a combination of conditions."""

    question: Identifier | None = None
    among: tuple[str, ...] = ()
    answered: bool | None = None
    minimum: float | None = None
    maximum: float | None = None
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    none_of: Condition | None = None


class Question(Element):
    """One question. Which keys it may carry depends on its type (`types/`)."""

    type: str
    short: Text | None = None
    """A few words for charts and lists; a dimension needs them."""
    why: Text | None = None
    """The reason for asking."""
    example: Text | None = None
    options: tuple[Option, ...] = ()
    """Choices; the rows of a matrix; the choices of each role."""
    columns: tuple[Column, ...] = ()
    families: tuple[Element, ...] = ()
    roles: tuple[Role, ...] = ()
    dimension: bool = False
    """Compared with the logics."""
    weight: float = Field(default=1.0, ge=0, le=100)
    required: bool = False
    short_form: bool = False
    """Asked in the short form used in workshops."""
    no_answer: tuple[NoAnswer, ...] = ()
    """The honourable non-answers that are offered; by default both for a dimension, none elsewhere."""
    shown_if: Condition | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: Text | None = None
    option_list: str | None = None
    """A CSV file beside the questionnaire that the options were read from."""
    companion_of: Identifier | None = None
    """Set on reading: the question whose « autre (précisez) » this short text completes."""
    defi: Identifier | None = None
    """Set on reading: the défi that this question is about."""

    @cached_property
    def option_by_id(self) -> Mapping[str, Option]:
        return {option.id: option for option in self.options}


class Section(Element):
    """One page of questions."""

    intro: Text | None = None
    questions: tuple[Question, ...] = ()
    """After reading, the défis' questions and the « précisez » texts are among them, each in its place."""
    defis: tuple[Identifier, ...] = ()
    """The défis asked on this page."""


class Logic(Element):
    """One modelled logic of practice."""

    summary: Text
    verdict: Text
    """What resembling it means, in a sentence or two, without praise or blame."""


class Defi(Element):
    """One listed challenge, and the practices (options of other questions) that answer it."""

    short: Text
    """A few words for charts and lists."""
    group: Text
    examples: dict[Identifier, Text]
    """One concrete example for each level of handling."""
    practices: tuple[str, ...] = ()
    """`question.option` of the practices that answer it."""


class Advice(Element):
    """A recommandation: the défis that it answers and whom it addresses."""

    short: Text
    audience: Literal["organismes", "decideurs"]
    answers: tuple[Identifier, ...]
    answers_mark: Mark = "infere"
    """The mark of the link between the recommandation and the défis."""


class Scales(Value):
    """The two scales that every défi is asked on, lowest level first, and the words of its four questions."""

    strength: tuple[Element, ...]
    handling: tuple[Element, ...]
    handled_from: Identifier
    """The level of handling from which the practices are asked."""
    ask_strength: Text
    ask_handling: Text
    ask_practices: Text
    ask_comment: Text
    other_practice: Text


class AdviceRules(Value):
    """When the answers call for a recommandation or a piste."""

    threshold: float = Field(default=0.25, gt=0, le=1)
    """A recommandation is called for by a défi of at least this priority (0 to 1)."""
    lead_strength: int = Field(default=3, ge=0)
    lead_handling: int = Field(default=2, ge=0)
    """A piste is offered for a défi at least this strong and at most this handled (levels)."""
    leads_intro: Text


class Verdicts(Value):
    """The sentence of each outcome; {logique}, {indice}, {logiques}, {seconde}… are filled in."""

    logique: Text
    tendance: Text
    mixte: Text
    exaequo: Text
    aucune: Text
    insuffisant: Text
    limits: Text


class Box(Element):
    """A box of the drawn scheme: the questions whose answers it holds, and its place on the drawing."""

    place: Literal["organisation", "clients", "parcours", "milieu"]
    questions: tuple[Identifier, ...]


class Term(Value):
    """A glossary entry."""

    term: Text
    meaning: Text


class Purpose(Element):
    """A purpose that a submitter may consent to, off by default."""

    who: Text


class Questionnaire(Value):
    """One questionnaire, whole: asked, compared, explained."""

    id: Identifier = Field(alias="questionnaire")
    version: Line
    title: Text
    summary: Text
    duration: Text
    source_note: Text
    """Where the model comes from, and how far it can be trusted."""
    logics: tuple[Logic, ...] = Field(min_length=2, max_length=6)
    sections: tuple[Section, ...] = Field(min_length=1)
    scales: Scales | None = None
    defis: tuple[Defi, ...] = ()
    advice: tuple[Advice, ...] = ()
    advice_rules: AdviceRules | None = None
    leads_from: tuple[Identifier, ...] = ()
    """The questions whose options may be offered as pistes."""
    verdicts: Verdicts
    scheme: tuple[Box, ...] = ()
    glossary: tuple[Term, ...] = ()
    purposes: tuple[Purpose, ...] = ()

    def questions(self) -> Iterator[Question]:
        """Every question in the order in which it is asked."""
        for section in self.sections:
            yield from section.questions

    @cached_property
    def question_by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions()}

    @cached_property
    def logic_by_id(self) -> Mapping[str, Logic]:
        return {logic.id: logic for logic in self.logics}

    @cached_property
    def defi_by_id(self) -> Mapping[str, Defi]:
        return {defi.id: defi for defi in self.defis}

    @cached_property
    def dimensions(self) -> tuple[Question, ...]:
        """The questions that are compared with the logics."""
        return tuple(question for question in self.questions() if question.dimension)

    @cached_property
    def content(self) -> str:
        """The whole questionnaire as canonical JSON: what an edition stores, and what is hashed."""
        import json

        return json.dumps(
            self.model_dump(mode="json", exclude_defaults=True),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @cached_property
    def edition(self) -> str:
        """The SHA-256 of `content`, in hexadecimal."""
        return hashlib.sha256(self.content.encode()).hexdigest()


def questionnaire_from_content(content: str) -> Questionnaire:
    """The questionnaire that an edition stored; the inverse of `Questionnaire.content`."""
    return Questionnaire.model_validate_json(content)


AnswerValue = Any
"""An option id, a list of ids, {row: [column, …]}, {role: id}, a number, a text, or {"sans_reponse": kind}."""
Answers = Mapping[str, AnswerValue]


def no_answer_kind(value: AnswerValue) -> NoAnswer | None:
    """The kind of « sans réponse » that `value` says, None when it is a real answer."""
    return value.get("sans_reponse") if isinstance(value, dict) else None  # type: ignore[return-value]
