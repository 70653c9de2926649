"""How fast responses are scored: one at a time, in batches beside a naive Jaccard, and 100 000 in a stream.

    python -m tests.benchmarks.scoring [responses]

CPU times of this process; the stream runs in a process of its own, whose peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.scoring import assess
from selfassess.scoring.batch import EncodedResponses, encode_responses, match_encoded
from selfassess.scoring.match import match, read_dimensions
from selfassess.scoring.model import Model, model_of
from selfassess.scoring.rescoring import reports
from tests.properties.generated import random_answers

STREAMED = 100_000
SAMPLE = 2000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STREAMED
    questionnaire = read_questionnaire(resource_folder("questionnaires") / "regionalisation.yaml")
    chance = Random(1)
    responses = [random_answers(questionnaire, chance) for _ in range(SAMPLE)]
    model = model_of(questionnaire)
    first = cpu_seconds(lambda: assess(questionnaire, responses[0]), repeats=1)
    print(f"first response, questionnaire prepared: {first * 1e3:.1f} ms")

    few = responses[:300]
    whole = cpu_seconds(lambda: [assess(questionnaire, answers) for answers in few]) / len(few)
    core = cpu_seconds(lambda: [match(model, read_dimensions(model, answers)) for answers in few]) / len(few)
    print(f"one response, whole result: {whole * 1e6:.0f} µs; the match alone: {core * 1e6:.0f} µs")

    encoded = encode_responses(model, responses)
    encoding = cpu_seconds(lambda: encode_responses(model, responses)) / SAMPLE
    batch = cpu_seconds(lambda: match_encoded(model, encoded)) / SAMPLE
    reported = cpu_seconds(lambda: list(reports(questionnaire, responses))) / SAMPLE
    jaccard = cpu_seconds(lambda: naive_jaccard(model, encoded)) / SAMPLE
    print(f"batch, answers already numbers: {1 / batch:,.0f} responses/s ({batch * 1e6:.1f} µs)")
    print(f"naive numpy Jaccard, the same numbers: {1 / jaccard:,.0f} responses/s ({jaccard * 1e6:.1f} µs)")
    print(f"batch / Jaccard: {batch / jaccard:.1f} times its cost; scalar match / batch: {core / batch:.0f} times")
    print(f"answers to numbers: {encoding * 1e6:.0f} µs; answers to whole reports: {reported * 1e6:.0f} µs a response")
    stream(responses, count)


def cpu_seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """The least CPU time of some runs."""
    found: list[float] = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def naive_jaccard(model: Model, encoded: EncodedResponses) -> np.ndarray:
    """n × K: shared over ticked by either, over all cells at once; what a first attempt would write."""
    said = np.hstack([rows > 0 for rows in encoded.vectors])
    likeness = []
    for logic in model.logics:
        held = np.array([bool(p) for d in model.dimensions for p in d.encoding.profiles[logic]])
        likeness.append((said & held).sum(axis=1) / np.maximum((said | held).sum(axis=1), 1))
    return np.array(likeness).T


def stream(responses: list[dict], count: int) -> None:
    """Score a JSONL file of `count` responses, and of a tenth of it: memory should be the same."""
    with TemporaryDirectory() as folder:
        for size in (count // 10, count):
            path = Path(folder) / f"{size}.jsonl"
            with path.open("w", encoding="utf-8") as out:
                for number in range(size):
                    answers = responses[number % len(responses)]
                    out.write(json.dumps({"questionnaire": "regionalisation", "answers": answers}) + "\n")
            seconds, wall, peak = scored(path)
            print(
                f"{size:,} responses streamed ({path.stat().st_size / 1e6:.0f} MB): {wall:.1f} s, {seconds:.1f} s CPU, "
                f"{seconds / size * 1e6:.0f} µs each, peak RSS {peak:.0f} MiB"
            )


CHILD = """
import resource, sys
from pathlib import Path
from selfassess.score_command import score_command
code = score_command([Path(sys.argv[1])], True, "fr")
used = resource.getrusage(resource.RUSAGE_SELF)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr)
"""


def scored(path: Path) -> tuple[float, float, float]:
    """(CPU seconds, wall seconds, peak MiB) of `score --json` on a file."""
    start = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    code, seconds, peak = ended.stderr.split()[-3:]
    if code != "0":
        raise SystemExit(ended.stderr[:2000])
    return float(seconds), time.perf_counter() - start, float(peak)


if __name__ == "__main__":
    main()
    print(f"this process: peak RSS {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
