"""Files read: what is refused, with its line; what is kept, with its type; what could harm, refused early."""

import re
import sqlite3
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from selfassess.questionnaire import yaml_lines
from selfassess.questionnaire.model import questionnaire_from_content
from selfassess.questionnaire.reading import QuestionnaireRefused, check_questionnaire, read_questionnaire
from selfassess.questionnaire.source import TOLD_LIMIT, Source
from selfassess.questionnaire.typography import english, french, typography_faults
from selfassess.questionnaire.yaml_lines import plain_value, read_yaml, read_yaml_file

DATA = Path(__file__).parents[1] / "data"
SHIPPED = sorted((Path(__file__).parents[2] / "questionnaires").glob("*.yaml"))
VALID = [*sorted((DATA / "valid").glob("*.yaml")), *SHIPPED]
INVALID = sorted((DATA / "invalid").glob("*.yaml"))
EXPECTED = re.compile(r"# (?:(?P<csv>\S+\.csv):)?(?P<line>\d+) · (?P<warning>avertissement · )?(?P<message>.+)")


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def expected_problems(path):
    """What the first comment lines of an invalid file announce: file, line, severity, message."""
    found = []
    for raw in path.read_bytes().split(b"\n"):
        announced = EXPECTED.fullmatch(raw.decode("utf-8", "replace"))
        if not announced:
            return sorted(found)
        severity = "avertissement" if announced["warning"] else "erreur"
        found.append((announced["csv"] or path.name, int(announced["line"]), severity, announced["message"]))
    return sorted(found)


def summary(problems):
    return sorted((Path(p.file).name, p.line, p.severity, p.message.fr) for p in problems)


@named(INVALID)
def test_an_invalid_file_is_told_what_its_first_lines_announce(path):
    _, problems = check_questionnaire(path)
    assert summary(problems) == expected_problems(path) != []
    for problem in problems:
        assert problem.told("en") != problem.told("fr")
        assert f":{problem.line}: " in problem.told("en")
        assert " → " in str(problem)


@named([path for path in INVALID if path.stem.startswith("yaml-")])
def test_the_parser_written_in_python_tells_the_same(path, monkeypatch):
    monkeypatch.setattr(yaml_lines, "_LOADER", yaml.SafeLoader)
    assert summary(check_questionnaire(path)[1]) == expected_problems(path)


def test_reading_refuses_errors():
    with pytest.raises(QuestionnaireRefused) as refused:
        read_questionnaire(DATA / "invalid" / "implies-cycle.yaml")
    assert len(refused.value.problems) == 2
    assert "« x » s’implique lui-même" in str(refused.value)


def test_reading_lets_warnings_pass():
    assert read_questionnaire(DATA / "invalid" / "english-is-french.yaml").id == "petit"


@named(VALID)
def test_a_valid_file_has_no_error_and_comes_back_from_its_content(path):
    questionnaire = read_questionnaire(path)
    again = questionnaire_from_content(questionnaire.content)
    assert again == questionnaire
    assert again.edition == questionnaire.edition


@named(VALID)
def test_the_parser_written_in_python_reads_the_same(path, monkeypatch):
    edition = read_questionnaire(path).edition
    monkeypatch.setattr(yaml_lines, "_LOADER", yaml.SafeLoader)
    assert read_questionnaire(path).edition == edition


def test_a_comment_or_a_layout_does_not_change_the_edition(tmp_path):
    original = (DATA / "valid" / "petit.yaml").read_text(encoding="utf-8")
    spaced = tmp_path / "autre.yaml"
    spaced.write_bytes(b"\xef\xbb\xbf# un commentaire\r\n" + original.replace("\n", "\r\n").encode())
    assert read_questionnaire(spaced).edition == read_questionnaire(DATA / "valid" / "petit.yaml").edition


