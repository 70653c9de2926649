"""Why a code opens nothing, and what to do, in words."""

from __future__ import annotations

import datetime

from ..responses.workshop_records import Workshop
from ..workshop.codes import ALPHABET, LENGTH
from .words import PLACE, date_words, say


def today() -> datetime.date:
    """The day in Québec, where workshops open and close."""
    return datetime.datetime.now(PLACE).date()


def unreadable_words(typed: str) -> str:
    symbols = "".join(typed.split()).replace("-", "").replace("–", "").upper()
    if not symbols:
        return say(
            "Tapez le code de l’atelier : huit lettres et chiffres.",
            "Type the workshop’s code: eight letters and digits.",
        )
    odd = sorted(set(symbols) - set(ALPHABET))
    if len(symbols) == LENGTH and odd:
        found = " ".join(odd)
        return say(
            f"Un code d’atelier ne contient jamais : {found}. Regardez-le de nouveau : les signes qui se ressemblent en sont absents.",
            f"A workshop’s code never contains: {found}. Look at it again: signs that look alike are left out.",
        )
    return say(
        f"Un code d’atelier a huit lettres et chiffres ; vous en avez tapé {len(symbols)}.",
        f"A workshop’s code has eight letters and digits; you typed {len(symbols)}.",
    )


def unknown_words() -> str:
    return say(
        "Aucun atelier n’a ce code. Vérifiez-le à l’écran, ou demandez-le à la personne qui anime.",
        "No workshop has this code. Check it on the screen, or ask the facilitator.",
    )


def stopped_words() -> str:
    return say(
        "Trop de codes erronés ont été essayés depuis une minute. Attendez une minute, ou passez par le code QR ou le "
        "lien de l’atelier : ils s’ouvrent tout de suite.",
        "Too many wrong codes were tried in the last minute. Wait a minute, or use the workshop’s QR code or link: they "
        "open at once.",
    )


def changed_words() -> str:
    return say(
        "Les choix de cet atelier viennent de changer. Les voici : choisissez de nouveau, puis entrez.",
        "The choices of this workshop have just changed. Here they are: choose again, then enter.",
    )


def over_words() -> str:
    return say(
        "Cet atelier est fermé : on ne peut plus s’y joindre. Si vous aviez commencé, votre code de retour rouvre vos réponses.",
        "This workshop is closed: nobody can join any more. If you had begun, your return code opens your answers again.",
    )


def shut_words(workshop: Workshop) -> str:
    """Why nobody joins this workshop any more; empty while one can."""
    if workshop.open_on(today()):
        return ""
    if workshop.erased_at:
        return say(
            "Cet atelier est terminé et ses réponses ont été effacées, comme annoncé.",
            "This workshop is over and its answers were erased, as announced.",
        )
    if workshop.closed_at is None:
        last = date_words(workshop.closes_on)
        return say(
            f"On pouvait se joindre à cet atelier jusqu’au {last}. Demandez à la personne qui anime de changer cette "
            "date ; si vous aviez commencé, votre code de retour rouvre vos réponses.",
            f"This workshop could be joined until {last}. Ask the facilitator to change that date; if you had begun, "
            "your return code opens your answers again.",
        )
    return over_words()
