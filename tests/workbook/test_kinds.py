"""What the two kinds of portrait hold, how they stand together, and what was stored before there were kinds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from selfassess.disclosure.closing import Refusal, close
from selfassess.disclosure.collection import Contribution, collected
from selfassess.disclosure.crowd import Earlier
from selfassess.disclosure.release import (
    NO_LOGIC,
    TOPICS,
    TOPICS_OF,
    Category,
    Figure,
    PublishedVariable,
    release_from_content,
)
from selfassess.disclosure.variables import LEANS, OUTCOMES
from selfassess.questionnaire.model import Text
from selfassess.workbook.documents import version_rows
from selfassess.workbook.findings import findings
from selfassess.workbook.methodology import methodology
from selfassess.workbook.separation import BARELY, SOMEWHAT, WELL, degree, pairs_told_apart
from tests.disclosure import worlds
from tests.disclosure.example import example_release
from tests.disclosure.test_collection import answers
from tests.workbook.releases import full_release


@pytest.mark.parametrize("kind", TOPICS_OF)
def test_only_the_topics_of_its_kind_are_collected(catalogue, kind):
    asked = catalogue["regionalisation"]
    given = [Contribution(f"o{n}", f"s{n}", asked.edition, answers(asked, n)) for n in range(12)]
    whole, part = collected([asked], given, []), collected([asked], given, [], TOPICS_OF[kind])
    names = [variable.id for variable in whole.variables]
    assert {variable.topic for variable in part.variables} == set(TOPICS_OF[kind]) - {"evolution"}
    assert part.variables == tuple(v for v in whole.variables if v.topic in TOPICS_OF[kind])
    assert (part.codes == whole.codes[:, [names.index(v.id) for v in part.variables]]).all()


def test_each_topic_is_of_some_kind_and_what_is_no_logic_is_known():
    assert {topic for topics in TOPICS_OF.values() for topic in topics} == set(TOPICS)
    assert tuple(category.id for category in (*OUTCOMES, *LEANS)) == NO_LOGIC


def test_what_was_stored_before_is_about_practices_and_keeps_its_bytes():
    stored = example_release().content
    assert "kind" not in json.loads(stored)
    again = release_from_content(stored)
    assert (again.kind, again.content) == ("pratiques", stored)


def test_the_model_says_its_kind_and_no_other_kind_is_read():
    stored = full_release(research=True).content
    assert json.loads(stored)["kind"] == "modele"
    assert release_from_content(stored).content == stored
    with pytest.raises(ValueError, match="autre"):
        release_from_content(json.dumps(json.loads(stored) | {"kind": "autre"}))


def test_one_gate_stands_before_both_kinds():
    survey = worlds.survey(1, 30)
    practices = worlds.closed(survey)
    earlier = [Earlier(practices, survey)]
    model = replace(worlds.declared("2028", "recherche"), kind="modele")
    same = close(survey, model, worlds.SECRET, earlier)
    assert same.earlier == (practices.sha256,)
    one_less = worlds.part(survey, [place > 0 for place in range(30)])
    assert isinstance(close(one_less, model, worlds.SECRET, earlier), Refusal)


def test_a_period_is_compared_with_those_of_its_own_kind():
    survey = worlds.survey(1, 30)
    earlier = [Earlier(worlds.closed(survey), survey)]
    other = close(survey, replace(worlds.declared("2028"), kind="modele"), worlds.SECRET, earlier)
    assert other.periods == ()
    assert len(close(survey, worlds.declared("2028"), worlds.SECRET, earlier).periods) == 2


def dimension(*shares):
    """A dimension's variable and a release that publishes these percentages of it: three logics, then « hors modèle »."""
    names = ("employeurs", "transformation", "preparation", "hors_modele")
    found = tuple(Category(name, Text(fr=name, en=name)) for name in names)
    label = Text(fr="d", en="d")
    variable = PublishedVariable("profil.d", label, "profil", "nominal", "d", label, found)
    figures = tuple(Figure("profil.d", n, "total", "percent", s, "r") for n, s in zip(names, shares, strict=True))
    return replace(example_release(), variables=(variable,), figures=figures), variable


@pytest.mark.parametrize(
    ("shares", "pairs", "words"),
    [
        ((100, 0, 0, 0), 0, BARELY),
        ((33, 33, 33, 0), 200 / 3, WELL),
        ((0, 0, 0, 100), 0, BARELY),
        ((50, 50, 0, 0), 50, WELL),
        ((70, 30, 0, 0), 42, SOMEWHAT),
        ((20, 20, 0, 60), 8, BARELY),
        ((30, 30, 60, 0), 62.5, WELL),
    ],
)
def test_pairs_told_apart(shares, pairs, words):
    release, variable = dimension(*shares)
    assert pairs_told_apart(release, variable) == pytest.approx(pairs)
    assert degree(pairs, variable) == words


def test_a_withheld_dimension_tells_nothing():
    release, variable = dimension(None, None, None, None)
    assert pairs_told_apart(release, variable) is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_words_are_those_of_the_kind(language):
    for release, topics in (
        (full_release(), ["participation", "logiques", "gravite", "prise_en_charge", "profil", "recommandations"]),
        (full_release(research=True), ["participation", "logiques", "profil", "hors_modele"]),
    ):
        assert [topic for topic, _ in findings(release, language)] == [*topics, "evolution"]
    practices, model = (
        {item for _, item, _ in methodology(full_release(research=research), language)} for research in (False, True)
    )
    assert (
        model - practices
        == {
            "fr": {"Le modèle à l’épreuve", "Départage", "Hors modèle", "Logique la plus proche"},
            "en": {"The model under test", "Tells apart", "Outside the model", "Closest logic"},
        }[language]
    )
    values = {row["valeur"] for row in version_rows(full_release(research=True), language)}
    assert {"fr": "Le modèle à l’épreuve", "en": "The model under test"}[language] in values
