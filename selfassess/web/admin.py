"""The doors of administrators: portraits declared, closed and published; people; audiences; the log."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..disclosure.release import RESEARCH, TOPICS_OF, Merge, Release, ReleaseKind
from ..invitations import MailFailed, link_of, send_link
from ..jobs import closing
from ..questionnaire.model import Questionnaire
from ..responses.releases import Declaration, Draft, Failure, NoSuchRelease, NotInThisState
from ..responses.staff import ROLES, AlreadyThere, NoSuchAudience, NoSuchPerson, Role, looks_like_email
from ..settings import LOWEST_THRESHOLD
from ..workbook.spoken import PORTRAITS, PURPOSES
from ..workbook.vocabulary import TOPIC_NAMES
from .access import Access, Door
from .catalogue import current, site
from .logs import log_failure
from .portrait import stored_release
from .staff import known_person, late, late_words, settings
from .words import language, say, text

door = Door("admin", __name__)
HERE = "/<any(fr,en):language>/gestion"
LONGEST_TITLE = 120
HIGHEST_THRESHOLD = 1000


# Portraits


@door.opens(HERE + "/", Access.ADMIN)
def releases() -> str:
    """Every declared portrait, and how far it is."""
    return render_template(
        "admin/releases.html", declarations=site().store.releases.declarations(), portraits=PORTRAITS
    )


@dataclass
class DeclarationForm:
    """What was typed to declare a portrait, and what is wrong with it, by field."""

    questionnaire: Questionnaire
    fr: str = ""
    en: str = ""
    audience: str = ""
    first_day: str = ""
    last_day: str = ""
    breakdowns: tuple[str, ...] = ()
    purpose: str = ""
    threshold: str = ""
    corrects: str = ""
    kind: str = "pratiques"
    wrong: dict[str, str] = field(default_factory=dict[str, str])

    def draft(self, audiences: Mapping[str, object]) -> Draft | None:
        """The declaration, or None with `wrong` filled."""
        kind: ReleaseKind | None = next((one for one in TOPICS_OF if one == self.kind), None)
        possible = {one.id for one in closing.possible_breakdowns(self.questionnaire)}
        days = _day(self.first_day), _day(self.last_day)
        self._check_titles()
        if self.audience not in audiences:
            self.wrong["public"] = say("Choisissez à qui le portrait est destiné.", "Choose whom the portrait is for.")
        if days[0] is None:
            self.wrong["debut"] = say("Donnez le premier jour de la période.", "Give the first day of the period.")
        if days[1] is None:
            self.wrong["fin"] = say("Donnez le dernier jour de la période.", "Give the last day of the period.")
        elif days[0] and days[1] < days[0]:
            self.wrong["fin"] = say(
                "La période finit avant de commencer : vérifiez les deux dates.",
                "The period ends before it begins: check both dates.",
            )
        self._check_consent(kind)
        if unknown := set(self.breakdowns) - possible:
            self.wrong["ventilations"] = say(
                f"Une ventilation n’est pas dans la liste : {', '.join(sorted(unknown))}.",
                f"A breakdown is not in the list: {', '.join(sorted(unknown))}.",
            )
        if not self.threshold.isdigit() or not LOWEST_THRESHOLD <= int(self.threshold) <= HIGHEST_THRESHOLD:
            self.wrong["seuil"] = say(
                f"Écrivez un nombre d’organismes, {LOWEST_THRESHOLD} au moins.",
                f"Type a number of organizations, at least {LOWEST_THRESHOLD}.",
            )
        if self.wrong or kind is None or days[0] is None or days[1] is None:
            return None
        return Draft(
            self.questionnaire.id,
            self.audience,
            self.fr,
            self.en,
            days[0],
            days[1],
            self.breakdowns,
            self.purpose,
            int(self.threshold),
            self.corrects or None,
            kind,
        )

    def _check_consent(self, kind: ReleaseKind | None) -> None:
        """The model is put to the test with answers given to the research, and those with it alone."""
        purposes = {one.id: text(one) for one in self.questionnaire.purposes}
        if kind is None:
            self.wrong["genre"] = say("Choisissez quel portrait faire.", "Choose which portrait to make.")
        elif kind == "modele" and RESEARCH not in purposes:
            self.wrong["genre"] = say(
                "Ce questionnaire ne demande pas d’accord pour la recherche : « Le modèle à l’épreuve » ne peut pas en être fait.",
                "This questionnaire asks for no consent to research: “The model under test” cannot be made of it.",
            )
        elif self.purpose not in purposes:
            self.wrong["accord"] = say("Choisissez l’accord demandé.", "Choose the consent that is required.")
        elif kind == "modele" and self.purpose != RESEARCH:
            self.wrong["accord"] = say(
                f"« Le modèle à l’épreuve » est pour la recherche : il demande l’accord « {purposes[RESEARCH]} ».",
                f"“The model under test” is for research: it requires the consent “{purposes[RESEARCH]}”.",
            )
        elif kind == "pratiques" and self.purpose == RESEARCH:
            self.wrong["accord"] = say(
                "Cet accord est donné à la recherche : il ne permet que « Le modèle à l’épreuve ». Choisissez un autre accord, ou ce portrait-là.",
                "This consent is given to research: it only allows “The model under test”. Choose another consent, or that portrait.",
            )

    def _check_titles(self) -> None:
        for name, typed in (("titre_fr", self.fr), ("titre_en", self.en)):
            if not typed:
                self.wrong[name] = say("Donnez un titre.", "Give a title.")
            elif len(typed) > LONGEST_TITLE:
                self.wrong[name] = say(
                    f"Ce titre est trop long : {LONGEST_TITLE} caractères au plus.",
                    f"This title is too long: {LONGEST_TITLE} characters at most.",
                )


def _day(typed: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(typed.strip())
    except ValueError:
        return None


@door.opens(HERE + "/portraits/nouveau", Access.ADMIN)
def new_release() -> str:
    """The form that declares a portrait; a correction begins as the one that it corrects."""
    form = DeclarationForm(current(site().default), threshold=str(settings().threshold))
    corrected = request.args.get("corrige", "")
    if corrected:
        found = _declaration(corrected)
        form = DeclarationForm(
            current(found.questionnaire),
            found.fr,
            found.en,
            found.audience,
            found.first_day.isoformat(),
            found.last_day.isoformat(),
            found.breakdowns,
            found.purpose,
            str(found.threshold),
            found.id,
            found.kind,
        )
    return _draw_form(form)[0]


def _draw_form(form: DeclarationForm, status: int = 200, notice: str = "") -> tuple[str, int]:
    page = render_template(
        "admin/declare.html",
        form=form,
        audiences=site().store.staff.audiences(),
        possible=closing.possible_breakdowns(form.questionnaire),
        questionnaires=list(site().questionnaires.values()),
        lowest=LOWEST_THRESHOLD,
        highest=HIGHEST_THRESHOLD,
        portraits=[(kind, PORTRAITS[kind], PURPOSES[kind]) for kind in TOPICS_OF],
        notice=notice,
    )
    return page, status


@door.opens(HERE + "/portraits/nouveau", Access.ADMIN, methods=["POST"], shows_late_forms=True, endpoint="declare")
def declare() -> Any:
    """Declare a portrait."""
    given = request.form
    form = DeclarationForm(
        current(given.get("questionnaire") or site().default),
        given.get("titre_fr", "").strip(),
        given.get("titre_en", "").strip(),
        given.get("public", ""),
        given.get("debut", ""),
        given.get("fin", ""),
        tuple(dict.fromkeys(given.getlist("ventilation"))),
        given.get("accord", ""),
        given.get("seuil", "").strip(),
        given.get("corrige", ""),
        given.get("genre", ""),
    )
    if late():
        return _draw_form(form, 400, late_words())
    draft = form.draft({one.id: one for one in site().store.staff.audiences()})
    if draft is None:
        return _draw_form(form, 422)
    if draft.corrects:
        _declaration(draft.corrects)
    declared = site().store.releases.declare(draft, by=known_person().id)
    return redirect(url_for("admin.release", declaration=declared))


def _declaration(name: str) -> Declaration:
    try:
        return site().store.releases.declaration(name)
    except NoSuchRelease:
        abort(404)


@door.opens(HERE + "/portraits/<declaration>", Access.ADMIN)
def release(declaration: str) -> Any:
    """A portrait as far as it is: declared, being made, or made with its report."""
    found = _declaration(declaration)
    if found.state == "declared":
        return _draw_declared(found)
    if found.state == "closing":
        return render_template("admin/closing.html", d=found, step=step_words(found.step), portraits=PORTRAITS)
    frozen = stored_release(site().store.releases.frozen(declaration))
    return render_template(
        "admin/report.html",
        d=found,
        release=frozen,
        portraits=PORTRAITS,
        merges=merges_by_breakdown(frozen),
        topics=TOPIC_NAMES,
        category_names=partial(category_names, current(found.questionnaire)),
    )


def _draw_declared(found: Declaration, notice: str = "", status: int = 200) -> Any:
    page = render_template(
        "admin/declared.html",
        d=found,
        q=current(found.questionnaire),
        consenting=site().store.releases.consenting(found),
        breakdowns=[
            one for one in closing.possible_breakdowns(current(found.questionnaire)) if one.id in found.breakdowns
        ],
        portraits=PORTRAITS,
        notice=notice or (failure_words(found.failure) if found.failure else ""),
        over=found.last_day < _today(),
    )
    return page, status


def _today() -> datetime.date:
    from .words import PLACE

    return datetime.datetime.now(PLACE).date()


FAILURES: dict[Failure, tuple[str, str]] = {
    "interrupted": (
        "La fermeture a été interrompue : rien n’a été gardé ni publié. Vous pouvez la relancer.",
        "Closing was interrupted: nothing was kept or published. You can start it again.",
    ),
    "nobody": (
        "Aucun organisme n’a donné cet accord pour cette période : il n’y a rien à fermer.",
        "No organization has given this consent for this period: there is nothing to close.",
    ),
    "consents_changed": (
        "Des accords ont changé pendant la fermeture : rien n’a été gardé. Relancez-la dans un moment.",
        "Consents changed while closing: nothing was kept. Start it again in a moment.",
    ),
    "gate": (
        "Avec les portraits déjà faits, celui-ci permettrait d’isoler la réponse de quelques organismes. Il n’est pas fait : les portraits précédents restent tels quels. Essayez avec moins de ventilations, ou à la période suivante.",
        "With the portraits already made, this one would let the answers of a few organizations be isolated. It was not made: earlier portraits stay as they are. Try with fewer breakdowns, or at the next period.",
    ),
    "disk_full": (
        "Le disque est plein : rien n’a été gardé ni publié. Libérez de la place, puis relancez la fermeture.",
        "The disk is full: nothing was kept or published. Free some space, then start closing again.",
    ),
    "failed": (
        "La fermeture a échoué : rien n’a été gardé ni publié. La cause est dans le journal du serveur.",
        "Closing failed: nothing was kept or published. The cause is in the server’s log.",
    ),
}


def failure_words(failure: Failure) -> str:
    return say(*FAILURES[failure])


STEPS = {
    "": ("En attente", "Waiting"),
    "collect": ("Les réponses consenties sont réunies", "Gathering the consented answers"),
    "merge": ("Les groupes trop petits sont réunis", "Merging the groups that are too small"),
    "figures": ("Les chiffres sont comptés et arrondis", "Counting and rounding the figures"),
    "audit": ("Chaque chiffre est vérifié", "Verifying each figure"),
    "freeze": ("Le portrait est gardé", "Storing the portrait"),
}


def step_words(step: str) -> str:
    return say(*STEPS.get(step, STEPS["audit"]))


def merges_by_breakdown(frozen: Release) -> list[tuple[Any, list[Any]]]:
    """Each declared breakdown with what was merged or withheld in it."""
    return [
        (breakdown, [one for one in frozen.merges if one.breakdown == breakdown.id]) for breakdown in frozen.breakdowns
    ]


def category_names(questionnaire: Questionnaire, merge: Merge) -> list[str]:
    """What was merged, by its names in today's edition."""
    possible = {one.id: one for one in closing.possible_breakdowns(questionnaire)}
    known = possible[merge.breakdown].categories if merge.breakdown in possible else ()
    labels = {category.id: text(category.label) for category in known}
    return [labels.get(category, category) for category in merge.categories]


