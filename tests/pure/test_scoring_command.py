"""`score`: files in, results out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfassess import score_command as command
from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.scoring import assess
from selfassess.scoring.report import report

KEYS = [
    "id",
    "questionnaire",
    "edition",
    "engine",
    "outcome",
    "mixed",
    "closest",
    "indices",
    "s",
    "z",
    "coverage",
    "margin",
    "stability",
    "contributions",
    "defis",
    "recommandations",
    "pistes",
]
VELO = read_questionnaire(resource_folder("questionnaires") / "velo.yaml")
ANSWERS = {"gestes": ["reparation", "pieces"], "quartier": "central", "d1_force": "fort", "d1_reponse": "ignore"}


@pytest.fixture(autouse=True)
def shipped(monkeypatch):
    monkeypatch.setattr(command, "shipped_questionnaires", lambda: {"velo": VELO})


def score(capsys, *files: Path, as_json=True, language="fr"):
    code = command.score_command(files, as_json, language)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def written(folder: Path, name: str, *responses: object) -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(response) for response in responses) + "\n", encoding="utf-8")
    return path


def response(**rest):
    return {"questionnaire": "velo", "answers": ANSWERS, **rest}


def test_one_object_a_response_on_one_line(capsys, tmp_path):
    path = written(tmp_path, "many.jsonl", response(id="un"), response())
    code, out, err = score(capsys, path)
    assert (code, err) == (0, "")
    first, second = (json.loads(line) for line in out.splitlines())
    assert list(first) == KEYS
    assert (first["id"], second["id"]) == ("un", "2")
    assert first == {"id": "un", **report(assess(VELO, ANSWERS))}
    assert first["recommandations"] == ["r1"]


def test_yaml_and_json_files_are_read_too(capsys, tmp_path):
    written(tmp_path, "un.json", response())
    (tmp_path / "deux.yaml").write_text("questionnaire: velo\nanswers: {quartier: calme}\n", encoding="utf-8")
    code, out, _ = score(capsys, tmp_path / "un.json", tmp_path / "deux.yaml")
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["un", "deux"]
    assert json.loads(out.splitlines()[1])["outcome"] == "insuffisant"


def test_a_bad_response_is_told_with_its_line_and_the_others_are_still_scored(capsys, tmp_path):
    bad = response(answers={"quartier": "lunaire"})
    path = written(tmp_path, "many.jsonl", response(), bad, response())
    code, out, err = score(capsys, path, tmp_path / "nowhere.yaml")
    assert code == 2
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["1", "3"]
    assert f"{path}:2: " in err
    assert f"{tmp_path / 'nowhere.yaml'}:1: " in err


@pytest.mark.parametrize(("language", "words"), [("fr", "Recommandations"), ("en", "Correspondence index")])
def test_a_person_reads_the_verdict_the_indices_the_defis_and_the_advice(capsys, tmp_path, language, words):
    path = written(
        tmp_path, "un.json", response(answers={**ANSWERS, "qui": {"principal": "clients", "secondaire": "ville"}})
    )
    code, out, _ = score(capsys, path, as_json=False, language=language)
    assert code == 0
    flat = " ".join(out.split())
    assert words in flat
    assert VELO.logics[0].in_(language) in flat
    assert VELO.advice[0].in_(language) in flat
    assert "75 / 100" in flat


def test_too_few_answers_say_which_would_help(capsys, tmp_path):
    path = written(
        tmp_path, "un.json", response(answers={"quartier": "calme", "d1_force": {"sans_reponse": "ne_sais_pas"}})
    )
    _, out, _ = score(capsys, path, as_json=False)
    flat = " ".join(out.split())
    assert "aideraient le plus : Clientèle et Gestes." in flat
    assert "à clarifier" in flat
