"""The ledger of routes: who may call each; a route that does not say stops the start."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from flask import Blueprint, Flask


class Access(Enum):
    """Who may call a route."""

    ANYONE = "anyone"
    RESPONDENT = "the holder of the response that the session names, and that response only"
    MACHINE = "health probes"


LEDGER = "selfassess.ledger"
LATE = "selfassess.late_forms"
"""The endpoints that show a late form again."""


class Door(Blueprint):
    """A blueprint whose every route is declared with its access."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name)
        self.ledger: dict[str, Access] = {}
        self.late: set[str] = set()

    def opens(
        self, rule: str, access: Access, *, shows_late_forms: bool = False, **options: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a route and who may call it.

        A form without a good token never reaches its view, unless the view says that it only shows it again.
        """

        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            endpoint = f"{self.name}.{view.__name__}"
            self.ledger[endpoint] = access
            if shows_late_forms:
                self.late.add(endpoint)
            return self.route(rule, **options)(view)

        return declare


def close_ledger(app: Flask, doors: list[Door]) -> None:
    """Register the doors; raises when any route of the application is not in the ledger."""
    ledger: dict[str, Access] = {}
    for door in doors:
        app.register_blueprint(door)
        ledger |= door.ledger
    undeclared = {rule.endpoint for rule in app.url_map.iter_rules()} - set(ledger)
    if undeclared:
        raise RuntimeError(f"routes without a declared access: {', '.join(sorted(undeclared))}")
    app.extensions[LEDGER] = ledger
    app.extensions[LATE] = frozenset[str]().union(*(door.late for door in doors))
