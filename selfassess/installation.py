"""Makes the checkout's own Python environment from requirements.lock, whatever interrupted it before."""

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from selfassess import environment

FAR_BEYOND_THE_END = 1 << 30


def install(with_tests: bool) -> None:
    """The environment is whole and up to date; the program stops with an explanation if it cannot be."""
    try:
        with alone() as turn:
            if not environment.is_ready(with_tests):
                fill(with_tests, turn)
    except KeyboardInterrupt:
        sys.exit("\nInstallation interrompue : relancez la même commande. / Interrupted: start the same command again.")


def fill(with_tests: bool, turn: int) -> None:
    """The environment holds the wanted sections of the lock; its stamp, written last, says so."""
    started = time.monotonic()
    run, tests = environment.lock_sections()
    if environment.is_ready(with_tests=False):
        say("Ajout de ce que les tests demandent…", "adding what the tests need")
        sections = [tests]
    else:
        if Path(environment.stamp_path()).exists():
            say("Mise à jour : environ 30 secondes…", "update: about 30 seconds")
        else:
            say("Première installation : environ 30 secondes…", "first installation: about 30 seconds")
        sections = [run, tests] if with_tests else [run]
        make_bare_environment(turn)
    add_packages(sections, turn)
    write_stamp(with_tests)
    say(f"Installation terminée en {time.monotonic() - started:.0f} s.", "installed")


def make_bare_environment(turn: int) -> None:
    """The environment exists and is empty: nothing of an older or half-made one is left."""
    folder = Path(environment.FOLDER)
    Path(environment.stamp_path()).unlink(missing_ok=True)
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    if not run_quietly([sys.executable, "-I", "-m", "venv", "--without-pip", str(folder)], turn):
        stop_for_missing_venv()
    point_to_checkout()


def point_to_checkout() -> None:
    """The environment's Python imports the checkout from any folder, even after both were moved together."""
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": environment.FOLDER}))
    (packages / "selfassess.pth").write_text(os.path.relpath(environment.CHECKOUT, packages) + "\n", "ascii")


def add_packages(sections: Sequence[bytes], turn: int) -> None:
    """The packages of these sections of the lock are installed, each checked against its hashes."""
    arguments = ["--require-hashes", "--no-deps", "--quiet"]
    for number, section in enumerate(sections):
        requirements = Path(environment.FOLDER, f"section-{number}.txt")
        requirements.write_bytes(section)
        arguments += ["-r", str(requirements)]
    python, uv = environment.python(), shutil.which("uv")
    if uv and run_quietly([uv, "pip", "install", "--python", python, *arguments], turn):
        return
    if not run_quietly([python, "-I", "-c", "import pip"], turn, show_errors=False):
        add_pip(python, turn)
    # Python compiles what it imports, at first use: most of what is installed never is.
    pip = [python, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--no-compile"]
    if not run_quietly([*pip, *arguments], turn):
        sys.exit(
            "L'installation a échoué (voir ci-dessus). Vérifiez l'accès au réseau, puis relancez la même commande.\n"
            "The installation failed (see above). Check the network, then start the same command again."
        )


def add_pip(python: str, turn: int) -> None:
    """The environment has pip, from the copy that comes with Python."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not can_install_debian_packages():
            stop_for_missing_venv()
        say(f"Installation de {package}…", f"installing {package}")
        install_debian_packages([package])
        importlib.invalidate_caches()
    if not run_quietly([python, "-I", "-m", "ensurepip"], turn):
        stop_for_missing_venv()


def stop_for_missing_venv() -> None:
    """The program stops, and tells the command that gives Python its missing part."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get"):
        cure = f"    sudo apt-get update && sudo apt-get install -y {package}"
    else:
        cure = f"    {sys.executable} -m ensurepip    (ou / or: https://docs.astral.sh/uv)"
    sys.exit(
        "Il manque à ce Python de quoi faire un environnement. Tapez, puis relancez la même commande :\n"
        "This Python lacks what makes an environment. Type, then start the same command again:\n\n" + cure
    )


def can_install_debian_packages() -> bool:
    """Whether apt is there and this process may use it."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def install_debian_packages(packages: Sequence[str]) -> bool:
    """Whether these packages are now installed; on a failure, what apt said has been shown."""
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=300"]
    for command in ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(  # noqa: S603
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode != 0:
            sys.stderr.write(done.stdout.decode(errors="replace"))
    return done.returncode == 0


def write_stamp(with_tests: bool) -> None:
    """The stamp tells, all at once, what has been installed."""
    stamp = Path(environment.stamp_path())
    draft = stamp.with_suffix(".draft")
    draft.write_text("\n".join(environment.wanted_stamp(with_tests)) + "\n", "ascii")
    draft.replace(stamp)


def run_quietly(command: Sequence[str], turn: int, *, show_errors: bool = True) -> bool:
    """Whether this command succeeded; what it said is shown only if it did not.

    It inherits the turn: if this process is killed, the next one waits until the command has ended.
    """
    done = subprocess.run(  # noqa: S603
        command,
        env={**os.environ, "PIP_USER": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=() if os.name == "nt" else (turn,),
        check=False,
    )
    if done.returncode != 0 and show_errors:
        sys.stderr.write(done.stdout.decode(errors="replace"))
    return done.returncode == 0


@contextmanager
def alone() -> Generator[int]:
    """No other process installs into this checkout meanwhile; gives the open file that holds the turn."""
    with open(environment.LOCK, "rb") as lock:
        if not take_turn(lock, wait=False):
            say("Une autre installation est en cours : j'attends…", "waiting for another installation")
            while not take_turn(lock, wait=True):
                continue
        yield lock.fileno()


def take_turn(lock: IO[bytes], *, wait: bool) -> bool:
    """Whether this process now holds the turn, which ends with the open file."""
    try:
        if sys.platform == "win32":
            import msvcrt

            lock.seek(FAR_BEYOND_THE_END)
            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def say(french: str, english: str) -> None:
    """The person has read how far the installation is."""
    print(f"{french} ({english})", file=sys.stderr, flush=True)
