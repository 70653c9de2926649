"""A file is written whole or not at all, and the person is told why not."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import textwrap

import pytest

from selfassess.workbook.files import FileNotWritten, write_whole
from selfassess.workbook.writing import write_workbook
from tests.disclosure.example import example_release


def test_replaces_what_was_there(tmp_path):
    to = tmp_path / "a.xlsx"
    to.write_bytes(b"old")
    write_whole(b"new", to)
    assert to.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [to]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, call):
    to = tmp_path / "a.xlsx"
    to.write_bytes(b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, full)
    with pytest.raises(FileNotWritten) as refused:
        write_workbook(example_release(), "fr", to)
    assert "disque est plein" in refused.value.message.fr
    assert "disk is full" in refused.value.message.en
    assert to.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [to]


def test_a_disk_that_takes_no_more_leaves_no_half_file(tmp_path):
    program = textwrap.dedent("""
        import pathlib, resource, sys
        from selfassess.workbook.files import FileNotWritten, write_whole
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            write_whole(b"x" * 100_000, pathlib.Path(sys.argv[1]))
        except FileNotWritten as refused:
            print(refused.message.en)
    """)
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.xlsx")], capture_output=True, text=True, check=True
    )
    assert "was not written" in done.stdout
    assert not list(tmp_path.iterdir())
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096


@pytest.mark.parametrize(
    ("place", "words"),
    [("missing/a.xlsx", "n’existe pas"), (".", "dossier"), ("x" * 300, "trop long")],
)
def test_says_what_is_wrong_with_the_place(tmp_path, place, words):
    with pytest.raises(FileNotWritten) as refused:
        write_whole(b"x", tmp_path / place)
    assert words in refused.value.message.fr
    assert not list(tmp_path.iterdir())