def test_several_faults_are_all_told_at_once(tmp_path):
    text = (DATA / "valid" / "complet.yaml").read_text(encoding="utf-8")
    for right, wrong in {
        "fr: Quel milieu ?": "fr: Milieu : lequel ?",
        "fr: Profil\n": "fr: ? Profil\n",
        ", en: Practices}": "}",
        "id: firmes": "id: gens",
        "repond_a: [d1]": "repond_a: [d1, d7]",
        "outille_des: fait": "outille_des: faite",
        "Il manque de place": "Qu'il manque de place",
        "implique: [accueil]": "implique: [acueil]",
        "maximum: 2030": "maximum: beaucoup",
    }.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    (tmp_path / "faux.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "lieux.csv").write_text((DATA / "valid" / "lieux.csv").read_text())
    questionnaire, problems = check_questionnaire(tmp_path / "faux.yaml")
    assert questionnaire is not None
    assert len(problems) == 9, "\n".join(map(str, problems))
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


def test_what_names_a_refused_element_is_no_further_problem(tmp_path):
    text = (DATA / "valid" / "complet.yaml").read_text(encoding="utf-8")
    (tmp_path / "lieux.csv").write_text((DATA / "valid" / "lieux.csv").read_text())
    (tmp_path / "faux.yaml").write_text(text.replace("{id: accueil, fr: Accueil,", "{id: accueil, fr: Ac{ueil,"))
    _, problems = check_questionnaire(tmp_path / "faux.yaml")
    assert [problem.line for problem in problems] == [text[: text.index("{id: accueil")].count("\n") + 1]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *(
            (word, word)
            for word in ("no", "yes", "on", "off", "oui", "non", "n", "y", "2021-07-08", "12:30", "07", "1_000")
        ),
        *((word, word) for word in (".inf", ".nan", "1e999", "0x1F", "9" * 400, "Oui ?", "a:b", "-", "5@7", "1,5")),
        *((word, None) for word in ("", "~", "null", "Null")),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("-12", -12),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
    ],
)
def test_unquoted_scalars_are_text_unless_plainly_something_else(written, read):
    assert plain_value(written) == read
    assert type(plain_value(written)) is type(read)


def test_quoted_scalars_are_text():
    source = read_yaml(Source("f"), "a: \"1\"\nb: 'true'\nc: >-\n  no\n  yes\nd: |\n  2\n")
    assert source.data == {"a": "1", "b": "true", "c": "no yes", "d": "2\n"}


def test_each_element_has_its_line():
    source = read_yaml(Source("f"), "a:\n  - x\n  - b: 1\n    c: {d: 2,\n      e: 3}\n")
    assert source.data == {"a": ["x", {"b": 1, "c": {"d": 2, "e": 3}}]}
    assert source.lines[("a", 0)] == 2
    assert source.lines[("a", 1, "c")] == 4
    assert source.lines[("a", 1, "c", "e")] == 5
    assert source.line(("a", 1, "c", "e", "nowhere")) == 5


def refusal(tmp_path, content):
    path = tmp_path / "piege.yaml"
    path.write_bytes(content)
    with pytest.raises(QuestionnaireRefused) as refused:
        read_questionnaire(path)
    return refused.value.problems


def test_a_file_of_one_mebibyte_is_refused_before_parsing(tmp_path, monkeypatch):
    monkeypatch.setattr(yaml_lines, "_YAML", None)
    [problem] = refusal(tmp_path, b"a: b\n" * 210_000)
    assert problem.message.fr == "ce fichier dépasse la limite de 256 Kio"


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"- " * 100_000, b"{a: " * 50_000, b"".join(b" " * n + b"a:\n" for n in range(600))]
)
@pytest.mark.parametrize("loader", [yaml_lines._LOADER, yaml.SafeLoader])
def test_deep_nesting_is_refused(tmp_path, monkeypatch, content, loader):
    monkeypatch.setattr(yaml_lines, "_LOADER", loader)
    [problem] = refusal(tmp_path, content)
    assert problem.message.fr == "plus de 24 niveaux emboîtés"


def test_a_bomb_of_aliases_is_refused_without_being_followed(tmp_path):
    layers = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    problems = refusal(tmp_path, "\n".join(["l0: &l0 [x]", *layers]).encode())
    assert {problem.line for problem in problems} == set(range(1, 12))


