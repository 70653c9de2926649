"""The site's own files and Plotly's, read and compressed once, served under a name that changes with them."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Response, abort, request

from .access import Access, Door

OWN = Path(__file__).parent.parent / "static"
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    content: bytes
    compressed: bytes
    kind: str
    tag: str


def _plotly() -> Path:
    found = importlib.util.find_spec("plotly")
    if found is None or found.origin is None:
        raise FileNotFoundError("plotly")
    return Path(found.origin).parent / "package_data" / "plotly.min.js"


def _path(name: str) -> Path | None:
    if name == "plotly.js":
        return _plotly()
    path = OWN / name
    return path if path.parent == OWN and path.is_file() else None


@cache
def load_asset(name: str) -> Asset | None:
    """A file of the site by name, None if there is none."""
    path = _path(name)
    if path is None:
        return None
    content = path.read_bytes()
    level = 6 if len(content) > 1_000_000 else 9
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(
        content,
        gzip.compress(content, level, mtime=0),
        f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        hashlib.sha256(content).hexdigest()[:12],
    )


@cache
def plotly_tag() -> str:
    """Names Plotly's bundle without reading it whole: its size and date."""
    found = _plotly().stat()
    return hashlib.sha256(f"{found.st_size} {found.st_mtime_ns}".encode()).hexdigest()[:12]


def asset_url(name: str) -> str:
    """Where a file is served, for ever the same content at the same address."""
    if name == "plotly.js":
        return f"/static/{plotly_tag()}/{name}"
    asset = load_asset(name)
    if asset is None:
        raise FileNotFoundError(name)
    return f"/static/{asset.tag}/{name}"


door = Door("assets", __name__)


@door.opens("/static/<tag>/<name>", Access.ANYONE)
def asset(tag: str, name: str) -> Response:
    """A file; an old tag still gives the present file, but not for ever."""
    found = load_asset(name)
    if found is None:
        abort(404)
    response = Response(mimetype=None, content_type=found.kind)
    if "gzip" in request.accept_encodings:
        response.set_data(found.compressed)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(found.content)
    response.headers["Vary"] = "Accept-Encoding"
    current = tag == (plotly_tag() if name == "plotly.js" else found.tag)
    response.headers["Cache-Control"] = FOREVER if current else "no-cache"
    return response


@door.opens("/favicon.ico", Access.ANYONE)
def favicon() -> Response:
    return asset(tag="", name="icon.svg")
