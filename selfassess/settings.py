"""The settings, read once from SELFASSESS_* variables; a wrong one stops the start with what to write instead."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .resources import default_data_folder

PREFIX = "SELFASSESS_"
KNOWN = ("DATA", "DATABASE_URL", "PUBLIC_URL", "TRUSTED_HOSTS", "SECRET_KEY", "QUESTIONNAIRE", "LOG", "LANG")
TOOLS = ("CHROMIUM", "PG_BIN")
"""Variables of the test command: known, not settings."""


class WrongSetting(Exception):
    """A setting that cannot be used; the message says which and what to write."""


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations."""

    data: Path
    """The folder of the database and of the secret key."""
    database_url: str
    secret_key: str
    """Signs cookies and form tokens; at least 32 characters."""
    public_url: str
    """Where people reach the site, without a final slash; absolute addresses are made from it alone."""
    trusted_hosts: tuple[str, ...]
    questionnaire: str = "regionalisation"
    """The questionnaire that the first page opens on."""
    log: str = "info"

    @property
    def secure(self) -> bool:
        """Whether people reach the site over https: cookies are then sent over it only."""
        return self.public_url.startswith("https://")


def read_settings(
    environment: Mapping[str, str] | None = None, *, data: Path | None = None, port: int = 8000
) -> Settings:
    """The settings of this process; makes the data folder and its secret key at first use.

    Raises `WrongSetting`.
    """
    environment = os.environ if environment is None else environment
    given = {name.removeprefix(PREFIX): text for name, text in environment.items() if name.startswith(PREFIX)}
    for name in given:
        if name not in KNOWN + TOOLS:
            raise WrongSetting(
                f"{PREFIX}{name} n’existe pas. Réglages connus : {', '.join(PREFIX + k for k in KNOWN)}."
            )
    folder = data or (Path(given["DATA"]) if given.get("DATA") else default_data_folder())
    public_url = given.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise WrongSetting(f"{PREFIX}PUBLIC_URL « {public_url} » : écrivez https://nom.du.site, sans chemin.")
    hosts = tuple(host.strip() for host in given.get("TRUSTED_HOSTS", "").split(",") if host.strip())
    log = given.get("LOG", "info")
    if log not in ("debug", "info", "warning", "error"):
        raise WrongSetting(f"{PREFIX}LOG « {log} » : écrivez debug, info, warning ou error.")
    database_url = given.get("DATABASE_URL", f"sqlite:///{folder.absolute() / 'selfassess.sqlite'}")
    if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise WrongSetting(
            f"{PREFIX}DATABASE_URL : écrivez sqlite:////chemin/fichier ou postgresql+psycopg://nom@hôte/base."
        )
    return Settings(
        data=folder,
        database_url=database_url,
        secret_key=_secret_key(given.get("SECRET_KEY"), folder),
        public_url=public_url,
        trusted_hosts=(*dict.fromkeys((*hosts, parts.hostname, "127.0.0.1", "localhost")),),
        questionnaire=given.get("QUESTIONNAIRE", "regionalisation"),
        log=log,
    )


def _secret_key(given: str | None, folder: Path) -> str:
    if given is not None:
        if len(given) < 32:
            raise WrongSetting(f"{PREFIX}SECRET_KEY : il faut au moins 32 caractères tirés au hasard.")
        return given
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "secret.key"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongSetting(
            f"Le dossier de données « {folder} » ne peut pas être écrit ({error.strerror}). Choisissez-en un autre avec --data."
        ) from error
