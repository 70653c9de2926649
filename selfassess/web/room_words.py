"""What the pages of a workshop tell the script that keeps answers on the device: addresses and words."""

from __future__ import annotations

from flask import url_for

from .drafts import Draft
from .words import say


def room_pages(draft: Draft) -> list[str]:
    """The pages that a participant may need when the network is gone."""
    place = draft.place
    sections = [url_for("respond.section", questionnaire=place, section=one.id) for one in draft.sections]
    others = [url_for(name, questionnaire=place) for name in ("respond.sections", "respond.check")]
    return [*sections, *others]


def room_words() -> dict[str, str]:
    """What the script says; {n}, {done}, {joined}, {why} and {section} are filled in."""
    return {
        "leaving": say("Gardée sur cet appareil, envoi…", "Kept on this device, sending…"),
        "kept": say(
            "Gardée sur cet appareil. Elle partira dès que le réseau répondra.",
            "Kept on this device. It will be sent as soon as the network answers.",
        ),
        "many": say(
            "{n} réponses gardées sur cet appareil. Elles partiront dès que le réseau répondra.",
            "{n} answers kept on this device. They will be sent as soon as the network answers.",
        ),
        "here": say("Votre réponse est gardée sur cet appareil.", "Your answer is kept on this device."),
        "saved": say("Tout est enregistré.", "Everything is saved."),
        "refused": say(
            "Une réponse est refusée : voyez pourquoi à côté d’elle.", "One answer is refused: see why beside it."
        ),
        "elsewhere": say(
            "Une réponse d’une autre page est refusée : {why}", "An answer of another page is refused: {why}"
        ),
        "see": say("Voir cette réponse", "See this answer"),
        "nowhere": say(
            "Pas encore enregistrée, et cet appareil ne peut rien garder : ne fermez pas la page.",
            "Not saved yet, and this device cannot keep anything: do not close the page.",
        ),
        "expired": say(
            "Votre session a pris fin. Vos réponses sont gardées sur cet appareil.",
            "Your session has ended. Your answers are kept on this device.",
        ),
        "ended": say(
            "Votre session a pris fin, et cet appareil ne peut rien garder. Appuyez sur « Enregistrer et continuer » : "
            "rien ne sera perdu.",
            "Your session has ended, and this device cannot keep anything. Press “Save and continue”: nothing will be "
            "lost.",
        ),
        "resume": say("Entrer mon code de retour pour les envoyer", "Enter my return code to send them"),
        "done": say("{done} personnes sur {joined} ont terminé.", "{done} people out of {joined} have finished."),
        "one": say("{done} personne sur {joined} a terminé.", "{done} person out of {joined} has finished."),
        "closed": say(
            "L’atelier est fermé : on ne peut plus s’y joindre. Vous pouvez finir, et votre résultat reste à vous.",
            "The workshop is closed: nobody can join any more. You can finish, and your result remains yours.",
        ),
        "waiting": say(
            "Le réseau ne répond pas. Vos réponses sont gardées sur cet appareil ; la suite s’ouvrira dès qu’il répondra.",
            "The network does not answer. Your answers are kept on this device; what follows will open as soon as it does.",
        ),
        "first": say("Vos dernières réponses partent d’abord…", "Your latest answers are being sent first…"),
        "stop": say(
            "Des réponses ne sont pas encore enregistrées. Attendez le réseau : l’appareil les oublierait.",
            "Some answers are not saved yet. Wait for the network: the device would forget them.",
        ),
    }
