"""What every answer of the site carries: a strict content policy, no caching of people's pages, no sniffing."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, g, request

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def content_policy(nonce: str) -> str:
    """Nothing but what the site itself serves; Plotly's rules go into the one style element with the nonce."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def add_headers(app: Flask, *, secure: bool) -> None:
    """Give every answer its headers, and every page its nonce."""

    @app.before_request
    def make_nonce() -> None:  # pyright: ignore[reportUnusedFunction]
        g.nonce = secrets.token_urlsafe(16)

    @app.after_request
    def write_headers(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]
        headers = response.headers
        if response.location and urlsplit(response.location).netloc == request.host:
            # Werkzeug adds a missing slash with the scheme and host of the request: only the path is kept.
            _, _, path, query, fragment = urlsplit(response.location)
            response.location = urlunsplit(("", "", "/" + path.lstrip("/"), query, fragment))
        headers.setdefault("Content-Security-Policy", content_policy(getattr(g, "nonce", "")))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.endpoint != "assets.asset":
            headers["Cache-Control"] = "no-store"
            headers.setdefault("X-Robots-Tag", "noindex")
        if secure:
            headers.setdefault("Strict-Transport-Security", "max-age=63072000")
        return response
