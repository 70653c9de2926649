"""The pages of administrators and funders: no axe violation, no sideways scroll, in both languages."""

from __future__ import annotations

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessible import AXE, CONTRAST, OPEN, wrong
from tests.web import network
from tests.workbook.releases import full_release

GUEST = ("equipe/", "equipe/lien-envoye", "equipe/entrer")
ADMIN = (
    "gestion/",
    "gestion/portraits/nouveau",
    "gestion/portraits/{declared}",
    "gestion/portraits/{declared}/fermer",
    "gestion/portraits/{published}",
    "gestion/personnes",
    "gestion/publics",
    "gestion/journal",
)
FUNDER = ("portraits/", "portraits/{published}", "portraits/{published}/tableau/Logiques")


@pytest.fixture(scope="module")
def network_of(live, catalogue):
    """A published portrait, one only declared, and somebody of each role."""
    audience = network.audience(live)
    published = network.published(live, full_release(), audience)
    draft = network.draft(catalogue["regionalisation"], audience)
    declared = live.store.releases.declare(draft, by=network.administrator(live))
    return {
        "names": {"published": published, "declared": declared},
        "guest": None,
        "admin": network.signed_in(live, "admin-axe@exemple.ca"),
        "funder": network.signed_in(live, "bailleur-axe@exemple.ca", "funder", [audience]),
    }


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("who", "paths"), [("guest", GUEST), ("admin", ADMIN), ("funder", FUNDER)])
def test_no_violation_on_the_staffs_pages(window, network_of, who, paths, language):
    opened = window(visitor=network_of[who])
    found = []
    for path in paths:
        page = opened.open(f"/{language}/{path.format(**network_of['names'])}")
        assert not page.url.endswith("/equipe/") or path == "equipe/", path
        page.evaluate(OPEN)
        page.evaluate(AXE)
        found += [f"{path}: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size)]
        page.emulate_media(color_scheme="dark")
        found += [f"dark {path}: {one}" for one in wrong(page, DESKTOP, CONTRAST)]
        page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)
