"""`run --atelier`: a room without internet, served by the facilitator's own machine on the address that they name."""

from __future__ import annotations

import io
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

import click
import segno

from .invitations import link_of
from .responses.store import Store
from .settings import Settings
from .web.join_links import link_of as join_link
from .web.join_words import today
from .workshop.codes import spaced

FACILITATOR = "animation@cet-ordinateur.local"
"""Who signs in when nobody was invited to facilitate."""
LINUX, MAC = 0x8915, 0xC0206921
"""What asks the system for an interface's address."""


def refuse_address(address: str | None) -> str:
    """The address to listen on, one of this machine's; else the command stops and lists them."""
    if address is None:
        raise click.ClickException(f"Dites sur quelle adresse écouter : --adresse {_example()}\n{_addresses_words()}")
    try:
        wanted = ipaddress.IPv4Address(address)
    except ValueError as error:
        raise click.ClickException(
            f"« {address} » n’est pas une adresse IPv4, par exemple {_example()}.\n{_addresses_words()}"
        ) from error
    if wanted.is_unspecified or wanted.is_multicast or not _is_ours(address):
        raise click.ClickException(f"« {address} » n’est pas une adresse de cet ordinateur.\n{_addresses_words()}")
    return address


def _is_ours(address: str) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def addresses() -> list[str]:
    """The IPv4 addresses of this machine, those of a network before the machine's own."""
    found = dict.fromkeys((*_of_interfaces(), *_of_name()))
    return sorted(filter(_is_ours, found), key=lambda one: ipaddress.IPv4Address(one).is_loopback)


def _of_interfaces() -> Iterator[str]:
    with suppress(ImportError, OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        from fcntl import ioctl

        for _, name in socket.if_nameindex():
            with suppress(OSError):
                request = LINUX if sys.platform == "linux" else MAC
                said = ioctl(asked.fileno(), request, struct.pack("256s", name.encode()[:15]))
                yield socket.inet_ntoa(said[20:24])


def _of_name() -> Iterator[str]:
    with suppress(OSError):
        yield from (str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET))


def _example() -> str:
    return next(iter(addresses()), "192.168.1.20")


def _addresses_words() -> str:
    return "Les adresses de cet ordinateur : " + (", ".join(addresses()) or "aucune n’a été trouvée")


def facilitator_link(store: Store, settings: Settings) -> str:
    """A single-use link for whoever facilitates, made if nobody was invited to."""
    able = [one.email for one in store.staff.people() if one.role == "facilitator" and one.disabled_at is None]
    return link_of(store.staff.invite(able[0] if able else FACILITATOR, "facilitator"), settings)


def room_words(store: Store, settings: Settings) -> str:
    """What the facilitator reads in the terminal: how to sign in, what the room opens, what to know."""
    rooms = [one for one in store.workshops.of(None) if one.open_on(today())]
    parts = [
        "Pour animer, ouvrez ce lien sur cet ordinateur (il sert une fois) / to facilitate, open this link:",
        f"  {facilitator_link(store, settings)}",
        "",
    ]
    for room in rooms[:1]:
        link = join_link(room.code, settings.public_url, settings.secret_key)
        parts += [f"Atelier « {room.title} », code {spaced(room.code)} :", f"  {link}", _drawn(link)]
    if not rooms:
        page = f"{settings.public_url}/fr/atelier"
        parts += [
            "Aucun atelier n’est encore ouvert. Les personnes le rejoindront avec son code sur / people will join on:",
            f"  {page}",
            _drawn(page),
        ]
    return "\n".join([*parts, *NOTES])


NOTES = (
    "À savoir :",
    "- Les téléphones doivent être sur le même réseau que cet ordinateur. Il n’est pas nécessaire d’avoir internet.",
    "- Ici l’adresse commence par http, sans « s » : les navigateurs n’y gardent pas les pages pour les rouvrir sans",
    "  réseau. Une page ouverte garde quand même les réponses, et les envoie quand le réseau revient :",
    "  dites à la salle de ne pas fermer la page avant d’avoir fini.",
    "- On a network address in http, browsers do not keep pages to open them again offline. An open page still keeps",
    "  its answers and sends them when the network is back: ask the room not to close it before they are done.",
    "- Qui est sur ce réseau peut lire ce qui y passe : servez-vous d’un réseau de confiance, fermé par un mot de passe.",
    "- Laissez cette fenêtre ouverte et l’ordinateur branché. Ctrl+C pour arrêter / to stop.",
)


def _drawn(address: str) -> str:
    """The address as a QR code that a terminal can show."""
    written = io.StringIO()
    segno.make_qr(address).terminal(written, border=2, compact=True)
    return written.getvalue()
