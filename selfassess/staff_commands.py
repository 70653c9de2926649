"""The commands `invite` and `export`, for who holds the machine; the audit log calls them « console »."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from .disclosure.release import Release, release_from_content
from .invitations import MailFailed, link_of, send_link
from .jobs import closing
from .questionnaire.model import Language
from .responses.records import StoreUnavailable
from .responses.releases import Declaration, NoSuchRelease, NotInThisState
from .responses.staff import NoSuchAudience, Role, looks_like_email
from .responses.store import Store, open_store
from .settings import Settings, WrongSetting, read_settings
from .workbook.files import FileNotWritten
from .workbook.spoken import PORTRAITS
from .workbook.writing import write_csv, write_json, write_workbook

WRITERS: dict[str, Callable[[Release, Language, Path], None]] = {
    "xlsx": write_workbook,
    "csv": write_csv,
    "json": write_json,
}


@contextmanager
def opened(data: Path | None, port: int = 8000) -> Generator[tuple[Settings, Store]]:
    """The settings and the store; what stands in the way is said in a sentence."""
    try:
        settings = read_settings(data=data, port=port)
        store = open_store(settings.database_url)
    except WrongSetting as error:
        raise click.ClickException(str(error)) from error
    except StoreUnavailable as error:
        raise click.ClickException(f"La base de données ne répond pas : {error}") from error
    try:
        yield settings, store
    except StoreUnavailable as error:
        raise click.ClickException(f"La base de données ne répond pas : {error}") from error
    finally:
        store.close()


def invite_command(
    email: str, role: str, audiences: tuple[str, ...], language: str, port: int, data: Path | None
) -> None:
    """The person may sign in; their link is sent, or printed."""
    if not looks_like_email(email):
        raise click.ClickException(f"« {email} » n’est pas une adresse courriel.")
    with opened(data, port) as (settings, store):
        try:
            secret = store.staff.invite(email, cast(Role, role), audiences)
        except NoSuchAudience as error:
            known = ", ".join(f"{one.id} ({one.fr})" for one in store.staff.audiences()) or "aucun"
            raise click.ClickException(f"Ce public n’existe pas : {error}. Il y a : {known}.") from error
        if settings.mail is not None:
            try:
                send_link(settings.mail, settings, email, secret, language)
            except MailFailed as error:
                click.echo(f"Le courriel n’est pas parti ({error}). Voici le lien :", err=True)
            else:
                click.echo(f"L’invitation est partie à {email}.")
                return
        click.echo(link_of(secret, settings, language))


def export_command(release: str, to: Path, kind: str, closes: bool, language: str, data: Path | None) -> None:
    """The release is at `to`, whole, or nothing is."""
    spoken: Language = "en" if language == "en" else "fr"
    with opened(data) as (settings, store):
        declaration = _declaration(store, release)
        if declaration.state in ("declared", "closing"):
            if not closes:
                raise click.ClickException("Ce portrait n’est pas fermé. Ajoutez --close pour le fermer d’abord.")
            _close(store, settings, declaration)
        found = release_from_content(store.releases.frozen(release).content)
        try:
            WRITERS[kind](found, spoken, to)
        except FileNotWritten as error:
            raise click.ClickException(error.message.in_(spoken)) from error
        store.releases.exported(release)
        click.echo(f"{to} : {PORTRAITS[found.kind].in_(spoken)}, {found.participants.words.in_(spoken)}")


def _declaration(store: Store, release: str) -> Declaration:
    try:
        return store.releases.declaration(release)
    except NoSuchRelease as error:
        known = "\n".join(
            f"  {one.id}  {one.fr} ({PORTRAITS[one.kind].fr}, {one.state})" for one in store.releases.declarations()
        )
        raise click.ClickException(f"Il n’y a pas de portrait « {release} ». Il y a :\n{known or '  aucun'}") from error


CLOSINGS = {
    "interrupted": "La fermeture a été interrompue : rien n’a été gardé.",
    "nobody": "Aucun organisme n’a donné cet accord pour cette période : il n’y a rien à fermer.",
    "consents_changed": "Des accords ont changé pendant la fermeture : rien n’a été gardé. Relancez.",
    "gate": "Avec les portraits déjà faits, celui-ci isolerait trop peu d’organismes : il n’est pas fait.",
    "disk_full": "Le disque est plein : rien n’a été gardé.",
    "failed": "La fermeture a échoué : rien n’a été gardé.",
}


def _close(store: Store, settings: Settings, declaration: Declaration) -> None:
    """The release is closed, under a progress bar on standard error."""
    try:
        claim = store.releases.claim(declaration.id)
    except NotInThisState as error:
        raise click.ClickException("Quelqu’un d’autre ferme ce portrait en ce moment.") from error
    failures: list[str | None] = []
    work = threading.Thread(
        target=lambda: failures.append(closing.run(store, settings, declaration, claim)), daemon=True
    )
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}")
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("fermeture", total=None)
        work.start()
        while work.is_alive():
            now = store.releases.declaration(declaration.id)
            bar.update(task, completed=now.done, total=now.total or None, description=now.step or "fermeture")
            work.join(0.3)
    failure = failures[0] if failures else "failed"
    if failure:
        raise click.ClickException(CLOSINGS[failure])
