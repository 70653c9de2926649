"""What is wrong in a sheet's declaration is told with its file and line, and how to mend it."""

from __future__ import annotations

import pytest

from selfassess.check_command import check_command
from selfassess.resources import resource_folder
from selfassess.workbook.declarations import ExportsRefused, check_exports, read_exports

GOOD = """\
feuille: essai
portrait: tous
ordre: 20
nom: {fr: "1_Essai", en: "1_Trial"}
tableau: Essai
titre: {fr: "Un essai", en: "A trial"}
resume: {fr: "Pour voir.", en: "To see."}
contenu: chiffres
sujet: logiques
lignes: par_variable
colonnes: [groupe, repondants, pourcentages]
graphique:
  genre: barres_empilees
  series: pourcentages
  titre: {fr: "Parts", en: "Shares"}
  texte: {fr: "Des barres.", en: "Bars."}
si_vide: dire
orientation: paysage
notes:
  - {fr: "Une note.", en: "A note."}
"""
FAULTS = [
    (
        "repondants, pourcentages",
        "respondants, pourcentages",
        11,
        "la colonne « respondants » n’existe pas → écrivez « repondants »",
    ),
    ("repondants, pourcentages", "repondants, repondants, pourcentages", 11, "donnée deux fois"),
    ("repondants, pourcentages", "repondants", 12, "le graphique demande la colonne « pourcentages »"),
    ("[groupe, ", "[", 12, "le graphique demande la colonne « groupe »"),
    ("sujet: logiques", "sujet: logique", 9, "« logique » n’existe pas → écrivez « logiques »"),
    ("barres_empilees", "camembert", 13, "« camembert » n’existe pas → choisissez parmi : aucun"),
    ("series: pourcentages", "series: moyenne", 14, "« moyenne » n’existe pas"),
    ('titre: {fr: "Un essai", en: "A trial"}', 'titre: {fr: "Un essai"}', 6, "il manque la traduction anglaise"),
    ('  - {fr: "Une note.", en: "A note."}', '  - "Une note."', 20, "sans ses deux langues"),
    ("1_Essai", "Essai: 1/2", 4, "Excel refuse « : »"),
    ("1_Essai", "1_Un nom de feuille beaucoup trop long", 4, "31 signes au plus ; celui-ci en a 38"),
    ("1_Essai", "Historique", 4, "Excel garde le nom"),
    ("tableau: Essai", "tableau: Été", 5, "lettres sans accent"),
    ("tableau: Essai", "tableau: AB12", 5, "l’adresse d’une cellule"),
    ("orientation: paysage", "orientation: travers", 18, "« travers » n’existe pas"),
    ("si_vide: dire", "si_vide: cacher", 17, "« cacher » n’existe pas"),
    ("contenu: chiffres", "contenu: chiffre", 8, "« chiffre » n’existe pas"),
    ("ordre: 20", "ordre: vingt", 3, "un nombre entier"),
    ("ordre: 20\n", "", 1, "il manque « ordre »"),
    ("ordre: 20", "ordre: 20\ncouleur: bleu", 4, "la clé « couleur » n’existe pas"),
    ('"Pour voir."', '"Pour l\'oeil."', 7, "apostrophe droite"),
    ("colonnes: [groupe, repondants, pourcentages]", "colonnes: groupe", 11, "une liste de colonnes"),
    ("feuille: essai", "feuille: essai\nfeuille: essai", 2, "est déjà donnée"),
    ("portrait: tous", "portrait: bailleurs", 2, "« bailleurs » n’existe pas → choisissez parmi : tous, pratiques"),
    ("portrait: tous\n", "", 1, "il manque « portrait »"),
]


def _problems(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return check_exports(folder)


def test_a_good_declaration_has_no_problem(tmp_path):
    assert _problems(tmp_path, essai=GOOD) == []
    (read,) = read_exports(tmp_path)
    assert (read.id, read.columns, read.chart.kind) == (
        "essai",
        ("groupe", "repondants", "pourcentages"),
        "barres_empilees",
    )


@pytest.mark.parametrize(("before", "after", "line", "words"), FAULTS)
def test_each_fault_is_told_at_its_line(tmp_path, before, after, line, words):
    assert before in GOOD
    problems = _problems(tmp_path, essai=GOOD.replace(before, after, 1))
    assert any(problem.line == line and words in problem.told() for problem in problems), [p.told() for p in problems]
    assert all(problem.file.endswith("essai.yaml") for problem in problems)
    with pytest.raises(ExportsRefused):
        read_exports(tmp_path)


def test_sheets_have_names_of_their_own(tmp_path):
    other = GOOD.replace("feuille: essai", "feuille: autre").replace("ordre: 20", "ordre: 30")
    told = [problem.told() for problem in _problems(tmp_path, a=GOOD, b=other)]
    assert len(told) == 3
    assert all("est déjà pris par a.yaml" in problem for problem in told)
    assert any("b.yaml:5: « Essai »" in problem for problem in told)


def test_sheets_of_different_portraits_may_share_their_names(tmp_path):
    practices = GOOD.replace("portrait: tous", "portrait: pratiques")
    model = GOOD.replace("feuille: essai", "feuille: autre").replace("portrait: tous", "portrait: modele")
    assert _problems(tmp_path, a=practices, b=model) == []
    assert [sheet.kinds for sheet in read_exports(tmp_path)] == [("pratiques",), ("modele",)]
    told = _problems(tmp_path, c=GOOD.replace("feuille: essai", "feuille: tiers"))
    assert len(told) == 4
    assert {problem.file.rpartition("/")[2] for problem in told} == {"c.yaml"}


@pytest.mark.parametrize("text", ["", "- a\n", "feuille: [", "a: &b 1\n", "\x00"])
def test_anything_else_is_refused_without_a_crash(tmp_path, text):
    assert _problems(tmp_path, essai=text)


def test_check_tells_the_file_and_the_line(tmp_path, capsys):
    path = tmp_path / "essai.yaml"
    path.write_text(GOOD.replace("repondants, pourcentages", "respondants, pourcentages"))
    assert check_command([path], schema=False) == 1
    assert f"{path}:11: erreur : la colonne « respondants » n’existe pas" in capsys.readouterr().out
    assert check_command([path], schema=False, language="en") == 1
    assert "there is no column “respondants”" in capsys.readouterr().out


def test_what_ships_is_right():
    assert check_exports(resource_folder("exports")) == []