@door.opens(HERE + "/portraits/<declaration>/avancement", Access.ADMIN)
def progress(declaration: str) -> Any:
    """How far the closing is, for the page that waits."""
    found = _declaration(declaration)
    return jsonify(state=found.state, step=step_words(found.step), done=found.done, total=found.total)


@door.opens(HERE + "/portraits/<declaration>/fermer", Access.ADMIN)
def confirm_closing(declaration: str) -> Any:
    """Asks before closing."""
    found = _declaration(declaration)
    if found.state != "declared":
        return redirect(url_for("admin.release", declaration=declaration))
    consenting = site().store.releases.consenting(found)
    if not consenting:
        return redirect(url_for("admin.release", declaration=declaration))
    return render_template("admin/confirm.html", d=found, consenting=consenting, over=found.last_day < _today())


@door.opens(HERE + "/portraits/<declaration>/fermer", Access.ADMIN, methods=["POST"], shows_late_forms=True)
def close(declaration: str) -> Any:
    """Close the period: the portrait is made in the background, by one closing at a time."""
    found = _declaration(declaration)
    if late():
        flash(late_words())
        return redirect(url_for("admin.confirm_closing", declaration=declaration))
    try:
        closing.begin(site().store, settings(), found, by=known_person().id)
    except closing.NobodyConsented:
        return _draw_declared(found, failure_words("nobody"), 409)
    except NotInThisState as elsewhere:
        flash(
            say(
                "Quelqu’un d’autre vient de fermer ce portrait : voici où il en est.",
                "Someone else has just closed this portrait: here is how far it is.",
            )
            if elsewhere.state == "closing"
            else say("Ce portrait est déjà fermé.", "This portrait is already closed.")
        )
    return redirect(url_for("admin.release", declaration=declaration))


