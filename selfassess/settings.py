"""The settings, read once from SELFASSESS_* variables; a wrong one stops the start with what to write instead."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from .resources import default_data_folder

PREFIX = "SELFASSESS_"
KNOWN = (
    *("DATA", "DATABASE_URL", "PUBLIC_URL", "TRUSTED_HOSTS", "SECRET_KEY", "QUESTIONNAIRE", "LOG", "LANG"),
    *("SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "SMTP_USER", "SMTP_PASSWORD", "SMTP_FROM"),
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME"),
    *("K", "ROUNDING_SECRET"),
)
TOOLS = ("CHROMIUM", "PG_BIN")
"""Variables of the test command: known, not settings."""


class WrongSetting(Exception):
    """A setting that cannot be used; the message says which and what to write."""


@dataclass(frozen=True)
class Mail:
    """The server that sends links."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class IdentityProvider:
    """Where people may sign in by OpenID Connect."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "OpenID Connect"
    """What the button says."""


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
    mail: Mail | None = None
    """None: links are printed instead."""
    identity_provider: IdentityProvider | None = None
    threshold: int = 10
    """K: no published figure is about fewer organisms."""
    rounding_secret: str = field(default="", repr=False)
    """Keys the rounding of published counts: whoever has it can undo some of it."""

    @property
    def secure(self) -> bool:
        """Whether people reach the site over https: cookies are then sent over it only."""
        return self.public_url.startswith("https://")


def read_settings(
    environment: Mapping[str, str] | None = None,
    *,
    data: Path | None = None,
    port: int = 8000,
    public_url: str | None = None,
) -> Settings:
    """The settings of this process; makes the data folder and its secret key at first use.

    A `public_url` that is given wins over the environment's.
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
    public_url = (public_url or given.get("PUBLIC_URL", f"http://127.0.0.1:{port}")).rstrip("/")
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
        secret_key=_secret("SECRET_KEY", given.get("SECRET_KEY"), folder, "secret.key"),
        public_url=public_url,
        trusted_hosts=(*dict.fromkeys((*hosts, parts.hostname, "127.0.0.1", "localhost")),),
        questionnaire=given.get("QUESTIONNAIRE", "regionalisation"),
        log=log,
        mail=_mail(given),
        identity_provider=_identity_provider(given),
        threshold=_threshold(given.get("K", "10")),
        rounding_secret=_secret("ROUNDING_SECRET", given.get("ROUNDING_SECRET"), folder, "rounding.key"),
    )


def _mail(given: Mapping[str, str]) -> Mail | None:
    host = given.get("SMTP_HOST")
    if not host:
        return None
    security = given.get("SMTP_SECURITY", "starttls")
    if security not in ("starttls", "tls", "none"):
        raise WrongSetting(f"{PREFIX}SMTP_SECURITY « {security} » : écrivez starttls, tls ou none.")
    port = given.get("SMTP_PORT", {"starttls": "587", "tls": "465", "none": "25"}[security])
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise WrongSetting(f"{PREFIX}SMTP_PORT « {port} » : écrivez un nombre de 1 à 65535.")
    sender = given.get("SMTP_FROM", "")
    if "@" not in sender:
        raise WrongSetting(f"{PREFIX}SMTP_FROM : écrivez l’adresse qui envoie, par exemple outil@exemple.ca.")
    return Mail(
        host,
        int(port),
        security,
        sender,
        given.get("SMTP_USER", ""),
        given.get("SMTP_PASSWORD", ""),
    )


def _identity_provider(given: Mapping[str, str]) -> IdentityProvider | None:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    there = [name for name in names if given.get(name)]
    if not there:
        return None
    if missing := [PREFIX + name for name in names if name not in there]:
        raise WrongSetting(f"Il manque {', '.join(missing)} pour entrer par OpenID Connect.")
    issuer = given["OIDC_ISSUER"].rstrip("/")
    parts = urlsplit(issuer)
    here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and here)):
        raise WrongSetting(f"{PREFIX}OIDC_ISSUER « {issuer} » : écrivez une adresse https://.")
    return IdentityProvider(
        issuer, given["OIDC_CLIENT_ID"], given["OIDC_CLIENT_SECRET"], given.get("OIDC_NAME", "OpenID Connect")
    )


LOWEST_THRESHOLD = 5


def _threshold(given: str) -> int:
    if not given.isdigit() or not LOWEST_THRESHOLD <= int(given) <= 1000:
        raise WrongSetting(f"{PREFIX}K « {given} » : écrivez un nombre d’organismes, {LOWEST_THRESHOLD} au moins.")
    return int(given)


def _secret(name: str, given: str | None, folder: Path, file_name: str) -> str:
    """The secret of a setting, or the one that the data folder keeps, made at first use."""
    if given is not None:
        if len(given) < 32:
            raise WrongSetting(f"{PREFIX}{name} : il faut au moins 32 caractères tirés au hasard.")
        return given
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / file_name
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongSetting(
            f"Le dossier de données « {folder} » ne peut pas être écrit ({error.strerror}). Choisissez-en un autre avec --data."
        ) from error
