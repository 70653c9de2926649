"""Prints what closing a period costs. Run: .venv/bin/python tests/benchmarks/disclosure.py [RESPONSES]

Three tables: from submissions to a survey and its figures, without the audit; the audit, by number of organisms; and counting
packed codes beside two usual designs (one row an answer, answers as JSON) in SQLite. Times are CPU seconds of this process,
memory is the most that it has held.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from rich.console import Console
from rich.table import Table

from selfassess.disclosure import closing
from selfassess.disclosure.audit import Checked
from selfassess.disclosure.breakdowns import by_logic, by_question
from selfassess.disclosure.collection import Contribution, collected
from selfassess.questionnaire.model import Questionnaire
from selfassess.web.catalogue import read_catalogue
from tests.disclosure.test_collection import answers
from tests.disclosure.worlds import SECRET, closed, declared, survey

SIZES = (15, 30, 60, 200)
DIFFERENT = 2000
"""Different sets of answers; they come again under other organisms."""
CONSOLE = Console(width=110)


def measured(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """CPU seconds, MiB held at most since the start, and what the work gave."""
    before = time.process_time()
    made = work()
    return time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, made


def contributions(questionnaire: Questionnaire, count: int) -> Iterator[Contribution]:
    kept = [json.dumps(answers(questionnaire, seed)) for seed in range(min(count, DIFFERENT))]
    for place in range(count):
        given = json.loads(kept[place % len(kept)])
        yield Contribution(f"organism {place:07d}", f"submission {place}", questionnaire.edition, given)


def whole(crowd: object, writer: closing.Writer, tally: object, left_out: str | None) -> Checked:
    """In place of the audit: every figure, unverified."""
    return Checked("whole", writer.figures(tally, "whole", left_out), 0)  # type: ignore[arg-type]


def closing_costs(questionnaire: Questionnaire, count: int) -> None:
    table = Table(
        "responses",
        "step",
        "CPU s",
        "MiB at most",
        title="Closing, without the audit (made-up answers, parsed from JSON)",
    )
    territory = by_question(questionnaire.question_by_id["territoire"])
    logic = by_logic(questionnaire)
    audited = closing.repaired
    for size in (1000, count):
        source = partial(contributions, questionnaire, size)
        parsing, _, _ = measured(lambda source=source: sum(1 for _ in source()))
        seconds, held, packed = measured(lambda source=source: collected([questionnaire], source(), [territory, logic]))
        table.add_row(f"{size:,}", "reading and parsing alone", f"{parsing:.2f}", "")
        table.add_row("", "submissions → survey, that included", f"{seconds:.2f}", f"{held:.0f}")
        closing.repaired = whole
        seconds, held, release = measured(lambda packed=packed: closing.close(packed, declared(), SECRET))
        closing.repaired = audited
        table.add_row("", "survey → release", f"{seconds:.2f}", f"{held:.0f}")
        seconds, held, content = measured(lambda release=release: release.content)
        table.add_row("", f"release → {len(content) / 1e6:.1f} MB of JSON", f"{seconds:.2f}", f"{held:.0f}")
    CONSOLE.print(table)


def audit_costs() -> None:
    table = Table(
        "organisms",
        "variables",
        "CPU s a variable",
        "longest",
        "published whole",
        title="The audit, with insiders in pairs",
    )
    for size in SIZES:
        seconds: list[float] = []
        rungs: list[str] = []
        for seed in range(8):
            world = survey(seed, size=size, variables=1)
            before = time.process_time()
            release = closed(world)
            seconds.append(time.process_time() - before)
            rungs += [variable.published for variable in release.variables[1:]]  # type: ignore[union-attr]
        share = f"{100 * rungs.count('whole') / len(rungs):.0f} %"
        table.add_row(str(size), str(len(rungs)), f"{np.mean(seconds):.2f}", f"{max(seconds):.2f}", share)
    CONSOLE.print(table)


def naive_costs(count: int, questions: int = 60) -> None:
    """Counting every answer of every question in three groups."""
    rng = random.Random(1)
    codes = np.array([[rng.randrange(5) for _ in range(questions)] for _ in range(1000)], dtype=np.int8)
    codes = np.tile(codes, (count // 1000, 1))
    groups = np.arange(count) % 3
    table = Table(
        "design", "CPU s", "µs a response", title=f"Counting {questions} answers of {count:,} responses, by group"
    )

    def packed() -> object:
        return [np.bincount(groups * 5 + codes[:, question], minlength=15) for question in range(questions)]

    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE answer (response INTEGER, grp INTEGER, question INTEGER, value INTEGER)")
    base.execute("CREATE TABLE submission (response INTEGER, grp INTEGER, answers TEXT)")
    base.executemany(
        "INSERT INTO submission VALUES (?, ?, ?)",
        ((n, n % 3, json.dumps({f"q{q}": int(v) for q, v in enumerate(row)})) for n, row in enumerate(codes.tolist())),
    )
    base.executemany(
        "INSERT INTO answer VALUES (?, ?, ?, ?)",
        ((n, n % 3, q, v) for n, row in enumerate(codes.tolist()) for q, v in enumerate(row)),
    )
    one_row = "SELECT grp, question, value, count(*) FROM answer GROUP BY 1, 2, 3"
    each = "SELECT grp, key, value, count(*) FROM submission, json_each(answers) GROUP BY 1, 2, 3"
    for name, work in (
        ("packed codes", packed),
        ("one row an answer", lambda: base.execute(one_row).fetchall()),
        ("json_each", lambda: base.execute(each).fetchall()),
    ):
        seconds, _, _ = measured(work)
        table.add_row(name, f"{seconds:.2f}", f"{1e6 * seconds / count:.1f}")
    CONSOLE.print(table)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    closing_costs(read_catalogue()["regionalisation"], count)
    audit_costs()
    naive_costs(min(count, 100_000))


if __name__ == "__main__":
    main()