@door.opens(HERE + "/portraits/<declaration>/publier", Access.ADMIN, methods=["POST"], shows_late_forms=True)
def publish(declaration: str) -> AnyResponse:
    """Show the portrait to its audience's people."""
    _act(declaration, site().store.releases.publish, say("Le portrait est publié.", "The portrait is published."))
    return redirect(url_for("admin.release", declaration=declaration))


@door.opens(HERE + "/portraits/<declaration>/annuler", Access.ADMIN, methods=["POST"], shows_late_forms=True)
def cancel(declaration: str) -> AnyResponse:
    """Take back a declaration that was not closed."""
    done = _act(
        declaration, site().store.releases.cancel, say("La déclaration est annulée.", "The declaration is cancelled.")
    )
    return redirect(url_for("admin.releases") if done else url_for("admin.release", declaration=declaration))


def _act(declaration: str, act: Any, done: str) -> bool:
    if late():
        flash(late_words())
        return False
    try:
        act(declaration, by=known_person().id)
    except NoSuchRelease:
        abort(404)
    except NotInThisState:
        flash(say("Quelqu’un d’autre est passé avant : rien n’a changé.", "Someone else was first: nothing changed."))
        return False
    flash(done)
    return True


# People


@door.opens(HERE + "/personnes", Access.ADMIN)
def people() -> Any:
    """Everyone who may sign in."""
    return _draw_people()


