"""« Votre schéma »: the practice in the boxes of the source's diagrams, beside the closest logic's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..questionnaire.model import Language, Text
from .data import Chart, Place, ResultData, SchemeBox, SchemeItem, Table
from .drawing.fitting import wrap
from .drawing.frames import Item, Section, kept
from .drawing.map import NOTES_WIDTH, Map, Titles, draw_maps
from .drawing.svg import SIZE, picture
from .drawing.words import NO_BREAK, counted, inside, listed, quoted, say, spaced, unanswered, worded

ORDER = 40
ORGANISATION = Text(fr="L’organisation", en="The organization")
CLIENTS = Text(fr="Clients", en="Clients")
MILIEU = Text(fr="Le milieu", en="The setting")
TITLES: dict[Place, Text] = {"organisation": ORGANISATION, "clients": CLIENTS, "milieu": MILIEU}
SIGNS = (("collabor", "©"), ("partenar", "∞"), ("accompagn", "►"), ("sensibilis", "◊"), ("négativ", "▼"))
"""The source's two readable signs; the three others, lost in it, are ours."""
MOST_NAMED = 3

_RELATION = re.compile(r"(?P<who>.+?)[ \u00a0\u202f]*(?:[:(]|[—–] )[ \u00a0]*(?P<what>[^:()]+)\)?")


def draw(data: ResultData, language: Language) -> Chart | None:
    boxes = data.scheme
    if not any(box.mine or box.theirs for box in boxes):
        return None
    logic = data.logic_by_id.get(data.scheme_logic or "")
    theirs = quoted(worded(logic.label, language), language) if logic else ""
    title = say(language, fr="Votre schéma", en="Your scheme")
    sentence = sentence_of(boxes, theirs, language)
    names = [say(language, fr="Votre organisme", en="Your organization"), *([theirs] if theirs else [])]
    maps = [map_of(boxes, name, language, own=not n) for n, name in enumerate(names)]
    drawn = draw_maps(maps, titles_of(boxes, bool(theirs), language))
    svgs = [
        picture(f"scheme-{n}", title=f"{title} – {name}", description=sentence, body=body, height=height, kind="scheme")
        for n, (name, (body, height)) in enumerate(zip(names, drawn, strict=True), start=1)
    ]
    return Chart(
        id="scheme",
        part="scheme",
        title=title,
        sentence=sentence,
        svg=f'<div class="schemes">{"".join(svgs)}</div>',
        table=table_of(boxes, names, language),
        figure=None,
    )


def relations(label: Text) -> list[tuple[str, str, str]]:
    """The signs that a label calls for, each with its words in French and English; none if it is no relation."""
    french, english = (_RELATION.fullmatch(words.strip()) for words in (label.fr, label.en))
    if not french or not english:
        return []
    words = [word.strip() for word in french["what"].split(",")]
    others = [word.strip() for word in english["what"].split(",")]
    signs = [next((sign for stem, sign in SIGNS if stem in word.casefold()), "") for word in words]
    return list(zip(signs, words, others, strict=True)) if len(words) == len(others) and all(signs) else []


def signed(item: SchemeItem, language: Language) -> str:
    """« MRC © ∞ »: a relation's words as the source's signs."""
    match = _RELATION.fullmatch(item.label.in_(language).strip())
    signs = [sign for sign, _, _ in relations(item.label)]
    if not match or not signs:
        return worded(item.label, language)
    return f"{NO_BREAK.join([spaced(match['who'], language), *signs])}"


def plain_words(item: SchemeItem, language: Language) -> str:
    return worded(item.label, language)


def notes_of(boxes: Sequence[SchemeBox], language: Language) -> tuple[str, ...]:
    """The legend of the signs in use."""
    words = {
        sign: inside(french if language == "fr" else english)
        for box in boxes
        if box.place == "milieu"
        for item in (*box.mine, *box.theirs)
        for sign, french, english in relations(item.label)
    }
    entries = (f"{sign} {words[sign]}".replace(" ", NO_BREAK) for _, sign in SIGNS if sign in words)
    return wrap("  ".join(entries), NOTES_WIDTH, SIZE) if words else ()


