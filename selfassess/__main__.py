"""`python3 -m selfassess …`: readies the checkout's own environment, then runs the command line in it.

This one file stays readable by every Python 3, so that an old one can say what is missing.
"""

import os
import subprocess
import sys

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
TOO_OLD = """\
Il faut Python 3.11 ou plus récent ; celui-ci est {version}, et aucun autre n'a été trouvé.
Installez-en un (https://www.python.org), puis lancez par exemple : python3.13 -m selfassess run

Python 3.11 or newer is needed; this one is {version}, and no other was found.
Install one (https://www.python.org), then start for example: python3.13 -m selfassess run"""


def main() -> None:
    """The command line has run, in the environment that it needs."""
    if sys.version_info < OLDEST_PYTHON:
        continue_with(newer_python())
    from selfassess import environment

    if environment.is_needed():
        with_tests = sys.argv[1:2] == ["test"]
        if not environment.is_ready(with_tests):
            from selfassess import installation

            installation.install(with_tests)
        continue_with(environment.python())
    from selfassess.cli import main as command_line

    command_line()


def newer_python() -> str:
    """The path of a Python that is recent enough; the program stops with an explanation if there is none."""
    for name in NEWER_PYTHONS:
        for folder in os.get_exec_path():
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK) and works(path):
                return path
    sys.exit(TOO_OLD.format(version=".".join(map(str, sys.version_info[:2]))))


def works(python: str) -> bool:
    """Whether this Python starts: a version manager's stand-in may be on the path with nothing behind it."""
    nowhere = subprocess.DEVNULL
    return subprocess.call([python, "-c", ""], stdout=nowhere, stderr=nowhere) == 0  # noqa: S603


def continue_with(python: str) -> None:
    """This process goes on as the same command run by another Python; the call does not return."""
    command = [python, "-m", "selfassess", *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.call(command))  # noqa: S603
    os.execv(python, command)  # noqa: S606


if __name__ == "__main__":
    main()