@dataclass(frozen=True)
class InvitationForm:
    """What was typed to invite someone."""

    email: str = ""
    role: str = "funder"
    audiences: tuple[str, ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])


def _draw_people(form: InvitationForm | None = None, status: int = 200, link: str = "", notice: str = "") -> Any:
    staff = site().store.staff
    page = render_template(
        "admin/people.html",
        people=staff.people(),
        audiences=staff.audiences(),
        form=form or InvitationForm(),
        roles=ROLES,
        role_words=role_words,
        link=link,
        notice=notice,
    )
    return page, status


def role_words(role: Role) -> str:
    return {
        "admin": say("Administration", "Administrator"),
        "funder": say("Bailleur de fonds", "Funder"),
        "facilitator": say("Animation d’ateliers", "Workshop facilitator"),
    }[role]


@door.opens(HERE + "/personnes", Access.ADMIN, methods=["POST"], shows_late_forms=True, endpoint="invite")
def invite() -> Any:
    """Invite someone, or send them a new link."""
    given = request.form
    form = InvitationForm(given.get("courriel", "").strip(), given.get("role", ""), tuple(given.getlist("public")))
    if late():
        return _draw_people(form, 400, notice=late_words())
    role: Role | None = next((one for one in ROLES if one == form.role), None)
    wrong: dict[str, str] = {}
    if not looks_like_email(form.email):
        wrong["courriel"] = say(
            "Écrivez une adresse courriel, par exemple nom@exemple.ca.",
            "Type an email address, for example name@example.ca.",
        )
    if role is None:
        wrong["role"] = say("Choisissez un rôle.", "Choose a role.")
    if wrong or role is None:
        return _draw_people(replace(form, wrong=wrong), 422)
    try:
        secret = site().store.staff.invite(form.email, role, form.audiences, by=known_person().id)
    except NoSuchAudience:
        unknown = say("Ce public n’existe plus.", "This audience no longer exists.")
        return _draw_people(replace(form, wrong={"public": unknown}), 422)
    return _hand_over(form.email, secret)


