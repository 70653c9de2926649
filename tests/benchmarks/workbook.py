"""What the workbook of a stored release costs: CPU seconds and memory, whatever the number of responses behind it.

Run: python -m tests.benchmarks.workbook
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from selfassess.disclosure.release import release_from_content
from selfassess.workbook.downloads import csv_bytes, json_bytes
from selfassess.workbook.writing import workbook_bytes

TIMES = 7


def _seconds(make: Callable[[], bytes]) -> float:
    taken: list[float] = []
    for _ in range(TIMES):
        started = time.process_time()
        make()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def _resident() -> float:
    """The peak of this program alone: `ru_maxrss` begins at that of the process that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _measure(path: Path) -> None:
    """One stored release, in a process that knows nothing else: its peak is its own."""
    stored = path.read_text("utf-8")

    def workbook() -> bytes:
        return workbook_bytes(release_from_content(stored), "fr")

    imported = _resident()
    made = workbook()
    once, seconds = _resident(), _seconds(workbook)
    release = release_from_content(stored)
    print(
        f"{path.stem:>18} {len(release.figures):>6} figures {len(release.groups):>3} groups {len(made) / 1024:>5.0f} KiB",
        end="",
    )
    print(
        f"  {seconds:.2f} CPU s  resident peak {once:.0f} MiB, {_resident():.0f} after {TIMES} more (imports: {imported:.0f})",
        end="",
    )
    print(f"  csv {_seconds(lambda: csv_bytes(release, 'fr')):.3f} s  json {_seconds(lambda: json_bytes(release, 'fr')):.3f} s")  # fmt: skip


def main() -> None:
    """Each release is stored, then measured in a process of its own."""
    if len(sys.argv) > 1:
        _measure(Path(sys.argv[1]))
        return
    from tests.disclosure.example import example_release
    from tests.workbook.releases import full_release, largest_release, small_release

    made = {
        "too few": small_release(),
        "example": example_release(),
        "practices": full_release(),
        "model": full_release(research=True),
        "largest practices": largest_release(),
        "largest model": largest_release(research=True),
    }
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    print(f"Median of {TIMES}. Bars: 1 CPU s, 80 MiB. Load average: {load}.", flush=True)
    with TemporaryDirectory() as folder:
        for name, release in made.items():
            path = Path(folder, f"{name}.json")
            path.write_text(release.content, "utf-8")
            subprocess.run([sys.executable, "-m", "tests.benchmarks.workbook", str(path)], check=True)


if __name__ == "__main__":
    main()
