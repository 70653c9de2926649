"""Answer files, the editor's schema and the `check` command."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from selfassess.check_command import check_command, shipped_files
from selfassess.questionnaire.answer_files import SIZE_LIMIT, AnswerFile, read_answers
from selfassess.questionnaire.answering import checked_answers
from selfassess.questionnaire.editor_schema import editor_schema
from selfassess.questionnaire.problems import in_order, suggestion
from selfassess.questionnaire.reading import read_questionnaire

DATA = Path(__file__).parents[1] / "data"
SHIPPED = Path(__file__).parents[2] / "questionnaires"
COMPLETE = read_questionnaire(DATA / "valid" / "complet.yaml")
KNOWN = {COMPLETE.id: COMPLETE}
ANSWERS = {
    "nom": "Nous",
    "annee": 2011,
    "gestes": ["accueil", "cours"],
    "clients": {"principal": "gens"},
    "acteurs": {"maire": ["aide"]},
    "milieu": {"sans_reponse": "ne_sais_pas"},
}
NORMAL = {**ANSWERS, "gestes": ["cours", "accueil"]}


def responses(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_answers(path, KNOWN))


def told(path, content):
    return [(p.line, p.message.fr) for _, problems in responses(path, content) for p in problems]


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_a_response_is_the_same_in_yaml_and_json(tmp_path, suffix):
    content = json.dumps({"questionnaire": "complet", "answers": ANSWERS}, indent=1)
    [(response, problems)] = responses(tmp_path / f"nous.{suffix}", content)
    assert problems == []
    assert response == AnswerFile("nous", "complet", NORMAL)


def test_a_line_of_jsonl_is_a_response_and_a_bad_one_hides_no_other(tmp_path):
    lines = [
        {"questionnaire": "complet", "answers": ANSWERS},
        {"questionnaire": "complet", "id": "x", "answers": {"milieu": "lune"}},
        {"questionnaire": "complet", "id": 7, "answers": {}},
    ]
    content = "\n".join([json.dumps(lines[0]), "", "{", json.dumps(lines[1]), json.dumps(lines[2])])
    found = responses(tmp_path / "tous.jsonl", content)
    assert [response and response.id for response, _ in found] == ["1", None, "x", "7"]
    assert [[problem.line for problem in problems] for _, problems in found] == [[], [3], [4], []]


def test_jsonl_is_read_in_a_stream(tmp_path):
    (tmp_path / "sans-fin.jsonl").write_text('{"questionnaire": "complet", "answers": {}}\n' * 3)
    stream = read_answers(tmp_path / "sans-fin.jsonl", KNOWN)
    assert next(stream)[0] == AnswerFile("1", "complet", {})
    stream.close()


def test_a_line_over_the_limit_is_refused_and_the_next_is_read(tmp_path):
    long = b'{"answers": "' + b"x" * (3 * SIZE_LIMIT) + b'"}'
    content = long + b'\n{"questionnaire": "complet", "answers": {}}\n' + b"y" * SIZE_LIMIT + b"\r\n" + long
    found = responses(tmp_path / "long.jsonl", content)
    assert [response and response.id for response, _ in found] == [None, "2", None, None]
    assert [[problem.line for problem in problems] for _, problems in found] == [[1], [], [3], [4]]


YAML_ANSWERS = """\
questionnaire: complet
answers:
  nom: 2011
  annee: beaucoup
  milieu: lune
  gestes: [cours,
    rien]
  clients: {principal: gens,
    secondaire: gens}
  acteurs:
    maire: [aide]
    radio: [aides]
  lieu: {sans_reponse: ne_sais_pas}
  taile: petite