def titles_of(boxes: Sequence[SchemeBox], compared: bool, language: Language) -> Titles:
    foot = "en gras : en commun" if language == "fr" else "in bold: in common"
    return Titles(
        organisation=ORGANISATION.in_(language),
        clients=CLIENTS.in_(language),
        milieu=MILIEU.in_(language),
        notes=notes_of(boxes, language),
        foot=spaced(foot, language) if compared and shared_items(boxes) else "",
    )


def bare(label: str) -> str:
    return re.sub(r"^(l['’]|les? |la |the )", "", label.casefold())


def map_of(boxes: Sequence[SchemeBox], name: str, language: Language, *, own: bool) -> Map:
    sections: dict[Place, list[Section]] = {"organisation": [], "clients": [], "milieu": [], "parcours": []}
    for box in boxes:
        sections[box.place].append(section_of(box, language, own=own))
    places = (tuple(sections[place]) for place in ("organisation", "clients", "milieu", "parcours"))
    return Map(name, *places)


def section_of(box: SchemeBox, language: Language, *, own: bool) -> Section:
    words = signed if box.place == "milieu" else plain_words
    items = [Item(words(item, language), item.shared) for item in (box.mine if own else box.theirs)]
    nothing = unanswered(language) if own else "–"
    more = "… et {} autres" if language == "fr" else "… and {} more"
    title = TITLES.get(box.place)
    heading = worded(box.label, language)
    same = title is not None and bare(heading) == bare(title.in_(language))
    return Section("" if same else heading, tuple(kept(items, more) or [Item(nothing, pale=True)]))


def shared_items(boxes: Sequence[SchemeBox]) -> int:
    return sum(item.shared for box in boxes for item in box.mine)


def sentence_of(boxes: Sequence[SchemeBox], theirs: str, language: Language) -> str:
    own = sum(len(box.mine) for box in boxes)
    if not theirs:
        filled = sum(bool(box.mine) for box in boxes)
        return say(
            language,
            fr=f"Votre schéma compte {counted(own, 'élément', 'éléments', 'fr')} dans {counted(filled, 'boîte', 'boîtes', 'fr')}.",
            en=f"Your scheme has {counted(own, 'item', 'items', 'en')} in {counted(filled, 'box', 'boxes', 'en')}.",
        )
    common = {box.id: sum(item.shared for item in box.mine) for box in boxes}
    total = sum(common.values())
    if not total:
        return say(
            language,
            fr=f"Votre schéma n’a aucun élément en commun avec celui de {theirs}.",
            en=f"Your scheme has nothing in common with that of {theirs}.",
        )
    best = sorted((box for box in boxes if common[box.id]), key=lambda box: -common[box.id])[:MOST_NAMED]
    where = listed([f"{quoted(worded(box.label, language), language)} ({common[box.id]})" for box in best], language)
    some = len(best) < sum(map(bool, common.values()))
    return say(
        language,
        fr=f"Des {own} éléments de votre schéma, {total} {'sont' if total > 1 else 'est'} aussi dans celui de {theirs}{', surtout' if some else ','} dans {where}."
        if own > 1
        else f"Le seul élément de votre schéma est aussi dans celui de {theirs}, dans {where}.",
        en=f"Of the {own} items in your scheme, {total} {'are' if total > 1 else 'is'} also in that of {theirs}{', mostly' if some else ','} under {where}."
        if own > 1
        else f"The one item in your scheme is also in that of {theirs}, under {where}.",
    )


def table_of(boxes: Sequence[SchemeBox], names: Sequence[str], language: Language) -> Table:
    """The same in words, nothing cut."""
    joint = " ; " if language == "fr" else "; "

    def cell(items: Sequence[SchemeItem]) -> str:
        return spaced(joint.join(worded(item.label, language) for item in items), language) or "–"

    heads = ("Boîte", "En commun") if language == "fr" else ("Box", "In common")
    compared = len(names) > 1
    return Table(
        caption=say(
            language,
            fr="Ce que contient chaque boîte du schéma",
            en="What each box of the scheme holds",
        ),
        columns=(heads[0], *names, *(heads[1:] if compared else ())),
        rows=tuple(
            (
                worded(box.label, language),
                cell(box.mine),
                *((cell(box.theirs), cell([item for item in box.mine if item.shared])) if compared else ()),
            )
            for box in boxes
        ),
    )
