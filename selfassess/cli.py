"""The command line: run · test · check · score · invite · export."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click

LANGUAGES = click.Choice(["fr", "en"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version="0.1.0", prog_name="selfassess")
def main() -> None:
    """Auto-évaluation des pratiques de régionalisation de l'immigration.

    Self-assessment for organisations that settle immigrants outside the big cities of Québec.
    """


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port local.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Dossier des données (SQLite, clé).")
@click.option("--demo", is_flag=True, help="Remplit un dossier de données neuf d'organismes fictifs.")
@click.option("--atelier", is_flag=True, help="Sert une salle sans internet, sur l'adresse de --adresse.")
@click.option("--adresse", "address", help="Avec --atelier : l'adresse de cet ordinateur sur le réseau de la salle.")
def run(port: int, data: Path | None, demo: bool, atelier: bool, address: str | None) -> None:
    """Sert le questionnaire sur http://127.0.0.1:PORT, ou à une salle sur http://ADRESSE:PORT."""
    from .settings import WrongSetting, read_settings

    host, public_url = "127.0.0.1", None
    if atelier:
        from .room_command import refuse_address

        host = refuse_address(address)
        public_url = f"http://{host}:{port}"
    elif address is not None:
        raise click.ClickException("--adresse va avec --atelier : sans lui, seul cet ordinateur peut se connecter.")
    try:
        settings = read_settings(data=data, port=port, public_url=public_url)
    except WrongSetting as error:
        raise click.ClickException(str(error)) from error
    _refuse_busy_port(host, port)

    from .questionnaire.reading import QuestionnaireRefused
    from .responses.records import StoreUnavailable
    from .responses.store import open_store
    from .web.application import create_app
    from .web.catalogue import read_catalogue
    from .web.logs import log_to_stderr
    from .web.server import serve

    try:
        questionnaires = read_catalogue()
    except QuestionnaireRefused as refused:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException("Un questionnaire ne peut pas être lu (voir ci-dessus).") from refused
    if settings.questionnaire not in questionnaires:
        raise click.ClickException(
            f"SELFASSESS_QUESTIONNAIRE « {settings.questionnaire} » n’existe pas ; il y a : {', '.join(questionnaires)}."
        )
    try:
        store = open_store(settings.database_url)
        if demo:
            from .demonstration import fill_demonstration

            for line in fill_demonstration(store, questionnaires[settings.questionnaire]):
                click.echo(line)
        said = ""
        if atelier:
            from .room_command import room_words

            said = room_words(store, settings)
        store.close()
    except StoreUnavailable as error:
        raise click.ClickException(f"La base de données ne répond pas : {error}") from error
    log_to_stderr(settings.log)

    def announce() -> None:
        click.echo(f"Le questionnaire est ouvert / the questionnaire is open: {settings.public_url}", err=False)
        click.echo(said or "Ctrl+C pour arrêter / to stop.")
        sys.stdout.flush()

    serve(lambda: create_app(settings, open_store(settings.database_url), questionnaires), host, port, announce)


def _refuse_busy_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Le port {port} est déjà pris. Essayez : python3 -m selfassess run --port {port + 1}"
            ) from error


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Installe ce que les essais demandent, puis les lance tous."""
    from . import testing

    testing.install_missing()
    sys.exit(testing.run_tests(list(pytest_arguments)))


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--schema", is_flag=True, help="Imprime le schéma JSON du format, pour un éditeur.")
@click.option("--lang", "language", type=LANGUAGES, default=lambda: os.environ.get("SELFASSESS_LANG", "fr"))
def check(files: tuple[Path, ...], schema: bool, language: str) -> None:
    """Dit tout ce qui ne va pas dans un questionnaire, avec la ligne et le remède."""
    from .check_command import check_command

    sys.exit(check_command(list(files), schema, language))  # type: ignore[arg-type]


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON par réponse, une ligne chacun.")
@click.option("--lang", "language", type=LANGUAGES, default=lambda: os.environ.get("SELFASSESS_LANG", "fr"))
def score(files: tuple[Path, ...], as_json: bool, language: str) -> None:
    """Compare des fichiers de réponses (YAML, JSON, JSONL) aux logiques modélisées."""
    from .score_command import score_command

    sys.exit(score_command(list(files), as_json, language))  # type: ignore[arg-type]


DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Dossier des données (SQLite, clés)."
)


@main.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(["admin", "funder", "facilitator"]))
@click.option("--audience", "audiences", multiple=True, help="Identifiant d’un public ; peut être répété.")
@click.option("--lang", "language", type=LANGUAGES, default=lambda: os.environ.get("SELFASSESS_LANG", "fr"))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port de « run ».")
@DATA
def invite(email: str, role: str, audiences: tuple[str, ...], language: str, port: int, data: Path | None) -> None:
    """Invite une personne : lui envoie un lien qui sert une fois, ou l’imprime s’il n’y a pas de serveur de courriel."""
    from .staff_commands import invite_command

    invite_command(email, role, audiences, language, port, data)


@main.command()
@click.argument("release")
@click.option("--to", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Le fichier à écrire.")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "json"]), default="xlsx", show_default=True)
@click.option("--close", "closes", is_flag=True, help="Ferme d’abord ce portrait s’il est seulement déclaré.")
@click.option("--lang", "language", type=LANGUAGES, default=lambda: os.environ.get("SELFASSESS_LANG", "fr"))
@DATA
def export(release: str, to: Path, kind: str, closes: bool, language: str, data: Path | None) -> None:
    """Écrit un portrait fermé dans un fichier : classeur Excel, CSV ou JSON."""
    from .staff_commands import export_command

    export_command(release, to, kind, closes, language, data)
