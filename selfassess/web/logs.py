"""One structured line per request: what was asked for and how long it took, never an answer, a code or an address."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from werkzeug.exceptions import HTTPException

logger = logging.getLogger("selfassess")
CHATTER = ("assets.asset", "presence.state", "workshop.board_data", "workshop.rehearsal_data")
"""What browsers ask for by themselves, again and again."""


class JsonLines(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            # The message of an exception may quote what a person typed: its type and place are enough.
            trace = record.exc_info[2]
            places: list[str] = []
            while trace is not None:
                places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
                trace = trace.tb_next
            line |= {"error": record.exc_info[0].__name__, "where": places[-6:]}
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(level: str) -> None:
    """Send the site's log lines to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False


def log_requests(app: Flask) -> None:
    """Log each request by its endpoint, which never holds a secret."""

    @app.before_request
    def start_clock() -> None:  # pyright: ignore[reportUnusedFunction]
        g.started = time.perf_counter()

    @app.after_request
    def write_line(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]
        elapsed = time.perf_counter() - getattr(g, "started", time.perf_counter())
        fields = {
            "method": request.method,
            "endpoint": request.endpoint or "",
            "status": response.status_code,
            "ms": round(elapsed * 1000, 1),
        }
        logger.log(logging.DEBUG if request.endpoint in CHATTER else logging.INFO, "request", extra={"fields": fields})
        return response


def log_failure(error: BaseException, endpoint: str | None = None) -> None:
    """Log what went wrong, without what was typed; work outside a request says of which endpoint it is."""
    if not isinstance(error, HTTPException):
        logger.error(
            "failure",
            exc_info=(type(error), error, error.__traceback__),
            extra={"fields": {"endpoint": endpoint or (request.endpoint if has_request_context() else "") or ""}},
        )
