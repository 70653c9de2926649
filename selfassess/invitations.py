"""Single-use links, as they are written, sent and read back."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

from itsdangerous import BadSignature, URLSafeSerializer

from .settings import Mail, Settings

SALT = "selfassess sign-in link 1"
LONGEST = 400
"""Characters beyond which what was typed is not a token."""
PATIENCE = 20
"""Seconds that the mail server has to answer."""

SUBJECTS = {"fr": "Votre lien pour entrer", "en": "Your sign-in link"}
LETTERS = {
    "fr": """\
Bonjour,

Voici votre lien pour entrer dans l’espace de l’équipe. Il sert une seule fois.

{link}

Si le lien ne s’ouvre pas, allez à {page} et collez-y ce qui suit le signe # dans le lien.
Vous n’avez rien demandé ? Ne faites rien : sans ce lien, personne n’entre.
""",
    "en": """\
Hello,

Here is your link to the staff area. It works once.

{link}

If it does not open, go to {page} and paste what follows the # sign in the link.
You did not ask for it? Do nothing: without this link, nobody gets in.
""",
}


class MailFailed(Exception):
    """The mail server did not take the message."""


def token_of(secret: str, settings: Settings) -> str:
    """The token of a link: its secret, signed."""
    return str(URLSafeSerializer(settings.secret_key, salt=SALT).dumps(secret))


def secret_in(token: str, secret_key: str) -> str | None:
    """The secret in a token that this installation signed, None in any other text."""
    try:
        found = URLSafeSerializer(secret_key, salt=SALT).loads(token.strip()[:LONGEST])
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def link_page(settings: Settings, language: str) -> str:
    """Where a link leads, without its token."""
    return f"{settings.public_url}/{language}/equipe/entrer"


def link_of(secret: str, settings: Settings, language: str = "fr") -> str:
    """The link that lets a person in; the token stands after the #, which no server sees nor logs."""
    return f"{link_page(settings, language)}#{token_of(secret, settings)}"


def send_link(mail: Mail, settings: Settings, email: str, secret: str, language: str = "fr") -> None:
    """The link is on its way. Raises MailFailed."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, email, SUBJECTS[language]
    letter = LETTERS[language].format(link=link_of(secret, settings, language), page=link_page(settings, language))
    message.set_content(letter, cte="quoted-printable")
    context = ssl.create_default_context()
    try:
        with _server(mail, context) as server:
            if mail.security == "starttls":
                server.starttls(context=context)
            if mail.user:
                server.login(mail.user, mail.password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailFailed(type(error).__name__) from error


def _server(mail: Mail, context: ssl.SSLContext) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE)
