"""Prints what each page costs: CPU time, SQL statements, weight. Run: .venv/bin/python tests/benchmarks/pages.py

CPU milliseconds are process time over many requests of one run; ratios compare pages with the cheapest of the same
run, so that a noisy machine changes them little.
"""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import tempfile
import time
from html import unescape
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from rich.console import Console
from rich.table import Table
from werkzeug.datastructures import MultiDict

from selfassess.questionnaire.answer_files import read_answers
from selfassess.questionnaire.model import AnswerValue, Section
from selfassess.resources import resource_folder
from selfassess.responses import open_store
from selfassess.responses.counting import count_statements, statements_executed
from selfassess.settings import read_settings
from selfassess.web.application import create_app
from selfassess.web.assets import load_asset
from selfassess.web.catalogue import read_catalogue

TIMES = 60
NAME = "regionalisation"


def pairs(question: str, value: AnswerValue) -> list[tuple[str, str]]:
    """The form fields of an answer."""
    if isinstance(value, dict) and "sans_reponse" in value:
        return [(question, f"_{value['sans_reponse']}")]
    if isinstance(value, dict):
        items = [(key, inner if isinstance(inner, list) else [inner]) for key, inner in value.items()]
        return [(f"{question}.{key}", one) for key, inner in items for one in inner]
    return [(question, str(one)) for one in (value if isinstance(value, list) else [value])]


def hidden(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return [(name, unescape(value)) for name, value in found]


class Meter:
    """Measures requests of one client, and keeps a row for each."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.rows: list[tuple[str, float, int, int, int]] = []

    def measure(self, name: str, method: str, url: str, make: Any = None, times: int = TIMES) -> Any:
        costs: list[float] = []
        for turn in range(times):
            data = make(turn) if make else None
            before, statements = time.process_time(), statements_executed()
            answer = self.client.open(url, method=method, data=data)
            costs.append((time.process_time() - before) * 1000)
            statements = statements_executed() - statements
        body = answer.get_data()
        self.rows.append((name, statistics.median(costs), statements, len(body), len(gzip.compress(body, 6))))
        return answer


def section_form(page: str, section: Section, answers: dict[str, AnswerValue]) -> MultiDict[str, str]:
    fields = hidden(page)
    for question in section.questions:
        if question.id in answers:
            fields += pairs(question.id, answers[question.id])
    return MultiDict(fields)


def main() -> None:
    questionnaires = read_catalogue()
    questionnaire = questionnaires[NAME]
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({}, data=Path(folder))
        store = open_store(settings.database_url)
        count_statements(store._engine)
        app = create_app(settings, store, questionnaires)
        client = app.test_client()
        meter = Meter(client)
        meter.measure("GET start", "GET", "/fr/")
        meter.measure("GET sections", "GET", f"/fr/{NAME}/sections")
        for section in questionnaire.sections:
            url = f"/fr/{NAME}/section/{section.id}"
            page = meter.measure(f"GET {section.id}", "GET", url).get_data(as_text=True)
            form = section_form(page, section, example_answers)
            first = client.post(url, data=form)
            assert first.status_code == 302, (section.id, first.status_code)
        heavy = questionnaire.sections[3]
        url = f"/fr/{NAME}/section/{heavy.id}"

        def changed(turn: int) -> MultiDict[str, str]:
            # Each turn unticks or ticks again one answer, from a freshly drawn page, so that every POST writes.
            form = section_form(client.get(url).get_data(as_text=True), heavy, example_answers)
            if turn % 2 == 0:
                form.poplist(heavy.questions[0].id)
            return form

        meter.measure(f"POST {heavy.id} (writes)", "POST", url, changed)
        same = section_form(client.get(url).get_data(as_text=True), heavy, example_answers)
        client.post(url, data=same)
        same = section_form(client.get(url).get_data(as_text=True), heavy, example_answers)
        meter.measure(f"POST {heavy.id} (unchanged)", "POST", url, lambda turn: same)
        check = meter.measure("GET check", "GET", f"/fr/{NAME}/verifier").get_data(as_text=True)
        meter.measure("POST submit", "POST", f"/fr/{NAME}/envoyer", lambda turn: MultiDict(hidden(check)[:1]), times=1)
        meter.measure("GET result", "GET", f"/fr/{NAME}/resultat")
        meter.measure("GET result (English)", "GET", f"/en/{NAME}/resultat")
        show(meter)
        store.close()


def show(meter: Meter) -> None:
    cheapest = min(row[1] for row in meter.rows)
    table = Table("page", "CPU ms (median)", "× cheapest", "SQL", "bytes", "gzipped", title=f"{TIMES} requests each")
    for name, cost, statements, size, packed in meter.rows:
        table.add_row(name, f"{cost:.2f}", f"{cost / cheapest:.1f}", str(statements), f"{size:,}", f"{packed:,}")
    console = Console(width=110)
    console.print(table)
    for name in ("selfassess.css", "respond.js", "result.js", "page.js", "plotly.js"):
        asset = load_asset(name)
        assert asset is not None
        console.print(f"{name}: {len(asset.content):,} bytes, {len(asset.compressed):,} gzipped")


example_answers: dict[str, AnswerValue] = {}

if __name__ == "__main__":
    catalogue = read_catalogue()
    path = resource_folder("questionnaires") / "exemples" / "organisme-fictif.yaml"
    for response, problems in read_answers(path, catalogue):
        assert response is not None
        assert not problems
        example_answers.update(response.answers)
    main()