def test_a_bomb_of_merge_keys_is_refused(tmp_path):
    layers = [f"l{n}: &l{n}\n  <<: [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 200)]
    problems = refusal(tmp_path, "\n".join(["l0: &l0 {a: 1}", *layers]).encode())
    assert any("« << »" in problem.message.fr for problem in problems)
    assert len(problems) <= yaml_lines.PROBLEM_LIMIT


def test_more_faults_than_anyone_could_read_are_not_all_told(tmp_path):
    text = (DATA / "valid" / "petit.yaml").read_text(encoding="utf-8")
    options = "".join(f"          - {{id: É{number}, fr: x, en: x}}\n" for number in range(2000))
    problems = refusal(tmp_path, text.replace("        options:\n", "        options:\n" + options).encode())
    assert len(problems) == TOLD_LIMIT + 1
    assert problems[0].message.fr == "plus de 300 problèmes : les suivants ne sont pas dits"


def test_nothing_but_plain_data_is_ever_built():
    source = read_yaml(Source("f"), "a: !!python/object/apply:os.getcwd []\nb: !!binary aGk=\n")
    assert source.data == {"a": [], "b": "aGk="}
    assert [problem.line for problem in source.problems] == [1, 2]


@pytest.mark.parametrize("path", [Path("nulle-part.yaml"), Path("tests"), Path("a\0b")])
def test_what_cannot_be_opened_is_a_problem_like_another(path):
    source = read_yaml_file(path)
    assert source.data is None
    assert len(source.problems) == 1


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_refused_and_never_crash(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "octets.yaml"
    path.write_bytes(content)
    with pytest.raises(QuestionnaireRefused):
        read_questionnaire(path)


ODD = st.sampled_from(
    [
        "",
        ": ",
        "\n",
        "'",
        '"',
        "{",
        "}",
        "[",
        "]",
        "#",
        "- ",
        "&a ",
        "*a",
        "no",
        "1",
        "?",
        "  ",
        "null",
        "si: {}",
        "\x85",
        "d1",
        "[a]",
        "9" * 60,
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), ODD), min_size=1, max_size=4))
def test_a_damaged_questionnaire_is_read_or_refused_and_never_crashes(tmp_path_factory, edits):
    text = (DATA / "valid" / "complet.yaml").read_text(encoding="utf-8")
    for place, length, inserted in edits:
        start = int(place * len(text))
        text = text[:start] + inserted + text[start + length :]
    folder = tmp_path_factory.getbasetemp()
    (folder / "lieux.csv").write_text("code,nom,region,depuis,jusqua\n1,Nord,Haut,,\n2,Sud,Bas,,\n")
    (folder / "abime.yaml").write_text(text, encoding="utf-8")
    questionnaire, problems = check_questionnaire(folder / "abime.yaml")
    assert questionnaire is not None or problems
    assert all(0 < problem.line <= text.count("\n") + 2 for problem in problems)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui ? Quoi ! Et ; puis", "Qui\u202f? Quoi\u202f! Et\u202f; puis"),
        ("Le nom : lequel", "Le nom\u00a0: lequel"),
        ("« ceci »", "«\u00a0ceci\u00a0»"),
        ("« ceci » ?", "«\u00a0ceci\u00a0»\u202f?"),
        ("20 % de 20 minutes", "20\u00a0% de 20 minutes"),
        ("à 14:05, https://example.org/?a=1", "à 14:05, https://example.org/?a=1"),
        ("un texte plié\n", "un texte plié"),
    ],
)
def test_french_spaces_do_not_break(typed, shown):
    assert french(typed) == shown
    assert french(shown) == shown
    assert french(french(typed)) == french(typed)


def test_what_is_shown_has_its_spaces_and_english_keeps_its_own():
    questionnaire = read_questionnaire(DATA / "valid" / "complet.yaml")
    assert questionnaire.question_by_id["nom"].fr == "Quel nom\u202f?"
    assert questionnaire.question_by_id["nom"].en == "What name?"
    assert questionnaire.question_by_id["d1_force"].fr == "Le vivez-vous\u00a0: la place\u202f?"
    assert english("Ready?\n") == "Ready?"


@pytest.mark.parametrize(
    "text",
    ["Le nom : à 14:05, sur https://example.org/?a ; « oui » (!) …", "Quoi ?!", "{logique} : 5@7", "moi@exemple.org"],
)
def test_right_typography_is_left_alone(text):
    assert not list(typography_faults(text, "fr"))
    assert not list(typography_faults(french(text), "fr"))


def test_this_folder_reaches_no_database():
    with pytest.raises(AssertionError, match="pure test"):
        sqlite3.connect(":memory:")
