"""A live site on this machine, and a real browser to visit it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from werkzeug.serving import make_server

from selfassess.testing import chromium
from tests.conftest import Site
from tests.web.visitor import Visitor

PHONE, DESKTOP = (320, 700), (1280, 800)


@dataclass(frozen=True)
class Live(Site):
    """A site that listens on this machine."""

    url: str = ""


@pytest.fixture(scope="session")
def live(make_site) -> Iterator[Live]:
    site = make_site()
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(site.app, site.store, site.folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None or not Path(path).exists():
        reason = (
            f"Chromium missing: {path or 'none found'}; pages were not tried in a browser (apt-get install chromium)"
        )
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@dataclass
class Window:
    """A page in the browser, with all that it asked for and complained of."""

    page: Page
    context: BrowserContext
    url: str
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page


Opener = Callable[..., Window]


@pytest.fixture
def window(live, browser) -> Iterator[Opener]:
    """Opens pages: `size`, a `visitor` whose session it has, and Playwright's own options of a context."""
    contexts: list[BrowserContext] = []

    def open_window(size=DESKTOP, visitor: Visitor | None = None, **options) -> Window:
        width, height = size
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, locale="fr-CA", reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        for cookie in visitor.client._cookies.values() if visitor else ():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.url}])
        opened = Window(context.new_page(), context, live.url)
        opened.page.on("request", lambda request: opened.requests.append(request))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on(
            "console", lambda said: opened.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        return opened

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(live) -> Visitor:
    """Someone whose session a window can take over."""
    return Visitor(live.app, base_url=live.url)
