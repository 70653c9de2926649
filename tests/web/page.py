"""A page as a visitor reads it, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

HIDDEN = ("script", "style", "template")
INLINE = frozenset(
    re.findall(r"\w+", "a abbr b bdi br button cite code em i input label mark q s small span strong sub sup u")
)
APART = re.compile(r"https?://\S+|\d+:\d+")
SIGNS = "[:;?!»%]"
FRENCH_FAULTS = {
    "straight apostrophe": re.compile("'"),
    "straight quote": re.compile('"'),
    "ordinary space before a sign": re.compile(rf"[ \t\n](?={SIGNS})"),
    "no space before a sign": re.compile(r"\w(?=[:;?!»%])"),
    "no unbreakable space after «": re.compile("«(?![\u00a0\u202f])"),
    "three dots": re.compile(r"\.\.\."),
}
ENGLISH_FAULTS = {
    "straight apostrophe": re.compile(r"(?<=[A-Za-z])'"),
    "straight quote": re.compile('"'),
    "space before a sign": re.compile(r"[ \u00a0\u202f](?=[:;?!])"),
    "French quotes": re.compile("[«»]"),
    "French words": re.compile(
        r"(?<![-’])\b(?:est|sont|avec|vous|votre|vos|nous|notre|une|dans|mais|cette|être|avez|plus de|ne sais pas|qui|sur un)\b",
        re.IGNORECASE,
    ),
}


@dataclass
class Form:
    """A form of a page: where it goes, and the fields that the browser would send as it stands."""

    action: str
    fields: list[tuple[str, str]]
    names: set[str]
    """Every field that it offers, ticked or not."""

    def filled(self, answers: list[tuple[str, str]], names: set[str] | None = None) -> list[tuple[str, str]]:
        """What is sent once the fields of `names` (those of `answers`, if not told) say `answers` and only that."""
        changed = {name for name, _ in answers} | (names or set())
        return [pair for pair in self.fields if pair[0] not in changed] + answers


@dataclass
class Page:
    """One answer of the site."""

    url: str
    status: int
    headers: dict[str, str]
    html: str
    language: str
    typed: frozenset[str] = frozenset()
    """What the visitor typed so far: theirs, and no matter of the project's typography."""
    parse_errors: list[str] = field(default_factory=list)

    @cached_property
    def tree(self) -> Element:
        parser = HTMLParser(namespace_html_elements=False)
        tree = parser.parse(self.html)
        self.parse_errors = [f"{where}: {code} {values}" for where, code, values in parser.errors]
        return tree

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.tree.iter() for child in parent}

    @cached_property
    def by_id(self) -> dict[str, Element]:
        return {element.get("id", ""): element for element in self.tree.iter() if element.get("id")}

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.tree.iter() if element.tag in tags]

    @property
    def h1(self) -> str:
        return words(self.all("h1")[0])

    @property
    def title(self) -> str:
        return words(self.all("title")[0])

    @property
    def text(self) -> str:
        """What can be read, non-breaking spaces made ordinary."""
        return spaced(" ".join(block for block, _ in self.blocks()))

    def text_of(self, name: str) -> str:
        """What can be read in the element of this id."""
        return spaced(words(self.by_id[name]))

    def form(self, end: str) -> Form:
        """The form whose action ends so."""
        found = [form for form in self.all("form") if form.get("action", "").endswith(end)]
        assert found, f"{self.url}: no form to …{end}"
        controls = [*found[0].iter(), *self._outside(found[0].get("id"))]
        fields: list[tuple[str, str]] = []
        names: set[str] = set()
        for control in controls:
            name = control.get("name")
            if name and control.tag in ("input", "textarea", "select"):
                names.add(name)
                fields += [(name, value) for value in values_of(control)]
        return Form(found[0].get("action", ""), fields, names)

    def _outside(self, name: str | None) -> list[Element]:
        return [control for control in self.all("input") if name and control.get("form") == name]

    def links(self) -> list[str]:
        return [link.get("href", "") for link in self.all("a")]

    def blocks(self) -> Iterator[tuple[str, str]]:
        """The readable text of each block, and its language."""
        yield from _blocks(self.all("html")[0])


def spaced(text: str) -> str:
    return re.sub(r"[ \t\n\u00a0\u202f]+", " ", text).strip()


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def values_of(control: Element) -> list[str]:
    """What a control sends as it stands."""
    if control.tag == "textarea":
        return ["".join(control.itertext())]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        return [option.get("value", "") for option in chosen]
    if control.get("type") in ("checkbox", "radio"):
        return [control.get("value", "on")] if "checked" in control.attrib else []
    return [control.get("value", "")]