def _hand_over(email: str, secret: str) -> Any:
    link = link_of(secret, settings(), language())
    mail = settings().mail
    if mail is None:
        said = say("L’invitation est prête. Remettez ce lien à ", "The invitation is ready. Give this link to ")
        return _draw_people(link=link, notice=said + email + say(" :", ":"))
    try:
        send_link(mail, settings(), email, secret, language())
    except MailFailed as error:
        log_failure(error)
        said = say("Le courriel n’est pas parti. Remettez ce lien à ", "The email did not leave. Give this link to ")
        return _draw_people(link=link, notice=said + email + say(" :", ":"))
    flash(say("L’invitation est partie à ", "The invitation is on its way to ") + email + ".")
    return redirect(url_for("admin.people"))


@door.opens(HERE + "/personnes/<person>", Access.ADMIN, methods=["POST"], shows_late_forms=True)
def change_person(person: str) -> AnyResponse:
    """Disable or enable someone, or set their audiences."""
    staff, by = site().store.staff, known_person().id
    if late():
        flash(late_words())
        return redirect(url_for("admin.people"))
    try:
        if "desactiver" in request.form:
            if person == by:
                flash(say("Vous ne pouvez pas vous désactiver vous-même.", "You cannot disable yourself."))
            else:
                staff.disable(person, by=by)
                flash(say("Cette personne ne peut plus entrer.", "This person can no longer sign in."))
        elif "reactiver" in request.form:
            staff.enable(person, by=by)
            flash(say("Cette personne peut entrer de nouveau.", "This person can sign in again."))
        else:
            staff.set_audiences(person, request.form.getlist("public"), by=by)
            flash(say("Ses publics sont enregistrés.", "Their audiences are saved."))
    except (NoSuchPerson, NoSuchAudience):
        abort(404)
    return redirect(url_for("admin.people"))


