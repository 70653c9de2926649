"""The start from a bare machine: what is ready, what is made again, what is said when it cannot be."""

import ast
import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from selfassess import __main__ as bootstrap
from selfassess import environment, installation, resources, testing

LOCK = Path(environment.LOCK)
SMALL_LOCK = b"runs==1 --hash=sha256:00\n" + environment.TESTS_MARKER + b"checks==1 --hash=sha256:11\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a small lock and no environment yet."""
    (tmp_path / "requirements.lock").write_bytes(SMALL_LOCK)
    monkeypatch.setattr(environment, "CHECKOUT", str(tmp_path))
    monkeypatch.setattr(environment, "LOCK", str(tmp_path / "requirements.lock"))
    monkeypatch.setattr(environment, "FOLDER", str(tmp_path / ".venv"))
    return tmp_path


@pytest.fixture
def added(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The sections of the lock that were installed, in order; nothing is downloaded."""
    sections: list[bytes] = []

    def note(wanted: Sequence[bytes], turn: int) -> None:
        sections.extend(wanted)

    monkeypatch.setattr(installation, "add_packages", note)
    return sections


def executable(path: Path, script: str) -> str:
    path.write_text("#!/bin/sh\n" + script + "\n")
    path.chmod(0o755)
    return str(path)


class TestTheLock:
    def test_every_dependency_is_locked_with_hashes(self) -> None:
        project = tomllib.loads(LOCK.with_name("pyproject.toml").read_text("utf-8"))["project"]
        run, tests = (section.decode() for section in environment.lock_sections())
        needed = [*project["dependencies"]]
        assert not {name_of(line) for line in needed} - names(run)
        needed += project["optional-dependencies"]["test"]
        assert not {name_of(line) for line in needed} - names(run) - names(tests)
        for block in re.split(r"\n(?=[a-z])", run + tests):
            assert block.startswith("#") or "--hash=sha256:" in block

    def test_no_address_and_no_path(self) -> None:
        assert not re.search(r"://|file:|^-|^[^#\n]*/", LOCK.read_text("utf-8"), re.MULTILINE)

    def test_no_version_is_a_preview(self) -> None:
        assert not re.search(r"==[\d.]+(a|b|rc|\.?dev)", LOCK.read_text("utf-8"))

    def test_the_two_sections(self, checkout: Path) -> None:
        run, tests = environment.lock_sections()
        assert run.startswith(b"runs==1")
        assert tests.startswith(b"checks==1")


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9_.-]", requirement)[0].lower()


def names(section: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9_.-]+)==", section, re.MULTILINE))


class TestTheEnvironment:
    def test_a_first_start_installs_what_runs_and_a_second_nothing(self, checkout: Path, added: list[bytes]) -> None:
        installation.install(with_tests=False)
        installation.install(with_tests=False)
        assert added == [environment.lock_sections()[0]]
        assert environment.is_ready(with_tests=False)
        assert not environment.is_ready(with_tests=True)

    def test_tests_are_added_to_what_is_there(self, checkout: Path, added: list[bytes]) -> None:
        installation.install(with_tests=False)
        kept = checkout / ".venv" / "kept"
        kept.touch()
        installation.install(with_tests=True)
        assert added == list(environment.lock_sections())
        assert kept.exists()
        assert environment.is_ready(with_tests=True)
        assert environment.is_ready(with_tests=False)

    def test_a_new_lock_makes_it_again(self, checkout: Path, added: list[bytes]) -> None:
        installation.install(with_tests=False)
        left_over = checkout / ".venv" / "left-over"
        left_over.touch()
        (checkout / "requirements.lock").write_bytes(b"more==1\n" + SMALL_LOCK)
        assert not environment.is_ready(with_tests=False)
        installation.install(with_tests=False)
        assert not left_over.exists()

    def test_another_python_makes_it_again(self, checkout: Path, added: list[bytes]) -> None:
        installation.install(with_tests=False)
        stamp = Path(environment.stamp_path())
        stamp.write_text(re.sub(r"python .*", "python 3.99", stamp.read_text()))
        assert not environment.is_ready(with_tests=False)

    def test_a_python_that_has_gone_makes_it_again(self, checkout: Path, added: list[bytes]) -> None:
        installation.install(with_tests=False)
        Path(environment.python()).unlink()
        assert not environment.is_ready(with_tests=False)
        installation.install(with_tests=False)
        assert environment.is_ready(with_tests=False)

    def test_an_interrupted_installation_is_made_again(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch, added: list[bytes]
    ) -> None:
        with monkeypatch.context() as interrupted:
            interrupted.setattr(installation, "add_packages", interrupt)
            with pytest.raises(SystemExit, match=r"(?s)interrompue.*Interrupted"):
                installation.install(with_tests=False)
        half_made = checkout / ".venv" / "half-made"
        half_made.touch()
        assert not environment.is_ready(with_tests=False)
        installation.install(with_tests=False)
        assert environment.is_ready(with_tests=False)
        assert not half_made.exists()

    def test_its_python_imports_the_checkout_from_any_folder(self, checkout: Path, added: list[bytes]) -> None:
        installation.install(with_tests=False)
        (checkout / "witness.py").touch()
        command = [environment.python(), "-c", "import witness, sys; print(witness.__file__)"]
        shown = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout
        assert Path(shown.strip()) == checkout / "witness.py"

    def test_it_is_not_needed_once_installed(self, checkout: Path) -> None:
        assert environment.is_needed()
        (checkout / "requirements.lock").unlink()
        assert not environment.is_needed()


def interrupt(wanted: Sequence[bytes], turn: int) -> None:
    raise KeyboardInterrupt


class TestTheInstalledPackage:
    def test_its_files_are_inside_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(resources, "CHECKOUT_FOLDER", tmp_path)
        assert resources.resource_folder("templates") == resources.PACKAGE_FOLDER / "templates"

    def test_its_data_is_the_persons(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(resources, "CHECKOUT_FOLDER", tmp_path)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
        folder = resources.default_data_folder()
        assert folder.name == "selfassess"
        assert tmp_path / "data" != folder

    def test_a_checkout_keeps_its_own(self) -> None:
        assert resources.resource_folder("questionnaires") == LOCK.parent / "questionnaires"
        assert resources.default_data_folder() == LOCK.parent / "data"


class TestTwoStartsAtOnce:
    def test_the_second_waits_for_the_first(self, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with installation.alone():
            second = threading.Thread(target=take_and_leave, daemon=True)
            second.start()
            second.join(0.2)
            assert second.is_alive()
        second.join(10)
        assert not second.is_alive()
        assert "j'attends" in capsys.readouterr().err

    def test_a_command_keeps_the_turn_of_the_killed_process_that_started_it(self, checkout: Path) -> None:
        with open(environment.LOCK, "rb") as first:
            assert installation.take_turn(first, wait=False)
            orphan = subprocess.Popen(["sleep", "60"], pass_fds=[first.fileno()])
        with open(environment.LOCK, "rb") as second:
            assert not installation.take_turn(second, wait=False)
            orphan.kill()
            orphan.wait()
            assert installation.take_turn(second, wait=False)


def take_and_leave() -> None:
    with installation.alone():
        pass


class TestAnOldPython:
    def test_the_first_file_is_read_by_python_3_6(self) -> None:
        ast.parse(Path(bootstrap.__file__).read_text("utf-8"), feature_version=(3, 6))

    def test_a_newer_one_on_the_path_takes_over(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        newer = executable(tmp_path / "python3.12", "exit 0")
        executable(tmp_path / "python3.13", "exit 127")
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 0))
        monkeypatch.setattr(bootstrap, "continue_with", sys.exit)
        with pytest.raises(SystemExit, match=re.escape(newer)):
            bootstrap.main()

    def test_without_one_both_languages_say_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SystemExit, match=r"(?s)Il faut Python 3.11.*Python 3.11 or newer is needed"):
            bootstrap.newer_python()


class TestDebian:
    @pytest.fixture
    def no_ensurepip(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def find_nothing(name: str) -> None:
            return None

        monkeypatch.setattr(installation.importlib.util, "find_spec", find_nothing)

    def test_root_gets_the_missing_package(self, no_ensurepip: None, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        monkeypatch.setattr(installation, "can_install_debian_packages", lambda: True)
        monkeypatch.setattr(installation, "install_debian_packages", asked.extend)
        monkeypatch.setattr(installation, "run_quietly", succeed)
        installation.add_pip("python", turn=0)
        assert asked == [f"python3.{sys.version_info.minor}-venv"]

    def test_others_read_the_command_to_type(
        self, no_ensurepip: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        executable(tmp_path / "apt-get", "exit 1")
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
        with pytest.raises(SystemExit, match=r"sudo apt-get update && sudo apt-get install -y python3\.\d+-venv"):
            installation.add_pip("python", turn=0)

    def test_what_apt_said_is_shown_when_it_fails(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        executable(tmp_path / "apt-get", "echo no such package; exit 100")
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        assert not installation.install_debian_packages(["nothing"])
        assert "no such package" in capsys.readouterr().err


def succeed(command: Sequence[str], turn: int, *, show_errors: bool = True) -> bool:
    return True


class TestTheTestCommand:
    @pytest.fixture
    def steps(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The checks that were started; each passes."""
        started: list[str] = []

        def note(name: str, command: Sequence[str]) -> tuple[bool, float]:
            started.append(name)
            return True, 0.0

        monkeypatch.setattr(testing, "step", note)
        monkeypatch.setattr(testing, "tool_variables", dict)
        return started

    def test_all_checks_run(self, steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        lack(monkeypatch, False)
        assert testing.run_tests() == 0
        assert steps == ["ruff check", "ruff format", "pyright", "lint-imports", "pytest"]

    def test_arguments_go_to_pytest_alone(self, steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        lack(monkeypatch, False)
        assert testing.run_tests(["tests/pure"]) == 0
        assert steps == ["pytest"]

    @pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
    def test_what_could_not_be_checked_is_named(
        self, ci: str, code: int, steps: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lack(monkeypatch, True)
        monkeypatch.setenv("CI", ci)
        assert testing.run_tests() == code
        assert "NOT CHECKED: pages" in capsys.readouterr().out.splitlines()[-1]

    def test_the_newest_postgresql_is_found(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for version in ("9", "15", "17"):
            (tmp_path / version / "bin").mkdir(parents=True)
            (tmp_path / version / "bin" / "initdb").touch(0o755)
        monkeypatch.delenv("SELFASSESS_PG_BIN", raising=False)
        monkeypatch.setattr(testing, "POSTGRESQL_FOLDERS", (f"{tmp_path}/*/bin",))
        assert testing.postgresql_folder() == str(tmp_path / "17" / "bin")


def lack(monkeypatch: pytest.MonkeyPatch, lacking: bool) -> None:
    there: Callable[[], bool] = lambda: not lacking  # noqa: E731
    monkeypatch.setattr(testing, "TOOLS", (testing.Tool("Chromium", "chromium", "pages", there),))