"""


def test_each_answer_is_judged_at_its_line(tmp_path):
    found = told(tmp_path / "faux.yaml", YAML_ANSWERS)
    assert [line for line, _ in found] == [3, 4, 5, 6, 8, 12, 13, 14]
    as_json = json.dumps(yaml.safe_load(YAML_ANSWERS), indent=2, ensure_ascii=False)
    same = told(tmp_path / "faux.json", as_json)
    assert sorted(message for _, message in same) == sorted(message for _, message in found)
    for line, message in same:
        [expected] = [number for number, other in found if other == message]
        key = yaml.safe_load(YAML_ANSWERS.splitlines()[expected - 1].split(":")[0] + ": 1")
        assert f'"{next(iter(key))}"' in as_json.splitlines()[line - 1]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("[1, 2]", 1, "ceci n’est pas une réponse"),
        ("{", 1, "ceci n’est pas du JSON"),
        ('{"answers": {}}', 1, "il manque « questionnaire »"),
        ('{\n"questionnaire": "complt", "answers": {}}', 2, "le questionnaire « complt » n’existe pas"),
        ('{"questionnaire": "complet",\n"answers": []}', 2, "« answers » doit donner une réponse par question"),
        ('{"questionnaire": "complet",\n"answer": {},\n"answers": {}}', 2, "la clé « answer » n’existe pas"),
        (
            '{"questionnaire": "complet", "answers": {"nom": "a",\n"nom": "b"}}',
            2,
            "la clé « nom » est donnée deux fois",
        ),
        (
            '{"questionnaire": "complet", "answers": {"nom": "a",\n"n\\u006fm": "b"}}',
            2,
            "la clé « nom » est donnée deux fois",
        ),
        ('{"questionnaire": "complet", "answers": {\n"annee": NaN}}', 2, "« NaN » n’est pas un nombre"),
        ('{"questionnaire": "complet", "answers": {\n"annee": 1e999}}', 2, "« 1e999 » est trop grand"),
        ('{"questionnaire": "complet", "answers": {\n"annee": ' + "9" * 5000 + "}}", 2, "est trop grand"),
        ('{"questionnaire": "complet",\n"id": "", "answers": {}}', 2, "« id » doit être un texte"),
        ("[" * 60_000, 1, "plus de 24 niveaux emboîtés"),
        ('{"questionnaire": "complet", "answers": {"nom":\n"\\ud800"}}', 1, "un caractère invisible"),
        (b'{"a":\n"\xe9"}', 2, "ce fichier n’est pas en UTF-8"),
        (b" " * (SIZE_LIMIT + 1), 1, "ce fichier dépasse la limite de 64 Kio"),
    ],
)
def test_a_json_file_that_is_no_response_is_refused_with_its_line(tmp_path, content, line, message):
    [(found, said)] = told(tmp_path / "faux.json", content)
    assert (found, message in said) == (line, True), said


def test_a_missing_file_is_a_problem(tmp_path):
    for name in ("rien.jsonl", "rien.yaml", "rien.json"):
        [(response, problems)] = read_answers(tmp_path / name, KNOWN)
        assert response is None
        assert [problem.message.fr for problem in problems] == ["ce fichier n’existe pas"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["gens", "cours", "aide", "sans_reponse", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=6) | st.sampled_from(["maire", "principal", "sans_reponse"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(list(COMPLETE.question_by_id)) | st.text(max_size=5), JSON, max_size=6))
def test_no_answer_whatever_breaks_the_check(answers):
    right, wrong = checked_answers(COMPLETE, answers)
    assert checked_answers(COMPLETE, right) == (right, [])
    assert set(right) | {misplaced.question for misplaced in wrong} <= set(answers)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["json", "jsonl", "yaml"]))
def test_any_bytes_as_an_answer_file_are_problems_and_never_crash(tmp_path_factory, content, suffix):
    path = tmp_path_factory.getbasetemp() / f"octets.{suffix}"
    path.write_bytes(content)
    for response, problems in read_answers(path, KNOWN):
        assert response is None
        assert problems


def test_a_suggestion_is_the_nearest_word_or_the_list():
    assert suggestion("vile", ["ville", "village"]).fr == "écrivez « ville »"
    assert suggestion("mer", ["ville", "village"]).en == "choose among: ville, village"
    assert suggestion("mer", []).fr == "retirez-le, ou ajoutez ce qu’il nomme"
    assert in_order([]) == []


def fits(schema, root, value):
    """Whether a value fits a schema, as far as ours use JSON Schema."""
    if "$ref" in schema:
        return fits(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, value)
    if "anyOf" in schema:
        return any(fits(branch, root, value) for branch in schema["anyOf"])
    if "enum" in schema and value not in schema["enum"]:
        return False
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "boolean": bool,
        "integer": int,
        "number": (int, float),
        "null": type(None),
    }
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return False
    if isinstance(value, list):
        return all(fits(schema.get("items", {}), root, inner) for inner in value)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        return set(schema.get("required", ())) <= set(value) and all(
            fits(properties[key], root, inner)
            if key in properties
            else others is not False and fits(others, root, inner)
            for key, inner in value.items()
        )
    return True


@pytest.mark.parametrize(
    "path", [*sorted(SHIPPED.glob("*.yaml")), DATA / "valid" / "complet.yaml"], ids=lambda path: path.stem
)
def test_the_schema_fits_what_is_valid(path):
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    schema = editor_schema()
    assert fits_as_text(schema, raw)


def fits_as_text(schema, raw):
    """`fits` for values that are all text, as the plainest YAML loader gives them: numbers and booleans match."""
    loose = json.loads(
        json.dumps(schema)
        .replace('"boolean"', '"string"')
        .replace('"integer"', '"string"')
        .replace('"number"', '"string"')
    )
    return fits(loose, loose, raw)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("type: roles", "type: role"),
        ("dimension: true", "dimention: true"),
        ("version:", "verson:"),
        ("term", "therm"),
        ("pour: organismes", "pour: tous"),
    ],
)
def test_the_schema_does_not_fit_what_is_misspelt(right, wrong):
    text = (DATA / "valid" / "complet.yaml").read_text(encoding="utf-8")
    assert right in text
    raw = yaml.load(text.replace(right, wrong), Loader=yaml.BaseLoader)
    assert not fits_as_text(editor_schema(), raw)


def test_the_schema_closes_every_object_and_describes_the_format():
    schema = editor_schema()
    assert all(definition["additionalProperties"] is False for definition in [schema, *schema["$defs"].values()])
    assert "matrice" in schema["$defs"]["Question"]["properties"]["type"]["enum"]
    assert {"questionnaire", "logiques", "recommandations"} <= set(schema["properties"])
    assert "defi" not in schema["$defs"]["Question"]["properties"]
    assert "description" in schema["$defs"]["Option"]["properties"]["implique"]


def test_what_is_shipped_passes_the_check(capsys):
    assert check_command([], schema=False) == 0
    out = capsys.readouterr().out
    assert "regionalisation" in out
    assert "équité" in out
    assert f"{len(shipped_files())} fichier(s) : 0 erreur(s)" in out


def test_the_command_prints_each_problem_with_its_place_and_mend(capsys):
    path = DATA / "invalid" / "unknown-logic.yaml"
    assert check_command([path], schema=False) == 1
    assert f"{path}:24: erreur : la logique « c » n’existe pas → choisissez parmi : a, b\n" in capsys.readouterr().out
    assert check_command([path], schema=False, language="en") == 1
    assert f"{path}:24: error: there is no logic “c” → choose among: a, b\n" in capsys.readouterr().out


def test_brackets_in_a_message_are_printed_as_they_are(capsys):
    check_command([DATA / "invalid" / "value-membership.yaml"], schema=False)
    assert "par exemple [a, b]" in capsys.readouterr().out


def test_warnings_alone_are_no_failure(capsys):
    assert check_command([DATA / "invalid" / "english-is-french.yaml"], schema=False, language="en") == 0
    out = capsys.readouterr().out
    assert "warning: the English is the same as the French" in out
    assert "0 error(s), 1 warning(s)" in out


def test_a_file_that_is_not_there_is_told(capsys):
    assert check_command([Path("nulle-part.yaml")], schema=False) == 2
    assert "nulle-part.yaml : ce fichier n’existe pas" in capsys.readouterr().out


def test_answer_files_are_checked_against_the_questionnaires_given_with_them(tmp_path, capsys):
    (tmp_path / "nous.yaml").write_text("questionnaire: complet\nanswers: {milieu: lune}\n")
    assert check_command([DATA / "valid" / "complet.yaml", tmp_path / "nous.yaml"], schema=False) == 1
    assert "nous.yaml:2: erreur : « lune » n’est pas un choix" in capsys.readouterr().out


def test_two_files_cannot_give_the_same_questionnaire(tmp_path, capsys):
    (tmp_path / "encore.yaml").write_bytes((DATA / "valid" / "petit.yaml").read_bytes())
    assert check_command([DATA / "valid" / "petit.yaml", tmp_path / "encore.yaml"], schema=False) == 1
    assert "un autre fichier donne déjà le questionnaire « petit »" in capsys.readouterr().out


def test_the_schema_is_printed_as_json(capsys):
    assert check_command([], schema=True) == 0
    assert json.loads(capsys.readouterr().out) == editor_schema()
