"""Random questionnaires and random answers to them: sizes, overlaps, implications, unknown memberships, families, weights."""

from __future__ import annotations

from functools import cached_property
from random import Random

from hypothesis import strategies as st

from selfassess.questionnaire.expansion import expanded
from selfassess.questionnaire.model import (
    Advice,
    AdviceRules,
    Column,
    Defi,
    Element,
    Logic,
    Option,
    Question,
    Questionnaire,
    Role,
    Scales,
    Section,
    Text,
    Verdicts,
)
from selfassess.questionnaire.types.ordinal import levels

WORDS = Text(fr="mot", en="word")
NAMES = ["beta", "alpha", "delta", "gamma"]


def changed(value, **update):
    """A copy of a questionnaire, question or option with other attributes, and nothing remembered of the old ones."""
    copy = value.model_copy(update=update)
    for name, attribute in vars(type(value)).items():
        if isinstance(attribute, cached_property):
            copy.__dict__.pop(name, None)
    return copy


def words(name: str) -> dict[str, str]:
    return {"id": name, "fr": name, "en": name}


def option(name: str, **rest) -> Option:
    return Option(**words(name), **rest)


def question(name: str, type_: str, options, **rest) -> Question:
    return Question(
        **words(name),
        type=type_,
        short=WORDS,
        options=tuple(options),
        dimension=True,
        no_answer=("ne_sais_pas", "sans_objet"),
        **rest,
    )


def questionnaire_of(logics, questions, **rest) -> Questionnaire:
    return Questionnaire(
        id="engendre",
        version="1",
        title=WORDS,
        summary=WORDS,
        duration=WORDS,
        source_note=WORDS,
        logics=tuple(Logic(**words(logic), summary=WORDS, verdict=WORDS) for logic in logics),
        sections=(Section(**words("section"), questions=tuple(questions), defis=("d1", "d2", "d3")),),
        verdicts=Verdicts(**dict.fromkeys(Verdicts.model_fields, WORDS)),
        **rest,
    )


