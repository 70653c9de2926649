"""A file written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from ..questionnaire.model import Text


class FileNotWritten(Exception):
    """Nothing was left at the wanted place, or what was there is still there; `message` says why in both languages."""

    def __init__(self, to: Path, error: OSError) -> None:
        self.to = to
        self.message = _explained(to, error)
        super().__init__(self.message.fr)


def write_whole(content: bytes, to: Path) -> None:
    """The file holds `content`, on disk; a crash or a full disk leaves what was there before. Raises `FileNotWritten`."""
    temporary = to.parent / f".selfassess-{secrets.token_hex(8)}.tmp"
    try:
        if to.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, to)
        _sync_folder(to.parent)
    except OSError as error:
        raise FileNotWritten(to, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """The file's new name is on disk too, where folders can be synced."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _explained(to: Path, error: OSError) -> Text:
    causes = {
        errno.ENOSPC: ("le disque est plein ; libérez de la place", "the disk is full; free some space"),
        errno.EDQUOT: ("votre quota de disque est atteint", "your disk quota is reached"),
        errno.ENOENT: ("ce dossier n’existe pas", "this folder does not exist"),
        errno.ENOTDIR: ("ce dossier n’en est pas un", "this folder is not one"),
        errno.EISDIR: ("c’est un dossier ; donnez le nom d’un fichier", "this is a folder; give a file’s name"),
        errno.EACCES: ("vous n’avez pas le droit d’y écrire", "you may not write there"),
        errno.EPERM: ("vous n’avez pas le droit d’y écrire", "you may not write there"),
        errno.EROFS: ("ce disque est en lecture seule", "this disk is read-only"),
        errno.ENAMETOOLONG: ("ce nom est trop long", "this name is too long"),
    }
    fr, en = causes.get(error.errno or 0, (error.strerror or "erreur du disque", error.strerror or "disk error"))
    return Text(
        fr=f"« {to} » n’a pas été écrit : {fr}. Rien n’a été changé.",
        en=f"“{to}” was not written: {en}. Nothing was changed.",
    )
