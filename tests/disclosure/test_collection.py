"""What is packed of many submissions is what each one's own result says."""

from __future__ import annotations

import datetime
import random

import pytest

from selfassess.disclosure.breakdowns import by_list, by_logic, by_place, by_question
from selfassess.disclosure.collection import Contribution, UnknownEdition, collected
from selfassess.disclosure.release import Category
from selfassess.disclosure.survey import survey_from_content
from selfassess.questionnaire.model import Text
from selfassess.scoring import assess


def answer(question, rng):
    """A valid answer, or none."""
    kinds = list(question.no_answer)
    if kinds and rng.random() < 0.15:
        return {"sans_reponse": rng.choice(kinds)}
    names = [option.id for option in question.options]
    if question.type == "choix_multiple":
        open_ = [option.id for option in question.options if not option.exclusive]
        return rng.sample(open_, rng.randint(1, len(open_)))
    if question.type in ("choix", "echelle"):
        return rng.choice(names)
    if question.type == "roles":
        return dict(zip((role.id for role in question.roles), rng.sample(names, len(question.roles)), strict=True))
    if question.type == "matrice":
        columns = [column.id for column in question.columns]
        return {name: [rng.choice(columns)] for name in rng.sample(names, 4)}
    return None


def answers(questionnaire, seed):
    rng = random.Random(seed)
    share = rng.choice([0.5, 0.9, 1.0])
    made = {q.id: answer(q, rng) for q in questionnaire.questions() if rng.random() < share}
    return {name: value for name, value in made.items() if value is not None}


@pytest.fixture(scope="module")
def questionnaire(catalogue):
    return catalogue["regionalisation"]


@pytest.fixture(scope="module")
def given(questionnaire):
    return [
        Contribution(f"o{seed:03d}", f"s{seed}", questionnaire.edition, answers(questionnaire, seed))
        for seed in range(60)
    ]


@pytest.fixture(scope="module")
def survey(questionnaire, given):
    mrc = questionnaire.question_by_id["mrc"]
    region = by_place(mrc, datetime.date(2027, 1, 1), Text(fr="Région", en="Region"))
    direction = by_list("direction", Text(fr="D", en="D"), (Category("est", Text(fr="E", en="E")),), {"o003": "est"})
    territory = by_question(questionnaire.question_by_id["territoire"])
    return collected([questionnaire], given, [territory, region, by_logic(questionnaire), direction])


def code_of(survey, row, name):
    place = [variable.id for variable in survey.variables].index(name)
    code = int(survey.codes[row, place])
    return survey.variables[place].categories[code].id if code >= 0 else code


def test_outcomes_leans_defis_and_advice_are_those_of_each_result(questionnaire, given, survey):
    for row, one in enumerate(given):
        result = assess(questionnaire, one.answers)
        clear = result.outcome in ("logique", "tendance")
        expected = "mixte" if result.mixed else result.match.ranking[0] if clear else result.outcome
        assert code_of(survey, row, "logique") == expected
        for dimension in result.dimensions:
            lean = dimension.lean or "hors_modele" if dimension.informative else "non_comparee"
            assert code_of(survey, row, f"profil.{dimension.dimension}") == (lean if dimension.answered else -1)
        levels = [level.id for level in questionnaire.scales.strength]
        for standing in result.defis:
            if standing.strength is not None:
                assert code_of(survey, row, f"{standing.defi}_force") == levels[standing.strength]
        called = {advice.advice for advice in result.advice}
        priorities = {standing.defi: standing.priority for standing in result.defis}
        for advice in questionnaire.advice:
            known = any(priorities[defi] is not None for defi in advice.answers)
            said = "oui" if advice.id in called else "non" if known else -1
            assert code_of(survey, row, f"recommandation.{advice.id}") == said


def test_what_no_logic_holds_is_counted_as_the_result_shows_it(questionnaire, given, survey):
    for row, one in enumerate(given):
        for dimension in assess(questionnaire, one.answers).dimensions:
            question = questionnaire.question_by_id[dimension.dimension]
            outside = {cell.id for cell in dimension.outside}
            for option in question.options:
                name = f"hors_modele.{question.id}.{option.id}"
                if any(variable.id == name for variable in survey.variables) and dimension.answered:
                    assert (code_of(survey, row, name) == "oui") == (option.id in outside)


def test_breakdowns_place_everybody(questionnaire, given, survey):
    names = [breakdown.id for breakdown in survey.breakdowns]
    assert names == ["territoire", "groupe_mrc", "logique", "direction"]
    regions = survey.breakdowns[1].categories
    by_id = questionnaire.question_by_id["mrc"].option_by_id
    for row, one in enumerate(given):
        mrc = one.answers.get("mrc")
        place = int(survey.memberships[row, 1])
        region = by_id[mrc].group_at(datetime.date(2027, 1, 1)) if mrc else None
        assert (regions[place].label.fr if place >= 0 else None) == region
    assert [row for row in range(60) if survey.memberships[row, 3] == 0] == [3]


def test_the_last_submission_of_an_organism_is_the_one_that_counts(questionnaire, given):
    again = Contribution("o001", "later", questionnaire.edition, answers(questionnaire, 999))
    both = collected([questionnaire], [*given[:3], again], [])
    alone = collected([questionnaire], [given[0], again, given[2]], [])
    assert both.contributors == ("o000", "o001", "o002")
    assert both.submissions == ("s0", "later", "s2")
    assert (both.codes == alone.codes).all()


def test_editions_are_counted_together(questionnaire, given):
    newer = questionnaire.model_copy(update={"version": "next"})
    for cached in ("content", "edition"):
        newer.__dict__.pop(cached, None)
    assert newer.edition != questionnaire.edition
    later = [Contribution(one.contributor, one.submission, newer.edition, one.answers) for one in given[30:]]
    mixed = collected([newer, questionnaire], [*given[:30], *later], [])
    assert (mixed.codes == collected([questionnaire], given, []).codes).all()
    assert len(mixed.editions) == 2


def test_an_edition_that_was_not_given_is_told(questionnaire, given):
    with pytest.raises(UnknownEdition, match="f" * 64):
        collected([questionnaire], [Contribution("o", "s", "f" * 64, {})], [])


def test_a_stored_survey_reads_back(survey):
    again = survey_from_content(b"".join(survey.pieces()))
    assert again.seal(b"k" * 32) == survey.seal(b"k" * 32)
    assert (again.codes == survey.codes).all()
    assert (again.memberships == survey.memberships).all()
    with pytest.raises(ValueError, match="bytes, not"):
        survey_from_content(b"".join(survey.pieces())[:-1])
