"""What the workbook of a stored release costs: CPU seconds and memory, whatever the number of responses behind it.

Run: python -m tests.benchmarks.workbook
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable

from selfassess.disclosure.release import Release, release_from_content
from selfassess.workbook.downloads import csv_bytes, json_bytes
from selfassess.workbook.writing import workbook_bytes
from tests.disclosure.example import example_release
from tests.workbook.releases import full_release, small_release

TIMES = 7


def _seconds(make: Callable[[], bytes]) -> float:
    taken: list[float] = []
    for _ in range(TIMES):
        started = time.process_time()
        make()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def _allocated(make: Callable[[], bytes]) -> float:
    tracemalloc.start()
    make()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measure(name: str, release: Release) -> None:
    stored = release.content

    def workbook() -> bytes:
        return workbook_bytes(release_from_content(stored), "fr")

    made = workbook()
    line = f"{name:>9} {len(release.figures):>6} figures  {len(made) / 1024:>6.0f} KiB"
    print(f"{line}  {_seconds(workbook):.2f} CPU s  resident peak {_resident():.0f} MiB", end="")
    print(f"  allocated {_allocated(workbook):.0f} MiB", end="")
    print(
        f"  csv {_seconds(lambda: csv_bytes(release, 'fr')):.3f} s  json {_seconds(lambda: json_bytes(release, 'fr')):.3f} s"
    )


RELEASES: dict[str, Callable[[], Release]] = {
    "too few": small_release,
    "example": example_release,
    "full": full_release,
    "research": lambda: full_release(research=True),
}


def main() -> None:
    """Each release in a process of its own, so that its peak is its own."""
    if len(sys.argv) > 1:
        _measure(sys.argv[1], RELEASES[sys.argv[1]]())
        return
    print(
        f"Python and imports alone: {_resident():.0f} MiB resident. Median of {TIMES}. Bars: 1 CPU s, 80 MiB.",
        flush=True,
    )
    for name in RELEASES:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.workbook", name], check=True)


if __name__ == "__main__":
    main()
