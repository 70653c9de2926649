"""Attacks the files of as many invented worlds as asked for: JSON, CSV and workbook of each.

Run: .venv/bin/python tests/disclosure/by_hand.py [WORLDS] [FIRST SEED]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from selfassess.disclosure.release import Release
from tests.disclosure.attacker import protected_facts
from tests.disclosure.worlds import answers_of, closed, published, survey


def main() -> None:
    count, first = (int(given) for given in [*sys.argv[1:], *("2000", "1000")[len(sys.argv) - 1 :]])
    rungs: Counter[str] = Counter()
    broken: list[int] = []
    started = time.process_time()
    for seed in range(first, first + count):
        world = survey(seed, variables=1)
        release = closed(world)
        assert isinstance(release, Release)
        rungs.update(variable.published for variable in release.variables[1:])
        if protected_facts([published(release, world, language="fr" if seed % 2 else "en")], answers_of(world)):
            broken.append(seed)
    spent = time.process_time() - started
    print(f"{count} worlds from seed {first}, {spent:.0f} CPU s: {len(broken)} broken {broken[:20]}; {dict(rungs)}")


if __name__ == "__main__":
    main()
