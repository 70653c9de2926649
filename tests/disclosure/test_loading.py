"""The server starts without what only a closing or a workbook needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

STARTS = """
import sys
from selfassess.responses.store import open_store
from selfassess.settings import read_settings
from selfassess.web.application import create_app
from selfassess.web.catalogue import read_catalogue
import pathlib
settings = read_settings({}, data=pathlib.Path(sys.argv[1]), port=80)
create_app(settings, open_store(settings.database_url), read_catalogue())
print(sorted({"numpy", "scipy", "openpyxl"} & set(sys.modules)))
"""


def test_a_server_starts_without_numpy(tmp_path):
    command = [sys.executable, "-c", STARTS, str(tmp_path)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