# Audiences


@door.opens(HERE + "/publics", Access.ADMIN)
def audiences() -> Any:
    """Whom portraits may be for."""
    return _draw_audiences()


def _draw_audiences(fr: str = "", en: str = "", wrong: Mapping[str, str] | None = None, status: int = 200) -> Any:
    found = site().store.staff.audiences()
    return render_template("admin/audiences.html", audiences=found, fr=fr, en=en, wrongs=wrong or {}), status


@door.opens(HERE + "/publics", Access.ADMIN, methods=["POST"], shows_late_forms=True, endpoint="make_audience")
def make_audience() -> Any:
    """Make an audience."""
    fr, en = request.form.get("nom_fr", "").strip(), request.form.get("nom_en", "").strip()
    wrong = {
        name: say("Donnez un nom, de 120 caractères au plus.", "Give a name of 120 characters at most.")
        for name, typed in (("nom_fr", fr), ("nom_en", en))
        if not typed or len(typed) > LONGEST_TITLE
    }
    if late():
        return _draw_audiences(fr, en, {"nom_fr": late_words()}, 400)
    if wrong:
        return _draw_audiences(fr, en, wrong, 422)
    try:
        site().store.staff.make_audience(fr, en, by=known_person().id)
    except AlreadyThere:
        there = say("Un public porte déjà ce nom.", "An audience already has this name.")
        return _draw_audiences(fr, en, {"nom_fr": there}, 422)
    flash(say("Le public est créé.", "The audience is made."))
    return redirect(url_for("admin.audiences"))


# The log

ACTS = {
    "invited": ("a invité", "invited"),
    "link_made": ("a demandé un lien", "asked for a link"),
    "signed_in": ("est entré", "signed in"),
    "signed_out": ("est sorti", "signed out"),
    "signed_out_everywhere": ("est sorti partout", "signed out everywhere"),
    "disabled": ("a désactivé", "disabled"),
    "enabled": ("a réactivé", "enabled"),
    "audience_made": ("a créé le public", "made the audience"),
    "member_added": ("a ajouté à un public", "added to an audience"),
    "member_removed": ("a retiré d’un public", "removed from an audience"),
    "release_declared": ("a déclaré le portrait", "declared the portrait"),
    "release_cancelled": ("a annulé le portrait", "cancelled the portrait"),
    "release_closing": ("ferme le portrait", "is closing the portrait"),
    "release_closed": ("a fermé le portrait", "closed the portrait"),
    "release_failed": ("n’a pas pu fermer le portrait", "could not close the portrait"),
    "release_published": ("a publié le portrait", "published the portrait"),
    "release_exported": ("a exporté le portrait", "exported the portrait"),
    "workshop_made": ("a préparé l’atelier", "prepared the workshop"),
    "workshop_changed": ("a changé les réglages de l’atelier", "changed the settings of the workshop"),
    "workshop_closed": ("a fermé l’atelier", "closed the workshop"),
    "workshop_erased": ("a effacé l’atelier", "erased the workshop"),
    "workshop_exported": ("a téléchargé les résultats de l’atelier", "downloaded the results of the workshop"),
}
LINES = 100


@door.opens(HERE + "/journal", Access.ADMIN)
def journal() -> str:
    """Every privileged act, newest first, a hundred at a time."""
    before = request.args.get("avant", "")
    found = site().store.staff.log(int(before) if before.isdigit() and len(before) < 18 else None, LINES)
    acts = {name: say(*words) for name, words in ACTS.items()}
    return render_template("admin/journal.html", entries=found, acts=acts, more=len(found) == LINES)
