"""The server: gunicorn threads over one process; waitress where gunicorn cannot run."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from .assets import load_asset
from .workshop.erasing import erase_on_time

THREADS = 16


def serve(make_app: Callable[[], Flask], host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until stopped; `ready` is called once, when the first request can be answered."""
    if sys.platform == "win32":
        import waitress

        app = _warmed(make_app())
        ready()
        waitress.serve(app, host=host, port=port, threads=THREADS, ident=None)  # pyright: ignore[reportUnknownMemberType]
        return
    _serve_with_gunicorn(make_app, host, port, ready)


def _warmed(app: Flask) -> Flask:
    """Plotly's bundle is compressed in the background rather than at the first result; workshops are erased on time."""
    erase_on_time(app)
    threading.Thread(target=load_asset, args=("plotly.js",), daemon=True).start()
    return app


def _serve_with_gunicorn(make_app: Callable[[], Flask], host: str, port: int, ready: Callable[[], None]) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "workers": 1,
                "worker_class": "gthread",
                "threads": THREADS,
                "keepalive": 5,
                "graceful_timeout": 5,
                "loglevel": "warning",
                "accesslog": None,
                "limit_request_line": 2048,
                "limit_request_fields": 60,
                "limit_request_field_size": 8190,
                "post_worker_init": lambda worker: ready(),  # type: ignore[no-any-return]
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return _warmed(make_app())

    Server().run()
