"""CSV as Excel in Québec opens it, JSON with a codebook: exactly the published figures."""

from __future__ import annotations

import csv
import io
import json

from selfassess.workbook.downloads import csv_bytes, json_bytes
from tests.disclosure.example import example_release


def test_csv_in_french_has_a_mark_semicolons_and_commas():
    release, content = example_release(), csv_bytes(example_release(), "fr")
    assert content.startswith(b"\xef\xbb\xbfSujet;Variable;")
    heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert heading[9] == "Valeur"
    found = [(r[1], r[3], r[6], float(r[9].replace(",", ".")), r[12].strip("[]").replace("publié", "")) for r in rows]
    assert found == [(f.variable, f.category, f.group, f.value, f.mark) for f in release.figures if f.value is not None]
    assert any("," in row[9] for row in rows)
    assert not any("." in row[9] for row in rows)


def test_csv_in_english_has_points():
    rows = list(csv.reader(io.StringIO(csv_bytes(example_release(), "en").decode("utf-8-sig")), delimiter=";"))
    assert any("." in row[9] for row in rows[1:])
    assert not any("," in row[9] for row in rows[1:])


def test_json_says_every_figure_and_what_its_codes_mean():
    release = example_release()
    content = json.loads(json_bytes(release, "fr"))
    found = [
        (f["variable"], f["categorie"], f["groupe"], f["mesure"], f["valeur"], f["marque"]) for f in content["chiffres"]
    ]
    assert found == [
        (f.variable, f.category, f.group, f.kind, f.value, f.mark) for f in release.figures if f.value is not None
    ]
    codes = content["codes"]
    for figure in content["chiffres"]:
        known = codes["variables"][figure["variable"]]["categories"] | codes["categories_communes"]
        assert figure["categorie"] in known
        assert figure["groupe"] in codes["groupes"]
        assert figure["marque"] in codes["marques"] or not figure["marque"]
    assert content["publication"]["sha256"] == release.sha256
    assert json_bytes(release, "fr") == json_bytes(example_release(), "fr")