def random_questionnaire(chance: Random, size: int | None = None, logics: int | None = None) -> Questionnaire:
    names = NAMES[: logics or chance.randint(2, 4)]
    kinds = [random_set, random_set, random_single, random_scale, random_roles, random_matrix]
    questions = [chance.choice(kinds)(f"q{place}", names, chance) for place in range(size or chance.randint(1, 10))]
    if all(question.weight == 0 for question in questions):
        questions[0] = changed(questions[0], weight=1.0)
    sets = [question for question in questions if question.type == "choix_multiple"]
    practices = tuple(f"{question.id}.{option.id}" for question in sets for option in question.options[:3])
    raw = questionnaire_of(
        names,
        questions,
        scales=scales(),
        defis=tuple(defi(name, chance.sample(practices, len(practices) // 2)) for name in ("d1", "d2", "d3")),
        advice=tuple(
            Advice(**words(name), short=WORDS, audience="organismes", answers=answers)
            for name, answers in (("r1", ("d1", "d2")), ("r2", ("d3",)))
        ),
        advice_rules=AdviceRules(leads_intro=WORDS),
        leads_from=tuple(question.id for question in sets),
    )
    return expanded(raw)


def scales() -> Scales:
    return Scales(
        strength=tuple(Element(**words(f"f{level}")) for level in range(5)),
        handling=tuple(Element(**words(f"h{level}")) for level in range(5)),
        handled_from="h3",
        ask_strength=WORDS,
        ask_handling=WORDS,
        ask_practices=WORDS,
        ask_comment=WORDS,
        other_practice=WORDS,
    )


def defi(name: str, practices) -> Defi:
    return Defi(**words(name), short=WORDS, group=WORDS, examples={}, practices=tuple(practices))


def weight(chance: Random) -> float:
    return chance.choice([0.0, 0.5, 1.0, 1.0, 1.0, 2.0, 2.0])


def some(chance: Random, names, rate: float) -> tuple[str, ...]:
    return tuple(name for name in names if chance.random() < rate)


def random_set(name: str, logics, chance: Random, size: int | None = None, plain: bool = False) -> Question:
    """A set of 2 to 9 options; every logic holds at least one; implications go from a later option to an earlier one."""
    count = size or chance.randint(2, 9)
    rates = {logic: chance.choice([0.2, 0.4, 0.6]) for logic in logics}
    sure = {logic: chance.randrange(count) for logic in logics}
    options: list[Option] = []
    for place in range(count):
        held = tuple(logic for logic in logics if sure[logic] == place or chance.random() < rates[logic])
        options.append(
            option(
                f"o{place}",
                logics=held,
                implies=() if plain else some(chance, [o.id for o in options], 0.1),
                unknown=() if plain else some(chance, [logic for logic in logics if logic not in held], 0.05),
                common=not plain and chance.random() < 0.08,
                compared=not plain and not held and chance.random() < 0.3,
            )
        )
    return question(name, "choix_multiple", options, weight=weight(chance))


def random_single(name: str, logics, chance: Random) -> Question:
    count = chance.randint(2, 6)
    held = {logic: chance.randrange(count) for logic in logics}
    options = [option(f"o{p}", logics=tuple(logic for logic in logics if held[logic] == p)) for p in range(count)]
    return question(name, "choix", options, weight=weight(chance))


def random_scale(name: str, logics, chance: Random) -> Question:
    made = random_single(name, logics, chance)
    off = option("ailleurs", off_scale=True)
    return changed(made, type="echelle", options=(*made.options, off))


def random_roles(name: str, logics, chance: Random) -> Question:
    count = chance.randint(3, 6)
    held = {logic: chance.sample(range(count), 2) for logic in logics}
    roles = (Role(**words("principal"), points=3), Role(**words("secondaire"), points=1))
    options = [
        option(
            f"o{p}",
            logics={logic: roles[held[logic].index(p)].id for logic in logics if p in held[logic]},
            unknown=(),
        )
        for p in range(count)
    ]
    return question(name, "roles", options, roles=roles, weight=weight(chance))


def random_matrix(name: str, logics, chance: Random) -> Question:
    families = tuple(Element(**words(f"f{place}")) for place in range(chance.randint(2, 4)))
    columns = tuple(Column(**words(f"c{place}"), lost=place == 2) for place in range(chance.randint(1, 3)))
    rows: list[Option] = []
    for family in families:
        for place in range(chance.randint(1, 2)):
            held = {logic: some(chance, [c.id for c in columns if not c.lost], 0.4) for logic in logics}
            unknown = some(chance, [logic for logic in logics if not held[logic]], 0.1)
            rows.append(
                option(
                    f"{family.id}_r{place}",
                    family=family.id,
                    logics={logic: relations for logic, relations in held.items() if relations},
                    unknown=unknown,
                )
            )
    return question(name, "matrice", rows, columns=columns, families=families, weight=weight(chance))


def random_answer(question: Question, chance: Random):
    """One real answer, never empty."""
    ids = [option.id for option in question.options]
    match question.type:
        case "choix_multiple":
            rate = chance.choice([0.1, 0.3, 0.5, 0.7, 0.9])
            together = [option.id for option in question.options if not option.exclusive]
            return list(some(chance, together, rate)) or [chance.choice(ids)]
        case "roles":
            first, second = chance.sample(ids, 2)
            return {"principal": first, "secondaire": second}
        case "matrice":
            columns = [column.id for column in question.columns]
            answer = {row: list(some(chance, columns, 0.4)) for row in ids}
            return {row: said for row, said in answer.items() if said} or {ids[0]: [columns[0]]}
        case _:
            return chance.choice(ids)


def random_answers(questionnaire: Questionnaire, chance: Random, rate: float = 0.85) -> dict:
    """Each dimension and défi answered with probability `rate`, else blank or « ne sais pas »."""
    answers: dict = {}
    for dimension in questionnaire.dimensions:
        if chance.random() < rate:
            answers[dimension.id] = random_answer(dimension, chance)
        elif chance.random() < 0.5:
            answers[dimension.id] = {"sans_reponse": chance.choice(["ne_sais_pas", "sans_objet"])}
    for defi in questionnaire.defis:
        for part in ("force", "reponse"):
            asked = questionnaire.question_by_id[f"{defi.id}_{part}"]
            if chance.random() < rate:
                answers[asked.id] = random_answer(asked, chance)
            elif chance.random() < 0.5:
                answers[asked.id] = {"sans_reponse": chance.choice(["ne_sais_pas", "sans_objet"])}
        asked = questionnaire.question_by_id[f"{defi.id}_pratiques"]
        if chance.random() < rate:
            answers[asked.id] = random_answer(asked, chance)
    return answers


def profile_answer(question: Question, logic: str):
    """What a logic itself would answer; None where it holds nothing."""
    held = [option for option in question.options if logic in option.logics]
    match question.type:
        case "choix_multiple":
            return [option.id for option in held] or None
        case "roles":
            return {option.logics[logic]: option.id for option in held} or None
        case "matrice":
            return {row.id: list(row.logics[logic]) for row in held} or None
        case "echelle":
            scale = [option.id for option in levels(question) if logic in option.logics]
            return scale[0] if scale else None
        case _:
            return held[0].id if held else None


def profile_answers(questionnaire: Questionnaire, logic: str) -> dict:
    found = {question.id: profile_answer(question, logic) for question in questionnaire.dimensions}
    return {name: answer for name, answer in found.items() if answer is not None}


seeds = st.integers(0, 2**32 - 1)
"""One seed makes one questionnaire and its answers."""