def _blocks(root: Element) -> Iterator[tuple[str, str]]:
    parts: list[str] = []
    found: list[tuple[str, str]] = []

    def end(language: str) -> None:
        text = re.sub(r"[ \t\n]+", " ", "".join(parts)).strip(" ")
        parts.clear()
        if text:
            found.append((text, language))

    def visit(element: Element, language: str) -> None:
        own = element.get("lang", language)
        if element.tag in HIDDEN or not isinstance(element.tag, str):
            return
        apart = element.tag not in INLINE or own != language
        if apart:
            end(language)
        for attribute in ("aria-label", "alt", "title", "placeholder", "data-words", "data-failed", "data-refused"):
            if element.get(attribute):
                found.append((element.get(attribute, ""), own))
        # What a person typed is theirs; a control's own text is not the project's.
        if element.tag not in ("textarea", "code"):
            parts.append(element.text or "")
        for child in element:
            visit(child, own)
            parts.append(child.tail or "")
        if apart:
            end(own)

    visit(root, root.get("lang", ""))
    end(root.get("lang", ""))
    return iter(found)


def faults(page: Page, *, typography: bool = True) -> Iterator[str]:
    """Everything wrong with a page, whatever it is about."""
    tree = page.tree
    yield from page.parse_errors
    if not page.html.startswith("<!doctype html>"):
        yield "no doctype"
    if tree.get("lang") != page.language:
        yield f"lang is {tree.get('lang')!r}, not {page.language!r}"
    yield from _heading_faults(page)
    yield from _reference_faults(page)
    yield from _control_faults(page)
    for element in tree.iter():
        for name in element.attrib:
            if name == "style" or name.startswith("on"):
                yield f"<{element.tag} {name}=…>"
    if typography:
        yield from typography_faults(page)


def _heading_faults(page: Page) -> Iterator[str]:
    headings = page.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
        return
    bare = re.sub(r"^(Erreur\s*: |Error: )", "", spaced(page.title))
    if page.h1.startswith(("Erreur", "Error")):
        yield f"h1 {page.h1!r}"
    if (bare != spaced(page.title)) != ("erreurs" in page.by_id and page.status >= 400):
        yield f"title {page.title!r}, status {page.status}"
    if not bare.startswith(spaced(page.h1)):
        yield f"title {page.title!r}, h1 {page.h1!r}"
    level = 1
    for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        now = int(heading.tag[1])
        if now > level + 1:
            yield f"<{heading.tag}> after <h{level}>: {words(heading)}"
        if not words(heading):
            yield f"empty <{heading.tag}>"
        level = now


def _reference_faults(page: Page) -> Iterator[str]:
    ids = [element.get("id", "") for element in page.tree.iter() if "id" in element.attrib]
    yield from (f"id {name!r} twice" for name in {name for name in ids if ids.count(name) > 1 or not name})
    for element in page.tree.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form", "headers", "list"):
            for name in element.get(attribute, "").split():
                if name not in page.by_id:
                    yield f"<{element.tag} {attribute}={name!r}> leads nowhere"
            if attribute in element.attrib and not element.get(attribute, "").strip():
                yield f"<{element.tag}> empty {attribute}"
        target = element.get("href", "")
        if target.startswith("#") and target[1:] not in page.by_id:
            yield f"href={target!r} leads nowhere"


def _control_faults(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label") if words(label)}
    for element in page.all("input", "select", "textarea", "button", "a", "svg", "fieldset", "progress", "summary"):
        if element.get("type") == "hidden" or element.get("aria-hidden") == "true":
            continue
        if element.tag == "svg" and (element.get("role") != "img" or not _name(page, element, labelled)):
            yield f"svg without role=img and a name: {element.attrib}"
        elif element.tag == "fieldset" and not (len(element) and element[0].tag == "legend" and words(element[0])):
            yield f"fieldset without a legend: {words(element)[:60]!r}"
        elif element.tag not in ("svg", "fieldset") and not _name(page, element, labelled):
            yield f"<{element.tag} {element.attrib}> has no accessible name"


def _name(page: Page, element: Element, labelled: set[str | None]) -> str:
    for name in element.get("aria-labelledby", "").split():
        if name in page.by_id and words(page.by_id[name]):
            return words(page.by_id[name])
    if element.get("aria-label", "").strip():
        return element.get("aria-label", "")
    if element.tag in ("button", "a", "summary"):
        return words(element)
    if element.tag == "svg":
        return "".join(words(child) for child in element if child.tag.endswith("title"))
    if element.get("id") in labelled:
        return "label"
    while (parent := page.parents.get(element)) is not None:
        if parent.tag == "label":
            return words(parent)
        element = parent
    return ""


def typography_faults(page: Page) -> Iterator[str]:
    """French signs in French text, English ones in English text, and no French left in English pages."""
    opened = closed = 0
    typed = sorted(page.typed, key=len, reverse=True)
    for block, language in page.blocks():
        for words_typed in typed:
            block = "" if block in words_typed else block.replace(words_typed, "x")
        opened, closed = opened + block.count("«"), closed + block.count("»")
        text = APART.sub(lambda found: "x" * len(found[0]), block)
        for what, pattern in (FRENCH_FAULTS if language == "fr" else ENGLISH_FAULTS).items():
            found = pattern.search(text)
            if found:
                yield f"{what} ({language}): …{text[max(0, found.start() - 25) : found.end() + 25]!r}"
    if opened != closed:
        yield f"{opened} « and {closed} »"
