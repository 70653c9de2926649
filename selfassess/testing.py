"""Runs every check of the project, and says what this machine could not check."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selfassess.environment import CHECKOUT
from selfassess.installation import can_install_debian_packages, install_debian_packages, say

LINTERS = {
    "ruff check": ["-m", "ruff", "check"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "pyright": ["-m", "pyright"],
    "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-logo"],
}
EVERYTHING = [
    "--numprocesses=auto",
    "--maxprocesses=4",
    "--dist=loadfile",
    "--cov",
    "--cov-branch",
    "--cov-report=term:skip-covered",
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
POSTGRESQL_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")


@dataclass(frozen=True)
class Tool:
    """A program of the machine that some checks need."""

    name: str
    package: str
    unchecked_without: str
    is_there: Callable[[], bool]


def chromium() -> str | None:
    """The path of the browser."""
    given = os.environ.get("SELFASSESS_CHROMIUM")
    return given or next(filter(None, map(shutil.which, BROWSERS)), None)


def postgresql_folder() -> str | None:
    """The folder of PostgreSQL's server programs, of the newest version that is there."""
    given = os.environ.get("SELFASSESS_PG_BIN")
    if given:
        return given
    installed = [folder for pattern in POSTGRESQL_FOLDERS for folder in Path("/").glob(pattern[1:])]
    servers = [folder for folder in installed if (folder / "initdb").exists()]
    if servers:
        return str(max(servers, key=lambda folder: [int(digits) for digits in re.findall(r"\d+", str(folder))]))
    on_path = shutil.which("initdb")
    return str(Path(on_path).resolve().parent) if on_path else None


def has_calc() -> bool:
    """Whether LibreOffice is there with its spreadsheet."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    return office is not None and (sys.platform != "linux" or (Path(office).resolve().parent / "scalc").exists())


def has_poppler() -> bool:
    """Whether pages of a PDF can be read and drawn."""
    return all(map(shutil.which, ("pdftoppm", "pdftotext")))


def has_libatomic() -> bool:
    """Whether the library that Node.js loads is there; Node.js is inside pyright and playwright."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return sys.platform != "linux"
    return True


def has_font() -> bool:
    """Whether the browser has letters to draw with."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return sys.platform != "linux" or any(any(folder.rglob("*.[to]tf")) for folder in folders)


TOOLS = (
    Tool("Chromium", "chromium", "pages in a browser", lambda: chromium() is not None),
    Tool("PostgreSQL", "postgresql", "storage on PostgreSQL", lambda: postgresql_folder() is not None),
    Tool("libatomic", "libatomic1", "types, and pages in a browser", has_libatomic),
    Tool("LibreOffice Calc", "libreoffice-calc", "workbooks as LibreOffice shows them", has_calc),
    Tool("Poppler", "poppler-utils", "the pages of workbooks", has_poppler),
    Tool(
        "nftables", "nftables", "a slow and lossy network", lambda: sys.platform != "linux" or bool(shutil.which("nft"))
    ),
    Tool("fonts", "fonts-dejavu-core", "the look of pages", has_font),
)


def missing_tools() -> list[Tool]:
    """The tools that this machine lacks."""
    return [tool for tool in TOOLS if not tool.is_there()]


def install_missing() -> None:
    """The missing tools are installed where this process may do so."""
    packages = [tool.package for tool in missing_tools()]
    if not packages or not can_install_debian_packages():
        return
    say(f"Installation de {', '.join(packages)} : une ou deux minutes…", "installing what the tests need")
    with no_system_server():
        install_debian_packages(packages)


@contextmanager
def no_system_server() -> Generator[None]:
    """Debian's package, which makes and starts a server of its own, does not: the tests start theirs."""
    if CLUSTER_SETTINGS.exists():
        yield
        return
    CLUSTER_SETTINGS.parent.mkdir(exist_ok=True)
    CLUSTER_SETTINGS.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        CLUSTER_SETTINGS.unlink(missing_ok=True)


def run_tests(arguments: Sequence[str] = ()) -> int:
    """The exit code of all checks together, or, when arguments are given, of pytest alone with them."""
    if not Path(CHECKOUT, "tests").is_dir():
        say("Les tests sont dans le code source, pas dans le paquet installé.", "tests are in the source checkout only")
        return 2
    os.environ.update(tool_variables())
    steps = {} if arguments else dict(LINTERS)
    steps["pytest"] = ["-m", "pytest", *(arguments or EVERYTHING)]
    outcomes = {name: step(name, command) for name, command in steps.items()}
    missing = missing_tools()
    summarise(outcomes, missing)
    refused = bool(missing) and os.environ.get("CI", "").lower() in ("1", "true")
    return 1 if refused or not all(passed for passed, _ in outcomes.values()) else 0


def tool_variables() -> dict[str, str]:
    """What tells the tests where the machine's tools are."""
    found = {"SELFASSESS_CHROMIUM": chromium(), "SELFASSESS_PG_BIN": postgresql_folder()}
    return {name: path for name, path in found.items() if path}


def step(name: str, command: Sequence[str]) -> tuple[bool, float]:
    """Whether this check passed, and how many seconds it took."""
    print(f"\n── {name} ──", flush=True)
    started = time.monotonic()
    done = subprocess.run([sys.executable, *command], cwd=CHECKOUT, check=False)  # noqa: S603
    return done.returncode == 0, time.monotonic() - started


def summarise(outcomes: dict[str, tuple[bool, float]], missing: Sequence[Tool]) -> None:
    """The person has read which checks passed, and what was not checked."""
    print()
    for name, (passed, seconds) in outcomes.items():
        print(f"{'ok   ' if passed else 'ÉCHEC'} {name} ({seconds:.0f} s)")
    for tool in missing:
        line = f"NON VÉRIFIÉ / NOT CHECKED: {tool.unchecked_without} ({tool.name}: apt-get install {tool.package})"
        print(f"\033[1;97;41m {line} \033[0m" if sys.stdout.isatty() else line)
    sys.stdout.flush()
