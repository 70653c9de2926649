"""What one questionnaire lets be counted, and the breakdowns that can be declared over it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ..questionnaire.model import Defi, Element, NoAnswer, Option, Question, Questionnaire, Text
from ..questionnaire.types.shape import closed
from ..scoring.model import Dimension, Model
from .release import TOPICS, Category, Topic
from .survey import Variable

MOST_CHOICES = 12
"""A question with more choices than this (a list of places) is not counted."""
BOTH_NO_ANSWERS: tuple[NoAnswer, ...] = ("ne_sais_pas", "sans_objet")
YES_NO = (Category("oui", Text(fr="Oui", en="Yes")), Category("non", Text(fr="Non", en="No")))
LOGIC_LABEL = Text(fr="Logique la plus proche", en="Closest logic")
ADVICE_LABEL = Text(fr="Recommandations appelées par les défis", en="Recommendations that the challenges call for")
OUTSIDE = "hors_modele"
NOT_COMPARED = "non_comparee"
OUTCOMES = (
    Category("mixte", Text(fr="Profil mixte", en="Mixed profile")),
    Category("exaequo", Text(fr="Logiques à égalité", en="Logics that tie")),
    Category("aucune", Text(fr="Aucune logique en particulier", en="No logic in particular")),
    Category("insuffisant", Text(fr="Trop peu de réponses pour comparer", en="Too few answers to compare")),
)
LEANS = (
    Category(OUTSIDE, Text(fr="Hors modèle", en="Outside the model")),
    Category(NOT_COMPARED, Text(fr="Non comparée", en="Not compared")),
)


def text(element: Text) -> Text:
    """The two languages alone."""
    return Text(fr=element.fr, en=element.en)


def categories(elements: Iterable[Element]) -> tuple[Category, ...]:
    return tuple(Category(element.id, text(element)) for element in elements)


def variables_of(model: Model, topics: Collection[Topic] = TOPICS) -> tuple[Variable, ...]:
    """Everything that a release of this questionnaire counts on these topics, by topic and in its order."""
    return tuple(variable for variable in _every_variable(model) if variable.topic in topics)


def _every_variable(model: Model) -> tuple[Variable, ...]:
    questionnaire = model.questionnaire
    logics = categories(questionnaire.logics)
    return (
        *_participation(questionnaire),
        Variable("logique", LOGIC_LABEL, "logiques", "nominal", "logique", LOGIC_LABEL, (*logics, *OUTCOMES)),
        *_defis(questionnaire, "force", "gravite"),
        *_defis(questionnaire, "reponse", "prise_en_charge"),
        *(_profile(dimension.question, (*logics, *LEANS)) for dimension in model.dimensions),
        *_advice(questionnaire),
        *(outside for dimension in model.dimensions for outside in _outside(dimension)),
    )


def is_participation(question: Question) -> bool:
    """Whether a question describes the organism and has few choices."""
    about = not question.dimension and question.defi is None and question.option_list is None
    return about and question.type in ("choix", "choix_multiple") and len(question.options) <= MOST_CHOICES


def _participation(questionnaire: Questionnaire) -> Iterator[Variable]:
    for question in questionnaire.questions():
        label, short = text(question), text(question.short or question)
        if not is_participation(question):
            continue
        if question.type == "choix":
            answers = categories(question.options)
            yield Variable(
                question.id, short, "participation", "nominal", question.id, label, answers, question.no_answer
            )
        else:
            for option in question.options:
                yield _yes_no(f"{question.id}.{option.id}", text(option), "participation", question.id, label)


def _defis(questionnaire: Questionnaire, end: str, topic: Topic) -> Iterator[Variable]:
    scales = questionnaire.scales
    levels = () if scales is None else scales.strength if end == "force" else scales.handling
    for defi in questionnaire.defis:
        if f"{defi.id}_{end}" in questionnaire.question_by_id:
            yield _defi(defi, end, topic, levels)


def _defi(defi: Defi, end: str, topic: Topic, levels: Sequence[Element]) -> Variable:
    return Variable(
        f"{defi.id}_{end}", text(defi.short), topic, "ordinal", defi.id, text(defi), categories(levels), BOTH_NO_ANSWERS
    )


def _profile(question: Question, answers: tuple[Category, ...]) -> Variable:
    label = text(question.short or question)
    return Variable(f"profil.{question.id}", label, "profil", "nominal", question.id, text(question), answers)


def _advice(questionnaire: Questionnaire) -> Iterator[Variable]:
    for advice in questionnaire.advice:
        yield _yes_no(
            f"recommandation.{advice.id}", text(advice.short), "recommandations", "recommandations", ADVICE_LABEL
        )


def outside_options(question: Question) -> list[Option]:
    """The choices that no logic holds and that the mandate does not demand; of a set, a single choice, or roles."""
    if question.type not in ("choix", "choix_multiple", "roles"):
        return []
    held = closed(question, (option.id for option in question.options if option.logics or option.unknown))
    return [option for option in question.options if option.id not in held and not option.common]


def _outside(dimension: Dimension) -> Iterator[Variable]:
    question = dimension.question
    for option in outside_options(question):
        name = f"{OUTSIDE}.{question.id}.{option.id}"
        yield _yes_no(name, text(option), "hors_modele", question.id, text(question.short or question))


def _yes_no(name: str, label: Text, topic: Topic, question: str, question_label: Text) -> Variable:
    return Variable(name, label, topic, "multiple", question, question_label, YES_NO)
