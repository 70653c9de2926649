"""The ledger of routes: who may call each; a route that does not say stops the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from flask import Blueprint, Flask, request


class Access(Enum):
    """Who may call a route."""

    ANYONE = "anyone"
    RESPONDENT = "the holder of the response that the session names, and that response only"
    MACHINE = "health probes"
    STAFF = "anyone who signed in"
    ADMIN = "administrators"
    FUNDER = "funders, what was published to their audiences only; administrators, everything"
    FACILITATOR = "facilitators, their own workshops only; administrators, all"


Guard = Callable[[], Any]
"""Says nothing to let through, or the answer that stands in the way."""


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


def close_ledger(app: Flask, doors: list[Door], guards: Mapping[Access, Guard]) -> None:
    """Register the doors, each route behind the guard of its access; raises when a route is not in the ledger.

    An access without a guard opens to all: the view itself finds what is the caller's.
    """
    ledger: dict[str, Access] = {}
    for door in doors:
        app.register_blueprint(door)
        ledger |= door.ledger
    undeclared = {rule.endpoint for rule in app.url_map.iter_rules()} - set(ledger)
    if undeclared:
        raise RuntimeError(f"routes without a declared access: {', '.join(sorted(undeclared))}")
    app.extensions[LEDGER] = ledger
    app.extensions[LATE] = frozenset[str]().union(*(door.late for door in doors))

    @app.before_request
    def check_access() -> Any:  # pyright: ignore[reportUnusedFunction]
        access = ledger.get(request.endpoint or "")
        guard = guards.get(access) if access else None
        return guard() if guard else None
