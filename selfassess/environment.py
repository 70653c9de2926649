"""The checkout's own Python environment: where it is, and whether it is what the lock asks for.

Every start passes here, so this module imports only what costs nothing.
"""

import hashlib
import os
import sys

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(CHECKOUT, "requirements.lock")
FOLDER = os.path.join(CHECKOUT, ".venv")
TESTS_MARKER = b"# --- Only the tests need what follows ---\n"


def is_needed() -> bool:
    """Whether the program runs from a checkout, by another Python than the one of its environment."""
    return os.path.isfile(LOCK) and os.path.realpath(sys.prefix) != os.path.realpath(FOLDER)


def python() -> str:
    """The path of the environment's Python."""
    return os.path.join(FOLDER, "Scripts", "python.exe") if os.name == "nt" else os.path.join(FOLDER, "bin", "python")


def stamp_path() -> str:
    """The path of the file that tells what a finished installation has put in the environment."""
    return os.path.join(FOLDER, "selfassess-stamp")


def lock_sections() -> tuple[bytes, bytes]:
    """The lock's two parts: what the program needs to run, and what only its tests need."""
    with open(LOCK, "rb") as lock:
        run, _, tests = lock.read().partition(TESTS_MARKER)
    return run, tests


def wanted_stamp(with_tests: bool) -> list[str]:
    """The lines that an environment's stamp holds when it is up to date."""
    run, tests = lock_sections()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    lines = [f"python {version}", f"run {hashlib.sha256(run).hexdigest()}"]
    return [*lines, f"tests {hashlib.sha256(tests).hexdigest()}"] if with_tests else lines


def is_ready(with_tests: bool) -> bool:
    """Whether the environment is whole and up to date."""
    try:
        with open(stamp_path(), encoding="ascii") as stamp:
            lines = stamp.read().splitlines()
    except OSError:
        return False
    return set(wanted_stamp(with_tests)) <= set(lines) and os.access(python(), os.X_OK)
